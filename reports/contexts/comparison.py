"""The chapter of the final report that sets all distributed cases side by side.

Worked out from the annex that is frozen with the report: what an edition of former days does not
hold is left away, so it still prints.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Bars, Count, group_colour
from reports.learning.figures import Figures
from reports.learning.issues import IssueList
from reports.learning.objectives import HeatMap
from reports.learning.reading import LearningCase
from reports.learning.standing import Standing, StandingRow


@dataclass(frozen=True)
class MatrixRow:
    city: str
    group: int
    marks: tuple[str, ...]

    @property
    def colour(self) -> str:
        return group_colour(self.group)


@dataclass(frozen=True)
class ActionRow:
    text: str
    owner: str
    level: str
    status: str
    progress: str


@dataclass(frozen=True)
class CityActions:
    city: str
    group: int
    words: str
    rows: tuple[ActionRow, ...]


@dataclass(frozen=True)
class Comparison:
    """All distributed cases side by side."""

    standing: Standing
    heat: HeatMap
    figures: Figures
    issues: IssueList
    # How often each kind of issue occurs; none without an issue.
    kinds: Bars | None
    sectors: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    lonely_sectors: tuple[str, ...]
    actions: tuple[CityActions, ...]
    actions_words: str

    @property
    def cases(self) -> tuple[StandingRow, ...]:
        return self.standing.rows

    @property
    def has_stages(self) -> bool:
        return any(row.step for row in self.standing.rows)

    @classmethod
    def of(cls, annex: Mapping[str, Any]) -> "Comparison":
        rows = annex.get("cases", [])
        # Databases disagree about where a city without a group stands: last, as on the pages.
        cases = sorted(
            (LearningCase.of_annex(row) for row in rows),
            key=lambda case: (not case.group, case.group.number),
        )
        issues = IssueList.of(cases)
        matrix = tuple(
            MatrixRow(row["city"], row["group"]["number"], tuple(row["marks"]))
            for row in annex.get("matrix", [])
        )
        sectors = tuple(annex.get("sectors", []))
        return cls(
            standing=Standing.of(cases),
            heat=HeatMap.of(cases),
            figures=Figures.of(cases),
            issues=issues,
            kinds=_bars(issues, with_parked=any("parked_issues" in row for row in rows)),
            sectors=sectors,
            matrix=matrix,
            lonely_sectors=_lonely(sectors, matrix),
            actions=tuple(_city_actions(row) for row in annex.get("actions", [])),
            actions_words=_actions_words(annex.get("actions", [])),
        )


def _bars(issues: IssueList, *, with_parked: bool) -> Bars | None:
    """``with_parked`` is false for an edition of the days when parked issues were not kept."""
    if not issues.kinds:
        return None
    counts = [
        Count(kind.label, kind.in_focus, kind.parked, kind.words)
        if with_parked
        else Count(kind.label, kind.in_focus)
        for kind in issues.kinds
    ]
    words = "; ".join(f"{count.label}: {count.words or count.value}" for count in counts)
    if with_parked:
        return Bars.of(counts, title=_("Strategic issues by kind: %(list)s.") % {"list": words})
    return Bars.of(counts, title=_("Issues in focus by kind: %(list)s.") % {"list": words})


def _lonely(sectors: tuple[str, ...], matrix: tuple[MatrixRow, ...]) -> tuple[str, ...]:
    """Sectors in which only one city has put a mark: it has no partner there."""
    marked = Counter(
        sector
        for row in matrix
        for sector, mark in zip(sectors, row.marks, strict=False)
        if mark in ("case", "opportunity")
    )
    return tuple(sector for sector in sectors if marked[sector] == 1)


def _city_actions(row: Mapping[str, Any]) -> CityActions:
    words = ngettext(
        "%(taken)s of %(count)s action taken up",
        "%(taken)s of %(count)s actions taken up",
        row["proposed"],
    ) % {"taken": row["taken_up"], "count": row["proposed"]}
    return CityActions(
        city=row["city"],
        group=row["group"]["number"],
        words=words,
        rows=tuple(
            ActionRow(
                action["text"],
                action["owner"],
                action["level"],
                action["status"],
                action["progress"],
            )
            for action in row["rows"]
        ),
    )


def _actions_words(rows: list[dict[str, Any]]) -> str:
    proposed = sum(row["proposed"] for row in rows)
    if not proposed:
        return ""
    taken = sum(row["taken_up"] for row in rows)
    return ngettext(
        "%(count)s action was proposed in %(cities)s; %(taken)s of them are taken up so far.",
        "%(count)s actions were proposed in %(cities)s; %(taken)s of them are taken up so far.",
        proposed,
    ) % {
        "count": proposed,
        "taken": taken,
        "cities": ngettext("%(count)s city", "%(count)s cities", len(rows)) % {"count": len(rows)},
    }
