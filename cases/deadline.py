"""By when a case goes to the experts, and what more time would mean."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import OPEN_STATUSES, Case
from programme.models import WorkplanItem


@dataclass(frozen=True)
class Deadline:
    """The city's date of the count-back, beside the day on which the readers need the case."""

    item: WorkplanItem
    readers_on: datetime.date | None
    # Whether the case is still with its city, for its first edition.
    is_open: bool

    @classmethod
    def of(cls, case: Case) -> "Deadline | None":
        """None while the workshop has no dates. One query."""
        keys = [key for key in (case.due_key, case.distribution_key) if key]
        rows = WorkplanItem.objects.filter(programme=case.programme_id, source_key__in=keys)
        items = {item.source_key: item for item in rows.select_related("programme", "city")}
        if case.due_key not in items:
            return None
        readers = items.get(case.distribution_key)
        is_open = case.status in OPEN_STATUSES
        return cls(items[case.due_key], readers.due_on if readers else None, is_open)

    @property
    def rule_on(self) -> datetime.date:
        return self.item.rule_on

    def why_not(self, until: datetime.date) -> str:
        """Why the city cannot have time until this day; empty if it can."""
        words = {
            "rule": date_format(self.rule_on, "j F Y"),
            "readers": date_format(self.readers_on, "j F Y") if self.readers_on else "",
        }
        if self.readers_on and until > self.readers_on:
            return (
                _("The case must reach its readers by %(readers)s: no later day is possible.")
                % words
            )
        if until < timezone.localdate():
            return _("This day is over. Give a day that is still to come.")
        if until <= self.rule_on:
            return _("The rule gives time until %(rule)s already. Give a later day.") % words
        return ""

    def meaning_of(self, until: datetime.date) -> str:
        """What a new day means: “4 days more. CSC then has 2 days …”."""
        more = (until - self.rule_on).days
        words = ngettext("%(days)s day more.", "%(days)s days more.", more) % {"days": more}
        if self.readers_on is None:
            return words
        left = (self.readers_on - until).days
        readers = {"day": date_format(self.readers_on, "j F Y"), "days": left}
        rest = ngettext(
            "The case must reach its readers by %(day)s: "
            "%(days)s day is left to read, return and mend it.",
            "The case must reach its readers by %(day)s: "
            "%(days)s days are left to read, return and mend it.",
            left,
        )
        return f"{words} {rest % readers}"


def why_closed(deadline: Deadline | None) -> str:
    """Why there is no date, or none that can still be moved."""
    if deadline is None:
        return _("The workshop of this case has no dates yet, so nothing is due.")
    return _("The case is not with the city any more, so it needs no more time.")
