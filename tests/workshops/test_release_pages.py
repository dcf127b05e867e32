"""What members read of an agenda while its draft goes on, and the pages of its releases."""

import datetime

import pytest
from django.utils import timezone

from programme.models import Mail
from reports.contexts import context_of
from reports.models import DocumentKind
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
)
from tests.workshops.conftest import address, said, wednesday_in
from workshops.models import AgendaItem, Workshop
from workshops.people.guests import path_of
from workshops.services import release_agenda, schedule_workshop
from workshops.services.releases import mark_of

pytestmark = pytest.mark.django_db

# Stands in every field that a draft has.
SECRET = "Quicksilver"


@pytest.fixture
def agenda(workshop, coordinator):
    """Released as it is."""
    Workshop.objects.filter(pk=workshop.pk).update(agenda_released_at=None)
    workshop.refresh_from_db()
    AgendaItemFactory(workshop=workshop, title="Visit", day=workshop.days[1], room="Lobby")
    AgendaItemFactory(workshop=workshop, title="Case", day=workshop.days[1], choice="A")
    AgendaItemFactory(workshop=workshop, title="Meetings", day=workshop.days[1], choice="B")
    release_agenda(workshop, by=coordinator)
    workshop.refresh_from_db()
    return workshop


def write_secrets(workshop):
    """Change every word of the draft, and put something new into it."""
    for item in workshop.agenda_items.all():
        for name in ("title", "description", "led_by", "speakers", "room", "meeting_point"):
            setattr(item, name, f"{SECRET} {name}")
        item.save()
    AgendaItemFactory(workshop=workshop, title=f"{SECRET} dinner", in_release=False)


def test_no_word_of_the_draft_reaches_anybody_who_does_not_write_it(client, participant, agenda):
    own = RegistrationFactory(workshop=agenda, user=participant)
    SignUpFactory(registration=own, item=agenda.agenda_items.get(choice="A"))
    guest = RegistrationFactory(workshop=agenda, user=None, email="guest@example.com")
    write_secrets(agenda)
    client.force_login(participant)
    names = ["detail", "calendar", "participants", "register", "notes", "now"]

    pages = {}
    for name in names:
        answer = client.get(address(name, agenda))
        assert answer.status_code == 200, name
        pages[name] = answer.content.decode()
    pages["draft"] = client.get(address("detail", agenda), {"view": "draft"}).content.decode()
    pages["overview"] = client.get(f"/{agenda.programme.slug}/").content.decode()
    client.logout()
    pages["guest"] = client.get(path_of(guest)).content.decode()
    pages["pdf"] = repr(context_of(DocumentKind.AGENDA, agenda))

    assert {name for name, page in pages.items() if SECRET in page} == set()
    assert all("Visit" in pages[name] for name in ("detail", "calendar", "guest", "pdf"))


def test_who_writes_the_agenda_reads_either(client, editor, agenda):
    write_secrets(agenda)
    client.force_login(editor)

    released = client.get(address("detail", agenda)).content.decode()
    draft = client.get(address("detail", agenda), {"view": "draft"}).content.decode()

    assert (SECRET in released, SECRET in draft) == (False, True)
    assert SECRET in repr(context_of(DocumentKind.AGENDA_DRAFT, agenda))


@pytest.mark.once
def test_the_preview_says_what_changes_and_for_how_many_and_then_releases_it(
    client, editor, participant, agenda
):
    own = RegistrationFactory(workshop=agenda, user=participant)
    SignUpFactory(registration=own, item=agenda.agenda_items.get(choice="B"))
    RegistrationFactory(workshop=agenda)
    agenda.agenda_items.filter(choice="B").update(room="Room 9")
    client.force_login(editor)

    page = client.get(address("agenda_release", agenda))
    typed = {"seen": page.context["seen"], "remark": "A larger room.", "tell": "on"}
    response = client.post(address("agenda_release", agenda), typed)

    words = page.content.decode()
    assert "1 change; 1 of 2 people are concerned." in words
    assert "“B. Meetings” is in Room 9." in words
    assert [mail.user for mail in Mail.objects.all()] == [participant]
    assert "Release 2 is what every participant reads now." in said(response)[0]
    client.force_login(participant)
    shown = client.get(address("detail", agenda)).content.decode()
    assert "A larger room." in shown
    assert "1 change on" in shown


@pytest.mark.once
def test_a_draft_that_changed_since_the_preview_is_shown_again(client, editor, agenda):
    seen = mark_of(agenda, list(agenda.agenda_items.all()))
    agenda.agenda_items.filter(title="Visit").update(room="Hall 2")
    client.force_login(editor)

    response = client.post(address("agenda_release", agenda), {"seen": seen})

    assert response.status_code == 422
    assert said(response) == ["The draft has changed since you looked at it. Look at it again."]
    assert "“Visit” is in Hall 2 now, not in Lobby." in response.content.decode()
    assert agenda.releases.count() == 1


