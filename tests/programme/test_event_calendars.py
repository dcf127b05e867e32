"""Calendars of others: how they are taken in, followed, given up; and their pages."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from programme.field.calendars import (
    CalendarBusyError,
    ask_for_calendar,
    due_calendars,
    take_in,
)
from programme.field.fetching import FetchError
from programme.models import (
    Activity,
    EventCalendar,
    EventCalendarStatus,
    ExternalEvent,
)
from programme.tasks import read_due_calendars
from tests.factories import EventCalendarFactory, ExternalEventFactory, FieldEntryFactory
from tests.programme.calendars import event, ics

# Taking in


@pytest.fixture
def calendar(programme):
    return EventCalendarFactory(programme=programme, name="Fairs")


def in_days(days):
    day = timezone.localdate() + datetime.timedelta(days=days)
    return f"DTSTART;VALUE=DATE:{day:%Y%m%d}"


def taken(calendar, content):
    EventCalendar.objects.filter(pk=calendar.pk).update(status=EventCalendarStatus.WAITING)

    def fetch(address):
        if isinstance(content, Exception):
            raise content
        return content

    take_in(calendar.pk, fetch=fetch)
    calendar.refresh_from_db()
    return sorted(calendar.events.values_list("pk", "title", "uid"))


@pytest.mark.django_db
def test_the_same_twice_changes_nothing_and_what_changes_there_changes_here(calendar, programme):
    typed = ExternalEventFactory(programme=programme, title="Typed")
    both = [event(in_days(9), uid="a"), event(in_days(19), uid="b")]

    first = taken(calendar, ics(*both))
    assert taken(calendar, ics(*both)) == first
    assert calendar.result == "2 events."

    moved = event(in_days(11), uid="a", title="Moved fair")
    second = taken(calendar, ics(moved, event(in_days(30), uid="c")))
    assert [row[1:] for row in second] == [("Moved fair", "a"), ("Fair", "c")]
    # The same row: what refers to it stays.
    assert second[0][0] == first[0][0]

    assert taken(calendar, ics()) == []
    assert list(ExternalEvent.objects.all()) == [typed]


@pytest.mark.once
@pytest.mark.django_db
def test_what_somebody_typed_is_not_there_a_second_time(calendar, programme):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    days = {"starts_on": tomorrow, "ends_on": tomorrow}
    ExternalEventFactory(programme=programme, title="CAFÉ fair", **days)
    ExternalEventFactory(title="Other programme", **days)
    other = event(in_days(1), uid="2", title="Other programme")
    both = ics(event(in_days(1), title="Cafe Fair"), other)

    assert [title for _pk, title, _uid in taken(calendar, both)] == ["Other programme"]
    assert calendar.result == "1 event. Left out: 1 there already, typed by hand."


@pytest.mark.django_db
def test_a_series_that_moves_by_one_step_keeps_to_one_row_per_day(calendar):
    rule = "RRULE:FREQ=DAILY;COUNT=5"
    taken(calendar, ics(event(in_days(9), rule)))

    taken(calendar, ics(event(in_days(10), rule)))

    days = list(calendar.events.values_list("starts_on", flat=True))
    first = timezone.localdate() + datetime.timedelta(days=10)
    assert days == [first + datetime.timedelta(days=n) for n in range(5)]


@pytest.mark.django_db
def test_events_stand_under_the_organiser_of_the_calendar_or_their_own(calendar, programme):
    content = ics(
        event(in_days(1), "ORGANIZER;CN=Agency:mailto:a@b.example"), event(in_days(2), uid="2")
    )
    taken(calendar, content)
    assert {row.organised_by for row in ExternalEvent.objects.all()} == {"Agency", "Fairs"}

    calendar.actor = FieldEntryFactory(programme=programme, name="TCI")
    calendar.save()
    taken(calendar, content)
    assert {row.organised_by for row in ExternalEvent.objects.all()} == {"TCI"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "why"),
    [(FetchError("Too slow."), "Too slow."), (b"<html>", "This is no calendar")],
)
def test_a_calendar_that_fails_says_why_and_keeps_its_events(calendar, content, why):
    before = taken(calendar, ics(event(in_days(9))))

    assert taken(calendar, content) == before
    assert calendar.status == EventCalendarStatus.FAILED
    assert why in calendar.result


@pytest.mark.django_db
def test_new_old_and_abandoned_calendars_are_due_and_no_others(programme):
    now = timezone.now()

    def made(status, age=None, **values):
        at = now - age if age else None
        row = EventCalendarFactory(
            programme=programme, status=status, result="x", heartbeat_at=at, **values
        )
        return row.pk

    minute, day = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
    due = {
        made("waiting"),
        made("fetching", 5 * minute),
        made("fetched", day + minute),
        made("failed", day + minute),
    }
    made("fetching", minute)
    made("fetched", day - minute)
    made("fetched", 9 * day, address="", file="calendars/2026/a.ics")

    assert set(due_calendars()) == due


@pytest.mark.once
@pytest.mark.django_db
def test_a_calendar_whose_message_was_lost_is_read_with_the_next_round(programme):
    calendar = EventCalendarFactory.build(programme=programme, address="")
    calendar.file.save("a.ics", ContentFile(ics(event(in_days(9)))), save=False)
    calendar.save()

    read_due_calendars()

    assert list(calendar.events.values_list("title", flat=True)) == ["Fair"]


@pytest.mark.django_db
def test_a_calendar_that_ends_its_worker_each_time_is_given_up(calendar):
    def die(address):
        raise MemoryError

    for _turn in range(3):
        with pytest.raises(MemoryError):
            take_in(calendar.pk, fetch=die)
        old = timezone.now() - datetime.timedelta(minutes=5)
        EventCalendar.objects.update(heartbeat_at=old)
    take_in(calendar.pk, fetch=die)

    calendar.refresh_from_db()
    assert calendar.status == EventCalendarStatus.FAILED
    assert "cut off three times" in calendar.result
    assert due_calendars() == []


@pytest.mark.django_db
def test_a_worker_that_was_overtaken_or_whose_calendar_was_deleted_writes_nothing(calendar):
    def overtaken(address):
        EventCalendar.objects.update(heartbeat_at=timezone.now())
        return ics(event(in_days(9)))

    def deleted(address):
        EventCalendar.objects.all().delete()
        return ics(event(in_days(9)))

    take_in(calendar.pk, fetch=overtaken)
    assert not ExternalEvent.objects.exists()
    # While somebody has it nobody else takes it.
    take_in(calendar.pk, fetch=lambda address: pytest.fail("taken twice"))
    EventCalendar.objects.update(status=EventCalendarStatus.WAITING)
    take_in(calendar.pk, fetch=deleted)
    assert not ExternalEvent.objects.exists()
    take_in(calendar.pk)


@pytest.mark.django_db
def test_a_calendar_is_asked_for_once_at_a_time_and_that_is_noted(calendar, coordinator):
    taken(calendar, ics())
    with transaction.atomic():
        ask_for_calendar(calendar, by=coordinator)

    calendar.refresh_from_db()
    assert calendar.status == EventCalendarStatus.WAITING
    assert Activity.objects.get().verb == "event_calendar_asked"
    with pytest.raises(CalendarBusyError, match="is being read already"):
        ask_for_calendar(calendar, by=coordinator)


# Pages


def url(programme, name, *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def upload(content, name="../Our fairs.ics"):
    return SimpleUploadedFile(name, content, content_type="text/calendar")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_a_file_is_given_read_by_the_worker_replaced_and_deleted(
    client, request, programme, who, django_capture_on_commit_callbacks
):
    client.force_login(request.getfixturevalue(who))
    folder = f"calendars/{timezone.now():%Y}"

    def names():
        # Nobody may have given one yet.
        return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()

    known = names()

    def files():
        return [default_storage.open(f"{folder}/{name}").read() for name in names() - known]

    def post(view, *rest, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url(programme, view, *rest), values)

    first, second = ics(event(in_days(9), title="First")), ics(event(in_days(9), title="Second"))
    post("event_calendar_create", name="Fairs", file=upload(first))
    calendar = EventCalendar.objects.get()
    page = client.get(url(programme, "event_calendars")).content.decode()

    assert (calendar.status, files()) == ("fetched", [first])
    assert "Our fairs" not in calendar.file.name
    assert "1 event." in page
    assert "hx-get" not in page.partition("<main")[2]
    # A new name alone keeps the file.
    post("event_calendar_edit", calendar.pk, name="Renamed", counts_for_clashes="on")
    assert (ExternalEvent.objects.get().organised_by, files()) == ("Renamed", [first])
    post("event_calendar_edit", calendar.pk, name="Renamed", file=upload(second))
    assert (ExternalEvent.objects.get().title, files()) == ("Second", [second])
    assert "First" not in client.get(url(programme, "event_list")).content.decode()
    post("event_calendar_delete", calendar.pk)
    assert (ExternalEvent.objects.count(), files()) == (0, [])


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Give an address or a file."),
        ({"address": "https://x.example/a.ics", "file": upload(ics())}, "Give an address or a"),
        ({"address": "http://127.0.0.1/a.ics"}, "not on the open internet"),
        ({"address": "https://me:word@x.example/a.ics"}, "name and password"),
        ({"address": "https://x.example:8443/a.ics"}, "usual ports"),
        ({"address": "https://taken.example/a.ics"}, "This calendar is there already."),
        ({"file": upload(b"<html>")}, "This is no calendar in the iCal form"),
        ({"file": upload(ics() + b" " * 2 * 1024 * 1024)}, "A calendar has at most 2.0"),
    ],
)
def test_what_cannot_be_taken_in_is_said_at_its_field(client, coordinator, programme, values, why):
    EventCalendarFactory(programme=programme, address="https://taken.example/a.ics")
    client.force_login(coordinator)

    response = client.post(url(programme, "event_calendar_create"), {"name": "Fairs"} | values)

    assert response.status_code == 422
    assert why in response.content.decode()
    assert EventCalendar.objects.count() == 1


@pytest.mark.once
@pytest.mark.django_db
def test_an_address_is_kept_as_it_will_be_asked_and_may_take_the_place_of_a_file(
    client, coordinator, programme, django_capture_on_commit_callbacks
):
    calendar = EventCalendarFactory.build(programme=programme, address="")
    calendar.file.save("a.ics", ContentFile(ics()), save=False)
    calendar.save()
    client.force_login(coordinator)
    edit = url(programme, "event_calendar_edit", calendar.pk)

    before = calendar.file.name
    with django_capture_on_commit_callbacks():
        client.post(edit, {"name": "Fairs", "address": "webcal://x.example/ü.ics"})

    calendar.refresh_from_db()
    # Not before the change is kept for sure.
    assert default_storage.exists(before)
    assert (calendar.address, calendar.file.name) == ("https://x.example/%C3%BC.ics", "")
    page = client.get(url(programme, "event_calendars"))
    assert 'hx-trigger="every 2s"' in page.content.decode()
    fragment = client.get(url(programme, "event_calendars"), headers={"HX-Request": "true"})
    assert fragment.content.decode().strip().startswith('<div id="event-calendars"')


@pytest.mark.once
@pytest.mark.django_db
def test_what_came_from_a_calendar_is_changed_there_and_secret_addresses_stay_with_the_staff(
    client, coordinator, editor, calendar, programme
):
    taken(calendar, ics(event(in_days(9))))
    row = ExternalEvent.objects.get()
    client.force_login(coordinator)
    for name in ("event_edit", "event_delete"):
        assert client.post(url(programme, name, row.pk), {"title": "Mine"}).status_code == 403
    assert "from a calendar" in client.get(url(programme, "event_list")).content.decode()

    client.force_login(editor)
    assert client.post(url(programme, "event_calendar_read", calendar.pk)).status_code == 403
    for name in ("event_calendars", "event_calendar_create"):
        assert client.get(url(programme, name)).status_code == 403
    for name in ("field", "event_list"):
        assert calendar.address not in client.get(url(programme, name)).content.decode()
