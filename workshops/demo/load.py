"""Loads the demonstration workshops: dates, agendas, who came and what they chose."""

import datetime
from typing import Any

from django.utils import timezone

from programme.demo.calendar import Calendar, read
from programme.models import Membership, Programme, User, WorkplanItem
from programme.workplan.dates import (
    AGENDA_RELEASED,
    CHOICE_DUE,
    DATES_FIXED,
    FOLLOW_UP_6,
    REPORT_DUE,
    WORKSHOP_HELD,
    apply_plan,
)
from workshops.agendas.typical import usual_items
from workshops.demo import (
    erased,
    guests,
    links,
    mails,
    meetings,
    on_the_day,
    outbox,
    outcomes,
    papers,
    releases,
    sessions,
    surveys,
)
from workshops.models import AgendaItem, Registration, SignUp, TypicalItem, Workshop
from workshops.services.scheduling import planned_items

# What is over when its day is over. The rest is ticked off by what really happened to a case or
# report, or is still open: the demonstration has late things to show.
DONE_BY_TIME = (WORKSHOP_HELD, CHOICE_DUE, AGENDA_RELEASED)
FOLLOWED_UP = ("lyon", "dortmund")


def load(programme: Programme, calendar: Calendar) -> None:
    """Load eleven workshops with the workplan that follows from them."""
    users = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    for row in read("workshops", "workshops")["workshops"]:
        workshop = _create(programme, row, calendar)
        _load_agenda(workshop, row)
        _load_registrations(workshop, row, users)
        mails.confirm(workshop)
        releases.load(workshop, calendar.maybe(row.get("agenda_released_on")), users)
        apply_plan(programme, workshop.source_prefix, planned_items(workshop))
        _tick_off(workshop)
    guests.load(programme)
    on_the_day.load(programme, calendar)
    sessions.load(programme)
    meetings.load(programme)
    TypicalItem.objects.bulk_create(usual_items(programme))
    surveys.load(programme)
    papers.load(programme)
    erased.load(programme)
    outcomes.load(programme)
    links.load(programme, calendar)
    mails.load(programme)
    outbox.load(programme)


def remove() -> None:
    """Take the workshops of the demonstration programmes away again."""
    surveys.remove()
    papers.remove()
    TypicalItem.objects.filter(programme__is_demo=True).delete()
    Workshop.objects.filter(programme__is_demo=True).delete()


def _create(programme: Programme, row: dict[str, Any], calendar: Calendar) -> Workshop:
    workshop = Workshop(
        programme=programme,
        kind=row["kind"],
        number=row.get("number"),
        city=programme.cities.get(slug=row["city"]) if "city" in row else None,
        place=row.get("place", ""),
        venue=row["venue"],
        starts_on=calendar.day(row["starts_on"]),
        ends_on=calendar.day(row["ends_on"]),
        time_zone=row["time_zone"],
        places=row["places"],
    )
    workshop.full_clean()
    workshop.save()
    return workshop


def _load_agenda(workshop: Workshop, row: dict[str, Any]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(workshop=workshop, day=workshop.days[item.pop("day") - 1], **item)
        for item in row["agenda"]
    )


def _load_registrations(workshop: Workshop, row: dict[str, Any], users: dict[str, User]) -> None:
    choices = {item.choice: item for item in workshop.agenda_items.choices()}
    cities = {city.slug: city for city in workshop.programme.cities.all()}
    rows = row.get("registrations", [])
    seats: dict[int, Membership] = {}
    for seat in workshop.programme.memberships.select_related("city", "partner"):
        seats.setdefault(seat.user_id, seat)
    registrations = []
    for guest in rows:
        user = users.get(guest.get("person", ""))
        seat = seats.get(user.pk) if user else None
        registration = Registration(
            workshop=workshop,
            user=user,
            name=user.name if user else guest["name"],
            organisation=guest.get("organisation", ""),
            city=seat.city if seat else cities.get(guest.get("city", "")),
            partner=seat.partner if seat else None,
            attends_as=guest["kind"],
            list_consent_at=timezone.now(),
        )
        registrations.append(registration)
    Registration.objects.bulk_create(registrations)
    SignUp.objects.bulk_create(
        SignUp(registration=registration, item=choices[guest["choice"]])
        for registration, guest in zip(registrations, rows, strict=True)
        if guest.get("choice")
    )


def _tick_off(workshop: Workshop) -> None:
    """What time has done: dates were fixed, workshops were held."""
    today = timezone.localdate()
    items = WorkplanItem.objects.filter(
        programme=workshop.programme, source_key__startswith=workshop.source_prefix
    )
    first = workshop.releases.order_by("number").first()
    for item in items:
        rule = item.source_key.removeprefix(workshop.source_prefix)
        done = rule == DATES_FIXED and item.due_on <= today + datetime.timedelta(days=60)
        done = done or (rule == AGENDA_RELEASED and workshop.agenda_released_at is not None)
        done = done or (rule in DONE_BY_TIME and item.due_on < today)
        followed = workshop.city is not None and workshop.city.slug in FOLLOWED_UP
        done = done or (rule == FOLLOW_UP_6 and followed and item.due_on < today)
        if done and rule != REPORT_DUE:
            day = min(item.due_on, today - datetime.timedelta(days=1))
            item.done_at = datetime.datetime.combine(day, datetime.time(12), workshop.tz)
            if rule == AGENDA_RELEASED and first:
                item.done_at = first.frozen_at
            item.save(update_fields=["done_at"])
