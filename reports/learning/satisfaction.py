"""What those who came said after each meeting, over the programme.

Plain data first, so that the final report can freeze them; then what page and PDF draw.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.models import Programme
from reports.charts import Trend
from workshops.models import Workshop
from workshops.surveys import results as survey


@dataclass(frozen=True)
class SatisfactionLine:
    """One question with its mean at each meeting, drawn and in numbers."""

    question: str
    is_retired: bool
    # As the table says them; empty where it was not asked.
    numbers: tuple[str, ...]
    chart: Trend


@dataclass(frozen=True)
class Meeting:
    """A column: a meeting with enough answers."""

    mark: str
    place: str
    slug: str
    answered: int


@dataclass(frozen=True)
class Satisfaction:
    """The trend of all surveys that the person may read."""

    meetings: tuple[Meeting, ...]
    lines: tuple[SatisfactionLine, ...]

    @property
    def answered(self) -> int:
        return sum(meeting.answered for meeting in self.meetings)

    @classmethod
    def of(cls, seat: Seat) -> Self:
        """Of the surveys that are closed and have five answers at least."""
        rows = Workshop.objects.visible_to(seat.user)
        return cls.of_data(satisfaction_data(rows, seat.programme))

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """From what ``satisfaction_data`` gave, now or when a report was frozen."""
        meetings = tuple(Meeting(**row) for row in data.get("meetings", []))
        marks = [meeting.mark for meeting in meetings]
        return cls(meetings, tuple(_line(row, marks) for row in data.get("lines", [])))


def _line(row: Mapping[str, Any], marks: list[str]) -> SatisfactionLine:
    title = _("Averages over the meetings: %(question)s") % row
    return SatisfactionLine(
        question=row["question"],
        is_retired=row["is_retired"],
        numbers=tuple("" if mean is None else floatformat(mean, 1) for mean in row["means"]),
        chart=Trend.of(marks, row["means"], title=title),
    )


def satisfaction_data(workshops: Any, programme: Programme) -> dict[str, Any]:
    """The means of the surveys that are closed, as data. Four queries."""
    rows: Iterable[Workshop] = workshops.in_programme(programme).filter(
        survey_opened_at__isnull=False
    )
    shown = list(rows.select_related("city"))  # type: ignore[attr-defined]
    for workshop in shown:
        workshop.programme = programme
    trend = survey.trend_of(shown)
    return {
        "meetings": [
            {
                # The number of a workshop; the first letter of the kind of another meeting.
                "mark": str(row.number or row.get_kind_display()[:1]),
                "place": row.place_name,
                "slug": row.slug,
                "answered": answered,
            }
            for row, answered in zip(trend.workshops, trend.answered, strict=True)
        ],
        "lines": [
            {"question": question.text, "is_retired": question.is_retired, "means": means}
            for question, means in trend.lines
        ],
    }
