"""The PDF of the lists that people sign, one for each half-day."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from reports.contexts.workshop import Person, WorkshopPrint, WorkshopRows, head_of
from workshops.models import Workshop
from workshops.on_the_day.attendance import half_days_of

# Lines without a name, for those who come unannounced.
SPARE_LINES = 5


@dataclass(frozen=True)
class Line:
    number: int
    person: Person


@dataclass(frozen=True, kw_only=True)
class AttendancePrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/attendance_sheets.html"

    half_days: tuple[str, ...]
    # The same on every sheet.
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """With everybody who has a place: funders want the name beside the signature."""
        rows = WorkshopRows.of(subject)
        every = [*rows.people, *[Person(name="")] * SPARE_LINES]
        slots = half_days_of(rows.workshop, rows.items)
        return cls(
            **head_of(rows.workshop, _("Attendance")),
            half_days=tuple(slot.label for slot in slots),
            lines=tuple(Line(number, person) for number, person in enumerate(every, start=1)),
        )
