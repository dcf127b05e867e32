"""The PDFs for the host's hands: who takes which bus, and what people need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.contexts.base import Row
from reports.contexts.workshop import (
    Person,
    WorkshopPrint,
    WorkshopRows,
    as_of_words,
    head_of,
    needs_of,
    people_of,
)
from workshops.models import AgendaItem, Registration, Workshop


@dataclass(frozen=True)
class Bus:
    """One visit to which a bus goes."""

    title: str
    facts: tuple[Row, ...]
    riders: tuple[Person, ...]
    # Who comes to the visit in another way.
    others: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BusPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/bus_list.html"

    buses: tuple[Bus, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        return cls(
            **head_of(rows.workshop, _("Bus lists"), edition=_as_of(rows)),
            buses=tuple(_bus(item, rows.coming) for item in rows.items if item.bus_at),
        )


def _bus(visit: AgendaItem, rows: Iterable[Registration]) -> Bus:
    guests = [row for row in rows if not visit.choice or _chose(row, visit)]
    riders = [row for row in guests if (needs := needs_of(row)) is None or needs.takes_bus]
    others = [row.name for row in guests if row not in riders]
    facts = [
        Row(_("Day"), date_format(visit.day, "l j F")),
        Row(_("Leaves"), f"{visit.bus_at:%H:%M}"),
        Row(_("Back"), f"{visit.bus_back_at:%H:%M}" if visit.bus_back_at else ""),
        Row(_("Meeting point"), visit.meeting_point or visit.room),
        Row(_("On the bus"), str(len(riders))),
    ]
    return Bus(
        title=visit.title,
        facts=tuple(row for row in facts if row.value),
        riders=people_of(riders),
        others=tuple(others),
    )


def _chose(row: Registration, visit: AgendaItem) -> bool:
    sign_up = getattr(row, "sign_up", None)
    return sign_up is not None and sign_up.item_id == visit.pk


@dataclass(frozen=True)
class Need:
    """What one or several people need, and who they are."""

    what: str
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class DietPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/diet_list.html"

    diets: tuple[Need, ...]
    access: tuple[Need, ...]
    # How many come, and how many of them said that they eat everything or said nothing.
    coming: int
    without_diet: int

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        return cls(
            **head_of(rows.workshop, _("Diets and access needs"), edition=_as_of(rows)),
            diets=_grouped(rows.coming, "diet"),
            access=_grouped(rows.coming, "access"),
            coming=len(rows.coming),
            without_diet=sum(not _said(row, "diet") for row in rows.coming),
        )


def _grouped(rows: Sequence[Registration], field: str) -> tuple[Need, ...]:
    """The same words together, however they are capitalised, the most frequent first."""
    found: dict[str, list[Registration]] = defaultdict(list)
    for row in rows:
        if said := _said(row, field):
            found[said.casefold()].append(row)
    needs = [Need(_said(people[0], field), people_of(people)) for people in found.values()]
    return tuple(sorted(needs, key=lambda need: (-len(need.people), need.what.casefold())))


def _said(row: Registration, field: str) -> str:
    needs = needs_of(row)
    return getattr(needs, field).strip().rstrip(".") if needs else ""


def _as_of(rows: WorkshopRows) -> str:
    needs = filter(None, map(needs_of, rows.coming))
    return as_of_words(rows.workshop, (need.updated_at for need in needs))
