"""All workshops of a programme in order, from the kick-off to the final conference."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat
from workshops.models import Registration, Workshop, WorkshopKind


@dataclass
class RouteStop:
    """A workshop in the list of all."""

    workshop: Workshop
    is_mine: bool = False
    # Registered, and in line for a place.
    is_waiting: bool = False
    is_next: bool = False

    @property
    def mark(self) -> str:
        """The number of a city workshop; others have none."""
        return str(self.workshop.number or "")

    @property
    def group_class(self) -> str:
        city = self.workshop.city
        is_city = self.workshop.kind == WorkshopKind.CITY
        return f"group-{city.group.number}" if is_city and city and city.group else ""

    @property
    def state(self) -> str:
        """“held”, “in 15 days”, “under way”, “no dates yet”."""
        days = self.workshop.days_until
        if days is None:
            return _("no dates yet")
        if self.workshop.is_held:
            return _("held")
        if days <= 0:
            return _("under way")
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}

    @property
    def chip(self) -> str:
        days = self.workshop.days_until
        if days is None:
            return "chip-due"
        if self.workshop.is_held:
            return "chip-done"
        return "chip-info" if self.is_next else ""


@dataclass
class WorkshopRoute:
    """All workshops of a programme, in order."""

    stops: list[RouteStop] = field(default_factory=list)

    @classmethod
    def of(cls, seat: Seat) -> "WorkshopRoute":
        workshops = (
            Workshop.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .select_related("city__group")
            .with_registered()
        )
        mine = dict(
            Registration.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .filter(user=seat.user)
            .values_list("workshop", "is_waiting")
        )
        return cls.from_rows(workshops, seat, mine)

    @classmethod
    def from_rows(
        cls, workshops: Iterable[Workshop], seat: Seat, mine: dict[int, bool]
    ) -> "WorkshopRoute":
        """``mine`` are the workshops for which the person is registered, and whether in line."""
        stops = []
        for workshop in workshops:
            workshop.programme = seat.programme
            waits = mine.get(workshop.pk, False)
            stops.append(RouteStop(workshop, is_mine=workshop.pk in mine, is_waiting=waits))
        for stop in stops:
            if stop.workshop.is_dated and not stop.workshop.is_held:
                stop.is_next = True
                break
        return cls(stops)

    @property
    def standing(self) -> str:
        """Where things stand, in a sentence."""
        if not self.stops:
            return _("No workshop is planned yet.")
        held = sum(stop.workshop.is_held for stop in self.stops)
        text = ngettext(
            "%(held)s of %(all)s meeting is held.",
            "%(held)s of %(all)s meetings are held.",
            len(self.stops),
        )
        if not held:
            text = ngettext(
                "%(all)s meeting is planned.", "%(all)s meetings are planned.", len(self.stops)
            )
        text %= {"held": held, "all": len(self.stops)}
        coming = next((stop for stop in self.stops if stop.is_next), None)
        if coming is None:
            return text
        following = _("%(workshop)s comes next, %(dates)s.") % {
            "workshop": coming.workshop.title,
            "dates": coming.workshop.dates,
        }
        return f"{text} {following}"
