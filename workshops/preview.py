"""What follows from the dates in a form, shown before anything is written."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.workplan import Change
from workshops.forms import WorkshopForm
from workshops.models import WorkshopKind
from workshops.services import date_changes, date_warnings


@dataclass(frozen=True)
class Preview:
    """The consequences of one pair of dates. ``token`` names the pair it speaks of."""

    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # Whether the workshop has other days now, or none.
    moves: bool = False
    # Items of the agenda that move along with the days.
    moved_items: int = 0
    token: str = ""

    @classmethod
    def of(cls, form: WorkshopForm) -> "Preview":
        """Only for a form that ``has_usable_dates``."""
        starts_on, ends_on = form.dates
        before, workshop = form.before, form.instance
        is_shift = before.is_dated and starts_on not in (None, before.starts_on)
        return cls(
            changes=date_changes(workshop, starts_on, ends_on),
            warnings=date_warnings(before, starts_on, ends_on) if starts_on and ends_on else [],
            moves=form.moves_dates,
            moved_items=before.agenda_items.count() if is_shift else 0,
            token=token_of(form),
        )

    @property
    def headline(self) -> str:
        """“9 dates follow”, “7 dates move”."""
        new = sum(1 for change in self.changes if change.is_new)
        gone = sum(1 for change in self.changes if change.is_removed)
        moved = len(self.changes) - new - gone
        parts = [
            ngettext("%(n)s date follows", "%(n)s dates follow", new) % {"n": new} if new else "",
            ngettext("%(n)s date moves", "%(n)s dates move", moved) % {"n": moved} if moved else "",
            ngettext("%(n)s date goes", "%(n)s dates go", gone) % {"n": gone} if gone else "",
        ]
        return ", ".join(filter(None, parts)) or _("No date changes")


def token_of(form: WorkshopForm) -> str:
    starts_on, ends_on = form.dates
    return f"{starts_on or ''}/{ends_on or ''}"


def can_preview(form: WorkshopForm) -> bool:
    """Whether the form says enough: its dates, and whose workshop it is."""
    has_host = form.instance.kind != WorkshopKind.CITY or form.instance.city is not None
    return form.has_usable_dates and has_host
