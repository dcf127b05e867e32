"""Releasing an agenda, whom it concerns, and taking it back."""

import datetime

import pytest
from django.utils import timezone

from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus, WorkplanItem
from programme.workplan.dates import AGENDA_RELEASED
from tests.factories import (
    AgendaItemFactory,
    MembershipFactory,
    RegistrationFactory,
    SignUpFactory,
)
from tests.together import run_together
from workshops.agendas.releases import released_items
from workshops.models import AgendaItem, SignUp
from workshops.services import (
    AgendaError,
    change_workshop,
    release_agenda,
    schedule_workshop,
    withdraw_agenda,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(workshop):
    workshop.agenda_released_at = None
    workshop.save()
    return workshop


@pytest.fixture
def agenda(draft, coordinator):
    """A visit for everybody and the two choices, released once."""
    day = draft.days[1]
    AgendaItemFactory(
        workshop=draft, title="Visit", day=day, starts_at=at(9), ends_at=at(12), room="Lobby"
    )
    AgendaItemFactory(workshop=draft, title="Case", day=day, choice="A", capacity=20)
    AgendaItemFactory(workshop=draft, title="Networking", day=day, choice="B")
    release_agenda(draft, by=coordinator)
    draft.refresh_from_db()
    return draft


def at(hour, minute=0):
    return datetime.time(hour, minute)


def change(workshop, title, /, **values):
    item = workshop.agenda_items.get(title=title)
    AgendaItem.objects.filter(pk=item.pk).update(**values)
    return item


def comes(workshop, choice=None, **values):
    """Somebody of the programme who comes, perhaps with a choice."""
    user = MembershipFactory(programme=workshop.programme).user
    registration = RegistrationFactory(workshop=workshop, user=user, **values)
    if choice:
        SignUpFactory(registration=registration, item=workshop.agenda_items.get(choice=choice))
    return registration


def shown(workshop):
    workshop.refresh_from_db()
    return [str(item) for item in released_items(workshop)]


def mails():
    return {mail.user: mail.body for mail in Mail.objects.all()}


def leave(mails):
    """Let the delay pass, and the worker send what waits."""
    mails.update(send_after=timezone.now())
    send_waiting()


def test_releasing_ticks_the_workplan_off_and_is_logged(draft, coordinator):
    schedule_workshop(draft, starts_on=draft.starts_on, ends_on=draft.ends_on, by=None)
    AgendaItemFactory(workshop=draft)

    release = release_agenda(draft, by=coordinator, remark=" At last. ")

    row = WorkplanItem.objects.get(source_key=f"{draft.source_prefix}{AGENDA_RELEASED}")
    draft.refresh_from_db()
    assert (release.number, release.remark, len(release.checksum)) == (1, "At last.", 64)
    assert draft.agenda_released_at == release.frozen_at
    assert (row.is_done, row.done_by) == (True, coordinator)
    assert Activity.objects.about(draft).first().verb == "agenda_released"


def test_members_read_the_release_until_the_next_one(agenda, coordinator):
    change(agenda, "Visit", title="Visit of the harbour")
    AgendaItemFactory(workshop=agenda, title="Dinner", in_release=False)
    change(agenda, "Networking", removed_at=timezone.now())

    before = shown(agenda)
    release_agenda(agenda, by=coordinator)

    assert before == ["Visit", "A. Case", "B. Networking"]
    assert shown(agenda) == ["Dinner", "Visit of the harbour", "A. Case"]


def test_only_what_calendars_show_makes_a_newer_event(agenda, coordinator):
    change(agenda, "Visit", room="Hall 2")
    change(agenda, "Case", description="With slides.")

    release_agenda(agenda, by=coordinator)

    items = agenda.agenda_items.order_by("pk")
    assert list(items.values_list("title", "sequence")) == [
        ("Visit", 1),
        ("Case", 0),
        ("Networking", 0),
    ]


@pytest.mark.parametrize("problem", ["empty", "outside"])
def test_an_agenda_that_cannot_be_is_not_released(draft, coordinator, problem):
    if problem == "outside":
        day = draft.ends_on + datetime.timedelta(days=1)
        AgendaItemFactory(workshop=draft, day=day, title="Brunch")

    with pytest.raises(AgendaError, match="nothing to release|“Brunch” is on Saturday"):
        release_agenda(draft, by=coordinator)

    assert not draft.releases.exists()


def test_what_has_not_changed_is_not_released_again(agenda, coordinator):
    with pytest.raises(AgendaError, match=r"Nothing has changed since release 1\."):
        release_agenda(agenda, by=coordinator)


def test_each_is_told_only_what_concerns_that_person(agenda, coordinator):
    for_a, for_b, undecided = comes(agenda, "A"), comes(agenda, "B"), comes(agenda)
    comes(agenda, is_waiting=True)
    change(agenda, "Case", room="Room 4")

    release_agenda(agenda, by=coordinator, tell=True)

    sentence = "“A. Case” is in Room 4."
    assert {user: sentence in body for user, body in mails().items()} == {for_a.user: True}

    change(agenda, "Visit", starts_at=at(10))
    change(agenda, "Networking", room="Room 5")
    release_agenda(agenda, by=coordinator, tell=True)

    second = Mail.objects.about(f"{agenda.source_prefix}release:3")
    told = {mail.user: ("Visit" in mail.body, "Room 5" in mail.body) for mail in second}
    assert told == {
        for_a.user: (True, False),
        for_b.user: (True, True),
        undecided.user: (True, False),
    }


def test_a_first_release_is_told_to_all_who_come_and_can_be_written_to(draft, coordinator):
    AgendaItemFactory(workshop=draft)
    member = comes(draft)
    RegistrationFactory(workshop=draft, user=None, name="Ms Mayor", email="mayor@example.com")
    RegistrationFactory(workshop=draft, user=None, name="Nobody knows where")

    release_agenda(draft, by=coordinator, tell=True)

    addresses = set(Mail.objects.values_list("address", flat=True))
    assert addresses == {member.user.email, "mayor@example.com"}


def test_a_choice_that_is_taken_out_ends_and_those_who_took_it_are_told(agenda, coordinator):
    chose, other = comes(agenda, "B"), comes(agenda, "A")
    item = change(agenda, "Networking", removed_at=timezone.now())

    release_agenda(agenda, by=coordinator, tell=True)

    assert list(SignUp.objects.values_list("registration", flat=True)) == [other.pk]
    assert list(mails()) == [chose.user]
    assert "choose again" in mails()[chose.user]
    assert AgendaItem.objects.filter(pk=item.pk).exists()


def test_a_release_can_be_withdrawn_until_its_first_mail_left(agenda, coordinator):
    chose = comes(agenda, "B")
    change(agenda, "Networking", removed_at=timezone.now())
    change(agenda, "Visit", starts_at=at(10))
    release_agenda(agenda, by=coordinator, tell=True)

    withdraw_agenda(agenda, by=coordinator)

    assert shown(agenda) == ["Visit", "A. Case", "B. Networking"]
    assert [item.starts_at for item in released_items(agenda)][0] == at(9)
    assert agenda.agenda_released_at == agenda.releases.get(number=1).frozen_at
    assert [mail.status for mail in Mail.objects.all()] == [MailStatus.DROPPED]
    assert SignUp.objects.get().registration == chose
    # Calendars that took the later time must take the earlier one again.
    assert agenda.agenda_items.get(title="Visit").sequence == 2


def test_after_the_first_mail_a_release_stands(agenda, coordinator):
    comes(agenda)
    comes(agenda)
    change(agenda, "Visit", starts_at=at(10))
    release = release_agenda(agenda, by=coordinator, tell=True)
    leave(Mail.objects.filter(pk=Mail.objects.first().pk))

    with pytest.raises(AgendaError, match="so it stands"):
        withdraw_agenda(agenda, by=coordinator)

    release.refresh_from_db()
    assert release.withdrawn_at is None
    states = set(Mail.objects.values_list("status", flat=True))
    assert states == {MailStatus.SENT, MailStatus.WAITING}


def test_the_mails_of_release_10_do_not_keep_release_1(agenda, coordinator):
    Mail.objects.create(
        programme=agenda.programme,
        address="a@example.com",
        kind="agenda-changed",
        source_key=f"{agenda.source_prefix}release:10",
        status=MailStatus.SENT,
        sent_at=timezone.now(),
    )

    assert withdraw_agenda(agenda, by=coordinator).number == 1


def test_without_its_only_release_an_agenda_is_a_draft_again(agenda, coordinator):
    withdraw_agenda(agenda, by=coordinator)

    assert shown(agenda) == []
    with pytest.raises(AgendaError, match="a draft already"):
        withdraw_agenda(agenda, by=coordinator)
    assert release_agenda(agenda, by=coordinator).number == 2


def test_moving_the_workshop_releases_what_members_read_and_tells_all_who_come(agenda, coordinator):
    member = comes(agenda)
    change(agenda, "Visit", title="Secret plan")
    later = datetime.timedelta(days=7)

    schedule_workshop(
        agenda, starts_on=agenda.starts_on + later, ends_on=agenda.ends_on + later, by=coordinator
    )

    assert shown(agenda) == ["Visit", "A. Case", "B. Networking"]
    assert {item.day for item in released_items(agenda)} == {agenda.days[1]}
    assert agenda.releases.first().remark == f"The workshop was moved to {agenda.dates}."
    body = mails()[member.user]
    assert (agenda.dates in body, "Visit" in body, "Secret" in body) == (True, False, False)
    assert set(agenda.agenda_items.values_list("sequence", flat=True)) == {1}


def test_what_a_move_released_is_taken_back_by_moving_back(agenda, coordinator):
    later = datetime.timedelta(days=7)
    schedule_workshop(
        agenda, starts_on=agenda.starts_on + later, ends_on=agenda.ends_on + later, by=coordinator
    )

    with pytest.raises(AgendaError, match="Move the workshop back instead"):
        withdraw_agenda(agenda, by=coordinator)

    assert agenda.releases.current().get().number == 2


def test_another_venue_is_released_and_told(agenda, coordinator):
    member = comes(agenda)

    change_workshop(agenda, {"venue": "Town hall"}, by=coordinator)
    change_workshop(agenda, {"places": 50}, by=coordinator)

    assert agenda.releases.count() == 2
    assert "The venue is Town hall." in mails()[member.user]


@pytest.mark.django_db(transaction=True)
def test_of_two_releases_at_the_same_moment_one_is_made(agenda, coordinator):
    comes(agenda)
    change(agenda, "Visit", starts_at=at(10))

    answers = run_together(*[lambda: release_agenda(agenda, by=coordinator, tell=True)] * 4)

    refused = {str(answer) for answer in answers if isinstance(answer, AgendaError)}
    assert refused == {"Nothing has changed since release 2."}
    assert [release.number for release in agenda.releases.all()] == [2, 1]
    assert agenda.agenda_items.get(title="Visit").sequence == 1
    assert Mail.objects.count() == 1
