"""Loads what happened at two workshops of the demonstration: who was there, and what was said.

All of it is invented.
"""

import datetime
from typing import Any

from programme.demo.calendar import Calendar, read
from programme.models import Programme, User
from programme.writing.services import save_text
from workshops.models import (
    AgendaItem,
    Attendance,
    AttendsAs,
    HalfDay,
    ItemNotes,
    Outcome,
    Registration,
    Workshop,
)
from workshops.on_the_day.attendance import half_days_of

# The note-taker finishes in the evening, and what is done is done a day before it is due.
EVENING = datetime.time(20, 30)


def load(programme: Programme, calendar: Calendar) -> None:
    """Load notes and attendance of the workshops that are over."""
    users = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    for row in read("workshops", "on_the_day")["workshops"]:
        workshop = programme.workshops.get(number=row["number"])
        if not workshop.is_held:
            continue
        items = {item.title: item for item in workshop.agenda_items.all()}
        attend(workshop, list(items.values()), row["absent"], by=users[row["by"]])
        for noted in row["notes"]:
            by = users[noted.get("by", row["by"])]
            _note(workshop, items[noted["item"]], noted, calendar, by)


def attend(workshop: Workshop, items: list[AgendaItem], absent: int, *, by: User) -> None:
    """Tick off who came, in every half-day of the agenda."""
    people = list(workshop.registrations.coming())
    # Every ninth is one of those who did not come: the same people each time it is loaded.
    missing = {person.pk for person in people[4::9][:absent]}
    Attendance.objects.bulk_create(
        Attendance(
            registration=person,
            day=slot.day,
            half=slot.half,
            is_present=person.pk not in missing,
            marked_at=datetime.datetime.combine(slot.day, _ticked(slot.half), workshop.tz),
            marked_by=by,
        )
        for slot in half_days_of(workshop, items)
        for person in people
        if _is_expected(person, slot.day, slot.half)
    )


def _is_expected(person: Registration, day: datetime.date, half: str) -> bool:
    """Firms come for the second day, policymakers for the last lunch, the others stay."""
    workshop = person.workshop
    if person.attends_as == AttendsAs.CLUSTER_FIRM:
        return workshop.first_day < day < workshop.last_day
    if person.attends_as == AttendsAs.POLICYMAKER:
        return day == workshop.last_day and half == HalfDay.MORNING
    return True


def _ticked(half: str) -> datetime.time:
    return datetime.time(9, 20) if half == HalfDay.MORNING else datetime.time(14)


def _note(
    workshop: Workshop, item: AgendaItem, row: dict[str, Any], calendar: Calendar, by: User
) -> None:
    written = datetime.datetime.combine(item.day, EVENING, workshop.tz)
    notes = ItemNotes.objects.create(item=item)
    save_text(notes, row["text"].strip(), base_version=0, by=by, at=written)
    for position, outcome in enumerate(row.get("outcomes", [])):
        due = calendar.maybe(outcome.get("due"))
        done = due - datetime.timedelta(days=1) if due and outcome.get("done") else None
        Outcome.objects.create(
            item=item,
            kind=outcome["kind"],
            text=outcome["text"],
            owner=outcome.get("owner", ""),
            due_on=due,
            done_at=datetime.datetime.combine(done, EVENING, workshop.tz) if done else None,
            position=position,
            created_by=by,
        )
