"""The PDF of a workshop's agenda."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.focus import with_question
from cases.models import SHARED_STATUSES, Case
from reports.contexts.base import (
    Cover,
    GroupFacts,
    Print,
    ProgrammeFacts,
    Row,
    days_words,
    draft_words,
    journey_of,
)
from reports.contexts.workshop import WorkshopRows
from workshops.models import AgendaItem, AgendaItemKind, AgendaRelease, Workshop


@dataclass(frozen=True)
class Item:
    starts_at: str
    ends_at: str
    title: str
    description: str
    part_words: str
    led_by: str
    speakers: str
    room: str
    # Where people gather, and when the bus leaves, in one line.
    way: str
    choice: str
    is_break: bool

    @property
    def detail(self) -> str:
        """Part, who leads it and room in one line."""
        return " · ".join(filter(None, [self.part_words, self.led_by, self.room]))


@dataclass(frozen=True)
class Slot:
    """What begins at the same time: one item, or the choices side by side."""

    starts_at: str
    ends_at: str
    items: tuple[Item, ...]

    @property
    def is_choice(self) -> bool:
        return len(self.items) > 1

    @property
    def is_break(self) -> bool:
        return all(item.is_break for item in self.items)


@dataclass(frozen=True)
class Day:
    title: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class AgendaPrint(Print):
    template: ClassVar[str] = "reports/pdf/agenda.html"

    days: tuple[Day, ...]
    facts: tuple[Row, ...]
    has_choices: bool
    time_note: str

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """The agenda as its members read it: the current release."""
        rows = WorkshopRows.of(subject)
        return cls._of(rows.workshop, rows.released, rows.release)

    @classmethod
    def of_draft(cls, workshop: Workshop) -> Self:
        """The agenda that is being written, with “Draft” across the page."""
        rows = WorkshopRows.of(workshop)
        return cls._of(rows.workshop, rows.items, None)

    @classmethod
    def _of(
        cls, workshop: Workshop, items: list[AgendaItem], release: AgendaRelease | None
    ) -> Self:
        shared = Case.objects.filter(workshop=workshop, status__in=SHARED_STATUSES)
        case = with_question(shared).exclude(asked="").select_related("cluster").first()
        group = GroupFacts.of(workshop.city.group if workshop.city else None)
        cover = Cover(
            kind=_("Agenda"),
            title=workshop.title,
            subtitle=days_words(workshop.starts_on, workshop.ends_on),
            edition=_edition(release, workshop),
            group=group,
            quote=case.asked if case else "",
            quote_label=_("For discussion: %(case)s") % {"case": case} if case else "",
            journey=journey_of(workshop.programme, workshop),
            stamp="" if release else _("Draft"),
        )
        return cls(
            programme=ProgrammeFacts.of(workshop.programme),
            cover=cover,
            days=tuple(_days(items)),
            facts=_facts(workshop),
            has_choices=any(item.choice for item in items),
            time_note=_("Times are %(zone)s.") % {"zone": workshop.time_zone_name},
        )


def _edition(release: AgendaRelease | None, workshop: Workshop) -> str:
    if release is None:
        return draft_words(None)
    day = timezone.localdate(release.frozen_at, workshop.tz)
    return _("Release %(number)s, %(date)s") % {
        "number": release.number,
        "date": date_format(day, "j F Y"),
    }


def _facts(workshop: Workshop) -> tuple[Row, ...]:
    rows = [
        Row(_("Dates"), days_words(workshop.starts_on, workshop.ends_on)),
        Row(_("Place"), ", ".join(filter(None, [workshop.venue, workshop.place_name]))),
    ]
    return tuple(row for row in rows if row.value)


def _days(items: Iterable[AgendaItem]) -> Iterable[Day]:
    for day, of_day in groupby(items, key=lambda item: item.day):
        slots = [
            _slot(list(of_slot))
            for _start, of_slot in groupby(of_day, key=lambda item: item.starts_at)
        ]
        yield Day(_day_title(day), tuple(slots))


def _day_title(day: datetime.date) -> str:
    return date_format(day, "l j F")


def _slot(items: list[AgendaItem]) -> Slot:
    return Slot(
        starts_at=f"{items[0].starts_at:%H:%M}",
        ends_at=f"{max(item.ends_at for item in items):%H:%M}",
        items=tuple(_item(item) for item in items),
    )


def _item(item: AgendaItem) -> Item:
    return Item(
        starts_at=f"{item.starts_at:%H:%M}",
        ends_at=f"{item.ends_at:%H:%M}",
        title=item.title,
        description=item.description,
        part_words=item.get_part_display() if item.part else "",
        led_by=item.led_by,
        speakers=_("Speakers: %(names)s") % {"names": item.speakers} if item.speakers else "",
        room=item.room,
        way=_way(item),
        choice=item.choice,
        is_break=item.kind == AgendaItemKind.BREAK,
    )


def _way(item: AgendaItem) -> str:
    sentences = []
    if item.meeting_point:
        sentences.append(_("Meeting point: %(place)s.") % {"place": item.meeting_point})
    if item.bus_at and item.bus_back_at:
        words = {"leaves": f"{item.bus_at:%H:%M}", "back": f"{item.bus_back_at:%H:%M}"}
        sentences.append(_("Bus leaves at %(leaves)s, back at %(back)s.") % words)
    elif item.bus_at:
        sentences.append(_("Bus leaves at %(leaves)s.") % {"leaves": f"{item.bus_at:%H:%M}"})
    return " ".join(sentences)
