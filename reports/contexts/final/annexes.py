"""The annexes of the final report: agendas, register of actions, figures, clusters, documents."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.article import FigureGroup
from reports.contexts.base import as_date, day_words, days_words
from reports.contexts.book import BookPart, Entry
from reports.contexts.final.actions import MONTHS, RegisterCity
from reports.learning.reading import LearningCase

FOLDER = "reports/pdf/final"


@dataclass(frozen=True)
class AnnexDay:
    title: str
    # Time and what it was.
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AnnexAgenda:
    """The agenda of one meeting as it was released."""

    title: str
    days: str
    group: int
    agenda: tuple[AnnexDay, ...]


@dataclass(frozen=True)
class CityFigures:
    city: str
    group: int
    case: str
    figures: tuple[FigureGroup, ...]


@dataclass(frozen=True)
class ClusterLine:
    """A cluster with a case, as in a directory."""

    name: str
    city: str
    group: int
    sector: str
    founded: str
    legal_form: str
    summary: str


@dataclass(frozen=True)
class DocumentLine:
    kind: str
    city: str
    group: int
    edition: int
    published: str
    checksum: str


@dataclass(frozen=True)
class Annexes:
    """Tables for those who look something up."""

    agendas: tuple[AnnexAgenda, ...]
    figures: tuple[CityFigures, ...]
    clusters: tuple[ClusterLine, ...]
    documents: tuple[DocumentLine, ...]

    @classmethod
    def of(cls, annex: Mapping[str, Any]) -> "Annexes":
        cases = [LearningCase.of_annex(row) for row in annex.get("cases", [])]
        return cls(
            agendas=tuple(_agenda(row) for row in annex.get("calendar", []) if row.get("agenda")),
            figures=tuple(
                CityFigures(case.city, case.group.number, case.title, tuple(case.article.figures))
                for case in cases
                if case.article.figures
            ),
            clusters=tuple(_cluster(case) for case in cases),
            documents=tuple(_document(row) for row in annex.get("documents", [])),
        )

    def parts(self, register: tuple[RegisterCity, ...]) -> tuple[BookPart, ...]:
        """Those that hold something, with their letters in order."""
        found: list[tuple[str, str, Mapping[str, Any]]] = []
        if self.agendas:
            found.append(("agendas", _("The meetings and their agendas"), {"rows": self.agendas}))
        if register:
            context = {"rows": register, "months": MONTHS}
            found.append(("register", _("Register of actions"), context))
        if self.figures:
            found.append(("figures", _("Figures of the clusters"), {"rows": self.figures}))
        if self.clusters:
            found.append(("directory", _("The clusters of the cases"), {"rows": self.clusters}))
        if self.documents:
            found.append(("documents", _("Published documents"), {"rows": self.documents}))
        return tuple(_part(letter, *row) for letter, row in zip("ABCDE", found, strict=False))


def _part(letter: str, name: str, title: str, context: Mapping[str, Any]) -> BookPart:
    heading = _("Annex %(letter)s: %(title)s") % {"letter": letter, "title": title}
    key = f"annex-{name}"
    return BookPart(
        key=key,
        title=heading,
        template=f"{FOLDER}/annex_{name}.html",
        context={"heading": heading, **context},
        entries=(Entry(key, heading),),
    )


def _agenda(row: Mapping[str, Any]) -> AnnexAgenda:
    numbered = [str(row["number"])] if row["number"] else []
    return AnnexAgenda(
        title=" ".join([*numbered, row["place"]]) + ", " + row["kind_words"].lower(),
        days=days_words(as_date(row["starts_on"]), as_date(row["ends_on"])),
        group=row["group"]["number"],
        agenda=tuple(
            AnnexDay(
                date_format(as_date(day) or datetime.date.min, "l j F"),
                tuple(_line(item) for item in items),
            )
            for day, items in groupby(row["agenda"], key=lambda item: item["day"])
        ),
    )


def _line(item: Mapping[str, Any]) -> tuple[str, str]:
    time = f"{item['starts_at']}–{item['ends_at']}"
    return time, f"{item['choice']}: {item['title']}" if item["choice"] else item["title"]


def _cluster(case: LearningCase) -> ClusterLine:
    cluster = case.article.content.get("cluster") or {}
    return ClusterLine(
        name=cluster.get("name") or case.title,
        city=case.city,
        group=case.group.number,
        sector=cluster.get("sector", ""),
        founded=case.fact("founding_year"),
        legal_form=case.fact("legal_form"),
        summary=cluster.get("summary", ""),
    )


def _document(row: Mapping[str, Any]) -> DocumentLine:
    kinds = {"case": _("Cluster case"), "city_report": _("City report")}
    return DocumentLine(
        kind=kinds[row["kind"]],
        city=row["city"],
        group=row["group"]["number"],
        edition=row["edition"],
        published=day_words(as_date(row["published_on"])),
        checksum=row["checksum"],
    )
