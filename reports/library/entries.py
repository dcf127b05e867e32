"""The library: every document of a programme that a person may see, and each that could be built.

All of it is read as short lines first, chosen and put in order; only the rows of one page are
then read whole. So a page costs the same however much there is.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from itertools import groupby
from typing import Any, Self

from django.db.models import Case, Count, F, Max, OuterRef, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.models import City, Programme, User
from reports.documents.shelf import CITY_PATHS, DRAFT_KINDS, Shelved, last_numbers
from reports.library.wanted import Wanted, wanted_by
from reports.models import (
    ACTIVE_STATUSES,
    SUBJECT_FIELDS,
    SUBJECT_NAMES,
    Document,
    DocumentDownload,
    DocumentKind,
    DocumentQuerySet,
    DocumentStatus,
)

# Ways from a document to the workshop that it belongs to.
WORKSHOP_PATHS = (
    "workshop",
    "city_report__workshop",
    "report_edition__city_report__workshop",
    "case__workshop",
    "case_edition__case__workshop",
    "networker__registration__workshop",
)
CURRENT, OUTDATED, BUILDING, FAILED, MISSING = (
    "current",
    "outdated",
    "building",
    "failed",
    "missing",
)
STATES: dict[str, str | Promise] = {
    CURRENT: _("Up to date"),
    OUTDATED: _("Outdated"),
    BUILDING: _("Being made"),
    FAILED: _("Could not be made"),
    MISSING: _("Not made yet"),
}
# What is there, in whatever state, together with what could be made.
ALSO_MISSING = "all"
SORTS: dict[str, str | Promise] = {
    "city": _("City"),
    "kind": _("Kind"),
    "date": _("Date, newest first"),
    "size": _("Size, largest first"),
}
KIND_ORDER = {kind: place for place, kind in enumerate(DocumentKind.values)}
# Most important first, within a city.
SHELF_ORDER = (
    *(DocumentKind.FINAL_REPORT, DocumentKind.FINAL_REPORT_DRAFT, DocumentKind.CASE_BOOK),
    *(DocumentKind.CASE, DocumentKind.CASE_CONFIDENTIAL, DocumentKind.CASE_DRAFT),
    *(DocumentKind.CITY_REPORT, DocumentKind.CITY_REPORT_DRAFT),
)


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see of the library; empty words do not filter.

    Without a state that is what is there, or being made.
    """

    kind: str = ""
    city: str = ""
    workshop: str = ""
    state: str = ""
    words: str = ""

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> Self:
        """From an address or a stored choice; what makes no sense filters nothing."""
        # PostgreSQL stores no text with a NUL.
        typed = {
            row.name: str(wanted.get(row.name) or "").replace("\0", " ").strip()[:100]
            for row in fields(cls)
        }
        if typed["kind"] not in DocumentKind.values:
            typed["kind"] = ""
        if typed["state"] not in (*STATES, ALSO_MISSING):
            typed["state"] = ""
        return cls(**typed)

    @property
    def is_narrow(self) -> bool:
        return any(word for name, word in asdict(self).items() if name != "state")

    @property
    def shows_missing(self) -> bool:
        """Whether what could be made is to be seen: reading that costs as much as all the rest."""
        return self.state in (MISSING, ALSO_MISSING)

    def stored(self) -> dict[str, str]:
        return {name: word for name, word in asdict(self).items() if word}


@dataclass(frozen=True)
class Line:
    """One thing of the library in short. Without ``pk`` there is no document of it yet."""

    kind: str
    subject: int
    pk: int | None
    name: str
    city: int | None
    workshop: int | None
    state: str
    at: datetime.datetime | None
    size: int
    # Of what it shows, the number of the last edition.
    last_number: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.subject

    @property
    def is_draft(self) -> bool:
        return self.kind in DRAFT_KINDS

    @property
    def wants_building(self) -> bool:
        """Whether asking for it now would bring something that is not there."""
        return self.state in (MISSING, FAILED) or (
            self.state == OUTDATED and not self.is_of_edition
        )

    @property
    def is_of_edition(self) -> bool:
        """An edition never changes: an outdated one has been replaced, and is not built again."""
        return SUBJECT_FIELDS[self.kind] in ("case_edition", "report_edition")


