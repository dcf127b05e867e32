"""Mails as people want them: at once, gathered once a day, or not at all."""

import datetime

import pytest
import time_machine
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone

from programme.mails.digest import write_due
from programme.mails.message import message_of, stop_token
from programme.mails.posting import draft, post, post_all
from programme.mails.preferences import choose
from programme.mails.sending import send_waiting
from programme.models import CalendarMethod, Delivery, Mail, MailPreference, MailStatus, Role
from tests.factories import MailFactory, MembershipFactory, WorkplanItemFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db

KIND = "reminder"
OTHER = "report-check"
REQUIRED = "guest-link"


@pytest.fixture
def reader(editor, programme):
    """Wants reminders once a day, and nothing about reviews."""
    choose(editor, programme, {KIND: Delivery.DIGEST, OTHER: Delivery.NEVER})
    return editor


def write(programme, to, kind=KIND, **more):
    return post(
        programme, kind=kind, subject=f"About {kind}", body="Words. http://x/", to=to, **more
    )


def at(hour, *, days=0, minute=0):
    day = timezone.localdate() + datetime.timedelta(days=days)
    zone = timezone.get_current_timezone()
    moment = datetime.datetime.combine(day, datetime.time(hour, minute), zone)
    return time_machine.travel(moment, tick=False)


def test_each_mail_goes_as_its_reader_wants_it(programme, reader, coordinator):
    event = {"calendar": "BEGIN:VCALENDAR", "calendar_method": CalendarMethod.REQUEST}
    struck = {"calendar": "BEGIN:VCALENDAR", "calendar_method": CalendarMethod.CANCEL}

    states = {
        "digest": write(programme, reader).status,
        "event": write(programme, reader, **event).status,
        "never": write(programme, reader, OTHER),
        "struck": write(programme, reader, OTHER, **struck).status,
        "required": write(programme, reader, REQUIRED).status,
        "somebody else": write(programme, coordinator).status,
        "another programme": write(MembershipFactory(user=reader).programme, reader).status,
    }

    gathered, waits = MailStatus.GATHERED, MailStatus.WAITING
    assert states == dict.fromkeys(states, waits) | {"digest": gathered, "never": None}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_wishes_of_many_are_asked_for_in_one_query(programme, rows, django_assert_num_queries):
    people = [MembershipFactory(programme=programme).user for _number in range(rows)]
    drafts = [draft(programme, kind=KIND, subject="A", body="B", to=one) for one in people]

    # The wishes, the rows, and the transaction around them.
    with django_assert_num_queries(4):
        post_all(drafts)


def test_the_mails_of_a_day_come_in_one_at_seven(programme, reader, settings):
    settings.SITE_URL = "https://clusnet.example"
    with at(8):
        for _number in range(2):
            write(programme, reader)
    with at(6, days=1, minute=59):
        assert write_due() == 0
    with at(7, days=1, minute=1):
        write(programme, reader)
        assert (write_due(), write_due()) == (1, 0)
        send_waiting()

    [message] = outbox.outbox
    assert "2 mails" in message.subject
    assert message.body.count("About reminder\n--------------\n\nWords. http://x/") == 2
    assert f"https://clusnet.example/{programme.slug}/mails/mine/" in message.body
    assert Mail.objects.filter(status=MailStatus.GATHERED, digest=None).count() == 1
    with at(11, days=3):
        # After a pause it is caught up with.
        assert write_due() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_digest(programme, reader):
    MailFactory(programme=programme, user=reader, kind=KIND, status=MailStatus.GATHERED,
                send_after=timezone.now() - datetime.timedelta(days=2))  # fmt: skip

    assert sorted(run_together(write_due, write_due)) == [0, 1]
    assert Mail.objects.filter(kind="digest").count() == 1


def test_what_is_done_by_then_is_not_in_it(programme, city, reader):
    due = timezone.localdate() + datetime.timedelta(days=9)
    items = [
        WorkplanItemFactory(
            programme=programme, city=city, owner_role=Role.EDITOR, due_on=due,
            source_key=f"workshop:1:{name}",
        )
        for name in ("early", "late", "open")
    ]  # fmt: skip
    for item in items:
        write(programme, reader, source_key=f"{item.source_key}:reminder:{due}")

    def finish(item):
        type(item).objects.filter(pk=item.pk).update(done_at=timezone.now())

    finish(items[0])
    with at(7, days=1):
        write_due()
        finish(items[1])
        send_waiting()

    [message] = outbox.outbox
    assert "1 mail" in message.subject
    assert message.body.count("is due on") == 1
    assert Mail.objects.filter(status=MailStatus.DROPPED, error="It is done.").count() == 2


