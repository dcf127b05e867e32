"""The outbox as a page: what was written to whom, what became of it, trying again, holding back."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from programme.mails.sending import send_waiting
from programme.models import Activity, Mail, MailStatus
from tests.factories import MailFactory, WorkplanItemFactory, WorkshopFactory
from tests.workshops.conftest import said

pytestmark = pytest.mark.django_db


TOO_LATE = "1 mail has left meanwhile, or is in a state in which this means nothing."


def said_on(response):
    return strip_tags(response.content.decode())


def url(name, programme, *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def subjects(response):
    found = response.context["to_come"] + response.context["over"]
    return [occasion.mail.subject for occasion in found]


@pytest.fixture
def mails(programme):
    return [
        MailFactory(programme=programme, subject="Waits", name="Åsa Nilsson"),
        MailFactory(programme=programme, subject="Left", kind="reminder", status=MailStatus.SENT,
                    sent_at=timezone.now()),
        MailFactory(programme=programme, subject="Failed", status=MailStatus.FAILED, tries=8,
                    error="The mail server could not be reached."),
    ]  # fmt: skip


@pytest.mark.once
def test_the_list_is_filtered_by_its_address(client, expert, programme, mails):
    MailFactory(subject="Of another programme")
    client.force_login(expert)
    page = url("mails", programme)

    assert subjects(client.get(page)) == ["Failed", "Waits", "Left"]
    assert subjects(client.get(page, {"status": "failed"})) == ["Failed"]
    assert subjects(client.get(page, {"status": "not_reached"})) == ["Failed"]
    assert subjects(client.get(page, {"kind": "reminder"})) == ["Left"]
    assert subjects(client.get(page, {"q": "asa nil"})) == ["Waits"]
    assert "1 mail has left, 1 waits, 1 did not arrive." in said_on(client.get(page))


def test_those_who_do_not_run_the_programme_have_no_list(client, editor, programme):
    client.force_login(editor)

    assert client.get(url("mails", programme)).status_code == 403


def test_the_log_of_a_workshop_has_its_mails_alone(client, coordinator, city):
    workshop = WorkshopFactory(city=city)
    key = f"{workshop.source_prefix}calendar:1"
    MailFactory(programme=city.programme, subject="Ours", source_key=key)
    MailFactory(programme=city.programme, source_key=f"workshop:{workshop.pk}1:release:1")
    client.force_login(coordinator)

    page = client.get(reverse("workshops:mails", args=[city.programme.slug, workshop.slug]))

    assert subjects(page) == ["Ours"]


def test_a_failed_mail_is_tried_again(
    client, coordinator, programme, mails, django_capture_on_commit_callbacks, mailoutbox
):
    client.force_login(coordinator)
    page = client.get(url("mail", programme, mails[2].pk)).content.decode()
    assert "The mail server could not be reached." in page
    assert "Tried 8 times." in page

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("mails_send", programme), {"mail": mails[2].pk})

    assert mails[2].address in [message.to[0] for message in mailoutbox]
    assert Activity.objects.get().verb == "mail_sent_again"
    late = client.post(url("mails_send", programme), {"mail": mails[2].pk})
    assert said(late) == ["1 mail leaves within a minute.", TOO_LATE]


def test_a_waiting_mail_is_held_back_by_the_coordinator_alone(
    client, coordinator, expert, programme, mails
):
    drop, waiting = url("mails_discard", programme), {"mail": mails[0].pk}
    client.force_login(expert)
    assert client.get(url("mail", programme, mails[0].pk)).status_code == 200
    assert client.post(drop, waiting).status_code == 403
    client.force_login(coordinator)
    client.post(drop, waiting)
    left = client.post(drop, {"mail": mails[1].pk})

    assert Mail.objects.get(pk=mails[0].pk).status == MailStatus.DROPPED
    assert Mail.objects.get(pk=mails[1].pk).status == MailStatus.SENT
    assert said(left)[-1] == TOO_LATE
    assert Activity.objects.get().verb == "mail_held_back"


@pytest.mark.once
@override_settings(SITE_URL="https://clusnet.example")
def test_the_readers_own_way_in_is_for_the_reader_alone(client, coordinator, programme):
    secret = "34-0.f3Jx9-aQ2mN_7LkPzR8sTuVwXyZ0123456789abcd"
    link = "https://clusnet.example/clusnet/workshops/final-conference-of-all-nine-cities/"
    body = f"Your page: https://clusnet.example/clusnet/guests/{secret}/\nAll: {link} <b>"
    mail = MailFactory(programme=programme, body=body)
    client.force_login(coordinator)

    page = client.get(url("mail", programme, mail.pk)).content.decode()

    assert secret not in page
    assert "Your page: [a link for its reader alone]" in page
    assert link in page
    assert f'<a href="{link}">' in page
    assert "<b>" not in page.partition("All: ")[2].partition("</div>")[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_many_mails(
    client, coordinator, programme, rows, django_assert_num_queries
):
    for number in range(rows):
        MailFactory(programme=programme, subject=f"Subject {number}")
    client.force_login(coordinator)

    with django_assert_num_queries(8):
        assert len(subjects(client.get(url("mails", programme)))) == rows


@pytest.mark.once
def test_an_empty_outbox_counts_nothing(client, coordinator, programme):
    client.force_login(coordinator)

    words = client.get(url("mails", programme)).content.decode()

    assert "No mail has left yet." in words
    assert "Newest first" not in words


@pytest.fixture
def occasion(programme):
    """Three of an occasion that say the same, but for the name and the own link; written over a
    change of minute."""
    batch = uuid.uuid4()
    at = timezone.now().replace(second=59) - datetime.timedelta(hours=2)
    return [
        MailFactory(
            programme=programme,
            subject="Agenda changed",
            batch=batch,
            name=name,
            body=f"Dear {name},\n\nthe bus leaves.\n\n{settings.SITE_URL}/g/{token}/\n",
            created_at=at + datetime.timedelta(seconds=number),
        )
        for number, (name, token) in enumerate(
            [("Ann", "A1" * 20), ("Åsa [x]", "B2" * 20), ("Bo", "C3" * 20)]
        )
    ]


def statuses(mails):
    found = Mail.objects.in_bulk([mail.pk for mail in mails])
    return [found[mail.pk].status for mail in mails]


def test_mails_of_an_occasion_are_one_line_and_held_and_let_go_as_one(
    client, coordinator, programme, occasion
):
    alone = MailFactory(
        programme=programme, subject="Agenda changed", created_at=occasion[0].created_at
    )
    client.force_login(coordinator)
    assert subjects(client.get(url("mails", programme))) == ["Agenda changed", "Agenda changed"]

    client.post(url("mails_hold", programme), {"occasion": occasion[0].pk})
    assert statuses([*occasion, alone]) == ["held", "held", "held", "waiting"]
    assert Activity.objects.get().sentence == "3 mails are held."
    Mail.objects.filter(pk=occasion[1].pk).update(status="sent", sent_at=timezone.now())
    back = url("mail_occasion", programme, occasion[0].pk)
    done = client.post(
        url("mails_release", programme),
        {"mail": [mail.pk for mail in occasion], "back": back},
    )

    assert done.url == back
    assert statuses([*occasion, alone]) == ["waiting", "sent", "waiting", "waiting"]
    assert said(done)[-2:] == ["2 mails are no longer held.", TOO_LATE]


@pytest.mark.once
def test_all_that_is_found_is_done_to_and_nothing_else(client, coordinator, programme, occasion):
    other = MailFactory(programme=programme, subject="Another")
    foreign = MailFactory(subject="Agenda changed")
    client.force_login(coordinator)

    client.post(
        url("mails_discard", programme),
        {"occasion": occasion[2].pk, "filter": f"q={occasion[2].address}"},
    )
    assert statuses(occasion) == ["waiting", "waiting", "dropped"]
    everything = {"all": "1", "filter": "q=agenda"}
    asked = client.post(url("mails_discard", programme), everything)
    assert statuses(occasion) == ["waiting", "waiting", "dropped"]
    assert asked.context["readers"] == ["Ann", "Åsa [x]"]
    assert asked.context["subjects"] == [("Agenda changed", 2)]
    client.post(url("mails_discard", programme), everything | {"sure": "1"})
    nothing = client.post(url("mails_discard", programme), {"mail": [foreign.pk, "x", "9" * 30]})

    assert statuses([*occasion, other, foreign]) == ["dropped"] * 3 + ["waiting", "waiting"]
    assert said(nothing)[-1] == "Tick the mails first that you mean."


def test_words_are_changed_for_all_that_say_the_same_and_no_way_in_is_shown_or_lost(
    client, coordinator, programme, occasion
):
    Mail.objects.filter(pk=occasion[2].pk).update(status="sent", sent_at=timezone.now())
    client.force_login(coordinator)
    edit = url("mail_edit", programme, occasion[0].pk)
    page = client.get(edit)
    typed = {"subject": "New", "base": page.context["base"], "for_all": "all"}
    assert "A1A1" not in page.content.decode()

    lost = client.post(edit, typed | {"body": "Dear {name}."})
    carried = client.post(edit, typed | {"body": "Dear {name}: https://evil.example/;{link}"})
    saved = client.post(edit, typed | {"body": "Dear {name}, see {link} & <b>."})
    again = client.post(edit, typed | {"body": "Mine {link}"})

    assert (lost.status_code, carried.status_code) == (422, 422)
    assert "has to stay in the text" in lost.content.decode()
    assert saved.status_code == 302
    bodies = [Mail.objects.get(pk=mail.pk).body for mail in occasion]
    assert bodies == [
        f"Dear Ann, see {settings.SITE_URL}/g/{'A1' * 20}/ & <b>.\n",
        f"Dear Åsa [x], see {settings.SITE_URL}/g/{'B2' * 20}/ & <b>.\n",
        occasion[2].body,
    ]
    assert again.status_code == 422
    assert "Somebody changed the words" in again.content.decode()
    assert "A1A1" not in str(Activity.objects.get().after)


@pytest.mark.once
def test_nothing_leaves_while_all_mails_are_held(
    client, coordinator, expert, programme, mailoutbox, django_capture_on_commit_callbacks
):
    mail = MailFactory(programme=programme)
    elsewhere = MailFactory()
    client.force_login(expert)
    assert client.post(url("mails_hold_all", programme)).status_code == 403
    client.force_login(coordinator)
    client.post(url("mails_hold_all", programme))

    send_waiting()
    assert [message.to for message in mailoutbox] == [[elsewhere.address]]
    assert (
        "All mails of this programme are held back"
        in client.get(url("mails", programme)).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("mails_release_all", programme))

    assert mailoutbox[-1].to == [mail.address]
    assert [row.verb for row in Activity.objects.order_by("pk")] == [
        "mails_all_held",
        "mails_all_released",
    ]


@pytest.mark.once
def test_people_find_their_own_mails_with_the_links_in_them(
    client, participant, programme, occasion
):
    own, other = occasion[:2]
    at = timezone.now()
    Mail.objects.filter(pk=own.pk).update(user=participant, status="sent", sent_at=at)
    client.force_login(participant)

    page = client.get(url("my_mails", programme))

    assert [letter.mail for letter in page.context["letters"]] == [own]
    assert "A1A1" in client.get(url("mail", programme, own.pk)).content.decode()
    assert client.get(url("mail", programme, other.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_what_will_go_is_told_by_day_with_as_few_queries_for_many_dates(
    client, coordinator, programme, rows, django_assert_num_queries
):
    today = timezone.localdate()
    for number in range(rows):
        WorkplanItemFactory(
            programme=programme,
            owner_role="coordinator",
            due_on=today + datetime.timedelta(days=20),
            remind_on=today + datetime.timedelta(days=13 + number),
        )
    WorkplanItemFactory(
        programme=programme,
        due_on=today + datetime.timedelta(days=20),
        remind_on=today + datetime.timedelta(days=13),
        done_at=timezone.now(),
    )
    client.force_login(coordinator)

    with django_assert_num_queries(11):
        page = client.get(url("mails_planned", programme))

    assert page.context["number"] == rows
    assert [row.readers for _day, found in page.context["days"] for row in found] == [
        (coordinator.name,)
    ] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_an_occasion_and_the_form_of_its_words_ask_as_often_for_many_people(
    client, coordinator, programme, occasion, rows, django_assert_num_queries
):
    Mail.objects.filter(pk__in=[mail.pk for mail in occasion[rows:]]).delete()
    client.force_login(coordinator)

    with django_assert_num_queries(6):
        page = client.get(url("mail_occasion", programme, occasion[0].pk))
    with django_assert_num_queries(6):
        client.get(url("mail_edit", programme, occasion[0].pk))

    assert len(page.context["letters"]) == rows
