"""A workshop's dates, and the rows of the workplan that follow from them.

The only module that writes the dates of a workshop.
"""

import copy
import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.activity import values_of
from programme.days import validate_day
from programme.editing import lock_programme
from programme.models import CountbackRule, Role, User
from programme.workplan.dates import (
    DATES_FIXED,
    WORKSHOP_HELD,
    Change,
    Difference,
    PlannedItem,
    apply_plan,
    mark_done,
    what_follows,
)
from workshops.calendars.invitations import update_invitations
from workshops.dates.held import follow_held
from workshops.dates.unusual import in_words
from workshops.models import AgendaItem, NetworkingSession, Workshop, WorkshopKind, monday_of
from workshops.services.meetings.slots import shift_slots
from workshops.services.registering import promote_waiting
from workshops.services.releases import follow_move
from workshops.services.rows import locked_workshop, log_workshop

# What a calendar shows of a workshop beside its days.
CALENDAR_FACTS = frozenset({"kind", "city", "place", "venue", "time_zone"})


class ScheduleError(Exception):
    """The dates cannot be taken. ``field`` is the one at fault."""

    def __init__(self, text: str, *, field: str = "starts_on") -> None:
        super().__init__(text)
        self.field = field


def planned_items(
    workshop: Workshop, rules: Iterable[CountbackRule] | None = None
) -> list[PlannedItem]:
    """The rows that the workplan should have for a workshop; none while it has no dates.

    By the rules of its programme, or by others that are only thought of.
    """
    if not workshop.is_dated:
        return []
    if rules is None:
        rules = CountbackRule.objects.in_programme(workshop.programme)
    is_city = workshop.kind == WorkshopKind.CITY
    return [_planned(workshop, rule) for rule in rules if is_city or not rule.only_with_case]


def _planned(workshop: Workshop, rule: CountbackRule) -> PlannedItem:
    return PlannedItem(
        source_key=f"{workshop.source_prefix}{rule.key}",
        kind=rule.kind,
        phase=rule.phase,
        title=_title_of(workshop, rule),
        # An editor's task needs a city; where there is none it falls to the coordinator.
        owner_role=rule.owner_role
        if workshop.city or rule.owner_role != Role.EDITOR
        else Role.COORDINATOR,
        due_on=rule.due_on(workshop.first_day, workshop.last_day),
        city=workshop.city,
        # Every member can open it, and it leads on to agenda, case and report whoever may.
        path=workshop.get_absolute_url(),
        # Whatever has days has them fixed: there is nothing to remind of.
        remind_days=None if rule.key == DATES_FIXED else rule.remind_days,
    )


def _title_of(workshop: Workshop, rule: CountbackRule) -> str:
    """“Göteborg: case to the experts”; the workshop itself by its own name."""
    if rule.key == WORKSHOP_HELD:
        return workshop.title
    title = rule.title
    # “Case to …” goes on in lower case, “CSC checks …” does not.
    if title[1:2].islower() or title[1:2] == " ":
        title = title[0].lower() + title[1:]
    return f"{title_prefix(workshop)}{title}"


def title_prefix(workshop: Workshop) -> str:
    """What the titles of a workshop's rows in the workplan begin with."""
    return f"{workshop.place_name}: "


def what_follows_from(
    workshop: Workshop, starts_on: datetime.date | None, ends_on: datetime.date | None
) -> Difference:
    """What giving the workshop these days does to the workplan. Writes nothing.

    The workshop may be one that is not saved yet.
    """
    moved = copy.copy(workshop)
    moved.starts_on, moved.ends_on = starts_on, ends_on
    moved.set_derived()
    return what_follows(workshop.programme, workshop.source_prefix, planned_items(moved))


def check_dates(
    workshop: Workshop, starts_on: datetime.date | None, ends_on: datetime.date | None
) -> None:
    """Raise ScheduleError if the workshop cannot have these days."""
    if starts_on is None and ends_on is None:
        return _check_dates_may_go(workshop)
    if starts_on is None:
        raise ScheduleError(_("Give the first day too, or leave both days empty."))
    if ends_on is None:
        raise ScheduleError(_("Give the last day too, or leave both days empty."), field="ends_on")
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        try:
            validate_day(day)
        except ValidationError as error:
            raise ScheduleError(" ".join(error.messages), field=field) from error
    if ends_on < starts_on:
        raise ScheduleError(
            _("The last day, %(last)s, is before the first, %(first)s.")
            % {"last": in_words(ends_on), "first": in_words(starts_on)},
            field="ends_on",
        )
    return _check_clash(workshop, starts_on, ends_on)


def _check_dates_may_go(workshop: Workshop) -> None:
    items = workshop.agenda_items.count() if workshop.pk else 0
    if items:
        raise ScheduleError(
            ngettext(
                "The agenda has %(count)s item on these days. Move the workshop, or delete the "
                "item first.",
                "The agenda has %(count)s items on these days. Move the workshop, or delete the "
                "items first.",
                items,
            )
            % {"count": items}
        )


def _check_clash(workshop: Workshop, starts_on: datetime.date, ends_on: datetime.date) -> None:
    others = Workshop.objects.in_programme(workshop.programme).exclude(pk=workshop.pk)
    same_week = others.filter(week=monday_of(starts_on))
    overlapping = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)
    clash = (same_week | overlapping).select_related("city", "programme").first()
    if clash:
        raise ScheduleError(
            _("%(workshop)s is in the same week, %(dates)s. Choose another week.")
            % {"workshop": clash.title, "dates": clash.dates}
        )


