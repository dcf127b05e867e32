"""Figures side by side: several sources for the same thing, compared where they can be."""

from collections.abc import Iterable
from dataclasses import dataclass

from programme.models import Figure


@dataclass(frozen=True)
class ComparedFigure:
    """A figure and how long its bar is, from 0 to 100; None where no bar would say anything."""

    figure: Figure
    percent: float | None


@dataclass(frozen=True)
class FigureGroup:
    """All figures under one label."""

    label: str
    figures: list[ComparedFigure]

    @property
    def sources_differ(self) -> bool:
        """Whether two sources give different values in the same unit, at most a year apart."""
        rows = [compared.figure for compared in self.figures]
        return any(
            one.unit == other.unit
            and one.source != other.source
            and one.value != other.value
            and abs((one.as_of - other.as_of).days) <= 366
            for index, one in enumerate(rows)
            for other in rows[index + 1 :]
        )


def compared(figures: Iterable[Figure]) -> list[FigureGroup]:
    """The figures of one cluster by label, oldest first; bars where a unit occurs twice."""
    by_label: dict[str, list[Figure]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.as_of, figure.pk)):
        by_label.setdefault(figure.label, []).append(figure)
    return [
        FigureGroup(label, [ComparedFigure(figure, _percent(figure, rows)) for figure in rows])
        for label, rows in sorted(by_label.items())
    ]


def _percent(figure: Figure, rows: list[Figure]) -> float | None:
    values = [row.value for row in rows if row.unit == figure.unit]
    # A bar starts at nothing; below that it would mislead.
    if len(values) < 2 or max(values) <= 0 or min(values) < 0:
        return None
    return round(float(figure.value / max(values)) * 100, 1)
