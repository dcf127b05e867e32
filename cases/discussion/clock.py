"""The phases as steps, and the time that is left of the one that is on."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cases.models import Discussion, DiscussionPhase, PhaseTime


@dataclass(frozen=True)
class Step:
    """One phase among the others."""

    place: int
    phase: str
    label: str
    minutes: int
    began_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    count: int
    is_current: bool
    is_shown: bool

    @property
    def is_running(self) -> bool:
        return self.is_current and self.began_at is not None and self.ended_at is None

    @property
    def is_done(self) -> bool:
        return self.ended_at is not None

    @property
    def ends_at(self) -> datetime.datetime | None:
        return self.began_at + datetime.timedelta(minutes=self.minutes) if self.began_at else None

    @property
    def state_words(self) -> str:
        if self.is_running:
            return gettext("now")
        if self.is_done:
            return gettext("done")
        return gettext("next") if self.is_current else ""

    @property
    def time_words(self) -> str:
        """What is left, or by how much it is over; empty while the clock does not run."""
        if not self.is_running or self.ends_at is None:
            return ""
        seconds = (self.ends_at - timezone.now()).total_seconds()
        minutes = -int(-abs(seconds) // 60) if seconds >= 0 else int(abs(seconds) // 60)
        if seconds >= 0:
            words = ngettext("%(count)s minute left", "%(count)s minutes left", minutes)
        elif minutes:
            words = ngettext("%(count)s minute over time", "%(count)s minutes over time", minutes)
        else:
            words = gettext("The time is over")
        return words % {"count": minutes}


def steps_of(
    room: Discussion, times: list[PhaseTime], counts: Mapping[str, int], shown: str
) -> list[Step]:
    """All phases in the order of the method."""
    by_phase = {time.phase: time for time in times}
    return [
        Step(
            place=place,
            phase=phase.value,
            label=str(phase.label),
            minutes=by_phase[phase].minutes,
            began_at=by_phase[phase].began_at,
            ended_at=by_phase[phase].ended_at,
            count=counts.get(phase, 0),
            is_current=room.phase == phase,
            is_shown=shown == phase,
        )
        for place, phase in enumerate(DiscussionPhase, start=1)
        if phase in by_phase
    ]
