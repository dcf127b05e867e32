"""What is read of a calendar of others: days, repetition, limits, texts."""

import datetime

import pytest

from programme.field.reading import UnreadableError, read_calendar
from tests.programme.calendars import event, ics

pytestmark = pytest.mark.once

TODAY = datetime.date(2026, 11, 22)
HAS_DAY = "DTSTART;VALUE=DATE:20270503"


def read(*events, head=()):
    return read_calendar(ics(*events, head=head), TODAY)


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


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/New_York", 3), ("Nowhere/At all", 4), ("Europe", 4), ("../../etc/passwd", 4)],
)
def test_a_calendar_may_say_its_time_zone_for_all_events(zone, day):
    once = event("DTSTART:20270504T010000Z")
    again = event("DTSTART:20270504T010000Z", "RRULE:FREQ=YEARLY;COUNT=1", uid="2")

    found = read(once, again, head=[f"X-WR-TIMEZONE:{zone}"]).events

    assert [row.starts_on.day for row in found] == [day, day]


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


@pytest.mark.parametrize(
    ("rules", "number"),
    [
        (["RRULE:FREQ=DAILY"], 210),
        (["RRULE:FREQ=SECONDLY"], 0),
        (["RRULE:FREQ=HOURLY;COUNT=3"], 0),
        (["RRULE:FREQ=NEVER"], 0),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], 0),
        (["RRULE:FREQ=DAILY;COUNT=2"] * 4, 0),
        # Eighty thousand moments of each day are one day.
        (["RRULE:FREQ=DAILY;COUNT=2;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2"], 2),
    ],
)
def test_repetition_has_a_limit(rules, number):
    assert len(read(event("DTSTART:20270101T090000Z", *rules)).events) == number


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


def test_of_too_many_events_those_ahead_are_kept():
    old = [event("DTSTART;VALUE=DATE:20260101", uid=f"a{n}") for n in range(20)]
    ahead = [event(HAS_DAY, uid=f"b{n}") for n in range(1_990)]

    reading = read(*old, *ahead)

    assert len(reading.events) == 2_000
    assert sum(row.starts_on < TODAY for row in reading.events) == 10
    assert "Left out: 10 more than can be taken in." in reading.words


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
