import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from programme.models import Activity, CountbackRule, ItemKind, Role, WorkplanItem
from programme.workplan.dates import CHOICE_DUE, DATES_FIXED, WORKSHOP_HELD, mark_done
from tests.factories import (
    AgendaItemFactory,
    CaseFactory,
    CityFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.together import run_together
from tests.workshops.conftest import wednesday_in
from workshops.dates.unusual import date_warnings
from workshops.models import Workshop, WorkshopKind
from workshops.services import (
    ScheduleError,
    change_workshop,
    create_workshop,
    planned_items,
    schedule_workshop,
    what_follows_from,
)
from workshops.tasks import mark_held_workshops

pytestmark = pytest.mark.django_db

DAYS = {"starts_on": datetime.date(2027, 9, 8), "ends_on": datetime.date(2027, 9, 10)}


def plan_of(workshop):
    return {
        item.source_key.removeprefix(workshop.source_prefix): item
        for item in WorkplanItem.objects.filter(source_key__startswith=workshop.source_prefix)
    }


def test_a_city_workshop_plans_nine_dates(workshop):
    workshop.starts_on, workshop.ends_on = DAYS.values()

    due = {
        item.source_key.removeprefix(workshop.source_prefix): item.due_on
        for item in planned_items(workshop)
    }

    assert due == {
        "dates_fixed": datetime.date(2027, 6, 2),
        "case_due": datetime.date(2027, 8, 25),
        "agenda_released": datetime.date(2027, 8, 25),
        "case_distributed": datetime.date(2027, 8, 31),
        "choice_due": datetime.date(2027, 9, 1),
        "workshop_held": datetime.date(2027, 9, 8),
        "report_due": datetime.date(2027, 10, 22),
        "follow_up_6": datetime.date(2028, 3, 10),
        "follow_up_12": datetime.date(2028, 9, 10),
    }


def test_titles_name_the_place_and_all_lead_to_the_workshop_which_every_member_sees(workshop, city):
    rows = planned_items(workshop)

    titles = {row.source_key.removeprefix(workshop.source_prefix): row.title for row in rows}
    assert titles["case_due"] == f"{city.name}: case to the experts"
    assert titles["workshop_held"] == f"{city.name} city workshop"
    assert {row.path for row in rows} == {f"/{workshop.programme.slug}/workshops/5/"}


def test_a_title_that_begins_with_an_abbreviation_keeps_it(workshop):
    CountbackRule.objects.filter(key="case_due").update(title="CSC gets the case")

    titles = {item.title for item in planned_items(workshop)}

    assert f"{workshop.city.name}: CSC gets the case" in titles


def test_a_kick_off_without_a_city_has_no_case_and_no_editor(programme):
    CountbackRule.objects.filter(key=DATES_FIXED).update(owner_role=Role.EDITOR)
    kick_off = WorkshopFactory(
        programme=programme, city=None, kind=WorkshopKind.KICK_OFF, number=None, place="Stockholm"
    )

    items = planned_items(kick_off)

    assert {item.title for item in items} == {
        "Stockholm: dates fixed",
        "Stockholm: agenda released",
        "Kick-off in Stockholm",
    }
    assert {item.owner_role for item in items} == {Role.COORDINATOR}


def test_a_workshop_without_dates_plans_nothing(programme, city):
    assert planned_items(WorkshopFactory(city=city, starts_on=None)) == []


def test_giving_dates_fills_the_workplan_and_ticks_dates_fixed(programme, city, coordinator):
    workshop = WorkshopFactory(city=city, starts_on=None)

    changes = schedule_workshop(workshop, **DAYS, by=coordinator)

    plan = plan_of(workshop)
    assert len(changes) == len(plan) == 9
    assert {key for key, item in plan.items() if item.is_done} == {DATES_FIXED}
    assert plan[DATES_FIXED].done_by == coordinator
    assert plan[WORKSHOP_HELD].kind == ItemKind.MILESTONE
    workshop.refresh_from_db()
    assert (workshop.starts_on, workshop.week) == (DAYS["starts_on"], datetime.date(2027, 9, 6))


def test_giving_dates_is_logged_with_before_and_after(programme, city, coordinator):
    workshop = WorkshopFactory(city=city, starts_on=None)

    schedule_workshop(workshop, **DAYS, by=coordinator)

    entry = Activity.objects.about(workshop).get()
    assert (entry.verb, entry.actor, entry.city) == ("workshop_scheduled", coordinator, city)
    assert entry.sentence == f"{workshop.title} is on 8–10 September 2027."
    assert (entry.before, entry.after) == (
        {"starts_on": None, "ends_on": None},
        {"starts_on": "2027-09-08", "ends_on": "2027-09-10"},
    )


def test_moving_keeps_what_is_done_and_the_first_planned_date(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)
    mark_done(workshop.programme, f"{workshop.source_prefix}case_due", by=coordinator)

    schedule_workshop(
        workshop,
        starts_on=datetime.date(2027, 9, 15),
        ends_on=datetime.date(2027, 9, 17),
        by=coordinator,
    )

    item = plan_of(workshop)["case_due"]
    assert item.is_done
    assert (item.baseline_on, item.due_on) == (
        datetime.date(2027, 8, 25),
        datetime.date(2027, 9, 1),
    )


def test_moving_takes_the_agenda_along(workshop, coordinator):
    item = AgendaItemFactory(workshop=workshop, day=workshop.days[1])

    schedule_workshop(workshop, **DAYS, by=coordinator)

    item.refresh_from_db()
    assert item.day == datetime.date(2027, 9, 9)


def test_moving_leaves_dates_written_by_hand_and_other_workshops_alone(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)
    by_hand = WorkplanItemFactory(programme=workshop.programme)
    other = WorkshopFactory(
        city=CityFactory(programme=workshop.programme), starts_on=wednesday_in(20)
    )
    schedule_workshop(other, starts_on=other.starts_on, ends_on=other.ends_on, by=coordinator)
    before = {key: item.due_on for key, item in plan_of(other).items()}

    schedule_workshop(workshop, starts_on=None, ends_on=None, by=coordinator)

    assert plan_of(workshop) == {}
    assert {key: item.due_on for key, item in plan_of(other).items()} == before
    assert WorkplanItem.objects.filter(pk=by_hand.pk).exists()


def test_the_preview_says_what_would_change_and_writes_nothing(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)
    before = set(WorkplanItem.objects.values_list("source_key", "due_on"))

    changes = what_follows_from(
        workshop, datetime.date(2027, 9, 8), datetime.date(2027, 9, 9)
    ).changes

    assert {(change.title, change.before, change.after) for change in changes} == {
        (
            f"{workshop.city.name}: {what}",
            datetime.date(*planned),
            datetime.date(*moved),
        )
        for what, planned, moved in [
            ("city report", (2027, 10, 22), (2027, 10, 21)),
            ("actions after 6 months", (2028, 3, 10), (2028, 3, 9)),
            ("actions after 12 months", (2028, 9, 10), (2028, 9, 9)),
        ]
    }
    assert set(WorkplanItem.objects.values_list("source_key", "due_on")) == before
    assert workshop.ends_on == DAYS["ends_on"]


def test_a_workshop_that_ends_before_it_starts_is_refused_with_both_days(workshop, coordinator):
    with pytest.raises(ScheduleError) as refusal:
        schedule_workshop(
            workshop,
            starts_on=datetime.date(2027, 9, 10),
            ends_on=datetime.date(2027, 9, 8),
            by=coordinator,
        )

    assert refusal.value.field == "ends_on"
    assert str(refusal.value) == (
        "The last day, 8 September 2027, is before the first, 10 September 2027."
    )


@pytest.mark.parametrize("year", [1, 202, 9999])
def test_a_year_that_cannot_be_meant_is_refused(workshop, coordinator, year):
    day = datetime.date(year, 6, 2)

    with pytest.raises(ScheduleError, match=f"The year {year} cannot be meant"):
        schedule_workshop(workshop, starts_on=day, ends_on=day, by=coordinator)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [(None, datetime.date(2027, 9, 8), "starts_on"), (datetime.date(2027, 9, 8), None, "ends_on")],
)
def test_one_day_without_the_other_is_refused(workshop, coordinator, starts_on, ends_on, field):
    with pytest.raises(ScheduleError) as refusal:
        schedule_workshop(workshop, starts_on=starts_on, ends_on=ends_on, by=coordinator)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("first", "last"),
    [(6, 7), (9, 12), (1, 8)],
    ids=["earlier in the week", "on the same days", "over a weekend into the week"],
)
def test_a_clash_names_the_other_workshop(workshop, coordinator, first, last):
    schedule_workshop(workshop, **DAYS, by=coordinator)
    other = WorkshopFactory(city=CityFactory(programme=workshop.programme), starts_on=None)

    with pytest.raises(ScheduleError) as refusal:
        schedule_workshop(
            other,
            starts_on=datetime.date(2027, 9, first),
            ends_on=datetime.date(2027, 9, last),
            by=coordinator,
        )

    assert str(refusal.value) == (
        f"{workshop.title} is in the same week, 8–10 September 2027. Choose another week."
    )
    assert plan_of(other) == {}


