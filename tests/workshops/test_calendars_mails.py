"""The event in mails, as calendar programs read it out of the message that leaves."""

import datetime

import icalendar
import pytest
import vobject
from django.core import mail as outbox

from programme.mails.sending import send_waiting
from programme.models import Mail, MailStatus
from tests.factories import AgendaItemFactory, MembershipFactory, RegistrationFactory
from tests.workshops.conftest import wednesday_in
from workshops.calendars import invitations, lines
from workshops.calendars.invitations import cancel, invite, update_for, update_invitations
from workshops.models import AgendaItem, Registration, Workshop
from workshops.services import (
    change_workshop,
    choose,
    register,
    release_agenda,
    schedule_workshop,
    withdraw_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(workshop):
    """Its agenda is a draft, and its words are such as break calendars."""
    workshop.city.name, workshop.city.time_zone = "Győr; Ł, \u202eabc", "Europe/Budapest"
    workshop.city.save()
    workshop.agenda_released_at, workshop.time_zone = None, "Europe/Budapest"
    workshop.venue = "Hall\nATTENDEE:mailto:evil@example.com " + "ű" * 120
    workshop.save()
    return workshop


def again(workshop):
    return Workshop.objects.select_related("programme", "city").get(pk=workshop.pk)


def move(workshop, weeks, by):
    start = wednesday_in(weeks)
    schedule_workshop(workshop, starts_on=start, ends_on=start + datetime.timedelta(days=2), by=by)
    return again(workshop)


def sent():
    """Each event that left, as the two parsers read it. No mail waits for its time."""
    Mail.objects.filter(status=MailStatus.WAITING).update(send_after="2020-01-01T00:00Z")
    send_waiting()
    return [as_read(message) for message in outbox.outbox]


def as_read(message):
    """The same from the part of the mail and from the attached file, or the test fails."""
    whole = message.message()
    parts = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
    files = [part for part in whole.walk() if part.get_content_type() == "application/ics"]
    assert len(parts) == len(files) == 1
    text = parts[0].get_payload(decode=True)
    assert text == files[0].get_payload(decode=True)
    assert b"\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")
    assert [value for name, value in parts[0].get_params() if name == "charset"] == ["utf-8"]
    first = icalendar.Calendar.from_ical(text)
    second = vobject.readOne(text.decode())
    (event,) = first.walk("VEVENT")
    found = {
        "method": str(first["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": event["SEQUENCE"],
        "start": event.decoded("DTSTART"),
        "status": str(event["STATUS"]),
        "attendee": str(event["ATTENDEE"]),
        "organizer": str(event["ORGANIZER"]),
        "location": str(event["LOCATION"]),
    }
    read = second.vevent
    assert found == {
        "method": parts[0].get_param("method"),
        "uid": read.uid.value,
        "sequence": int(read.sequence.value),
        "start": read.dtstart.value,
        "status": read.status.value,
        "attendee": read.attendee.value,
        "organizer": read.organizer.value,
        "location": read.location.value,
    }
    assert second.method.value == found["method"]
    return found


def test_first_mail_change_and_cancellation_are_one_event_for_two_calendar_programs(
    coordinator, participant, workshop
):
    before = workshop.starts_on
    registration = Registration(workshop=workshop, user=participant, name="Åsa “Ő” Nagy")
    register(registration, by=participant)
    first = sent()[-1]
    moved = move(workshop, 8, coordinator)
    second = sent()[-1]
    withdraw_registration(registration, by=participant)
    third = sent()[-1]

    events = (first, second, third)
    assert len(outbox.outbox) == 3
    assert [event["method"] for event in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert {event["uid"] for event in events} == {
        f"workshop-{workshop.pk}-person-{participant.pk}@localhost"
    }
    assert [event["start"] for event in events] == [before, moved.starts_on, moved.starts_on]
    assert [event["status"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {event["attendee"] for event in events} == {f"mailto:{participant.email}"}
    assert {event["organizer"] for event in events} == {"mailto:clusnet@localhost"}
    assert "evil@example.com" in first["location"]


def test_the_number_rises_over_withdrawing_and_coming_again(participant, workshop):
    for _turn in range(2):
        registration = Registration(workshop=workshop, user=participant, name="Åsa")
        register(registration, by=participant)
        sent()
        withdraw_registration(registration, by=participant)
        last = sent()[-1]

    assert (last["sequence"], last["method"]) == (3, "CANCEL")


def test_released_times_are_those_of_the_own_choice_in_the_zone_of_the_workshop(
    coordinator, participant, workshop, registration
):
    day = workshop.days[1]
    early, late = datetime.time(8), datetime.time(18)
    a = AgendaItemFactory(workshop=workshop, day=day, choice="A", starts_at=early, ends_at=late)
    AgendaItemFactory(workshop=workshop, day=day, choice="B", title="Networking")
    choose(registration, a, by=coordinator)
    invite(Registration.objects.get())
    whole_days = sent()[-1]

    release_agenda(again(workshop), by=coordinator, tell=True)
    timed = sent()[-1]

    assert whole_days["start"] == workshop.starts_on
    assert timed["start"] == datetime.datetime.combine(day, early, workshop.tz)
    assert timed["sequence"] > whole_days["sequence"]
    assert update_for(Registration.objects.get()) == ("", "")
    text = Mail.objects.first().calendar
    assert "A. Item" in text
    assert "Networking" not in text


def test_whoever_chooses_otherwise_gets_the_own_times_anew(coordinator, workshop, registration):
    last, early = workshop.days[2], datetime.time(7)
    a = AgendaItemFactory(workshop=workshop, day=last, choice="A")
    longer = {"starts_at": early, "ends_at": datetime.time(19)}
    b = AgendaItemFactory(workshop=workshop, day=last, choice="B", capacity=1, **longer)
    release_agenda(workshop, by=coordinator)
    other = RegistrationFactory(workshop=again(workshop))
    for row, item in ((registration, a), (other, b)):
        row.workshop = again(workshop)
        choose(row, item, by=coordinator)
        invite(row)
    before = sent()
    choose(registration, b, by=coordinator)
    assert len(sent()) == len(before)

    choose(other, a, by=coordinator)

    swapped = {event["attendee"]: event["start"].time() for event in sent()[len(before) :]}
    assert swapped == {
        f"mailto:{registration.user.email}": early,
        f"mailto:{other.user.email}": a.starts_at,
    }


def test_a_move_writes_once_to_everybody_whether_the_agenda_is_released_or_not(
    coordinator, workshop
):
    for registration in RegistrationFactory.create_batch(2, workshop=workshop):
        MembershipFactory(user=registration.user, programme=workshop.programme)
        invite(registration)
    AgendaItemFactory(workshop=workshop)
    moved = move(workshop, 8, coordinator)
    assert len(sent()) == 4
    release_agenda(moved, by=coordinator, tell=True)
    assert len(sent()) == 6

    again_moved = move(again(workshop), 10, coordinator)

    assert len(sent()) == 8
    assert {event["start"].date() for event in sent()[-2:]} == {again_moved.starts_on}
    # Nothing of weight has changed, although the event tells more.
    AgendaItem.objects.update(room="Room Curie")
    release_agenda(again_moved, by=coordinator)
    change_workshop(again(workshop), {"places": 90}, by=coordinator)
    registration.workshop = again(workshop)
    assert update_for(registration)[1] == "REQUEST"
    assert update_invitations(again(workshop)) == 0


def test_without_days_the_event_goes_and_with_new_ones_it_comes_back(
    coordinator, workshop, registration
):
    invite(registration)
    sent()
    schedule_workshop(workshop, starts_on=None, ends_on=None, by=coordinator)
    gone = sent()[-1]
    move(workshop, 9, coordinator)
    back = sent()[-1]

    assert (gone["method"], gone["sequence"]) == ("CANCEL", 1)
    assert (back["method"], back["sequence"]) == ("REQUEST", 2)


def test_an_invitation_that_has_not_left_is_dropped_and_nothing_is_said(workshop, registration):
    invite(registration)

    assert cancel(registration) is None

    assert [mail.status for mail in Mail.objects.all()] == [MailStatus.DROPPED]
    # A number that may have been read is never used again.
    assert "SEQUENCE:1\r\n" in invite(registration).calendar


def test_nobody_is_invited_twice_and_those_without_address_or_place_not_at_all(workshop):
    waiting = RegistrationFactory(workshop=workshop, is_waiting=True)
    nameless = RegistrationFactory(workshop=workshop, user=None, email="")
    guest = RegistrationFactory(workshop=workshop, user=None, email="guest@example.com")

    assert [bool(invite(row)) for row in (waiting, nameless, guest, guest)] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("people", [1, 5])
def test_a_move_asks_as_often_for_many_people(people, workshop, django_assert_num_queries):
    for row in RegistrationFactory.create_batch(people, workshop=workshop):
        MembershipFactory(user=row.user, programme=workshop.programme)
    workshop = again(workshop)

    with django_assert_num_queries(9):
        assert update_invitations(workshop) == people


@pytest.mark.once
def test_what_calendars_hold_is_parsed_once_for_all_who_hold_the_same(
    coordinator, workshop, monkeypatch
):
    for number in range(3):
        row = Registration(
            workshop=workshop, name=f"Guest {number}", email=f"g{number}@example.com"
        )
        register(row, by=coordinator)
    parsed = []
    monkeypatch.setattr(
        invitations, "span_of", lambda text: parsed.append(text) or lines.span_of(text)
    )

    move(workshop, 8, coordinator)

    changed = Mail.objects.filter(calendar__contains="SEQUENCE:1")
    assert changed.filter(body__contains=workshop.dates_in_words).count() == 3
    assert len(parsed) == 1
