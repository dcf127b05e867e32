"""One entry of “Needs you”."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Task:
    """One entry of the list. ``due_on`` is None when nothing but politeness presses."""

    title: str
    why: str
    url: str
    due_on: datetime.date | None = None

    @property
    def days_left(self) -> int | None:
        return None if self.due_on is None else (self.due_on - timezone.localdate()).days

    @property
    def chip(self) -> str:
        """The class of the chip: late, soon or plain."""
        days = self.days_left
        if days is None:
            return ""
        if days < 0:
            return "chip-late"
        return "chip-due" if days <= 14 else ""

    @property
    def until(self) -> str:
        """Until when, in words: “12 days late”, “7 days left”, “by 30 September”."""
        days = self.days_left
        if days is None or self.due_on is None:
            return ""
        if days < 0:
            return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
        if days == 0:
            return _("today")
        if days <= 14:
            return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
        this_year = self.due_on.year == timezone.localdate().year
        return _("by %(day)s") % {"day": date_format(self.due_on, "j F" if this_year else "j F Y")}
