"""What was proposed and what became of it: the chapter, and the register in the annex."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import ActionLevel, ActionProgress, ActionStatus
from reports.charts import Bars, Count
from reports.contexts.base import as_date, day_words

MONTHS = (6, 12)
# What an action is counted as: its last progress, or else the answer of the city.
OUTCOMES = (
    ActionProgress.DONE,
    ActionProgress.IN_PROGRESS,
    ActionProgress.ADOPTED,
    ActionProgress.DROPPED,
    ActionStatus.ACCEPTED,
    ActionStatus.DECLINED,
    ActionStatus.PROPOSED,
)


@dataclass(frozen=True)
class Standing:
    """A line of the table: a city or a level, with how many actions stand where."""

    label: str
    group: int
    proposed: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """An action with what its city said about it."""

    identifier: str
    text: str
    why: str
    group: int


@dataclass(frozen=True)
class RegisterRow:
    identifier: str
    text: str
    owner: str
    level: str
    due: str
    answer: str
    response: str
    # After 6 and after 12 months.
    after: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class RegisterCity:
    city: str
    group: int
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True)
class Actions:
    """The chapter."""

    words: str
    bars: Bars | None
    outcomes: tuple[str, ...]
    cities: tuple[Standing, ...]
    levels: tuple[Standing, ...]
    done: tuple[Told, ...]
    dropped: tuple[Told, ...]

    @classmethod
    def of(cls, cities: Sequence[Mapping[str, Any]]) -> "Actions":
        rows = [row for city in cities for row in city["rows"]]
        every = [(city, row) for city in cities for row in city["rows"] if "identifier" in row]
        used = _used(rows)
        return cls(
            words=_words(cities, rows),
            bars=_bars(rows, used),
            outcomes=tuple(_outcome_words(outcome) for outcome in used),
            cities=tuple(
                _standing(city["city"], city["group"]["number"], city["rows"], used)
                for city in cities
            ),
            levels=tuple(
                _standing(str(level.label), 0, own, used)
                for level in ActionLevel
                if (own := [row for row in rows if row.get("level_key") == level])
            ),
            done=tuple(_told(every, ActionProgress.DONE)),
            dropped=tuple(_told(every, ActionProgress.DROPPED)),
        )


def outcome_of(row: Mapping[str, Any]) -> str:
    """Where an action stands; accepted with changes is accepted."""
    if "status_key" not in row:
        return ""
    status = row["status_key"]
    status = ActionStatus.ACCEPTED if status == ActionStatus.CHANGED else status
    return str(row.get("progress_key") or status)


def _outcome_words(outcome: str) -> str:
    if outcome == ActionStatus.PROPOSED:
        return _("Not answered yet")
    if outcome == ActionStatus.ACCEPTED:
        return _("Accepted, not asked yet")
    labels = {**dict(ActionProgress.choices), **dict(ActionStatus.choices)}
    return str(labels[outcome])


def _used(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    found = {outcome_of(row) for row in rows}
    return [str(outcome) for outcome in OUTCOMES if outcome in found]


def _words(cities: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    taken = sum(city["taken_up"] for city in cities)
    return ngettext(
        "%(count)s action was proposed in %(cities)s; %(taken)s of them are taken up so far.",
        "%(count)s actions were proposed in %(cities)s; %(taken)s of them are taken up so far.",
        len(rows),
    ) % {
        "count": len(rows),
        "taken": taken,
        "cities": ngettext("%(count)s city", "%(count)s cities", len(cities))
        % {"count": len(cities)},
    }


def _bars(rows: Sequence[Mapping[str, Any]], used: Sequence[str]) -> Bars | None:
    if not used:
        return None
    found = Counter(outcome_of(row) for row in rows)
    counts = [Count(_outcome_words(outcome), found[outcome]) for outcome in used]
    words = "; ".join(f"{count.label}: {count.value}" for count in counts)
    return Bars.of(counts, title=_("What became of the actions: %(list)s.") % {"list": words})


def _standing(
    label: str, group: int, rows: Sequence[Mapping[str, Any]], used: Sequence[str]
) -> Standing:
    found = Counter(outcome_of(row) for row in rows)
    return Standing(label, group, len(rows), tuple(found[outcome] for outcome in used))


def _told(every: Iterable[tuple[Any, Any]], progress: str) -> Iterable[Told]:
    for city, row in every:
        if row.get("progress_key") == progress:
            yield Told(row["identifier"], row["text"], _why(row), city["group"]["number"])


def _why(row: Mapping[str, Any]) -> str:
    """What the city said last in its own words."""
    words = [follow_up["why"] for follow_up in row.get("follow_ups", []) if follow_up["why"]]
    return words[-1] if words else ""


def register_of(cities: Sequence[Mapping[str, Any]]) -> tuple[RegisterCity, ...]:
    """Every action with its chain, city by city."""
    return tuple(
        RegisterCity(
            city["city"],
            city["group"]["number"],
            tuple(
                _register_row(city["city"], place, row) for place, row in enumerate(city["rows"], 1)
            ),
        )
        for city in cities
    )


def _register_row(city: str, place: int, row: Mapping[str, Any]) -> RegisterRow:
    said = {follow_up["months"]: follow_up["progress"] for follow_up in row.get("follow_ups", [])}
    return RegisterRow(
        identifier=row.get("identifier") or f"{city} A{place}",
        text=row["text"],
        owner=row.get("owner", ""),
        level=row.get("level", ""),
        due=day_words(as_date(row.get("due_on"))),
        answer=row.get("status", ""),
        response=row.get("response", ""),
        after=tuple(said.get(months, "") for months in MONTHS),
        why=_why(row),
    )
