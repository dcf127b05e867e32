"""Time zones in calendars: when exactly the clocks change."""

import datetime

import pytest

from programme.ical import zone_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        # Told by the clocks as they are until then.
        ("Europe/Budapest", ["20270328T020000 +0100 +0200", "20271031T030000 +0200 +0100"]),
        ("Europe/Lisbon", ["20270328T010000 +0000 +0100", "20271031T020000 +0100 +0000"]),
        ("America/New_York", ["20270314T020000 -0500 -0400", "20271107T020000 -0400 -0500"]),
        ("Asia/Kolkata", []),
    ],
)
def test_the_clocks_change_at_their_minute(zone, changes):
    day = datetime.date(2027, 5, 1)

    _before, *found = zone_of(zone, day, day).subcomponents

    assert [
        " ".join(
            part[name].to_ical() if name != "DTSTART" else part[name].to_ical().decode()
            for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
        )
        for part in found
    ] == changes