def lines_of(documents: DocumentQuerySet) -> list[Line]:
    """The last document of each thing among these, in short. One query."""
    last = Document.objects.order_by().values("kind", *SUBJECT_NAMES).annotate(Max("pk"))
    number = Coalesce("case_edition__number", "report_edition__number")
    rows = (
        documents.filter(pk__in=last.values("pk__max"))
        .exclude(kind=DocumentKind.ARCHIVE)
        .order_by()
        .annotate(
            place=_first_of(CITY_PATHS),
            meeting=_first_of(WORKSHOP_PATHS),
            number=number,
            last_number=last_numbers(),
            what=Case(*(When(**{f"{n}__isnull": False, "then": F(n)}) for n in SUBJECT_NAMES)),
        )
        .values_list(
            *("kind", "what", "pk", "title", "place", "meeting", "status", "outdated_at"),
            *("number", "last_number", "requested_at", "size"),
        )
    )
    return [_line(*row) for row in rows]


def _first_of(paths: Iterable[str]) -> Coalesce:
    return Coalesce(*(F(path) for path in paths))


def _line(
    kind: str,
    what: int,
    pk: int,
    title: str,
    place: int | None,
    meeting: int | None,
    status: str,
    outdated_at: datetime.datetime | None,
    number: int | None,
    last_number: int | None,
    at: datetime.datetime,
    size: int | None,
) -> Line:
    is_old = outdated_at is not None or bool(number and last_number and last_number > number)
    if status in ACTIVE_STATUSES:
        state = BUILDING
    elif status == DocumentStatus.FAILED:
        state = FAILED
    else:
        state = OUTDATED if is_old else CURRENT
    return Line(kind, what, pk, title, place, meeting, state, at, size or 0, last_number)


def missing_lines(programme: Programme, user: User, there: Iterable[Line]) -> list[Line]:
    """What the person may have built beside that, in no order."""
    keys = {line.key for line in there}
    return [_missing(row) for row in wanted_by(programme, user) if row.key not in keys]


def _missing(row: Wanted) -> Line:
    city = row.city.pk if row.city else None
    return Line(row.kind, row.subject, None, row.name, city, row.workshop, MISSING, None, 0)


def chosen(lines: Iterable[Line], choice: Choice, cities: Mapping[int, City]) -> list[Line]:
    """Those of the lines that somebody wants to see."""
    words = choice.words.casefold().split()

    def fits(line: Line) -> bool:
        city = cities.get(line.city or 0)
        if choice.city and (city is None or city.slug != choice.city):
            return False
        if choice.workshop and str(line.workshop or "") != choice.workshop:
            return False
        text = f"{line.name} {DocumentKind(line.kind).label} {city.name if city else ''}".casefold()
        return (
            choice.kind in ("", line.kind)
            and choice.state in ("", ALSO_MISSING, line.state)
            and all(word in text for word in words)
        )

    return [line for line in lines if fits(line)]


def in_order(lines: Iterable[Line], sort: str, cities: Mapping[int, City]) -> list[Line]:
    """By one of ``SORTS``; what belongs to no city comes first."""

    def shelf(line: Line) -> int:
        place = KIND_ORDER[line.kind] + len(SHELF_ORDER)
        return SHELF_ORDER.index(line.kind) if line.kind in SHELF_ORDER else place

    def by_city(line: Line) -> tuple[str, int]:
        city = cities.get(line.city or 0)
        return (city.name.casefold() if city else "", city.pk if city else 0)

    def newest(line: Line) -> tuple[bool, float]:
        return (line.at is None, -line.at.timestamp() if line.at else 0.0)

    orders: dict[str, Any] = {
        "kind": lambda line: (shelf(line), *by_city(line), *newest(line)),
        "date": lambda line: (*newest(line), shelf(line), *by_city(line)),
        "size": lambda line: (-line.size, shelf(line), *by_city(line)),
    }

    def usual(line: Line) -> tuple[Any, ...]:
        # The papers of one workshop stay together.
        meeting = 0 if line.kind in SHELF_ORDER else line.workshop or 0
        return (*by_city(line), meeting, shelf(line), *newest(line))

    return sorted(lines, key=orders.get(sort, usual))


