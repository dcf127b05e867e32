"""What follows from the dates in a form, shown before anything is written."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.workplan.dates import Change, Difference
from workshops.dates.unusual import date_warnings
from workshops.forms import WorkshopForm
from workshops.models import CalendarFeed, MeetingSlot, Registration, Workshop, WorkshopKind
from workshops.services import what_follows_from
from workshops.services.scheduling import CALENDAR_FACTS


@dataclass(frozen=True)
class Preview:
    """The consequences of one pair of dates. ``token`` names the pair it speaks of."""

    difference: Difference = field(default_factory=Difference)
    warnings: list[str] = field(default_factory=list)
    # Whether the workshop has other days now, or none.
    moves: bool = False
    # Items of the agenda that move along with the days.
    moved_items: int = 0
    # Slots of the meetings that do, too.
    moved_slots: int = 0
    # Calendars that show the workshop: of the people who come, and of feeds.
    calendars: int = 0
    token: str = ""

    @classmethod
    def of(cls, form: WorkshopForm) -> "Preview":
        """Only for a form that ``has_usable_dates``."""
        starts_on, ends_on = form.dates
        before, workshop = form.before, form.instance
        is_shift = before.is_dated and starts_on not in (None, before.starts_on)
        is_news = form.moves_dates or CALENDAR_FACTS.intersection(form.changed_data)
        return cls(
            difference=what_follows_from(workshop, starts_on, ends_on),
            warnings=date_warnings(before, starts_on, ends_on) if starts_on and ends_on else [],
            moves=form.moves_dates,
            moved_items=before.agenda_items.count() if is_shift else 0,
            moved_slots=_slots_of(before) if is_shift else 0,
            calendars=calendars_showing(before) if is_news and before.pk else 0,
            token=token_of(form),
        )

    @property
    def changes(self) -> list[Change]:
        return self.difference.changes

    @property
    def headline(self) -> str:
        """“7 dates move, 2 reminders, 31 calendars”."""
        calendars = ngettext("%(n)s calendar", "%(n)s calendars", self.calendars)
        return ", ".join(
            [
                *figures_of(self.difference),
                *([calendars % {"n": self.calendars}] if self.calendars else []),
            ]
        )


def figures_of(difference: Difference) -> list[str]:
    """“9 dates follow”, “7 dates move”, “2 reminders”: what is not nought."""
    new, moved, gone = difference.new, difference.moved, difference.gone
    reminders = difference.reminders
    parts = [
        ngettext("%(n)s date follows", "%(n)s dates follow", new) % {"n": new} if new else "",
        ngettext("%(n)s date moves", "%(n)s dates move", moved) % {"n": moved} if moved else "",
        ngettext("%(n)s date goes", "%(n)s dates go", gone) % {"n": gone} if gone else "",
        ngettext("%(n)s reminder", "%(n)s reminders", reminders) % {"n": reminders}
        if reminders
        else "",
    ]
    return list(filter(None, parts)) or [_("No date changes")]


def _slots_of(workshop: Workshop) -> int:
    return MeetingSlot.objects.filter(session__workshop=workshop).count()


def calendars_showing(workshop: Workshop) -> int:
    """Calendars in which the workshop stands: those of the people who come, as far as they can
    be reached, and the feeds that show it. Two queries."""
    coming = Registration.objects.coming().filter(workshop=workshop)
    reached = coming.exclude(user__isnull=True, email="")
    own = Q(programme=None, workshop=None, user__in=coming.values("user"))
    feeds = CalendarFeed.objects.filter(
        Q(workshop=workshop) | Q(programme=workshop.programme_id) | own
    )
    return reached.count() + feeds.count()


def token_of(form: WorkshopForm) -> str:
    starts_on, ends_on = form.dates
    return f"{starts_on or ''}/{ends_on or ''}"


def can_preview(form: WorkshopForm) -> bool:
    """Whether the form says enough: its dates, and whose workshop it is."""
    has_host = form.instance.kind != WorkshopKind.CITY or form.instance.city is not None
    return form.has_usable_dates and has_host
