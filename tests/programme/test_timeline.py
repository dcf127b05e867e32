"""The geometry of the timeline."""

import datetime

import pytest

from programme.models import ItemKind, Phase
from programme.workplan.timeline import LEFT, RIGHT, STEP, WIDTH, Timeline
from tests.factories import CityFactory, WorkplanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = datetime.date(2026, 9, 1)


def day(text):
    return datetime.date.fromisoformat(text)


def item(programme, due_on, **values):
    return WorkplanItemFactory(programme=programme, due_on=day(due_on), **values)


def test_the_programme_comes_first_and_cities_follow_in_their_order(programme):
    late, early = (CityFactory(programme=programme, position=p) for p in (9, 8))
    items = [
        item(programme, "2026-09-01", city=late),
        item(programme, "2026-09-02"),
        item(programme, "2026-09-03", city=early),
    ]

    rows = Timeline.of(items, TODAY).rows

    assert [row.city for row in rows] == [None, early, late]


def test_marks_stand_in_the_order_of_their_dates_within_the_picture(programme):
    items = [item(programme, text) for text in ("2026-01-01", "2026-06-01", "2027-01-01")]

    marks = Timeline.of(items, TODAY).rows[0].marks

    places = [mark.x for mark in marks]
    assert places == sorted(places)
    assert places[0] > LEFT
    assert places[-1] < WIDTH - RIGHT


def test_marks_that_would_touch_are_stacked(programme):
    items = [item(programme, "2026-09-01") for _ in range(4)] + [item(programme, "2027-09-01")]

    marks = Timeline.of(items, TODAY).rows[0].marks

    same_day = [mark.y for mark in marks[:4]]
    assert len(set(same_day)) == 4
    assert min(abs(a - b) for a in same_day for b in same_day if a != b) >= STEP


def test_a_single_date_has_a_picture_too(programme):
    timeline = Timeline.of([item(programme, "2026-09-01")], TODAY)

    assert len(timeline.rows[0].marks) == 1


@pytest.mark.parametrize(("today", "is_shown"), [("2026-09-01", True), ("2020-01-01", False)])
def test_today_is_a_line_only_where_it_is_in_the_picture(programme, today, is_shown):
    timeline = Timeline.of([item(programme, "2026-09-03")], day(today))

    assert (timeline.today_x is not None) == is_shown


def test_a_moved_date_shows_where_it_was_planned_first(programme):
    moved = item(programme, "2026-09-10", baseline_on=day("2026-09-01"))
    kept = item(programme, "2026-09-20", baseline_on=day("2026-09-20"))

    marks = Timeline.of([moved, kept], TODAY).rows[0].marks

    # From a stroke at the first date a line leads to the mark.
    assert marks[0].moved.endswith(f"H{marks[0].x}")
    assert float(marks[0].moved[1:].split()[0]) < marks[0].x
    assert marks[1].moved == ""


def test_the_time_before_and_after_each_meeting_is_a_line(programme):
    items = [
        item(programme, "2026-08-01", phase=Phase.BEFORE, source_key="workshop:1:a"),
        item(programme, "2026-09-09", phase=Phase.DURING, source_key="workshop:1:b"),
        item(programme, "2026-10-20", phase=Phase.AFTER, source_key="workshop:1:c"),
        item(programme, "2026-11-01", phase=Phase.BEFORE),
        item(programme, "2027-01-01", phase=Phase.BEFORE, source_key="workshop:2:a"),
        item(programme, "2027-02-01", phase=Phase.DURING, source_key="workshop:2:b"),
    ]

    row = Timeline.of(items, TODAY).rows[0]

    places = [mark.x for mark in row.marks]
    assert [(span.x1, span.x2, span.is_after) for span in row.spans] == [
        (places[0], places[1], False),
        (places[1], places[2], True),
        (places[4], places[5], False),
    ]


def test_a_mark_leads_to_where_the_work_is_done_or_to_its_line(programme):
    items = [item(programme, "2026-09-01", path="/x/"), item(programme, "2026-09-02")]

    marks = Timeline.of(items, TODAY).rows[0].marks

    assert [mark.url for mark in marks] == ["/x/", f"#item-{items[1].pk}"]


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        ("2026-12-01", ["Oct", "Nov", "Dec"]),
        ("2028-09-01", ["Oct", "2027", "Apr", "Jul", "Oct", "2028", "Apr", "Jul"]),
    ],
)
def test_the_axis_has_months_or_quarters(programme, last, labels):
    items = [item(programme, "2026-09-20"), item(programme, last)]

    assert [tick.label for tick in Timeline.of(items, TODAY).ticks] == labels


def test_a_mark_shows_by_its_shape_what_it_is(programme):
    items = [
        item(programme, "2026-09-01", kind=ItemKind.MILESTONE),
        item(programme, "2099-10-01"),
        item(programme, "2020-01-01"),
    ]

    milestone, deadline, late = Timeline.of(items, TODAY).rows[0].marks

    assert "a4 4" not in milestone.outline
    assert "a4 4" in deadline.outline
    assert (deadline.cross, bool(late.cross)) == ("", True)
