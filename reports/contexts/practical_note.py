"""The PDF of what the host tells its guests: how to get there, what happens when, whom to ask."""

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.contexts.base import Row
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, as_of_words, head_of
from workshops.models import AgendaItem, PracticalNote, Workshop
from workshops.papers.practical import Contact, contacts_of


@dataclass(frozen=True)
class Moment:
    """One line of the agenda in short."""

    time: str
    title: str
    where: str


@dataclass(frozen=True)
class ShortDay:
    title: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, kw_only=True)
class PracticalNotePrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/practical_note.html"

    text: str
    facts: tuple[Row, ...]
    days: tuple[ShortDay, ...]
    contacts: tuple[Contact, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """With the agenda that is released: every member reads this."""
        shared = WorkshopRows.of(subject)
        workshop = shared.workshop
        note: PracticalNote | None = getattr(workshop, "practical_note", None)
        edition = as_of_words(workshop, [note.updated_at]) if note else ""
        head = head_of(workshop, _("Practical note"), edition=edition)
        rows = [
            Row(_("When"), workshop.dates_in_words),
            Row(_("Where"), head["place"]),
            Row(_("Times"), _("in %(zone)s") % {"zone": workshop.time_zone_name}),
        ]
        return cls(
            **head,
            text=note.text if note else "",
            facts=tuple(row for row in rows if row.value),
            days=tuple(
                ShortDay(date_format(day, "l j F"), tuple(map(_moment, of_day)))
                for day, of_day in groupby(shared.released, key=lambda item: item.day)
            ),
            contacts=contacts_of(workshop),
        )


def _moment(item: AgendaItem) -> Moment:
    bus = _("bus at %(time)s") % {"time": f"{item.bus_at:%H:%M}"} if item.bus_at else ""
    place = item.meeting_point or item.room
    return Moment(
        time=f"{item.starts_at:%H:%M}–{item.ends_at:%H:%M}",
        title=str(item),
        where=", ".join(filter(None, [place, bus])),
    )
