"""How dates of workshops become rows of the workplan, and how the apps above tick them off.

The apps above compute the rows they want and hand them in; this module shows the difference
and applies it. It is the only writer of computed rows.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.activity import record
from programme.models import (
    Anchor,
    City,
    CountbackRule,
    ItemKind,
    Phase,
    Programme,
    Role,
    User,
    WorkplanItem,
)

# The programme's usual rules. Days count from the first or the last day of a workshop.
# "Case distributed" is the one hard rule: more than one week before the meeting.
CASE_DUE = "case_due"
CASE_DISTRIBUTED = "case_distributed"
CHOICE_DUE = "choice_due"
DATES_FIXED = "dates_fixed"
AGENDA_RELEASED = "agenda_released"
WORKSHOP_HELD = "workshop_held"
REPORT_DUE = "report_due"
FOLLOW_UP_6 = "follow_up_6"
FOLLOW_UP_12 = "follow_up_12"
# What the software itself watches: such a date is ticked off by what really happens.
OWN_RULES = frozenset(
    {
        CASE_DUE,
        CASE_DISTRIBUTED,
        CHOICE_DUE,
        DATES_FIXED,
        AGENDA_RELEASED,
        WORKSHOP_HELD,
        REPORT_DUE,
        FOLLOW_UP_6,
        FOLLOW_UP_12,
    }
)
# What a reader of the workplan sees of a computed row beside its day.
WORDS = ("title", "kind", "phase", "owner_role")


@dataclass(frozen=True)
class PlannedItem:
    """A row that the workplan should have."""

    source_key: str
    kind: str
    phase: str
    title: str
    owner_role: str
    due_on: datetime.date
    city: City | None = None
    path: str = ""
    # How many days before the due day its owner is reminded; None for never.
    remind_days: int | None = None

    def remind_on(self, due_on: datetime.date) -> datetime.date | None:
        if self.remind_days is None:
            return None
        return due_on - datetime.timedelta(days=self.remind_days)


@dataclass(frozen=True)
class Change:
    """What applying a plan does to one row. ``before`` is None for a new row, ``after`` for one
    that goes."""

    title: str
    before: datetime.date | None
    after: datetime.date | None
    is_done: bool = False

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_removed(self) -> bool:
        return self.after is None


def default_rules(programme: Programme) -> list[CountbackRule]:
    """The usual rules for a programme, not yet saved."""
    start, end = Anchor.START, Anchor.END
    before, during, after = Phase.BEFORE, Phase.DURING, Phase.AFTER
    coordinator, expert, editor = Role.COORDINATOR, Role.EXPERT, Role.EDITOR
    rows = [
        # key, title, phase, owner, anchor, days, months, only with a case, reminder
        (DATES_FIXED, _("Dates fixed"), before, coordinator, start, -98, 0, False, None),
        (CASE_DUE, _("Case to the experts"), before, editor, start, -14, 0, True, 7),
        (AGENDA_RELEASED, _("Agenda released"), before, coordinator, start, -14, 0, False, 7),
        (CASE_DISTRIBUTED, _("Case distributed"), before, coordinator, start, -8, 0, True, 2),
        (CHOICE_DUE, _("Choice A or B"), before, Role.PARTICIPANT, start, -7, 0, True, 3),
        (WORKSHOP_HELD, _("Workshop"), during, coordinator, start, 0, 0, False, None),
        (REPORT_DUE, _("City report"), after, expert, end, 42, 0, True, 7),
        (FOLLOW_UP_6, _("Actions after 6 months"), after, editor, end, 0, 6, True, 7),
        (FOLLOW_UP_12, _("Actions after 12 months"), after, editor, end, 0, 12, True, 7),
    ]
    return [
        CountbackRule(
            programme=programme,
            key=key,
            position=position,
            title=str(title),
            kind=ItemKind.MILESTONE if key == WORKSHOP_HELD else ItemKind.DEADLINE,
            phase=phase,
            owner_role=owner,
            anchor=anchor,
            days=days,
            months=months,
            only_with_case=only_with_case,
            remind_days=remind_days,
        )
        for position, (
            key,
            title,
            phase,
            owner,
            anchor,
            days,
            months,
            only_with_case,
            remind_days,
        ) in enumerate(rows, start=1)
    ]


@dataclass(frozen=True)
class Difference:
    """What applying a plan does: to dates, to reminders that are still to come, to words."""

    changes: list[Change] = field(default_factory=list)
    # Reminders that will come on another day than before, or come anew.
    reminders: int = 0
    # Rows that keep their day and get another title, owner, phase or kind.
    reworded: int = 0

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(
            [*self.changes, *other.changes],
            self.reminders + other.reminders,
            self.reworded + other.reworded,
        )

    @property
    def new(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def gone(self) -> int:
        return sum(change.is_removed for change in self.changes)

    @property
    def moved(self) -> int:
        return len(self.changes) - self.new - self.gone

    @property
    def past(self) -> int:
        """How many of the days that open dates get are past."""
        today = timezone.localdate()
        return sum(
            change.after is not None and change.after < today and not change.is_done
            for change in self.changes
        )


def difference_of(present: Iterable[WorkplanItem], wanted: Sequence[PlannedItem]) -> Difference:
    """What ``apply_plan`` would do to these rows, in order of the new dates. Asks nothing."""
    rows = {row.source_key: row for row in present}
    changes, reminders, reworded = [], 0, 0
    for item in wanted:
        old = rows.pop(item.source_key, None)
        due_on = _extended(item.due_on, old)
        if old is None or old.due_on != due_on:
            before, is_done = (old.due_on, old.is_done) if old else (None, False)
            changes.append(Change(item.title, before, due_on, is_done))
        elif any(getattr(old, name) != getattr(item, name) for name in WORDS):
            reworded += 1
        reminders += _reminds_anew(item, old, due_on)
    changes += [Change(old.title, old.due_on, None) for old in rows.values()]
    changes.sort(key=lambda change: change.after or change.before or datetime.date.max)
    return Difference(changes, reminders, reworded)


def _reminds_anew(item: PlannedItem, old: WorkplanItem | None, due_on: datetime.date) -> bool:
    """Whether its owner will be reminded on another day than before."""
    remind_on = item.remind_on(due_on)
    if remind_on is None or due_on < timezone.localdate():
        return False
    if old is None:
        return True
    was_sent = old.reminded_at is not None and old.due_on == due_on
    return not old.is_done and not was_sent and old.remind_on != remind_on


def what_follows(
    programme: Programme, source_prefix: str, wanted: Sequence[PlannedItem]
) -> Difference:
    """What ``apply_plan`` would do. Writes nothing."""
    return difference_of(_computed(programme, source_prefix), wanted)


@transaction.atomic
def apply_plan(
    programme: Programme, source_prefix: str, wanted: Sequence[PlannedItem]
) -> list[Change]:
    """Make the computed rows under the prefix equal to ``wanted``; return what changed.

    What is done stays done, the first planned date stays as baseline, and who was given more days
    keeps them.
    """
    # Held: days that somebody gives in this moment are counted from the new date or kept with it.
    held = _computed(programme, source_prefix).select_for_update(of=("self",)).order_by("pk")
    present = {item.source_key: item for item in held}
    changes = difference_of(present.values(), wanted).changes
    for item in wanted:
        values: dict[str, Any] = {
            "kind": item.kind,
            "phase": item.phase,
            "title": item.title,
            "owner_role": item.owner_role,
            "city": item.city,
            "due_on": item.due_on,
            "path": item.path,
        }
        row = present.pop(item.source_key, None)
        if row is None:
            WorkplanItem.objects.create(
                programme=programme,
                source_key=item.source_key,
                baseline_on=item.due_on,
                remind_on=item.remind_on(item.due_on),
                **values,
            )
            continue
        due_on = values["due_on"] = _extended(item.due_on, row)
        values["remind_on"] = item.remind_on(due_on)
        if row.due_on != due_on:
            # Another day is another reminder, and news for calendars.
            values["reminded_at"] = None
            values["calendar_sequence"] = row.calendar_sequence + 1
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    WorkplanItem.objects.filter(pk__in=[row.pk for row in present.values()]).delete()
    return changes


def _computed(programme: Programme, source_prefix: str) -> models.QuerySet[WorkplanItem]:
    return WorkplanItem.objects.filter(programme=programme, source_key__startswith=source_prefix)


def _extended(due_on: datetime.date, row: WorkplanItem | None) -> datetime.date:
    return due_on + datetime.timedelta(days=row.extension_days if row else 0)


@transaction.atomic
def extend(
    item: WorkplanItem,
    *,
    until: datetime.date,
    reason: str,
    by: User,
    about: models.Model | None = None,
) -> WorkplanItem:
    """Give the owner of a computed date more time, or take it back (``until`` is the rule's day).

    The entry of the log is about the item, or about what the date belongs to. Raises
    ValidationError for a day before the rule's, or more time without a reason.
    """
    item = WorkplanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    days = (until - item.rule_on).days
    if days < 0:
        raise ValidationError(
            {
                "until": gettext("The rule gives time until %(day)s already.")
                % {"day": date_format(item.rule_on, "j F Y")}
            }
        )
    before = item.due_on
    if until != before:
        item.calendar_sequence += 1
    if item.remind_on and until != before:
        item.remind_on += until - before
        item.reminded_at = None
    item.due_on, item.extension_days = until, days
    item.extension_reason = reason.strip() if days else ""
    item.full_clean()
    item.save(
        update_fields=[
            "due_on",
            "extension_days",
            "extension_reason",
            "remind_on",
            "reminded_at",
            "calendar_sequence",
        ]
    )
    record(
        "workplan_item_extended",
        about or item,
        _sentence_of_extension(item),
        by=by,
        programme=item.programme,
        city=item.city,
        path=about.get_absolute_url() if about else item.get_absolute_url(),  # type: ignore[attr-defined]
        remark=item.extension_reason,
        before={"due_on": str(before)},
        after={"due_on": str(until)},
    )
    return item


def _sentence_of_extension(item: WorkplanItem) -> str:
    words = {"title": item, "day": date_format(item.due_on, "j F Y"), "days": item.extension_days}
    if not item.extension_days:
        return gettext("“%(title)s” is due on %(day)s again, as planned.") % words
    return (
        ngettext(
            "“%(title)s” is due on %(day)s now: %(days)s day more.",
            "“%(title)s” is due on %(day)s now: %(days)s days more.",
            item.extension_days,
        )
        % words
    )


def mark_done(
    programme: Programme,
    source_key: str,
    *,
    by: User | None,
    at: datetime.datetime | None = None,
) -> None:
    """Tick a computed row off, if it is there and still open."""
    WorkplanItem.objects.filter(
        programme=programme, source_key=source_key, done_at__isnull=True
    ).update(done_at=at or timezone.now(), done_by=by)


def mark_open(programme: Programme, source_key: str) -> None:
    """Take the tick away: a case came back, a report was reopened."""
    WorkplanItem.objects.filter(programme=programme, source_key=source_key).update(
        done_at=None, done_by=None
    )
