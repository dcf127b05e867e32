"""Moving, doubling and taking out items of an agenda."""

import datetime

import pytest

from programme.models import Activity
from tests.factories import AgendaItemFactory, RegistrationFactory, SignUpFactory, released
from workshops.agendas.positions import Position
from workshops.models import AgendaItem, SignUp
from workshops.services import AgendaError
from workshops.services.agenda_items import (
    StaleMoveError,
    duplicate_item,
    move_item,
    put_back_item,
    remove_item,
    undo_moves,
)

pytestmark = pytest.mark.django_db


def at(hour, minute=0):
    return datetime.time(hour, minute)


@pytest.fixture
def day(workshop):
    return workshop.days[0]


@pytest.fixture
def put(workshop, day):
    """Put an item on the first day of the agenda."""

    def put(title, start, end, **values):
        times = {"day": day, "starts_at": start, "ends_at": end}
        return AgendaItemFactory(workshop=workshop, title=title, **times | values)

    return put


def move(item, by, **values):
    stands = Position.of(item)
    wanted = {
        "day": stands.day,
        "starts_at": stands.starts_at,
        "ends_at": stands.ends_at,
        "base": stands,
    }
    return move_item(item, by=by, **wanted | values)


def standing(workshop):
    return {
        item.title: (item.day, f"{item.starts_at:%H:%M}", f"{item.ends_at:%H:%M}")
        for item in workshop.agenda_items.all()
    }


def test_an_item_moves_to_another_day_with_its_bus_and_can_be_brought_back(
    workshop, day, put, editor
):
    visit = put("Visit", at(9), at(12), bus_at=at(8, 40), bus_back_at=at(12, 5))

    moves = move(visit, editor, day=workshop.days[1], starts_at=at(9, 30), ends_at=at(13))

    visit.refresh_from_db()
    assert Position.of(visit) == Position(workshop.days[1], at(9, 30), at(13))
    assert (visit.bus_at, visit.bus_back_at) == (at(9, 10), at(13, 5))
    entry = Activity.objects.about(visit).get()
    assert (entry.verb, entry.actor, entry.city) == ("agenda_item_moved", editor, workshop.city)

    undo_moves(workshop, moves, by=editor)

    visit.refresh_from_db()
    assert Position.of(visit) == Position(day, at(9), at(12))
    assert (visit.bus_at, visit.bus_back_at) == (at(8, 40), at(12, 5))


def test_what_follows_moves_along_and_what_came_before_stays(workshop, day, put, editor):
    put("Welcome", at(9), at(10))
    case = put("Case", at(10), at(11))
    put("Coffee", at(11), at(11, 15))
    put("Lunch", at(12), at(13))
    put("Tomorrow", at(12), at(13), day=workshop.days[1])

    moves = move(case, editor, starts_at=at(10, 15), ends_at=at(11, 45), with_following=True)

    assert standing(workshop) == {
        "Welcome": (day, "09:00", "10:00"),
        "Case": (day, "10:15", "11:45"),
        "Coffee": (day, "11:45", "12:00"),
        "Lunch": (day, "12:45", "13:45"),
        "Tomorrow": (workshop.days[1], "12:00", "13:00"),
    }

    undo_moves(workshop, moves, by=editor)

    assert standing(workshop)["Case"] == (day, "10:00", "11:00")
    assert standing(workshop)["Lunch"] == (day, "12:00", "13:00")


def test_what_runs_beside_an_item_follows_its_beginning(workshop, day, put, editor):
    case = put("Case", at(13), at(16), choice="A")
    put("Networking", at(13), at(15), choice="B")

    move(case, editor, starts_at=at(14), ends_at=at(16, 30), with_following=True)

    assert standing(workshop)["Networking"] == (day, "14:00", "16:00")


def test_the_second_who_moves_from_an_old_page_is_told_and_changes_nothing(
    workshop, day, put, editor, coordinator
):
    item = put("Case", at(10), at(11))
    seen = Position.of(item)
    move(item, coordinator, starts_at=at(10, 30), ends_at=at(11, 30))

    with pytest.raises(StaleMoveError, match="“Case” was moved meanwhile: it is on .*10:30–11:30"):
        move(item, editor, starts_at=at(9), ends_at=at(10), base=seen)

    assert standing(workshop) == {"Case": (day, "10:30", "11:30")}


