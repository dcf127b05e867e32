"""The figures of the preview are what then happens."""

import datetime

import pytest
from django.utils import timezone

from programme.models import Mail, WorkplanItem
from programme.workplan.dates import mark_done
from tests.factories import AgendaItemFactory, MembershipFactory, RegistrationFactory
from workshops.dates.preview import calendars_showing
from workshops.models import CalendarFeed
from workshops.services import (
    change_workshop,
    release_agenda,
    schedule_workshop,
    what_follows_from,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WEEKS = datetime.timedelta(weeks=3)


@pytest.fixture
def planned(workshop, coordinator):
    """With its dates in the workplan, and two of them done."""
    workshop.agenda_released_at = None
    workshop.save()
    schedule_workshop(
        workshop, starts_on=workshop.starts_on, ends_on=workshop.ends_on, by=coordinator
    )
    mark_done(workshop.programme, f"{workshop.source_prefix}case_due", by=coordinator)
    return workshop


def rows(workshop):
    items = WorkplanItem.objects.filter(source_key__startswith=workshop.source_prefix)
    return {item.source_key: item for item in items}


def test_dates_and_reminders_move_as_the_preview_says(planned, coordinator):
    before = rows(planned)
    sent = f"{planned.source_prefix}agenda_released"
    WorkplanItem.objects.filter(source_key=sent).update(reminded_at=timezone.now())
    days = {"starts_on": planned.starts_on + WEEKS, "ends_on": planned.ends_on + WEEKS}

    preview = what_follows_from(planned, **days)
    schedule_workshop(planned, **days, by=coordinator)

    after = rows(planned)
    moved = [key for key, item in after.items() if item.due_on != before[key].due_on]
    to_come = [
        key
        for key, item in after.items()
        if item.remind_on != before[key].remind_on and not item.is_done
    ]
    assert (preview.moved, preview.new, preview.gone) == (len(moved), 0, 0) == (9, 0, 0)
    assert preview.reminders == len(to_come) == 6
    assert after[sent].reminded_at is None
    assert {after[key].calendar_sequence for key in moved} == {1}


def test_a_workshop_that_stays_moves_nothing(planned):
    preview = what_follows_from(planned, planned.starts_on, planned.ends_on)

    assert (preview.changes, preview.reminders, preview.reworded) == ([], 0, 0)


def test_calendars_are_those_of_the_people_who_come_and_the_feeds_that_show_it(
    planned, participant, coordinator, django_capture_on_commit_callbacks
):
    programme = planned.programme
    RegistrationFactory(workshop=planned, user=participant)
    RegistrationFactory(workshop=planned, user=None, name="Guest", email="guest@firm.example")
    RegistrationFactory(workshop=planned, user=None, name="Nobody knows where")
    waiting = MembershipFactory(programme=programme).user
    RegistrationFactory(workshop=planned, user=waiting, is_waiting=True)
    for feed in (
        {"user": participant},
        {"user": coordinator, "programme": programme},
        {"user": coordinator, "workshop": planned},
        # These do not show it.
        {"user": MembershipFactory().user},
        {"user": waiting, "programme": MembershipFactory().programme},
    ):
        CalendarFeed.objects.create(**feed)
    AgendaItemFactory(workshop=planned)
    release_agenda(planned, by=coordinator)
    Mail.objects.all().delete()

    counted = calendars_showing(planned)
    schedule_workshop(
        planned,
        starts_on=planned.starts_on + WEEKS,
        ends_on=planned.ends_on + WEEKS,
        by=coordinator,
    )

    told = set(Mail.objects.exclude(calendar="").values_list("address", flat=True))
    assert told == {participant.email, "guest@firm.example"}
    assert counted == len(told) + 3


@pytest.mark.parametrize(
    ("values", "rises"),
    [
        ({"venue": "The town hall"}, 1),
        ({"places": 12}, 0),
        ({"starts_on": WEEKS, "ends_on": WEEKS, "venue": "The town hall"}, 1),
    ],
    ids=["another venue", "more places", "other days and venue"],
)
def test_calendars_know_what_is_newer_when_days_or_place_change(
    planned, coordinator, values, rises
):
    before = planned.calendar_sequence
    values = {
        name: getattr(planned, name) + value if value == WEEKS else value
        for name, value in values.items()
    }

    changed = change_workshop(planned, values, by=coordinator)

    changed.refresh_from_db()
    assert changed.calendar_sequence - before == rises