@dataclass(frozen=True)
class Placed(Shelved):
    """A document of the library, of which its line and the library know the most."""

    line: Line
    place: City | None

    @property
    def city(self) -> City | None:
        return self.place

    @property
    def last_number(self) -> int | None:
        return self.line.last_number


@dataclass(frozen=True)
class Entry:
    """A row of the library: a document, or what could become one."""

    line: Line
    city: City | None
    shelved: Shelved | None

    @property
    def document(self) -> Document | None:
        return self.shelved.document if self.shelved else None

    @property
    def name(self) -> str:
        return self.shelved.name if self.shelved else self.line.name

    @property
    def kind_label(self) -> str:
        return str(DocumentKind(self.line.kind).label)

    @property
    def state_words(self) -> str:
        return str(STATES[self.line.state])

    @property
    def month(self) -> str:
        at = self.line.at
        return f"{MONTHS[at.month]} {at.year}" if at else str(STATES[MISSING])


@dataclass(frozen=True)
class Shelf:
    """Rows under one heading."""

    heading: str
    city: City | None
    entries: list[Entry]


class Library:
    """The library for one person: what there is, chosen, in order."""

    def __init__(self, programme: Programme, user: User, choice: Choice, sort: str = "") -> None:
        self.programme = programme
        self.user = user
        self.choice = choice
        self.sort = sort if sort in SORTS else "city"

    @cached_property
    def cities(self) -> dict[int, City]:
        cities = City.objects.visible_to(self.user).in_programme(self.programme)
        return {city.pk: city for city in cities.select_related("group").order_by("name")}

    @cached_property
    def everything(self) -> list[Line]:
        """Of all that the person may see; what could be made is in it if that is asked for."""
        there = lines_of(Document.objects.visible_to(self.user).in_programme(self.programme))
        if not self.choice.shows_missing:
            return there
        return there + missing_lines(self.programme, self.user, there)

    @cached_property
    def lines(self) -> list[Line]:
        return in_order(chosen(self.everything, self.choice, self.cities), self.sort, self.cities)

    @property
    def to_build(self) -> list[Line]:
        """Of the chosen ones, all that are missing, outdated or have failed."""
        return [line for line in self.lines if line.wants_building]

    @property
    def files(self) -> list[Line]:
        """Of the chosen ones, all whose file is there."""
        return [line for line in self.lines if line.state in (CURRENT, OUTDATED)]

    def entries(self, lines: Iterable[Line]) -> list[Entry]:
        """These lines read whole. One query."""
        lines = list(lines)
        wanted = [line.pk for line in lines if line.pk]
        # Lines are read through ``visible_to``: asking again would cost as much as all the rest.
        rows = (
            Document.objects.filter(pk__in=wanted)
            .order_by()
            # What says who may read it: all else the lines know.
            .select_related("case_edition__case", "report_edition", "city_report", "workshop")
            .defer("case_edition__content", "report_edition__content")
            .annotate(fetched=Subquery(_downloads().values("times")))
        )
        documents = {row.pk: row for row in rows}
        found = [line for line in lines if line.pk is None or line.pk in documents]
        return [self._entry(line, documents[line.pk] if line.pk else None) for line in found]

    def _entry(self, line: Line, document: Document | None) -> Entry:
        city = self.cities.get(line.city or 0)
        if document is None:
            return Entry(line, city, None)
        document.programme = self.programme
        return Entry(line, city, Placed(document, line, city))

    def shelves(self, lines: Iterable[Line]) -> Iterator[Shelf]:
        """The rows of one page under their headings."""
        headings = {
            "city": lambda entry: entry.city.name if entry.city else self.programme.name,
            "kind": lambda entry: entry.kind_label,
            "date": lambda entry: entry.month,
            "size": lambda _entry: "",
        }
        for heading, group in groupby(self.entries(lines), key=headings[self.sort]):
            entries = list(group)
            yield Shelf(heading, entries[0].city if self.sort == "city" else None, entries)


def _downloads() -> Any:
    """How often each document was fetched."""
    counted = DocumentDownload.objects.filter(document=OuterRef("pk")).order_by()
    return counted.values("document").annotate(times=Count("pk"))
