"""The figures of all clusters by what they measure, drawn over cities and over time.

Two sources that disagree are both drawn, each with a shape of its own. Only values of the same
unit share a scale: members and firms are not the same thing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from reports.learning.panels import SHAPES, SIGNS, Dot, Panel, Scales
from reports.learning.reading import LearningCase, alphabetic


@dataclass(frozen=True)
class Reading:
    """One number that one source gives for one date."""

    city: str
    slug: str
    group: int
    label: str
    value: str
    unit: str
    # The number with what qualifies it, without and with its unit: “about 60”, “about 60 members”.
    number: str
    words: str
    as_of: str
    as_of_words: str
    source: str
    is_draft: bool

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.as_of[:10])

    @property
    def source_words(self) -> str:
        return self.source or _("no source given")


@dataclass(frozen=True)
class SourceKey:
    """A source and the shape of its marks."""

    source: str
    shape: str

    @property
    def sign(self) -> str:
        return SIGNS[self.shape]


@dataclass(frozen=True)
class CityPanel:
    city: str
    slug: str
    group: int
    is_draft: bool
    panel: Panel
    sources: tuple[SourceKey, ...]


@dataclass(frozen=True)
class UnitChart:
    """Everything of one measure that is counted in the same unit, on the same scales."""

    unit: str
    scale_words: str
    panels: tuple[CityPanel, ...]


@dataclass(frozen=True)
class Measure:
    """What is measured: “Members”, in all cities that give it."""

    key: str
    label: str
    charts: tuple[UnitChart, ...]
    # The text twin: every number with its date and source.
    readings: tuple[Reading, ...]
    # Cities for which more than one source speaks.
    disputed: tuple[str, ...]

    @property
    def cities(self) -> int:
        return len({reading.city for reading in self.readings})


@dataclass(frozen=True)
class Figures:
    """Measures with something to compare, and the numbers that stand alone."""

    measures: tuple[Measure, ...]
    alone: tuple[Reading, ...]

    @property
    def is_empty(self) -> bool:
        return not self.measures and not self.alone

    @classmethod
    def of(cls, cases: Sequence[LearningCase]) -> "Figures":
        """Measures of many cities first."""
        by_measure: dict[str, list[Reading]] = defaultdict(list)
        for case in cases:
            for row in case.article.content.get("figures") or []:
                by_measure[_same(row["label"])].append(_reading(case, row))
        measures = [
            _measure(key, readings) for key, readings in by_measure.items() if len(readings) > 1
        ]
        measures.sort(key=lambda measure: (-measure.cities, alphabetic(measure.label)))
        alone = [rows[0] for rows in by_measure.values() if len(rows) == 1]
        return cls(tuple(measures), tuple(alone))


def _same(words: str) -> str:
    """What two hands wrote with other capitals or spaces is the same measure."""
    return " ".join(words.casefold().split())


def _reading(case: LearningCase, row: Mapping[str, Any]) -> Reading:
    number = f"{Decimal(row['value'] or 0):,}"
    return Reading(
        city=case.city,
        slug=case.slug,
        group=case.group.number,
        label=row["label"],
        value=row["value"] or "0",
        unit=row["unit"],
        number=" ".join(filter(None, [row["qualifier"], number])),
        words=row["words"],
        as_of=row["as_of"],
        as_of_words=row["as_of_words"],
        source=row["source"],
        is_draft=case.is_draft,
    )


def _measure(key: str, readings: Sequence[Reading]) -> Measure:
    by_unit: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_unit[_same(reading.unit)].append(reading)
    ordered = sorted(by_unit.values(), key=len, reverse=True)
    return Measure(
        key=key,
        label=readings[0].label,
        charts=tuple(_chart(rows) for rows in ordered),
        readings=tuple(readings),
        disputed=tuple(
            city
            for city in dict.fromkeys(reading.city for reading in readings)
            if len({reading.source for reading in readings if reading.city == city}) > 1
        ),
    )


def _chart(readings: Sequence[Reading]) -> UnitChart:
    unit = readings[0].unit
    scales = Scales.of(
        [reading.day for reading in readings],
        [float(reading.value) for reading in readings],
        is_share=unit.startswith("%"),
    )
    by_city: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_city[reading.slug or reading.city].append(reading)
    return UnitChart(
        unit=unit,
        scale_words=_scale_words(scales, unit),
        panels=tuple(_panel(rows, scales) for rows in by_city.values()),
    )


def _panel(readings: Sequence[Reading], scales: Scales) -> CityPanel:
    sources = list(dict.fromkeys(reading.source_words for reading in readings))
    first = readings[0]
    said = "; ".join(
        f"{reading.words}, {reading.as_of_words} ({reading.source_words})" for reading in readings
    )
    dots = [
        Dot(
            day=reading.day,
            value=float(reading.value),
            label=reading.number,
            source=sources.index(reading.source_words),
            is_year=reading.as_of_words.isdigit(),
        )
        for reading in readings
    ]
    return CityPanel(
        city=first.city,
        slug=first.slug,
        group=first.group,
        is_draft=first.is_draft,
        panel=Panel.of(
            dots, scales, title=f"{first.city}, {first.label}: {said}", group=first.group
        ),
        sources=tuple(
            SourceKey(source, SHAPES[place % len(SHAPES)]) for place, source in enumerate(sources)
        ),
    )


def _scale_words(scales: Scales, unit: str) -> str:
    """What the panels share, in a sentence."""
    words = {
        "low": f"{scales.low:,.10g}",
        "high": f"{Decimal(f'{scales.high:.2f}'):,}".removesuffix(".00"),
        "unit": unit,
        "first": scales.first.year,
        "last": scales.last.year,
    }
    if scales.first.year == scales.last.year:
        return _("All from %(low)s to %(high)s %(unit)s, in %(first)s.") % words
    return _("All from %(low)s to %(high)s %(unit)s, from %(first)s to %(last)s.") % words


def measures_named(measures: Iterable[Measure], wanted: str) -> list[Measure]:
    """The one that was asked for by its name; all of them without a name."""
    return [measure for measure in measures if not wanted or measure.key == _same(wanted)]
