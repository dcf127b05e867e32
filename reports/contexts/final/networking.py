"""The networking chapter of the final report: the map before and after, the steps, the take-ups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Mark
from programme.palette import group_colour
from reports.annex.networking import AT_KICK_OFF, pairs
from reports.charts import Bars, Count
from reports.contexts.base import as_date, day_words
from reports.networking.comparison import Measured, Rate, rates, reading_of, source_words


@dataclass(frozen=True)
class MapCell:
    """A mark at the beginning and now; no word stands for “not answered”."""

    before: str
    now: str

    @property
    def is_new(self) -> bool:
        return self.before != self.now

    @property
    def words(self) -> str:
        """The cell without its drawings."""
        if not self.is_new:
            return _mark_words(self.now)
        return _("%(before)s, now %(now)s") % {
            "before": _mark_words(self.before),
            "now": _mark_words(self.now).lower(),
        }


@dataclass(frozen=True)
class MapLine:
    city: str
    group: int
    cells: tuple[MapCell, ...]

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class SharedLine:
    """With whom a city has a sector in common: from the beginning, and since."""

    city: str
    group: int
    before: tuple[str, ...]
    since: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class TakenLine:
    """How often a city took something up, by the cities it came from."""

    city: str
    group: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Taken:
    """One entry of a learning passport."""

    identifier: str
    group: int
    source: str
    text: str
    progress: str
    result: str


@dataclass(frozen=True)
class StepLine:
    """How many meetings came so far, at each of the times when people were asked."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class LinkResults:
    """Links by state and what came of meetings. Editions from before links were counted have
    none."""

    chart: Bars | None
    # When people were asked.
    stages: tuple[str, ...]
    steps: tuple[StepLine, ...]
    rates: Sequence[Rate]
    reading: str
    source: str

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "LinkResults | None":
        states = [(row["label"], row["count"]) for row in data.get("states", [])]
        stages = [row for row in data.get("outcomes", []) if row["answers"]]
        if not stages and not any(number for _label, number in states):
            return None
        ours = Measured(data["meetings"], data["from_meetings"], data["agreed_from_meetings"])
        by_stage = [row["steps"] for row in stages]
        return cls(
            chart=_bars(states, _("Links between clusters by state: %(steps)s.")),
            stages=tuple(row["stage"] for row in stages),
            steps=tuple(
                StepLine(said[0]["label"], tuple(one["count"] for one in said))
                for said in zip(*by_stage, strict=True)
            ),
            rates=rates(ours) if ours.meetings else (),
            reading=reading_of(ours),
            source=source_words(),
        )


@dataclass(frozen=True)
class Networking:
    """What came of meeting each other."""

    sectors: tuple[str, ...]
    lines: tuple[MapLine, ...]
    has_before: bool
    before_words: str
    pairs_words: str
    shared: tuple[SharedLine, ...]
    # The steps from a mark to something taken up.
    funnel: Bars | None
    sources: tuple[str, ...]
    taken_lines: tuple[TakenLine, ...]
    taken: tuple[Taken, ...]
    lonely: str
    links: LinkResults | None

    @classmethod
    def of(cls, annex: Mapping[str, Any]) -> "Networking":
        rows, sectors = annex.get("matrix", []), tuple(annex.get("sectors", []))
        first = annex.get("matrix_before") or {}
        before = first.get("rows") or [row["marks"] for row in rows]
        now_pairs = pairs((row["city"], row["marks"]) for row in rows)
        old_pairs = pairs((row["city"], marks) for row, marks in zip(rows, before, strict=True))
        steps = [(row["label"], row["count"]) for row in annex.get("funnel", [])]
        taken = annex.get("take_ups", [])
        sources = _sources(taken, [row["city"] for row in rows])
        return cls(
            sectors=sectors,
            lines=tuple(
                MapLine(
                    row["city"],
                    row["group"]["number"],
                    tuple(MapCell(*cell) for cell in zip(marks, row["marks"], strict=True)),
                )
                for row, marks in zip(rows, before, strict=True)
            ),
            has_before=bool(first),
            before_words=_before_words(first),
            pairs_words=_pairs_words(len(old_pairs), len(now_pairs)) if first else "",
            shared=_shared(rows, old_pairs, now_pairs) if first else (),
            funnel=_bars(steps, _("From the map to what was taken up: %(steps)s.")),
            sources=sources,
            taken_lines=_taken_lines(taken, sources),
            taken=tuple(_taken(row) for row in taken),
            lonely=_lonely(sectors, rows),
            links=LinkResults.of(annex.get("links") or {}),
        )


