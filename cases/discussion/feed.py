"""What changed in a room since a number: small, and read in one go by each browser."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from cases.discussion.board import Point, Reader, points_of
from cases.models import BoardGroup, BoardNote, Discussion, PhaseTime
from cases.services.discussion import options_of


@dataclass(frozen=True)
class Changes:
    """Points and groups that changed, as they are now, and in which state the room is."""

    change: int
    state: str
    points: list[Point]
    # Points that the reader must not see (any more).
    gone: list[BoardNote]
    groups: list[BoardGroup]

    @classmethod
    def since(cls, room: Discussion, after: int, reader: Reader) -> "Changes":
        """``room.last_change`` was read first: what comes in meanwhile is told again next time."""
        notes = room.board_notes.filter(change__gt=after)
        if reader.leads:
            notes = notes.select_related("author")
        found = list(notes.order_by("change", "number"))
        seen: list[BoardNote] = []
        gone: list[BoardNote] = []
        for note in found:
            (seen if reader.leads or note.put_away_at is None else gone).append(note)
        return cls(
            change=room.last_change,
            state=state_of(room, list(room.phase_times.all()), reader),
            points=points_of(room, seen, reader),
            gone=gone,
            groups=list(room.groups.filter(change__gt=after).order_by("change")),
        )


def state_of(room: Discussion, times: list[PhaseTime], reader: Reader) -> str:
    """Everything about the room but its points, as one word: another word, another room."""
    parts: list[Any] = [room.phase, room.closed_at is None, room.is_voting, room.shows_votes]
    for time in times:
        parts += [time.minutes, _stamp(time.began_at), _stamp(time.ended_at)]
    if room.is_voting or room.shows_votes:
        # The vote stands apart from the board: its options come and go, and change their words.
        said: dict[str, Any] = {"n": Count("pk", distinct=True), "last": Max("change")}
        if room.shows_votes or reader.leads or reader.is_wall:
            said |= {"given": Count("votes"), "voted": Max("votes__voted_at")}
        parts += options_of(room).order_by().aggregate(**said).values()
    return ".".join(str(part) for part in parts).replace(" ", "")


def _stamp(moment: datetime.datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0
