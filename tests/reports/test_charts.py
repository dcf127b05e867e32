"""The geometry of the charts."""

import datetime

import pytest

from programme.palette import group_colour
from reports.charts import Bars, Count, Radar, Timeline, TimelinePlace, VoteChart
from reports.learning.panels import Dot, Panel, Scales

pytestmark = pytest.mark.once


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


def dots(*rows):
    return [
        Dot(datetime.date(year, 1, 1), value, str(value), source, is_year=True)
        for year, value, source in rows
    ]


def panel(*rows, is_share=False):
    found = dots(*rows)
    scales = Scales.of([dot.day for dot in found], [dot.value for dot in found], is_share=is_share)
    return Panel.of(found, scales, title="x", group=1)


def test_panels_of_a_measure_share_their_scales():
    scales = Scales.of([datetime.date(2007, 5, 1), datetime.date(2011, 1, 1)], [50], is_share=False)

    one, other = (Panel.of(dots(row), scales, title="x", group=1) for row in [(2010, 50, 0)] * 2)

    assert one.marks == other.marks
    assert (one.first_year, one.last_year) == ("2007", "2011")


def test_values_are_drawn_from_nothing_and_shares_against_a_hundred():
    whole, half = panel((2010, 100, 0), (2010, 50, 1)).marks
    share = panel((2010, 75, 0), is_share=True).marks[0]
    alone = panel((2010, 75, 0)).marks[0]

    base = float(panel((2010, 1, 0)).base_y)
    assert base - float(whole.y) == pytest.approx(2 * (base - float(half.y)))
    assert base - float(share.y) == pytest.approx(0.75 * (base - float(alone.y)))


def test_each_source_has_its_shape_and_only_its_own_values_are_joined():
    drawn = panel((2008, 10, 0), (2010, 20, 0), (2010, 90, 1))

    assert [mark.shape for mark in drawn.marks] == ["disc", "disc", "ring"]
    assert len(drawn.lines) == 1


def test_a_year_is_drawn_as_long_as_it_is():
    (mark,) = panel((2010, 10, 0)).marks

    assert float(mark.from_x) < float(mark.x) < float(mark.to_x)


@pytest.mark.parametrize("values", [(60, 60), (60, 61, 62), (0, 1, 0), (12_000, 11_900, 11_800)])
def test_labels_of_a_panel_do_not_touch(values):
    marks = panel(*((2010, value, source) for source, value in enumerate(values))).marks

    heights = sorted(float(mark.label_y) for mark in marks)
    assert all(lower - upper >= 11.9 for upper, lower in zip(heights, heights[1:], strict=False))


def test_a_second_count_goes_on_where_the_first_ends():
    chart = Bars.of([Count("a", 2, 3, "2 here, 3 there")], title="x")
    (bar,) = chart.bars

    assert float(bar.more_x) == pytest.approx(chart.label_width + float(bar.width), abs=0.05)
    assert float(bar.more_width) == pytest.approx(1.5 * float(bar.width), abs=0.05)
    assert float(bar.value_x) + 5.6 * len(bar.words) <= Bars.width


def test_means_of_votes_are_rounded_as_everywhere_else():
    option = {"text": "A fund", "impact": 3.96, "feasibility": 2.25, "votes": 8}

    chart = VoteChart.of([option])

    assert (chart.options[0].impact, chart.options[0].feasibility) == ("4.0", "2.3")


def test_options_stand_in_the_order_of_the_room():
    """By impact times feasibility: what does something and can be done comes first."""
    lame = {"text": "All impact", "impact": 5.0, "feasibility": 1.0, "votes": 8}
    even = {"text": "Both", "impact": 2.8, "feasibility": 3.0, "votes": 8}

    chart = VoteChart.of([lame, even])

    assert [option.text for option in chart.options] == ["Both", "All impact"]