def test_another_programme_may_meet_in_the_same_week(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)

    schedule_workshop(WorkshopFactory(starts_on=None), **DAYS, by=None)

    assert Workshop.objects.filter(**DAYS).count() == 2


def test_days_with_an_agenda_cannot_be_taken_away(workshop, coordinator):
    AgendaItemFactory(workshop=workshop)

    with pytest.raises(ScheduleError, match="The agenda has 1 item on these days"):
        schedule_workshop(workshop, starts_on=None, ends_on=None, by=coordinator)


def test_unusual_days_are_warned_of(workshop):
    programme = workshop.programme
    programme.ends_on = datetime.date(2027, 8, 1)
    AgendaItemFactory(workshop=workshop, day=workshop.days[2], title="Policymakers")

    warnings = date_warnings(workshop, datetime.date(2027, 9, 10), datetime.date(2027, 9, 11))

    first = f"{programme.starts_on.day} {programme.starts_on:%B %Y}"
    assert warnings == [
        f"The programme runs from {first} to 1 August 2027; these days are outside it.",
        "Saturday 11 September is at a weekend.",
        "The agenda moves along, but has no day left for: Policymakers.",
    ]


def test_past_and_very_long_workshops_are_warned_of(workshop):
    first = workshop.programme.starts_on

    assert date_warnings(workshop, first, first + datetime.timedelta(days=30)) == [
        "These days are past.",
        "That is 31 days.",
    ]