def test_a_digest_whose_words_somebody_changed_keeps_them(programme, reader):
    digest = MailFactory(programme=programme, user=reader, kind="digest", body="By hand.\n")
    Mail.objects.filter(pk=digest.pk).update(edited_at=timezone.now())
    # The second is not wanted any more.
    for kind in (KIND, OTHER):
        MailFactory(
            programme=programme, user=reader, kind=kind, status=MailStatus.GATHERED, digest=digest
        )

    send_waiting()

    assert outbox.outbox[0].body.startswith("By hand.")
    assert digest.gathered.count() == 1


def test_an_event_for_the_calendar_is_not_taken_back_with_the_wish_for_mails(programme, editor):
    event = {"calendar": "BEGIN:VCALENDAR", "calendar_method": CalendarMethod.REQUEST}
    mails = write(programme, editor), write(programme, editor, **event)

    choose(editor, programme, {KIND: Delivery.NEVER})

    for mail in mails:
        mail.refresh_from_db()
    assert [mail.status for mail in mails] == [MailStatus.DROPPED, MailStatus.WAITING]


# The page


def address(programme):
    return reverse("programme:mail_preferences", args=[programme.slug])


def test_everybody_chooses_for_oneself(client, programme, reader, participant):
    client.force_login(participant)
    client.post(address(programme), {KIND: "never", "unknown": "never", REQUIRED: "never"})
    client.force_login(reader)
    page = client.get(address(programme))
    client.post(address(programme), {KIND: "at_once"})

    assert page.context["form"][KIND].initial == Delivery.DIGEST
    assert REQUIRED not in page.context["form"].fields
    chosen = MailPreference.objects.values_list("user", "kind", "delivery")
    assert set(chosen) == {
        (participant.pk, KIND, Delivery.NEVER),
        (reader.pk, OTHER, Delivery.NEVER),
    }
    assert client.post(address(programme), {KIND: "hourly"}).status_code == 422


def test_all_go_into_one_digest_with_one_button(client, programme, reader):
    client.force_login(reader)

    client.post(address(programme), {"all": "digest", KIND: "at_once"})

    assert set(MailPreference.objects.values_list("delivery", flat=True)) == {Delivery.DIGEST}
    assert MailPreference.objects.filter(kind=OTHER).exists()


def test_the_page_asks_as_often_for_many_choices(
    client, programme, reader, django_assert_num_queries
):
    client.force_login(reader)

    # The session, the person, the seat, and what was chosen.
    with django_assert_num_queries(4):
        client.get(address(programme))


# One click in the mail program


def test_one_click_without_a_log_in_stops_one_kind_and_reading_stops_nothing(
    client, programme, editor
):
    mail = write(programme, editor)
    client.handler.enforce_csrf_checks = True
    head = message_of(mail).message()
    link = head["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")

    page = client.get(link)
    assert (page.status_code, MailPreference.objects.count()) == (200, 0)
    done = client.post(link, {"List-Unsubscribe": "One-Click"})

    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert done.status_code == 200
    chosen = MailPreference.objects.get()
    assert (chosen.user, chosen.programme, chosen.kind, chosen.delivery) == (
        editor, programme, KIND, Delivery.NEVER,
    )  # fmt: skip
    mail.refresh_from_db()
    assert mail.status == MailStatus.DROPPED


def test_what_is_required_cannot_be_stopped_and_no_token_can_be_made_up(client, programme, editor):
    choose(editor, programme, {REQUIRED: Delivery.NEVER})
    token = stop_token(editor.pk, programme.pk, KIND)
    required = stop_token(editor.pk, programme.pk, REQUIRED)

    assert "List-Unsubscribe" not in message_of(write(programme, editor, REQUIRED)).message()
    for bad in (required, f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}", "x"):
        assert client.post(reverse("programme:mail_stop", args=[bad])).status_code == 404
    assert MailPreference.objects.count() == 0


@pytest.mark.once
def test_whoever_left_the_programme_gets_nothing_more_of_what_members_read(
    programme, reader, mailoutbox
):
    with at(6):
        gathered = write(programme, reader)
        waits = write(programme, reader, "agenda-changed", delay=datetime.timedelta(hours=2))
        kept = write(programme, reader, REQUIRED, delay=datetime.timedelta(hours=2))
    reader.memberships.filter(programme=programme).delete()

    with at(9):
        written = write_due()
        send_waiting()

    assert written == 0
    states = dict(Mail.objects.values_list("pk", "status"))
    assert states == {gathered.pk: "dropped", waits.pk: "dropped", kept.pk: "sent"}
    assert len(mailoutbox) == 1
