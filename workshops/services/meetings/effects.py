"""What a change of slots or tables does to meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from workshops.models import (
    Meeting,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    NetworkingSession,
)
from workshops.services.meetings.rows import MeetingError
from workshops.services.meetings.telling import (
    is_told,
    with_people,
)

Row = TypeVar("Row", MeetingSlot, MeetingTable)


@dataclass(frozen=True)
class Effect:
    """What a change does to meetings: which keep a time, which lose it, and what is in the way."""

    kept: list[Meeting] = field(default_factory=list)
    lost: list[Meeting] = field(default_factory=list)
    # The new table of those that move to another one, by the key of the meeting.
    tables: dict[int, MeetingTable] = field(default_factory=dict)
    people: int = 0
    warnings: list[str] = field(default_factory=list)
    is_told: bool = False

    @property
    def meetings(self) -> list[Meeting]:
        return [*self.kept, *self.lost]


def meetings_in(session: NetworkingSession, **where: object) -> list[Meeting]:
    rows = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED, **where)
    return list(rows.select_related("slot", "table"))


def check_none_over(meetings: Iterable[Meeting]) -> None:
    """Raises MeetingError for a meeting that would lose the place at which it was held."""
    if any(meeting.happened for meeting in meetings):
        raise MeetingError(_("It was said already what became of a meeting there: it stays."))


def effect_on(
    session: NetworkingSession,
    *,
    kept: Sequence[Meeting] = (),
    lost: Sequence[Meeting] = (),
    tables: dict[int, MeetingTable] | None = None,
    warnings: Sequence[str] = (),
) -> Effect:
    people = with_people([*kept, *lost])
    return Effect(
        kept=list(kept),
        lost=list(lost),
        tables=tables or {},
        people=len({person.pk for those in people.values() for person in those}),
        warnings=list(warnings),
        is_told=is_told(session),
    )


def make_newer(meetings: models.QuerySet[Meeting]) -> None:
    """Calendars shall take the new time."""
    meetings.update(calendar_sequence=F("calendar_sequence") + 1)


def present(rows: models.QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise MeetingError(_("Somebody has taken it off meanwhile."))
    return found