def test_an_item_that_was_moved_on_is_not_brought_back(workshop, day, put, editor, coordinator):
    item = put("Case", at(10), at(11))
    moves = move(item, editor, starts_at=at(11), ends_at=at(12))
    item.refresh_from_db()
    move(item, coordinator, starts_at=at(12), ends_at=at(13))

    with pytest.raises(StaleMoveError):
        undo_moves(workshop, moves, by=editor)

    assert standing(workshop) == {"Case": (day, "12:00", "13:00")}


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"starts_at": at(11), "ends_at": at(11)}, "The end, 11:00, is not after"),
        ({"day": datetime.date(2001, 1, 1)}, "The workshop is not on that day"),
        ({"ends_at": at(22), "with_following": True}, "would end after midnight"),
    ],
    ids=["no length", "outside the days", "the rest after midnight"],
)
def test_a_position_that_cannot_be_changes_nothing(workshop, put, editor, wanted, why):
    item = put("Case", at(10), at(11))
    put("Dinner", at(19), at(22))
    before = standing(workshop)

    with pytest.raises(AgendaError, match=why):
        move(item, editor, **wanted)

    assert standing(workshop) == before


def test_a_bus_is_not_back_before_it_leaves(workshop, put, editor):
    visit = put("Visit", at(9), at(12), bus_at=at(9, 30), bus_back_at=at(12, 5))

    with pytest.raises(AgendaError, match="The bus of “Visit” would be back before it leaves"):
        move(visit, editor, starts_at=at(11, 55), ends_at=at(12))


def test_a_bus_does_not_leave_on_the_day_before(workshop, put, editor):
    visit = put("Visit", at(9), at(12), bus_at=at(8))

    with pytest.raises(AgendaError, match="The bus of “Visit” would leave on another day"):
        move(visit, editor, starts_at=at(0, 30), ends_at=at(3, 30))


def test_what_stands_there_already_is_no_move(put, editor):
    assert move(put("Case", at(10), at(11)), editor) == []
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_moving_the_rest_of_a_day_reads_it_once(
    workshop, put, editor, rows, django_assert_num_queries
):
    first = put("First", at(8), at(9))
    for number in range(rows):
        put(f"Item {number}", at(9 + number), at(10 + number))

    # savepoint, workshop, items, one for each that moves, log, savepoint
    with django_assert_num_queries(6 + rows):
        move(first, editor, starts_at=at(8, 30), ends_at=at(9, 30), with_following=True)


def test_a_second_one_stands_right_after_the_first_and_is_for_everybody(workshop, day, put, editor):
    case = put("Case", at(10), at(11, 30), choice="A", capacity=20, room="Hall")

    second = duplicate_item(case, by=editor)

    assert Position.of(second) == Position(day, at(11, 30), at(13))
    assert (second.title, second.room, second.choice, second.capacity) == ("Case", "Hall", "", None)
    assert (case.pk != second.pk, second.is_released) == (True, False)


def test_there_is_no_second_one_after_midnight(put, editor):
    with pytest.raises(AgendaError, match="no room for it before midnight"):
        duplicate_item(put("Dinner", at(19), at(23)), by=editor)


def test_what_members_read_stays_with_its_choices_until_it_is_put_back(workshop, put, editor):
    case = put("Case", at(10), at(11), choice="A")
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=case)
    released(workshop)
    case.refresh_from_db()

    assert remove_item(case, by=editor)

    assert list(workshop.agenda_items.in_draft()) == []
    assert SignUp.objects.count() == 1

    put_back_item(AgendaItem.objects.get(), by=editor)

    assert list(workshop.agenda_items.in_draft()) == [case]
    assert [entry.verb for entry in Activity.objects.about(case)] == [
        "agenda_item_put_back",
        "agenda_item_removed",
    ]


def test_what_nobody_reads_yet_is_deleted(workshop, put, editor):
    item = put("Case", at(10), at(11), in_release=False)

    assert not remove_item(item, by=editor)

    assert workshop.agenda_items.count() == 0


def test_what_was_released_since_the_page_was_opened_stays_for_its_readers(workshop, put, editor):
    item = put("Case", at(10), at(11), in_release=False)
    released(workshop)

    assert remove_item(item, by=editor)

    assert workshop.agenda_items.get().removed_at is not None


def test_a_choice_is_not_put_back_beside_its_successor(workshop, put, editor):
    case = put("Case", at(10), at(11), choice="A")
    case.refresh_from_db()
    remove_item(case, by=editor)
    put("Other", at(10), at(11), choice="A")

    with pytest.raises(AgendaError, match="Another item of this workshop is already this choice"):
        put_back_item(case, by=editor)

    case.refresh_from_db()
    assert case.removed_at is not None
