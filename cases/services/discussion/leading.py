"""The leader's way through the discussion: opening, phases and their time, closing."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from cases.models import (
    USUAL_MINUTES,
    Case,
    CaseStatus,
    Discussion,
    DiscussionPhase,
    PhaseTime,
)
from cases.services.discussion.rows import DiscussionError, held_room, next_change
from cases.services.holding import held
from cases.services.log import log
from cases.services.moves import mark_discussed
from programme.models import User


@transaction.atomic
def open_discussion(case: Case, *, by: User) -> Discussion:
    """Open the room of a distributed case, with the usual minutes; the room there is, if any."""
    case = held(case)
    room = Discussion.objects.filter(case=case).first()
    if room:
        return room
    if not case.is_shared:
        raise DiscussionError(gettext("Only a case that is distributed can be discussed."))
    room = Discussion.objects.create(case=case, opened_by=by, last_change=1)
    PhaseTime.objects.bulk_create(
        PhaseTime(discussion=room, phase=phase, minutes=USUAL_MINUTES[phase])
        for phase in DiscussionPhase.values
    )
    sentence = gettext("The discussion room of the case %(case)s was opened.") % {"case": case}
    log(case, "discussion_opened", sentence, by=by)
    return room


@transaction.atomic
def plan_minutes(room: Discussion, *, minutes: Mapping[str, int], by: User) -> Discussion:
    """Say how long phases are to take."""
    room = held_room(room)
    before = {time.phase: time.minutes for time in room.phase_times.all()}
    for time in room.phase_times.all():
        if time.phase in minutes and minutes[time.phase] != time.minutes:
            time.minutes = minutes[time.phase]
            time.full_clean(exclude=["discussion"])
            time.save(update_fields=["minutes"])
    next_change(room)
    after = before | {phase: minutes[phase] for phase in before if phase in minutes}
    if after != before:
        words = dict(DiscussionPhase.choices)
        sentence = gettext("How long the phases of the discussion of %(case)s take was changed.")
        log(
            room.case,
            "discussion_minutes_changed",
            sentence % {"case": room.case},
            by=by,
            before={"minutes": {str(words[phase]): before[phase] for phase in before}},
            after={"minutes": {str(words[phase]): after[phase] for phase in before}},
        )
    return room


@transaction.atomic
def begin_phase(room: Discussion, phase: str, *, by: User) -> Discussion:
    """Begin a phase and its clock; the one that was on ends. Nothing happens if it is on."""
    room = held_room(room, while_open=True)
    times = {time.phase: time for time in room.phase_times.all()}
    if phase not in times:
        raise DiscussionError(gettext("This phase does not exist."))
    if room.phase == phase and times[phase].began_at and not times[phase].ended_at:
        return room
    before = room.phase
    _end_running(room)
    PhaseTime.objects.filter(pk=times[phase].pk).update(began_at=timezone.now(), ended_at=None)
    room.phase = phase
    next_change(room, "phase")
    sentence = gettext("The phase “%(phase)s” began in the discussion of the case %(case)s.")
    words = {"phase": room.get_phase_display(), "case": room.case}
    log(
        room.case,
        "discussion_phase_begun",
        sentence % words,
        by=by,
        before={"phase": before},
        after={"phase": phase},
    )
    return room


@transaction.atomic
def close_discussion(room: Discussion, *, by: User, marks_case: bool = False) -> Discussion:
    """End the discussion: from now on its board is read. A vote that is open ends with it.

    ``marks_case`` also notes that the workshop has discussed the case.
    """
    case = held(room.case)
    room = held_room(room)
    if room.is_open:
        _end_running(room)
        room.closed_at, room.is_voting = timezone.now(), False
        next_change(room, "closed_at", "is_voting")
        sentence = gettext("The discussion of the case %(case)s was closed.") % {"case": case}
        log(case, "discussion_closed", sentence, by=by)
    if marks_case and case.status == CaseStatus.DISTRIBUTED:
        mark_discussed(case, by=by)
    return room


@transaction.atomic
def reopen_discussion(room: Discussion, *, by: User) -> Discussion:
    """Let the members add to the board again."""
    room = held_room(room)
    if room.is_open:
        return room
    room.closed_at = None
    next_change(room, "closed_at")
    sentence = gettext("The discussion of the case %(case)s was opened again.")
    log(room.case, "discussion_reopened", sentence % {"case": room.case}, by=by)
    return room


def _end_running(room: Discussion) -> None:
    running = room.phase_times.filter(began_at__isnull=False, ended_at=None)
    running.update(ended_at=timezone.now())