@transaction.atomic
def create_workshop(workshop: Workshop, *, by: User | None) -> Workshop:
    """Save a new workshop and, if it has dates, put what follows from them in the workplan.

    Raises ScheduleError for the dates, ValidationError for the rest.
    """
    lock_programme(workshop.programme)
    starts_on, ends_on = workshop.starts_on, workshop.ends_on
    check_dates(workshop, starts_on, ends_on)
    workshop.starts_on = workshop.ends_on = None
    workshop.full_clean()
    workshop.save()
    sentence = _("%(workshop)s was added.") % {"workshop": workshop.title}
    log_workshop("workshop_created", workshop, sentence, by=by, after=values_of(workshop))
    if starts_on or ends_on:
        schedule_workshop(workshop, starts_on=starts_on, ends_on=ends_on, by=by)
    return workshop


@transaction.atomic
def change_workshop(workshop: Workshop, values: dict[str, Any], *, by: User | None) -> Workshop:
    """Set these fields of a workshop; the workplan follows. Returns the changed row.

    Only what is in ``values`` is written, so an old form cannot undo somebody else's change.
    Raises ScheduleError for the dates, ValidationError for the rest.
    """
    lock_programme(workshop.programme)
    row = locked_workshop(workshop)
    dates = {
        "starts_on": values.get("starts_on", row.starts_on),
        "ends_on": values.get("ends_on", row.ends_on),
    }
    others = {name: value for name, value in values.items() if name not in dates}
    moves = dates != {"starts_on": row.starts_on, "ends_on": row.ends_on}
    if others:
        _check_host_may_change(row, others)
        before = {name: _as_data(getattr(row, name)) for name in others}
        for name, value in others.items():
            setattr(row, name, value)
        if not moves and CALENDAR_FACTS.intersection(others):
            row.calendar_sequence += 1
        row.full_clean()
        row.save(update_fields=[*others, "slug", "calendar_sequence"])
        after = {name: _as_data(value) for name, value in others.items()}
        sentence = _("The particulars of %(workshop)s were changed.") % {"workshop": row.title}
        log_workshop("workshop_changed", row, sentence, by=by, before=before, after=after)
        # Place, kind and number are in the titles and addresses of its rows.
        apply_plan(row.programme, row.source_prefix, planned_items(row))
        if "places" in others:
            promote_waiting(row)
    if moves:
        schedule_workshop(row, **dates, by=by)
    else:
        # Another place or venue is news for everybody who comes.
        follow_move(row, by=by)
        update_invitations(row)
    return row


def _check_host_may_change(workshop: Workshop, values: dict[str, Any]) -> None:
    if {"kind", "city"}.isdisjoint(values) or not workshop.is_built_upon():
        return
    field = "kind" if "kind" in values else "city"
    raise ValidationError(
        {field: _("A case or a report belongs to this workshop, so its host and kind stay.")}
    )


@transaction.atomic
def schedule_workshop(
    workshop: Workshop,
    *,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    by: User | None,
) -> list[Change]:
    """Give the workshop its days; the agenda and the workplan move along. Returns what changed
    in the workplan, where the dates first planned stay as baseline.

    Raises ScheduleError if another workshop is in the way or the days make no sense.
    """
    lock_programme(workshop.programme)
    row = locked_workshop(workshop)
    check_dates(row, starts_on, ends_on)
    before = {"starts_on": row.starts_on, "ends_on": row.ends_on}
    days_moved = datetime.timedelta()
    if starts_on and row.starts_on:
        days_moved = starts_on - row.starts_on
        _move_agenda(row, days_moved)
    if row.starts_on and before != {"starts_on": starts_on, "ends_on": ends_on}:
        row.calendar_sequence += 1
    # The caller's copy is not the locked one.
    for copied in (row, workshop):
        copied.starts_on, copied.ends_on = starts_on, ends_on
        copied.calendar_sequence = row.calendar_sequence
        copied.set_derived()
    row.save(update_fields=["starts_on", "ends_on", "week", "calendar_sequence"])
    changes = apply_plan(row.programme, row.source_prefix, planned_items(row))
    mark_done(row.programme, f"{row.source_prefix}{DATES_FIXED}", by=by)
    follow_held(row)
    follow_move(row, days_moved=days_moved, by=by)
    # Whoever the release has told is not written to twice.
    update_invitations(row)
    after = {"starts_on": starts_on, "ends_on": ends_on}
    log_workshop("workshop_scheduled", row, _scheduled(row), by=by, before=before, after=after)
    return changes


def _move_agenda(workshop: Workshop, by_days: datetime.timedelta) -> None:
    items = list(workshop.agenda_items.all())
    for item in items:
        item.day += by_days
    AgendaItem.objects.bulk_update(items, ["day", "updated_at"])
    session = NetworkingSession.objects.filter(workshop=workshop).first()
    if session and by_days:
        # Whoever comes is told of the workshop's new days.
        shift_slots(session, by_days)


def _scheduled(workshop: Workshop) -> str:
    if workshop.is_dated:
        return _("%(workshop)s is on %(dates)s.") % {
            "workshop": workshop.title,
            "dates": workshop.dates,
        }
    return _("%(workshop)s has no dates any more.") % {"workshop": workshop.title}


def _as_data(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
