"""What the held workshops put on the board of their case: rooms, walked through and closed."""

import datetime
import uuid
from typing import Any

from cases.models import (
    HIGHEST_MARK,
    LOWEST_MARK,
    USUAL_MINUTES,
    BoardNote,
    Case,
    Discussion,
    DiscussionPhase,
    OptionVote,
    PhaseTime,
    ProposedAction,
)
from cases.services import discussion as services
from programme.models import Activity, Role, User, subject_of
from workshops.models import Workshop

VOTERS = 11
# How the voters differ from their average, in turns.
LEANINGS = (0.0, 0.4, -0.4, 0.9, -0.9, 0.2, -0.2, 0.6, -0.6, 0.3, -0.3)
# Each phase took a little more or less than planned.
OVER_TIME = {"facts": 2, "diagnosis": -3, "options": 6, "solution": 1, "close": -1}


def hold(case: Case, phases: dict[str, Any], expert: User) -> None:
    """Let the discussion of the case take place on the workshop’s second afternoon."""
    people = _people(case)
    room = services.open_discussion(case, by=expert)
    for phase in DiscussionPhase.values:
        services.begin_phase(room, phase, by=expert)
        for block in phases.get(phase, []):
            _put_on_the_board(room, phase, block, people)
        if phase == DiscussionPhase.OPTIONS:
            _vote(room, phases, people, expert)
    services.close_discussion(room, by=expert)
    _date_back(room)


def _people(case: Case) -> list[User]:
    members = case.programme.memberships.exclude(role=Role.COORDINATOR).select_related("user")
    return list({membership.user.pk: membership.user for membership in members}.values())


def _put_on_the_board(
    room: Discussion, phase: str, block: dict[str, Any], people: list[User]
) -> None:
    numbers = []
    for point in block["points"]:
        row = point if isinstance(point, dict) else {"text": point}
        author = people[room.board_notes.count() * 7 % len(people)]
        note = services.add_point(room, by=author, phase=phase, text=row["text"], key=uuid.uuid4())
        numbers.append(note.number)
        if "action" in row:
            actions = ProposedAction.objects.filter(case=room.case, number=row["action"])
            actions.update(option=note)
    if "title" in block:
        services.make_group(room, title=block["title"], numbers=numbers)


def _vote(room: Discussion, phases: dict[str, Any], people: list[User], expert: User) -> None:
    services.open_vote(room, by=expert)
    marks = {
        row["text"]: row["marks"]
        for block in phases.get(DiscussionPhase.OPTIONS, [])
        for row in block["points"]
    }
    OptionVote.objects.bulk_create(
        OptionVote(
            note=note,
            voter=voter,
            impact=_mark(marks[note.text][0], place + note.number),
            feasibility=_mark(marks[note.text][1], place * 3 + note.number),
        )
        for note in services.options_of(room)
        for place, voter in enumerate(people[:VOTERS])
    )
    services.show_votes(room, by=expert)
    services.end_vote(room, by=expert)


def _mark(average: float, turn: int) -> int:
    mark = round(average + LEANINGS[turn % len(LEANINGS)])
    return min(HIGHEST_MARK, max(LOWEST_MARK, mark))


def _date_back(room: Discussion) -> None:
    """Everything at its time: half past one on the second day, phase after phase."""
    workshop = Workshop.objects.get(case=room.case)
    start = datetime.datetime.combine(workshop.days[1], datetime.time(13, 30), workshop.tz)
    moment = start
    for phase in DiscussionPhase.values:
        end = moment + datetime.timedelta(minutes=USUAL_MINUTES[phase] + OVER_TIME[phase])
        PhaseTime.objects.filter(discussion=room, phase=phase).update(began_at=moment, ended_at=end)
        notes = list(room.board_notes.filter(phase=phase).order_by("number"))
        for place, note in enumerate(notes, start=1):
            note.created_at = moment + (end - moment) * place / (len(notes) + 1)
        BoardNote.objects.bulk_update(notes, ["created_at"])
        moment = end
    Discussion.objects.filter(pk=room.pk).update(
        opened_at=start - datetime.timedelta(minutes=10), closed_at=moment
    )
    OptionVote.objects.filter(note__discussion=room).update(
        voted_at=start + datetime.timedelta(minutes=68)
    )
    entries = Activity.objects.filter(
        subject=subject_of(room.case), verb__startswith="discussion_"
    ).order_by("pk")
    count = entries.count()
    for place, entry in enumerate(entries):
        Activity.objects.filter(pk=entry.pk).update(
            at=start + (moment - start) * place / max(count - 1, 1)
        )