def test_creating_puts_the_dates_in_the_workplan_and_in_the_log(programme, city, coordinator):
    workshop = create_workshop(
        Workshop(programme=programme, kind="city", number=1, city=city, **DAYS), by=coordinator
    )

    assert len(plan_of(workshop)) == 9
    assert list(Activity.objects.about(workshop).values_list("verb", flat=True)) == [
        "workshop_scheduled",
        "workshop_created",
    ]


def test_a_clash_leaves_no_new_workshop_behind(workshop, coordinator):
    city = CityFactory(programme=workshop.programme)
    new = Workshop(
        programme=workshop.programme,
        kind="city",
        number=9,
        city=city,
        starts_on=workshop.starts_on,
        ends_on=workshop.ends_on,
    )

    with pytest.raises(ScheduleError):
        create_workshop(new, by=coordinator)

    assert Workshop.objects.filter(city=city).count() == 0


def test_changing_the_particulars_renames_the_dates_that_follow(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)
    munich = CityFactory(programme=workshop.programme, name="Munich")

    change_workshop(workshop, {"city": munich, "number": 7}, by=coordinator)

    item = plan_of(workshop)["choice_due"]
    assert (item.title, item.city) == ("Munich: choice A or B", munich)
    assert item.path.endswith("/workshops/7/")
    entry = Activity.objects.about(workshop).first()
    assert (entry.before["number"], entry.after["number"]) == (5, 7)


def test_only_the_changed_fields_are_written(workshop, coordinator):
    stale = Workshop.objects.get(pk=workshop.pk)
    change_workshop(workshop, {"venue": "Town Hall"}, by=coordinator)

    change_workshop(stale, {"places": 30}, by=coordinator)

    workshop.refresh_from_db()
    assert (workshop.venue, workshop.places) == ("Town Hall", 30)


def test_the_host_stays_once_a_case_belongs_to_the_workshop(workshop, coordinator):
    CaseFactory(city=workshop.city, workshop=workshop)

    with pytest.raises(ValidationError) as refusal:
        change_workshop(
            workshop, {"city": CityFactory(programme=workshop.programme)}, by=coordinator
        )

    assert set(refusal.value.message_dict) == {"city"}


def test_a_workshop_that_is_over_is_ticked_off(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)

    with time_machine.travel(datetime.datetime(2027, 9, 11, 9, tzinfo=datetime.UTC)):
        mark_held_workshops()

    plan = plan_of(workshop)
    assert {key for key, item in plan.items() if item.is_done} == {
        DATES_FIXED,
        WORKSHOP_HELD,
        CHOICE_DUE,
    }
    assert plan[WORKSHOP_HELD].done_at.astimezone(workshop.tz).date() == DAYS["ends_on"]


def test_a_workshop_is_not_ticked_off_on_its_last_day(workshop, coordinator):
    schedule_workshop(workshop, **DAYS, by=coordinator)

    with time_machine.travel(datetime.datetime(2027, 9, 10, 21, 30, tzinfo=datetime.UTC)):
        mark_held_workshops()

    assert not plan_of(workshop)[WORKSHOP_HELD].is_done


def test_a_workshop_moved_from_the_past_to_the_future_is_open_again(workshop, coordinator):
    with time_machine.travel(datetime.datetime(2027, 9, 12, tzinfo=datetime.UTC)):
        schedule_workshop(workshop, **DAYS, by=coordinator)
        assert plan_of(workshop)[WORKSHOP_HELD].is_done

        schedule_workshop(
            workshop,
            starts_on=datetime.date(2027, 10, 6),
            ends_on=datetime.date(2027, 10, 8),
            by=coordinator,
        )

    assert not plan_of(workshop)[WORKSHOP_HELD].is_done


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_put_two_workshops_into_one_week(programme, coordinator):
    workshops = [
        WorkshopFactory(city=CityFactory(programme=programme), starts_on=None) for _ in range(2)
    ]

    answers = run_together(
        *(
            lambda workshop=workshop: schedule_workshop(workshop, **DAYS, by=coordinator)
            for workshop in workshops
        )
    )

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [
        ScheduleError
    ]
    assert Workshop.objects.filter(**DAYS).count() == 1
    assert WorkplanItem.objects.filter(source_key__endswith=WORKSHOP_HELD).count() == 1
