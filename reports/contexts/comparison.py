"""The chapter of the final report that sets all distributed cases side by side.

Worked out from the annex that is frozen with the report: what an edition of former days does not
hold is left away, so it still prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.charts import Bars, Count
from reports.learning.figures import Figures
from reports.learning.issues import IssueList
from reports.learning.objectives import HeatMap
from reports.learning.reading import LearningCase
from reports.learning.standing import Standing, StandingRow


@dataclass(frozen=True)
class Comparison:
    """All distributed cases side by side."""

    standing: Standing
    heat: HeatMap
    figures: Figures
    issues: IssueList
    # How often each kind of issue occurs; none without an issue.
    kinds: Bars | None

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
        return cls(
            standing=Standing.of(cases),
            heat=HeatMap.of(cases),
            figures=Figures.of(cases),
            issues=issues,
            kinds=_bars(issues, with_parked=any("parked_issues" in row for row in rows)),
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
