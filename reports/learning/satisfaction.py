"""What those who came said after each meeting, over the programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from programme.access import Seat
from reports.charts import Trend as TrendChart
from workshops import survey
from workshops.models import Workshop


@dataclass(frozen=True)
class SatisfactionLine:
    """One question with its mean at each meeting, drawn and in numbers."""

    question: str
    is_retired: bool
    # As the table says them; empty where it was not asked.
    numbers: tuple[str, ...]
    chart: TrendChart


@dataclass(frozen=True)
class Meeting:
    """A column: a meeting with enough answers."""

    mark: str
    place: str
    url: str
    answered: int


@dataclass(frozen=True)
class Satisfaction:
    """The trend of all surveys that the person may read."""

    meetings: tuple[Meeting, ...]
    lines: tuple[SatisfactionLine, ...]
    answered: int

    @classmethod
    def of(cls, seat: Seat) -> "Satisfaction":
        """Staff see a survey from five answers on, everybody else once it is closed."""
        rows = Workshop.objects.visible_to(seat.user).in_programme(seat.programme)
        rows = rows.filter(survey_opened_at__isnull=False).select_related("city")
        return cls.from_rows(
            [row for row in rows if seat.is_staff or survey.is_closed(row)], seat.programme
        )

    @classmethod
    def from_rows(cls, workshops: Sequence[Workshop], programme: object) -> "Satisfaction":
        for workshop in workshops:
            workshop.programme = programme  # type: ignore[assignment]
        trend = survey.trend_of(workshops)
        meetings = tuple(
            Meeting(mark_of(row), row.place_name, row.get_absolute_url(), answered)
            for row, answered in zip(trend.workshops, trend.answered, strict=True)
        )
        marks = [meeting.mark for meeting in meetings]
        lines = tuple(
            SatisfactionLine(
                question=question.text,
                is_retired=question.is_retired,
                numbers=tuple("" if v is None else number_format(v, 1) for v in values),
                chart=TrendChart.of(
                    marks, values, title=_("Averages over the meetings: %(q)s") % {"q": question}
                ),
            )
            for question, values in trend.lines
        )
        return cls(meetings, lines, trend.total)


def mark_of(workshop: Workshop) -> str:
    """The number of a workshop; the first letter of the kind of another meeting."""
    return str(workshop.number or workshop.get_kind_display()[:1])
