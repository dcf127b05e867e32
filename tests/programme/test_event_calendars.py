"""Calendars of others: what is taken in of a file or an address, and what happens to it then."""

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
from programme.field.reading import UnreadableError, read_calendar
from programme.models import (
    Activity,
    EventCalendar,
    EventCalendarStatus,
    ExternalEvent,
)
from programme.tasks import read_due_calendars
from tests.factories import EventCalendarFactory, ExternalEventFactory, FieldEntryFactory

TODAY = datetime.date(2026, 11, 22)
HAS_DAY = "DTSTART;VALUE=DATE:20270503"


def event(*lines, uid="1", title="Fair"):
    name = [f"SUMMARY:{title}"] if title else []
    return ["BEGIN:VEVENT", f"UID:{uid}", *name, *lines, "END:VEVENT"]


def ics(*events, head=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head, *sum(events, []), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def read(*events, head=()):
    return read_calendar(ics(*events, head=head), TODAY)


# Reading


@pytest.mark.once
@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        ([HAS_DAY], (5, 3), (5, 3)),
        ([HAS_DAY, "DTEND;VALUE=DATE:20270506"], (5, 3), (5, 5)),
        ([HAS_DAY, "DTEND;VALUE=DATE:20270503"], (5, 3), (5, 3)),
        ([HAS_DAY, "DTEND;VALUE=DATE:20270401"], (5, 3), (5, 3)),
        ([HAS_DAY, "DURATION:P3D"], (5, 3), (5, 5)),
        (["DTSTART:20270503T090000", "DTEND:20270505T000000"], (5, 3), (5, 4)),
        # On the day of this site, and on the day of the place that is named.
        (["DTSTART:20270503T223000Z", "DTEND:20270504T090000Z"], (5, 4), (5, 4)),
        (["DTSTART;TZID=America/New_York:20270503T223000", "DURATION:PT1H"], (5, 3), (5, 3)),
    ],
)
def test_the_days_of_an_event_are_those_at_its_place(lines, first, last):
    (found,) = read(event(*lines)).events

    assert (found.starts_on, found.ends_on) == (
        datetime.date(2027, *first),
        datetime.date(2027, *last),
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/New_York", 3), ("Nowhere/At all", 4), ("Europe", 4), ("../../etc/passwd", 4)],
)
def test_a_calendar_may_say_its_time_zone_for_all_events(zone, day):
    once = event("DTSTART:20270504T010000Z")
    again = event("DTSTART:20270504T010000Z", "RRULE:FREQ=YEARLY;COUNT=1", uid="2")

    found = read(once, again, head=[f"X-WR-TIMEZONE:{zone}"]).events

    assert [row.starts_on.day for row in found] == [day, day]


@pytest.mark.once
def test_an_event_that_repeats_has_its_dates_but_for_excepted_moved_and_cancelled_ones():
    weekly = event("DTSTART:20270101T090000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20270108T090000Z")
    moved = event("RECURRENCE-ID:20270115T090000Z", "DTSTART:20270116T090000Z")
    off = event("RECURRENCE-ID:20270122T090000Z", "DTSTART:20270122T090000Z", "STATUS:CANCELLED")

    reading = read(weekly, moved, off)

    days = [row.starts_on for row in reading.events]
    assert days[:3] == [datetime.date(2027, 1, day) for day in (1, 16, 29)]
    # Three years ahead and no further, though the rule has no end.
    assert datetime.date(2029, 11, 1) < days[-1] <= datetime.date(2029, 11, 22)
    assert reading.left_out == {"cancelled": 1}


@pytest.mark.once
@pytest.mark.parametrize(
    ("rules", "number"),
    [
        (["RRULE:FREQ=DAILY"], 210),
        (["RRULE:FREQ=SECONDLY"], 0),
        (["RRULE:FREQ=HOURLY;COUNT=3"], 0),
        (["RRULE:FREQ=NEVER"], 0),
        (["RRULE:FREQ=DAILY;COUNT=2"] * 4, 0),
        # Eighty thousand moments of each day are one day.
        (["RRULE:FREQ=DAILY;COUNT=2;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2"], 2),
    ],
)
def test_repetition_has_a_limit(rules, number):
    assert len(read(event("DTSTART:20270101T090000Z", *rules)).events) == number


@pytest.mark.once
def test_what_is_left_out_is_said_with_its_reason():
    reading = read(
        event(HAS_DAY),
        event(uid="2"),
        event("DTSTART:2027-05-03", uid="3"),
        event(HAS_DAY, "STATUS:CANCELLED", uid="4"),
        event("DTSTART:20200503T090000Z", uid="5"),
        event("DTSTART:20350503T090000Z", uid="6"),
        event(HAS_DAY, uid="7", title=""),
    )

    assert reading.words == (
        "1 event. Left out: 2 without a date, 1 cancelled, 2 over for more than a year, or more "
        "than three years ahead, 1 without a name."
    )


@pytest.mark.once
def test_of_too_many_events_those_ahead_are_kept():
    old = [event("DTSTART;VALUE=DATE:20260101", uid=f"a{n}") for n in range(20)]
    ahead = [event(HAS_DAY, uid=f"b{n}") for n in range(1_990)]

    reading = read(*old, *ahead)

    assert len(reading.events) == 2_000
    assert sum(row.starts_on < TODAY for row in reading.events) == 10
    assert "Left out: 10 more than can be taken in." in reading.words


@pytest.mark.once
def test_texts_are_plain_and_fit_and_only_addresses_of_the_web_are_links():
    (found,) = read(
        event(
            HAS_DAY,
            "DESCRIPTION:<p>Hi &amp;\\nyou</p><script>x()</script>&lt;b&gt;B&lt;/b&gt;\u202e\x07",
            "LOCATION:Kolding\\, Denmark",
            "URL:javascript:alert(1)",
            'ORGANIZER;CN="<i>TCI</i>":mailto:a@b.example',
            uid="x" * 300,
            title="<b>Fair</b> " + "y" * 300,
        )
    ).events

    assert found.note == "Hi & you B"
    assert (found.place, found.country, found.website) == ("Kolding", "DK", "")
    assert found.organiser == "TCI"
    assert found.title.startswith("Fair yyy")
    assert (len(found.title), len(found.uid)) == (200, 64)
    (other,) = read(event(HAS_DAY, "URL:https://fair.example/x", "LOCATION:Online")).events
    assert (other.website, other.place, other.country) == ("https://fair.example/x", "Online", "")


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no calendar"),
        (b"<html>Log in first</html>", "no calendar"),
        (b"/etc/passwd", "no calendar"),
        (ics(event(HAS_DAY))[:-10], "breaks off"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR", "mistake"),
        # A folder among the time zones of the machine.
        (ics(event("DTSTART;TZID=Europe:20270504T010000")), "mistake"),
    ],
)
def test_what_is_no_calendar_is_told_in_words(content, why):
    with pytest.raises(UnreadableError, match=why):
        read_calendar(content, TODAY)


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
    assert "hx-get" not in page
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
        ({}, "Give an address or a file, not both."),
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
