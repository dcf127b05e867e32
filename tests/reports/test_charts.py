"""The geometry of the charts."""

import datetime

import pytest

from reports.charts import Bars, Count, Radar, Timeline, TimelinePlace, group_colour


def timeline(*days_apart):
    day, places = datetime.date(2026, 1, 7), []
    for number, days in enumerate((0, *days_apart), start=1):
        day += datetime.timedelta(days=days)
        places.append(TimelinePlace(day, f"City number {number}", str(number), number))
    return Timeline.of(places, title="Meetings")


@pytest.mark.parametrize("days_apart", [(60,) * 9, (49, 63, 84, 70, 56, 63, 70, 56, 63)])
def test_labels_of_a_timeline_do_not_touch(days_apart):
    spans = {}
    for stop in timeline(*days_apart).stops:
        half = len(stop.label) * 2.6
        left = {"start": 0, "middle": -half, "end": -2 * half}[stop.anchor] + float(stop.x)
        spans.setdefault(stop.name_y, []).append((left, left + 2 * half))

    for row in spans.values():
        for (_left, right), (next_left, _right) in zip(row, row[1:], strict=False):
            assert right <= next_left + 1


def test_a_timeline_is_to_scale():
    first, second, third = (float(stop.x) for stop in timeline(100, 200).stops)

    assert third - second == pytest.approx(2 * (second - first), abs=0.05)


def test_a_radar_reaches_its_edge_at_the_highest_value_and_its_middle_at_none():
    radar = Radar.of([("a", 5), ("b", 0), ("c", 3)], title="x", colour="#000000")

    highest, none, _some = radar.spokes
    assert (highest.dot_x, highest.dot_y) == (highest.end_x, highest.end_y)
    assert (float(none.dot_x), float(none.dot_y)) == (radar.width / 2, radar.height / 2 + 2)


def test_bars_are_as_long_as_their_numbers():
    bars = Bars.of([Count("a", 4), Count("b", 1)], title="x").bars

    assert float(bars[0].width) == pytest.approx(4 * float(bars[1].width), abs=0.05)


def test_every_group_has_a_colour_and_a_ninth_begins_again():
    colours = [group_colour(number) for number in range(9)]

    assert len(set(colours)) == 9
    assert group_colour(9) == group_colour(1)
    assert group_colour(None) == group_colour(0)