def _mark_words(mark: str) -> str:
    return str(Mark(mark).label) if mark else _("Not answered")


def _before_words(first: Mapping[str, Any]) -> str:
    """What “before” means here."""
    if not first:
        return ""
    if first["source"] == AT_KICK_OFF:
        return _("The first mark is that of the end of the kick-off, %(day)s.") % {
            "day": day_words(as_date(first["day"]))
        }
    return _(
        "The first mark is what each city answered first: at the kick-off nobody had answered."
    )


def _pairs_words(before: int, now: int) -> str:
    return ngettext(
        "%(now)s pair of cities has a sector in common now; at the beginning it was %(before)s.",
        "%(now)s pairs of cities have a sector in common now; at the beginning it was %(before)s.",
        now,
    ) % {"now": now, "before": before}


def _shared(
    rows: Sequence[Mapping[str, Any]],
    before: set[tuple[str, str]],
    now: set[tuple[str, str]],
) -> tuple[SharedLine, ...]:
    """A line for each city with a pair; in the order of the cities."""
    names = [row["city"] for row in rows]
    lines = []
    for row in rows:
        city = row["city"]
        old, new = _partners(city, names, before), _partners(city, names, now)
        if old or new:
            lines.append(
                SharedLine(
                    city,
                    row["group"]["number"],
                    before=tuple(name for name in old if name in new),
                    since=tuple(name for name in new if name not in old),
                    lost=tuple(name for name in old if name not in new),
                )
            )
    return tuple(lines)


def _partners(city: str, names: Sequence[str], found: set[tuple[str, str]]) -> list[str]:
    return [name for name in names if (city, name) in found or (name, city) in found]


def _bars(steps: Sequence[tuple[str, int]], title: str) -> Bars | None:
    if not any(count for _label, count in steps):
        return None
    words = "; ".join(f"{label}: {count}" for label, count in steps)
    return Bars.of([Count(*step) for step in steps], title=title % {"steps": words})


def _sources(taken: Sequence[Mapping[str, Any]], cities: Sequence[str]) -> tuple[str, ...]:
    """Whom something was taken up from, in the order in which the cities stand everywhere else."""
    found = dict.fromkeys(row["source"] for row in taken)
    known = [city for city in cities if city in found]
    return (*known, *(source for source in found if source not in known))


def _taken_lines(
    rows: Sequence[Mapping[str, Any]], sources: Sequence[str]
) -> tuple[TakenLine, ...]:
    cities = {row["city"]: row["group"]["number"] for row in rows}
    return tuple(
        TakenLine(
            city,
            group,
            tuple(
                sum(1 for row in rows if row["city"] == city and row["source"] == source)
                for source in sources
            ),
        )
        for city, group in cities.items()
    )


def _taken(row: Mapping[str, Any]) -> Taken:
    source = row["source"]
    if row.get("action"):
        source = _("%(city)s A%(number)s") % {"city": source, "number": row["action"]}
    words = {"city": row["city"], "number": row["number"]}
    return Taken(
        identifier=_("%(city)s T%(number)s") % words,
        group=row["group"]["number"],
        source=source,
        text=row["text"],
        progress=row["progress"],
        result=row["result"],
    )


def _lonely(sectors: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Sectors in which a single city has put a mark: it has no partner there."""
    marked = (Mark.CASE, Mark.OPPORTUNITY)
    alone = [
        sector
        for place, sector in enumerate(sectors)
        if sum(1 for row in rows if row["marks"][place] in marked) == 1
    ]
    return ", ".join(alone)
