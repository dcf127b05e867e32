"""The event in mails, as calendar programs read it out of the message that leaves."""

import datetime

import icalendar
import pytest
import vobject
from django.core import mail as outbox
from django.utils import timezone

from programme.mail import send_waiting
from programme.models import Mail, MailStatus
from tests.factories import AgendaItemFactory, RegistrationFactory, SignUpFactory
from tests.workshops.conftest import wednesday_in
from workshops.calendars.invitations import (
    Invitations,
    calendars_of,
    cancel,
    invite,
    update_for,
    update_invitations,
)
from workshops.models import Registration, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(registration):
    registration.workshop = Workshop.objects.select_related("programme", "city").get()
    return registration


def move(workshop, weeks):
    """To another week, with nothing but its days."""
    start = wednesday_in(weeks)
    Workshop.objects.filter(pk=workshop.pk).update(
        starts_on=start,
        ends_on=start + datetime.timedelta(days=2),
        week=start - datetime.timedelta(days=2),
    )
    return Workshop.objects.select_related("programme", "city").get(pk=workshop.pk)


def sent():
    """Each message that left, with its event as the two parsers read it."""
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
    assert b"\r\n" in text and text.count(b"\n") == text.count(b"\r\n")
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
    }
    again = second.vevent
    assert found == {
        "method": parts[0].get_param("method"),
        "uid": again.uid.value,
        "sequence": int(again.sequence.value),
        "start": again.dtstart.value,
        "status": again.status.value,
        "attendee": again.attendee.value,
        "organizer": again.organizer.value,
    }
    assert second.method.value == found["method"]
    return found


def test_invitation_change_and_cancellation_are_one_event_for_two_calendar_programs(
    workshop, registration
):
    invite(registration)
    (first,) = sent()
    moved = move(workshop, 8)
    assert update_invitations(moved) == 1
    registration.workshop = moved
    second = sent()[-1]
    cancel(registration)
    third = sent()[-1]

    assert [event["method"] for event in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert {event["uid"] for event in (first, second, third)} == {
        f"workshop-{workshop.pk}-person-{registration.user_id}@localhost"
    }
    assert (first["start"], second["start"]) == (workshop.starts_on, moved.starts_on)
    assert (second["status"], third["status"]) == ("CONFIRMED", "CANCELLED")
    assert first["attendee"] == f"mailto:{registration.user.email}"
    assert first["organizer"] == "mailto:clusnet@localhost"
