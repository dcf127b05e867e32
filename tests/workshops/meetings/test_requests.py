"""Asking for a meeting, answering, leaving, and what follows by itself."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from programme.models import Activity, Mail
from tests.factories import RegistrationFactory, SignUpFactory, meeting_of
from tests.workshops.meetings.asking import ask, row_of
from workshops.matchmaking.times import place_in_time
from workshops.models import Meeting, MeetingAnswer, MeetingStatus, MeetingTable, Networker
from workshops.services import choose, withdraw_registration
from workshops.services.meetings.following import follow_requests
from workshops.services.meetings.leaving import cancel_meeting, meetings_at_stake
from workshops.services.meetings.networkers import networker_of, save_networker
from workshops.services.meetings.picking import TimeTakenError, choose_time
from workshops.services.meetings.requests import (
    accept_meeting,
    decline_meeting,
    withdraw_meeting,
)
from workshops.services.meetings.rows import MeetingError

pytestmark = pytest.mark.django_db


def user_of(networker):
    return networker.registration.user


def accept(meeting, networker, **how):
    return accept_meeting(row_of(meeting, networker), by=user_of(networker), **how)


def decline(meeting, networker, **how):
    return decline_meeting(row_of(meeting, networker), by=user_of(networker), **how)


def told():
    """Who got which mail since."""
    return sorted((mail.kind, mail.name) for mail in Mail.objects.all())


def test_a_request_is_answered_at_a_chosen_time(make, slots):
    paula, jan = make("Paula"), make("Jan")

    MeetingTable.objects.update(name="Room Rhône")
    meeting = ask(paula, jan, slot=slots[0])
    assert told() == [("meeting-request", user_of(jan).name)]
    accept(meeting, jan, slot=slots[1])

    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.ACCEPTED
    # The smallest table that has room for two.
    assert (meeting.slot, meeting.table.number) == (slots[1], 1)
    assert {row.slot for row in meeting.participants.all()} == {slots[1]}
    assert told() == [
        ("meeting-answer", user_of(paula).name),
        ("meeting-request", user_of(jan).name),
    ]
    zone = meeting.session.workshop.time_zone_name
    where = f"You meet on {place_in_time(slots[1])}, {zone}, Table 1, {meeting.table.name}."
    assert where in Mail.objects.get(kind="meeting-answer").body
    assert list(Activity.objects.order_by("pk").values_list("verb", flat=True)) == [
        "meeting_requested",
        "meeting_accepted",
    ]


def test_any_time_takes_the_suggested_one_while_it_is_free(make, slots):
    paula, jan, eva, tom = make("Paula"), make("Jan"), make("Eva"), make("Tom")
    first, second = ask(paula, jan, slot=slots[0]), ask(eva, tom, slot=slots[0])
    third = ask(paula, tom, slot=slots[0])

    for meeting, person in ((first, jan), (second, tom), (third, tom)):
        accept(meeting, person)

    first.refresh_from_db(), second.refresh_from_db(), third.refresh_from_db()
    assert first.slot == second.slot == slots[0]
    assert {first.table.number, second.table.number} == {1, 2}
    assert (third.status, third.slot) == (MeetingStatus.ACCEPTED, None)
    assert "is taken" in third.unplaced_reason


def test_a_time_that_was_taken_is_refused_with_those_that_are_left(make, slots):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    accept(ask(paula, jan), jan, slot=slots[0])
    meeting = ask(eva, jan)

    with pytest.raises(TimeTakenError, match=f"Still free for all of you: {slots[1]}") as refusal:
        accept(meeting, jan, slot=slots[0])

    assert refusal.value.left == [slots[1]]
    assert row_of(meeting, jan).answer == MeetingAnswer.ASKED


def test_a_group_meets_once_all_have_answered_with_those_who_accepted(make, slots):
    paula, jan, eva, tom = make("Paula"), make("Jan"), make("Eva"), make("Tom")
    meeting = ask(paula, jan, eva, tom)

    accept(meeting, jan, slot=slots[0])
    decline(meeting, eva, words="Not my field")
    assert Meeting.objects.get().status == MeetingStatus.REQUESTED
    accept(meeting, tom)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot, meeting.table.number) == ("accepted", slots[0], 2)
    assert row_of(meeting, eva).slot is None
    answers = Mail.objects.filter(kind="meeting-answer")
    assert {mail.name for mail in answers} == {user_of(paula).name, user_of(jan).name}
    assert all("Not coming: Eva." in mail.body for mail in answers)


def test_a_group_in_which_all_decline_is_declined(make):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    meeting = ask(paula, jan, eva)

    decline(meeting, jan, words="No time.")
    decline(meeting, eva, words="Perhaps next year.")

    meeting.refresh_from_db()
    said = "No time. Perhaps next year."
    assert (meeting.status, meeting.ended_reason) == (MeetingStatus.DECLINED, said)
    mail = Mail.objects.get(kind="meeting-declined")
    assert mail.name == user_of(paula).name
    assert "Jan and Eva" in mail.body


@pytest.mark.once
def test_what_cannot_be_asked_is_said_in_words(make, session, choice_a):
    paula, jan = make("Paula"), make("Jan")
    silent = make("Sina", wants_meetings=False)
    anton = make("Anton", in_choice_b=False)
    SignUpFactory(registration=anton.registration, item=choice_a)
    ask(paula, jan)

    for others, words in [
        ([jan], "These people have asked each other already"),
        ([paula], "cannot ask yourself"),
        ([], "Say whom you want to meet"),
        ([silent], "Sina does not want to be asked"),
        ([anton], "Anton is not in choice B"),
        ([jan, *[make(f"P{n}") for n in range(4)]], "The largest table has 4 seats"),
    ]:
        with pytest.raises(MeetingError, match=words):
            ask(paula, *others)
    assert Meeting.objects.count() == 1


def test_nobody_of_choice_a_comes_into_the_session(workshop, choice_a, registration):
    SignUpFactory(registration=registration, item=choice_a)

    with pytest.raises(MeetingError, match="has no place in choice B"):
        networker_of(registration)
    assert not Networker.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opened_at": None}, "not open yet"),
        ({"requests_until": timezone.localdate() - datetime.timedelta(days=1)}, "were taken until"),
    ],
)
def test_requests_are_taken_while_they_are_open(make, session, change, words):
    paula, jan = make("Paula"), make("Jan")
    for name, value in change.items():
        setattr(session, name, value)
    session.save()

    with pytest.raises(MeetingError, match=words):
        ask(paula, jan)


def test_nobody_has_more_meetings_than_one_may_have(make, session):
    session.most_meetings = 1
    session.save()
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    waiting = ask(eva, paula)
    accept(ask(paula, jan), jan)

    with pytest.raises(MeetingError, match="Paula has 1 meetings already"):
        ask(paula, make("Tom"))
    with pytest.raises(MeetingError, match="Paula has 1 meetings already"):
        accept(waiting, paula)


@pytest.mark.once
def test_an_answer_is_due_before_requests_end(make, session):
    session.requests_until = timezone.localdate() + datetime.timedelta(days=1)
    session.save()

    meeting = ask(make("Paula"), make("Jan"))

    local = timezone.localtime(meeting.answer_by, session.workshop.tz)
    assert (local.date(), local.time()) == (
        session.requests_until + datetime.timedelta(days=1),
        datetime.time(),
    )


@pytest.mark.once
def test_whoever_asked_withdraws_and_the_other_is_told_why(make):
    paula, jan = make("Paula"), make("Jan")
    meeting = ask(paula, jan)

    with pytest.raises(MeetingError, match="nothing to withdraw"):
        withdraw_meeting(row_of(meeting, jan), by=user_of(jan))
    withdraw_meeting(row_of(meeting, paula), by=user_of(paula), words="We met already")

    with pytest.raises(MeetingError, match="the request is “Withdrawn”"):
        accept(meeting, jan)
    assert (
        "We met already" in Mail.objects.get(kind="meeting-withdrawn", name=user_of(jan).name).body
    )
    # The same people can ask each other again.
    ask(paula, jan)


def test_a_cancelled_meeting_frees_its_time_and_tells_the_other(make, slots):
    paula, jan = make("Paula"), make("Jan")
    meeting = accept(ask(paula, jan), jan, slot=slots[0])

    cancel_meeting(row_of(meeting, jan), by=user_of(jan), words="My train is late")

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot, meeting.table) == ("cancelled", None, None)
    assert not meeting.participants.filter(slot__isnull=False).exists()
    mail = Mail.objects.get(kind="meeting-cancelled")
    assert mail.name == user_of(paula).name
    assert "My train is late" in mail.body
    assert "You are free again" in mail.body


def test_of_three_who_meet_two_still_do_when_one_leaves(make, slots):
    people = paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    meeting = meeting_of(*people, slot=slots[0], table=slots[0].session.tables.last())

    cancel_meeting(row_of(meeting, paula), by=user_of(paula))
    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot) == ("accepted", slots[0])
    assert told() == [("meeting-left", user_of(eva).name), ("meeting-left", user_of(jan).name)]
    cancel_meeting(row_of(meeting, jan), by=user_of(jan))

    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.CANCELLED


def test_an_agreed_meeting_is_moved_and_nobody_answers_again(make, slots):
    paula, jan = make("Paula"), make("Jan")
    meeting = accept(ask(paula, jan), jan, slot=slots[0])

    choose_time(row_of(meeting, paula), slots[1], by=user_of(paula))

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot) == ("accepted", slots[1])
    mail = Mail.objects.get(kind="meeting-moved")
    assert mail.name == user_of(jan).name
    assert "You need not answer" in mail.body


def test_leaving_choice_b_ends_everything_and_tells_the_others(make, slots, choice_a):
    paula, jan, eva, tom = make("Paula"), make("Jan"), make("Eva"), make("Tom")
    agreed = accept(ask(paula, jan), jan, slot=slots[0])
    asked, was_asked = ask(paula, eva), ask(tom, paula)
    assert meetings_at_stake(paula.registration) == (1, 2)
    Mail.objects.all().delete()

    choose(paula.registration, choice_a, by=user_of(paula))

    statuses = {one.pk: one.status for one in Meeting.objects.all()}
    assert statuses == {agreed.pk: "cancelled", asked.pk: "withdrawn", was_asked.pk: "declined"}
    ended = Mail.objects.filter(
        kind__in=["meeting-cancelled", "meeting-withdrawn", "meeting-declined"]
    )
    assert {mail.name for mail in ended} == {user_of(one).name for one in (jan, eva, tom)}
    assert all("Paula is not in choice B any more" in mail.body for mail in ended)
    assert meetings_at_stake(paula.registration) == (0, 0)


def test_withdrawing_from_the_workshop_leaves_no_meeting_of_one(make, slots, coordinator):
    paula, jan = make("Paula"), make("Jan")
    meeting = accept(ask(paula, jan), jan, slot=slots[0])

    withdraw_registration(paula.registration, by=coordinator)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot) == ("cancelled", None)


@pytest.mark.parametrize("come", [True, False])
def test_who_leaves_after_the_meetings_takes_none_of_them_back(
    make, slots, choice_a, coordinator, come
):
    paula, jan = make("Paula"), make("Jan")
    met = accept(ask(paula, jan), jan, slot=slots[0])
    begun = datetime.datetime.combine(
        slots[0].day, slots[0].starts_at, slots[0].session.workshop.tz
    )

    with time_machine.travel(begun + datetime.timedelta(minutes=1 if come else -1)):
        choose(paula.registration, choice_a, by=coordinator)
        follow_requests()

    met.refresh_from_db()
    assert (met.status, met.slot) == (("accepted", slots[0]) if come else ("cancelled", None))


def test_a_request_that_nobody_answers_ends_and_the_one_who_asked_is_told(make):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    alone, group = ask(paula, jan), ask(paula, jan, eva)
    accept(group, eva)
    Mail.objects.all().delete()
    past = timezone.now() - datetime.timedelta(minutes=1)
    Meeting.objects.update(answer_by=past)

    with pytest.raises(MeetingError, match="could be answered until"):
        accept(alone, jan)
    follow_requests()
    follow_requests()

    alone.refresh_from_db(), group.refresh_from_db()
    # Those of the group who did answer, meet.
    assert (alone.status, group.status) == ("expired", "accepted")
    assert told() == [
        ("meeting-answer", user_of(eva).name),
        ("meeting-answer", user_of(paula).name),
        ("meeting-unanswered", user_of(paula).name),
    ]


def test_whoever_has_not_answered_is_reminded_once(make):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    meeting = ask(paula, jan, eva)
    accept(meeting, eva)
    # Declining another request has nothing to do with this one.
    decline(ask(eva, jan), jan)
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(
        requested_at=now - datetime.timedelta(days=4), answer_by=now + datetime.timedelta(hours=20)
    )

    follow_requests()
    follow_requests()

    reminders = Mail.objects.filter(kind="meeting-reminder")
    assert [mail.name for mail in reminders] == [user_of(jan).name]


def test_what_an_operator_leaves_behind_is_ended(make, session, slots, choice_a):
    paula, jan, eva, tom = make("Paula"), make("Jan"), make("Eva"), make("Tom")
    kept = meeting_of(make("Kim"), make("Lea"))
    of_one = meeting_of(paula, jan, slot=slots[0], table=slots[0].session.tables.first())
    gone = meeting_of(eva, tom)
    paula.registration.delete()
    eva.registration.sign_up.item = choice_a
    eva.registration.sign_up.save()

    # A release of the agenda that can be withdrawn may still give them their choice back.
    session.workshop.agenda_released_at = timezone.now()
    session.workshop.save()
    follow_requests()
    gone.refresh_from_db()
    assert gone.status == "accepted"
    session.workshop.agenda_released_at -= settings.AGENDA_MAIL_DELAY
    session.workshop.save()
    follow_requests()

    statuses = {one.pk: one.status for one in Meeting.objects.all()}
    assert statuses == {kept.pk: "accepted", of_one.pk: "cancelled", gone.pk: "cancelled"}
    assert {mail.name for mail in Mail.objects.all()} == {user_of(one).name for one in (jan, tom)}


def test_somebody_for_whom_another_answers_is_told_and_the_log_says_so(make, coordinator):
    paula, jan = make("Paula"), make("Jan")
    meeting = ask(paula, jan)

    accept_meeting(row_of(meeting, jan), by=coordinator)

    agreed = Mail.objects.filter(kind="meeting-answer")
    assert {mail.name for mail in agreed} == {user_of(paula).name, user_of(jan).name}
    entry = Activity.objects.get(verb="meeting_accepted")
    assert (entry.actor, entry.sentence) == (
        coordinator,
        "A request for a meeting was accepted for another.",
    )


def test_who_is_away_or_in_a_meeting_is_not_free(make, slots):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    save_networker(jan, [], by=user_of(jan), away=[slots[0]])
    meeting = ask(paula, jan)

    with pytest.raises(TimeTakenError):
        accept(meeting, jan, slot=slots[0])
    accept(meeting, jan, slot=slots[1])

    with pytest.raises(MeetingError, match="Move or cancel it first"):
        save_networker(jan, [], by=user_of(jan), away=[slots[1]])
    with pytest.raises(TimeTakenError, match="no other time is free"):
        ask(eva, jan, slot=slots[1])


def test_whoever_cannot_come_learns_nothing_of_a_schedule_that_is_not_published(
    make, session, slots
):
    paula, jan = make("Paula"), make("Jan")
    session.mode = "computed"
    session.save()
    meeting = meeting_of(paula, jan, slot=slots[0], table=session.tables.first())

    save_networker(jan, [], by=user_of(jan), away=slots)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot) == ("accepted", None)
    assert "Jan cannot come" in meeting.unplaced_reason


@pytest.mark.once
def test_a_guest_is_asked_by_the_own_link(make, session):
    paula = make("Paula")
    guest = RegistrationFactory(
        workshop=session.workshop, user=None, name="A firm", email="firm@example.com"
    )
    SignUpFactory(registration=guest, item=paula.registration.sign_up.item)

    meeting = ask(paula, networker_of(guest))

    mail = Mail.objects.get(kind="meeting-request")
    assert mail.address == "firm@example.com"
    assert "/guest/" in mail.body
    assert "/meetings/" in mail.body
    accept_meeting(meeting.participants.get(is_requester=False), by=None)
    assert [mail.name for mail in Mail.objects.filter(kind="meeting-answer")] == [
        user_of(paula).name
    ]
