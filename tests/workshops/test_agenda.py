import datetime

import pytest

from programme.access import seats_of
from programme.models import Activity
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    WorkshopFactory,
)
from tests.workshops.conftest import wednesday_in
from workshops.agendas.board import Board
from workshops.agendas.days import conflicts_of, days_of
from workshops.models import AgendaItem, TypicalItem
from workshops.services import (
    AgendaError,
    copy_agenda,
    create_typical_agenda,
)
from workshops.services.typical import own_typical_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(workshop):
    workshop.agenda_released_at = None
    workshop.save()
    return workshop


def at(hour, minute=0):
    return datetime.time(hour, minute)


def test_the_typical_programme_runs_from_wednesday_afternoon_to_friday_lunch(workshop, coordinator):
    create_typical_agenda(workshop, by=coordinator)

    agenda = [
        (item.day.strftime("%a"), f"{item.starts_at:%H:%M}", str(item))
        for item in workshop.agenda_items.all()
    ]
    assert agenda == [
        ("Wed", "13:30", "Steering committee"),
        ("Wed", "15:00", "Presentation of the cluster case"),
        ("Wed", "16:30", "Cluster policy in the city-region"),
        ("Thu", "09:00", "Cluster visit"),
        ("Thu", "13:30", "A. Case discussion and solution"),
        ("Thu", "13:30", "B. Inter-cluster networking"),
        ("Fri", "09:00", "Policy discussion and conclusions"),
        ("Fri", "12:00", "Lunch: presentation to policymakers"),
    ]


def test_the_typical_programme_names_the_experts_as_the_programme_does(workshop, coordinator):
    workshop.programme.expert_label = "The faculty"
    workshop.programme.save()

    create_typical_agenda(workshop, by=coordinator)

    assert set(workshop.agenda_items.values_list("led_by", flat=True)) == {
        "Coordinator",
        "Cluster staff",
        "City staff",
        "The faculty",
        "",
    }


def test_creating_the_agenda_is_logged(workshop, coordinator):
    create_typical_agenda(workshop, by=coordinator)

    entry = Activity.objects.about(workshop).get()
    assert (entry.verb, entry.actor) == ("agenda_created", coordinator)


def test_an_agenda_is_not_created_twice(workshop, coordinator):
    create_typical_agenda(workshop, by=coordinator)

    with pytest.raises(AgendaError, match="There is an agenda already"):
        create_typical_agenda(workshop, by=coordinator)

    assert workshop.agenda_items.count() == 8


def test_an_agenda_needs_the_dates(city, coordinator):
    with pytest.raises(AgendaError, match="Give the workshop its dates first"):
        create_typical_agenda(WorkshopFactory(city=city, starts_on=None), by=coordinator)


def test_an_agenda_that_is_too_long_is_refused_whole(workshop, coordinator):
    workshop.ends_on = workshop.days[1]
    workshop.save()

    with pytest.raises(AgendaError, match="needs 3 days, and this workshop has 2 days"):
        create_typical_agenda(workshop, by=coordinator)

    assert workshop.agenda_items.count() == 0


def test_an_agenda_is_copied_day_by_day_without_the_rooms(workshop, coordinator):
    earlier = WorkshopFactory(
        city=CityFactory(programme=workshop.programme), starts_on=wednesday_in(-8)
    )
    AgendaItemFactory(
        workshop=earlier,
        day=earlier.days[1],
        kind="visit",
        speakers="Ann Day",
        meeting_point="Town hall",
        title="Visit",
        description="Boots on",
        room="The harbour",
        led_by="Staff",
        choice="A",
        capacity=7,
    )

    copy_agenda(workshop, earlier, by=coordinator)

    item = workshop.agenda_items.get()
    assert (item.kind, item.speakers, item.meeting_point) == ("visit", "", "")
    assert (item.day, item.starts_at, item.ends_at) == (workshop.days[1], at(13, 30), at(15))
    assert (item.title, item.description, item.room) == ("Visit", "Boots on", "")
    assert (item.led_by, item.choice, item.capacity) == ("Staff", "A", 7)


def test_there_must_be_something_to_copy(workshop, coordinator):
    earlier = WorkshopFactory(city=CityFactory(programme=workshop.programme))

    with pytest.raises(AgendaError, match="has no agenda to copy"):
        copy_agenda(workshop, earlier, by=coordinator)


def item(workshop, title, start, end, **values):
    values.setdefault("day", workshop.days[1])
    return AgendaItem(workshop=workshop, title=title, starts_at=start, ends_at=end, **values)


@pytest.mark.parametrize("field", ["room", "led_by"])
def test_one_room_and_one_person_cannot_be_in_two_items_at_once(workshop, field):
    first = item(workshop, "First", at(9), at(11), **{field: "Hall A"})
    second = item(workshop, "Second", at(10), at(12), **{field: " hall a"})

    conflicts = conflicts_of(workshop, [first, second])

    assert [(conflict.items, conflict.is_error) for conflict in conflicts] == [
        ((first, second), False)
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"start": at(12), "end": at(13), "room": "Hall A"},
        {"start": at(10), "end": at(12), "room": "Hall B", "choice": "B", "led_by": "Bo, CSC"},
    ],
    ids=["right after", "the other choice, of the same organisation"],
)
def test_items_that_are_apart_are_no_conflict(workshop, second):
    first = item(workshop, "First", at(9), at(12), room="Hall A", led_by="Al, CSC")
    if "choice" in second:
        first.choice = "A"

    assert conflicts_of(workshop, [first, item(workshop, "Second", **second)]) == []


