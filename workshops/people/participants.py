"""What the host and the coordinator know of those who come: needs, payment, and a table of it."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.spreadsheets import table_file
from workshops.models import Choice, CostStatus, PracticalNeeds, Registration, Workshop
from workshops.services.needs import NEEDS_KEPT

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


def may_know_needs(workshop: Workshop, seat: Seat) -> bool:
    """The coordinator, and the host's editors: as ``Workshop.objects.hosted_by``. No query."""
    return seat.is_coordinator or seat.edits(workshop.city)


def counts_of(workshop: Workshop) -> dict[str, int]:
    """How many come, whether or not they stand in the list, and what they chose. One query."""
    coming = Q(is_waiting=False)
    return workshop.registrations.aggregate(
        everybody=Count("pk", filter=coming),
        waiting=Count("pk", filter=~coming),
        a=Count("pk", filter=Q(sign_up__item__choice=Choice.A)),
        b=Count("pk", filter=Q(sign_up__item__choice=Choice.B)),
        none=Count("pk", filter=coming & Q(sign_up__isnull=True)),
        a_waits=Count("pk", filter=Q(choice_wait__item__choice=Choice.A)),
        b_waits=Count("pk", filter=Q(choice_wait__item__choice=Choice.B)),
    )


@dataclass(frozen=True)
class NeedsRow:
    """One person with what the person said, if anything."""

    registration: Registration
    needs: PracticalNeeds | None

    @property
    def has_diet_or_access(self) -> bool:
        return self.needs is not None and bool(self.needs.diet or self.needs.access)

    @property
    def has_journey(self) -> bool:
        needs = self.needs
        return needs is not None and bool(needs.arrival or needs.departure or needs.hotel)


@dataclass(frozen=True)
class NeedsPage:
    """Everybody who comes to a workshop, with needs, for those who receive them."""

    workshop: Workshop
    rows: list[NeedsRow]

    @classmethod
    def of(cls, workshop: Workshop, user: "AnyUser") -> "NeedsPage":
        """Two queries."""
        needs = PracticalNeeds.objects.visible_to(user).filter(registration__workshop=workshop)
        given = {row.registration_id: row for row in needs}
        registrations = (
            Registration.objects.visible_to(user)
            .filter(workshop=workshop)
            .select_related("user", "city__group", "partner", "sign_up__item", "choice_wait__item")
            .order_by("is_waiting", "name", "pk")
        )
        return cls(workshop, [NeedsRow(row, given.get(row.pk)) for row in registrations])

    @property
    def coming(self) -> list[NeedsRow]:
        return [row for row in self.rows if not row.registration.is_waiting]

    @property
    def with_diet_or_access(self) -> list[NeedsRow]:
        return [row for row in self.coming if row.has_diet_or_access]

    @property
    def with_journey(self) -> list[NeedsRow]:
        return [row for row in self.coming if row.has_journey]

    @property
    def silent(self) -> list[NeedsRow]:
        """Those of whom nobody knows anything."""
        return [row for row in self.coming if row.needs is None]

    @property
    def on_the_bus(self) -> int:
        return sum(1 for row in self.coming if row.needs and row.needs.takes_bus)

    @property
    def said_something(self) -> int:
        return len(self.coming) - len(self.silent)

    @property
    def payers(self) -> list[tuple[str, int]]:
        """Who pays for how many; those of whom it is not known last."""
        counts = Counter(row.registration.cost_status for row in self.coming)
        labels = [*CostStatus.choices, ("", _("Not known yet"))]
        return [(str(label), counts[value]) for value, label in labels if counts[value]]

    @property
    def erased_on(self) -> datetime.date | None:
        return self.workshop.ends_on + NEEDS_KEPT if self.workshop.ends_on else None

    @property
    def are_erased(self) -> bool:
        today = timezone.localdate(timezone=self.workshop.tz)
        return self.erased_on is not None and self.erased_on < today


def participant_file(workshop: Workshop, user: "AnyUser", kind: str) -> bytes:
    """Everybody who comes or waits, as a table; ``kind`` is one of
    ``programme.spreadsheets.KINDS``."""
    page = NeedsPage.of(workshop, user)
    return table_file(kind, workshop.title, headings(), [cells_of(row) for row in page.rows])


def headings() -> list[str]:
    return [
        _("Name"),
        _("Organisation"),
        _("City or partner"),
        _("E-mail"),
        _("Comes as"),
        _("Place"),
        _("Choice"),
        _("Who pays"),
        _("In the list"),
        _("Photos"),
        _("Diet and allergies"),
        _("Access needs"),
        _("Arrival"),
        _("Departure"),
        _("Hotel"),
        _("Bus"),
        _("Registered on"),
    ]


def cells_of(row: NeedsRow) -> list[Any]:
    person, needs = row.registration, row.needs
    words = [needs.diet, needs.access, needs.arrival, needs.departure, needs.hotel] if needs else []
    sign_up = getattr(person, "sign_up", None)
    return [
        person.name,
        person.organisation,
        str(person.city or person.partner or ""),
        person.user.email if person.user else person.email,
        person.get_attends_as_display(),
        _("waits in line") if person.is_waiting else _("comes"),
        sign_up.item.choice if sign_up else "",
        person.get_cost_status_display() if person.cost_status else "",
        _yes_or_no(person.list_consent_at is not None),
        _yes_or_no(person.photo_consent_at is not None),
        *(words or [""] * 5),
        _yes_or_no(needs.takes_bus) if needs else "",
        timezone.localdate(person.registered_at),
    ]


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