@pytest.mark.once
def test_the_second_press_withdraws_nothing_more(client, editor, agenda):
    agenda.agenda_items.filter(title="Visit").update(room="Hall 2")
    release_agenda(agenda, by=editor)
    client.force_login(editor)

    answers = [
        said(client.post(address("agenda_withdraw", agenda), {"number": number}))[-1]
        for number in ("9" * 5000, "2", "2")
    ]

    assert answers == [
        "The agenda has been released again or withdrawn meanwhile.",
        "Release 2 is withdrawn. The draft and what people chose are kept.",
        "The agenda has been released again or withdrawn meanwhile.",
    ]


@pytest.mark.once
def test_who_writes_the_agenda_is_led_to_a_release_only_while_there_is_one_to_make(
    client, editor, agenda
):
    client.force_login(editor)
    to_release = address("agenda_release", agenda)
    way = f'id="release-button" class="button button-primary" href="{to_release}"'

    same = client.get(address("agenda_edit", agenda)).content.decode()
    agenda.agenda_items.filter(title="Visit").update(room="Hall 2")
    changed = client.get(address("agenda_edit", agenda)).content.decode()

    assert f"{way} hidden>" in same
    assert f"{way}>Release the changes…" in changed


@pytest.mark.once
def test_nobody_is_said_to_be_told_where_no_mail_is_written(client, editor, agenda):
    agenda.agenda_items.filter(title="Visit").update(room="Hall 2")
    client.force_login(editor)

    page = client.get(address("agenda_release", agenda))
    typed = {"seen": page.context["seen"], "tell": "on"}
    response = client.post(address("agenda_release", agenda), typed)

    assert "Nobody is registered yet, so no mail is written." in page.content.decode()
    assert said(response) == ["Release 2 is what every participant reads now."]


@pytest.mark.once
def test_what_a_move_released_is_not_offered_to_be_withdrawn(client, coordinator, agenda):
    agenda.agenda_items.filter(title="Visit").update(room="Hall 2")
    release_agenda(agenda, by=coordinator)
    client.force_login(coordinator)
    pages = [address("agenda_edit", agenda), address("agenda_releases", agenda)]
    way = address("agenda_withdraw", agenda)

    before = [way in client.get(page).content.decode() for page in pages]
    later = datetime.timedelta(days=7)
    schedule_workshop(
        agenda, starts_on=agenda.starts_on + later, ends_on=agenda.ends_on + later, by=coordinator
    )
    after = [way in client.get(page).content.decode() for page in pages]

    assert (before, after) == ([True, True], [False, False])


@pytest.mark.once
def test_all_releases_stand_on_a_page_with_what_they_changed(client, editor, agenda):
    agenda.agenda_items.filter(title="Visit").update(removed_at=timezone.now())
    release_agenda(agenda, by=editor, remark="No visit after all.")
    client.force_login(editor)

    response = client.get(address("agenda_releases", agenda))

    states = [(past.release.number, past.state) for past in response.context["releases"]]
    words = response.content.decode()
    assert states == [(2, "current"), (1, "replaced")]
    assert "is no longer on the agenda." in words
    assert all(release.checksum in words for release in agenda.releases.all())


def big_agenda(programme, items, people):
    """A released agenda of three days, with a choice, notes on nothing, and people."""
    workshop = WorkshopFactory(
        city=CityFactory(programme=programme), number=items, starts_on=wednesday_in(items)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            workshop=workshop,
            day=workshop.days[number % 3],
            starts_at=datetime.time(8 + number // 3 // 3, 20 * (number // 3 % 3)),
            ends_at=datetime.time(8 + number // 3 // 3, 20 * (number // 3 % 3) + 15),
            title=f"Item {number}",
            choice="AB"[number] if number < 2 else "",
        )
        for number in range(items)
    )
    release_agenda(workshop, by=None)
    choice = workshop.agenda_items.get(choice="A")
    for registration in RegistrationFactory.create_batch(people, workshop=workshop):
        SignUpFactory(registration=registration, item=choice)
    return workshop


def test_a_full_agenda_asks_no_more_than_a_small_one(
    client, participant, programme, django_assert_num_queries, django_assert_max_num_queries
):
    small, full = big_agenda(programme, 4, 2), big_agenda(programme, 60, 20)
    client.force_login(participant)

    with django_assert_max_num_queries(18) as asked:
        client.get(address("detail", small))
    with django_assert_num_queries(len(asked)):
        response = client.get(address("detail", full))

    assert response.content.decode().count('<article id="item-') == 60