def test_the_same_room_on_another_day_is_no_conflict(workshop):
    first = item(workshop, "First", at(9), at(11), room="Hall A")
    second = item(workshop, "Second", at(9), at(11), room="Hall A", day=workshop.days[2])

    assert conflicts_of(workshop, [first, second]) == []


def briefs(workshop, *items):
    return [(conflict.brief, conflict.items) for conflict in conflicts_of(workshop, items)]


def test_each_name_of_those_who_lead_and_speak_is_one_person(workshop):
    first = item(workshop, "First", at(9), at(11), led_by="Karl Lind and Ingrid Holm, CSC")
    second = item(workshop, "Second", at(10), at(12), led_by="Bo", speakers="Ann Day, ingrid holm")

    assert briefs(workshop, first, second) == [("Ingrid Holm is needed twice", (first, second))]


def test_what_everybody_should_be_at_does_not_overlap(workshop):
    visit = item(workshop, "Visit", at(9), at(11))
    choice = item(workshop, "Case", at(10), at(12), choice="A")
    other = item(workshop, "Networking", at(10), at(12), choice="B")

    assert briefs(workshop, visit, choice, other) == [
        ("Overlaps another item", (visit, choice)),
        ("Overlaps another item", (visit, other)),
    ]


def test_a_bus_fits_between_what_is_before_and_after_it(workshop):
    welcome = item(workshop, "Welcome", at(8), at(9))
    lunch = item(workshop, "Lunch", at(12), at(13))
    buses = {"bus_at": at(8, 40), "bus_back_at": at(12, 5)}
    visit = item(workshop, "Visit", at(9), at(12), **buses)
    late = item(workshop, "Walk", at(14), at(15), bus_at=at(14, 5))

    assert briefs(workshop, welcome, visit, lunch, late) == [
        ("The bus leaves too early", (visit, welcome)),
        ("The bus is back too late", (visit, lunch)),
        ("The bus leaves after the beginning", (late,)),
    ]


def test_choices_that_do_not_run_side_by_side_are_a_conflict(workshop):
    first = item(workshop, "First", at(9), at(11), choice="A")
    second = item(workshop, "Second", at(14), at(15), choice="B")

    assert [conflict.text for conflict in conflicts_of(workshop, [first, second])] == [
        "A and B do not run at the same time, so nobody has to choose."
    ]


def test_a_choice_needs_another_beside_it(workshop):
    conflicts = conflicts_of(workshop, [item(workshop, "First", at(9), at(11), choice="A")])

    assert [conflict.text for conflict in conflicts] == [
        "“First” is a choice with nothing to choose beside it."
    ]


def test_choices_stand_side_by_side_even_when_one_starts_later(workshop):
    visit = item(workshop, "Visit", at(9), at(12))
    a = item(workshop, "Case", at(13, 30), at(16), choice="A")
    b = item(workshop, "Networking", at(14), at(16, 30), choice="B")

    days = days_of(workshop, [visit, a, b])

    assert [day.date for day in days] == workshop.days
    assert [(slot.starts_at, slot.ends_at, slot.items) for slot in days[1].slots] == [
        (at(9), at(12), [visit]),
        (at(13, 30), at(16, 30), [a, b]),
    ]
    assert [day.slots for day in days[::2]] == [[], []]


def test_items_at_once_share_the_width_of_their_day(workshop, expert):
    first, second = at(13), at(16)
    a = AgendaItemFactory(workshop=workshop, starts_at=first, ends_at=second, choice="A")
    b = AgendaItemFactory(workshop=workshop, starts_at=first, ends_at=at(14), choice="B")
    # Beside A still, where B has ended; then nothing is beside it any more.
    talk = AgendaItemFactory(workshop=workshop, starts_at=at(14), ends_at=at(15))
    dinner = AgendaItemFactory(workshop=workshop, starts_at=at(19), ends_at=at(22, 30))

    board = Board.of(workshop, seats_of(expert)[0])

    assert [(block.item, block.lane, block.lanes) for block in board.columns[0].blocks] == [
        (a, 0, 2),
        (b, 1, 2),
        (talk, 1, 2),
        (dinner, 0, 1),
    ]
    assert (board.first_hour, board.last_hour) == (8, 23)


def test_a_programme_begins_its_agendas_with_a_typical_one_of_its_own(workshop, coordinator):
    programme = workshop.programme
    own = own_typical_items(programme, by=coordinator)
    TypicalItem.objects.exclude(pk=own[0].pk).delete()
    TypicalItem.objects.update(title="Walk through the town", kind="visit", day=2)

    create_typical_agenda(workshop, by=coordinator)

    item = workshop.agenda_items.get()
    assert (item.title, item.kind, item.day) == ("Walk through the town", "visit", workshop.days[1])
    assert len(own) == 8
    assert own_typical_items(programme, by=coordinator) == list(TypicalItem.objects.all())


def test_days_on_which_the_workshop_is_no_longer_are_shown_and_marked(workshop):
    late = item(workshop, "Late", at(9), at(10), day=workshop.ends_on + datetime.timedelta(days=3))

    days = days_of(workshop, [late])

    assert [day.is_outside for day in days] == [False, False, False, True]
