"""The schedule of a session: computed, taken over, and published."""

import datetime
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import User
from workshops.matchmaking.limits import begins_at, has_begun
from workshops.matchmaking.planning import people_by_meeting
from workshops.matchmaking.reasons import in_words
from workshops.models import (
    Meeting,
    MeetingPlan,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    NetworkingSession,
    PlanStatus,
)
from workshops.services.meetings.placing import place, unplace
from workshops.services.meetings.rows import (
    MeetingError,
    locked_session,
    log_session,
)
from workshops.services.meetings.telling import (
    tell_published,
    telling_those_concerned,
)
from workshops.tasks import compute_plan

LONGEST_REASON = 300


@transaction.atomic
def request_plan(session: NetworkingSession, *, by: User | None) -> MeetingPlan:
    """Have the schedule computed by the worker. Returns the plan that is being computed already,
    if there is one.

    Raises MeetingError where there is nothing to place, or nowhere.
    """
    session = locked_session(session)
    open_plan = session.plans.filter(status__in=[PlanStatus.WAITING, PlanStatus.RUNNING]).first()
    if open_plan:
        return open_plan
    if not session.slots.exists() or not session.tables.exists():
        raise MeetingError(_("There are no slots or no tables yet."))
    if not session.meetings.filter(status=MeetingStatus.ACCEPTED).exists():
        raise MeetingError(_("No meeting is agreed yet: there is nothing to place."))
    plan = MeetingPlan.objects.create(session=session, requested_by=by)
    sentence = _("The schedule of the meetings is computed.")
    log_session("meeting_plan_requested", session, sentence, by=by)
    transaction.on_commit(lambda: compute_plan.delay(plan.pk))
    return plan


@dataclass
class Applied:
    """What became of a plan: how many meetings have a time by it, and what changed meanwhile."""

    placed: int = 0
    moved: int = 0
    skipped: list[str] = field(default_factory=list)


@transaction.atomic
def apply_plan(
    plan: MeetingPlan, *, by: User | None, now: datetime.datetime | None = None
) -> Applied:
    """Take a computed schedule over. What changed since it was computed is looked at again, and
    left where it cannot be as planned. Those concerned are told, if the times are shown.

    Raises MeetingError for a plan that is not done, or was taken over already.
    """
    session = locked_session(plan.session)
    row = MeetingPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if row.status != PlanStatus.DONE:
        raise MeetingError(_("The schedule is not computed yet."))
    if row.applied_at:
        raise MeetingError(_("This schedule was taken over already."))
    with telling_those_concerned(session):
        applied = _Application(session, row.result, now or timezone.now()).run()
    row.applied_at = timezone.now()
    row.save(update_fields=["applied_at"])
    sentence = ngettext(
        "A computed schedule was taken over: %(placed)s meeting has a time.",
        "A computed schedule was taken over: %(placed)s meetings have a time.",
        applied.placed,
    )
    log_session("meeting_plan_applied", session, sentence, by=by, placed=applied.placed)
    return applied


class _Application:
    """A plan on its way into the rows."""

    def __init__(
        self, session: NetworkingSession, result: dict[str, Any], now: datetime.datetime
    ) -> None:
        self.session = session
        self.result = result
        rows = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED)
        self.meetings = {row.pk: row for row in rows.select_related("slot", "table")}
        for meeting in self.meetings.values():
            meeting.session = session
        self.people = people_by_meeting(session)
        self.slots = {slot.pk: slot for slot in session.slots.all()}
        self.tables = {table.pk: table for table in session.tables.all()}
        self.applied = Applied()
        self.begun = {pk for pk, slot in self.slots.items() if begins_at(slot, session) <= now}
        self.before: dict[int, tuple[MeetingSlot, MeetingTable]] = {}

    def run(self) -> Applied:
        wanted = {int(key): tuple(where) for key, where in self.result["places"].items()}
        moving = [key for key, where in wanted.items() if self._moves(key, where)]
        losing = [one["meeting"] for one in self.result["unplaced"]]
        # First everybody leaves, so that nobody stands in the way of who comes.
        for key in [*moving, *losing]:
            meeting = self.meetings.get(key)
            if meeting and meeting.slot and meeting.table and not self._stays(meeting):
                self.before[key] = meeting.slot, meeting.table
                unplace(meeting)
        refused = [key for key in moving if not self._place(self.meetings[key], *wanted[key])]
        for key in refused:
            self._put_back(self.meetings[key])
        self._say_why()
        self.applied.placed = Meeting.objects.filter(
            session=self.session, slot__isnull=False
        ).count()
        return self.applied

    def _moves(self, key: int, where: tuple[int, ...]) -> bool:
        """Whether the meeting still is what was planned, and stands somewhere else."""
        meeting = self.meetings.get(key)
        if meeting is None or self._stays(meeting):
            return False
        if where[0] in self.begun:
            self._skip(meeting, _("Its time has come since."))
            return False
        planned = sorted(self.result["people"].get(str(key), []))
        now = sorted(person.pk for person in self.people.get(key, []))
        if planned != now:
            self._skip(meeting, _("Its people have changed since."))
            return False
        return (meeting.slot_id, meeting.table_id) != where

    def _stays(self, meeting: Meeting) -> bool:
        """Whether no schedule moves it: by the organiser’s will, or that of its people where they
        pick their times, or because its time has come."""
        if meeting.slot_id is None:
            return False
        picked = not self.session.is_computed
        return picked or meeting.is_pinned or has_begun(meeting)

    def _place(self, meeting: Meeting, slot_key: int, table_key: int) -> bool:
        """Whether the meeting is where it was planned now."""
        slot, table = self.slots.get(slot_key), self.tables.get(table_key)
        if slot is None or table is None:
            self._skip(meeting, _("Its time or its table was taken off since."))
            return False
        try:
            place(meeting, slot, table, pinned=False)
        except MeetingError as error:
            self._skip(meeting, str(error))
            return False
        self.applied.moved += 1
        return True

    def _put_back(self, meeting: Meeting) -> None:
        """To where it was before, if nobody has come there."""
        if meeting.pk not in self.before:
            return
        with suppress(MeetingError):
            place(meeting, *self.before[meeting.pk], pinned=False)

    def _skip(self, meeting: Meeting, reason: str) -> None:
        self.applied.skipped.append(f"“{meeting}”: {reason}")
        if meeting.slot_id is None:
            _set_reason(meeting, reason)

    def _say_why(self) -> None:
        names = {p.pk: str(p) for people in self.people.values() for p in people}
        for one in self.result["unplaced"]:
            meeting = self.meetings.get(one["meeting"])
            if meeting and meeting.slot_id is None:
                reason = in_words(
                    one["why"],
                    one["people"],
                    names,
                    language=one["language"],
                    most=self.session.most_meetings or 0,
                )
                _set_reason(meeting, reason)


def _set_reason(meeting: Meeting, reason: str) -> None:
    meeting.unplaced_reason = reason[:LONGEST_REASON]
    meeting.save(update_fields=["unplaced_reason"])


@transaction.atomic
def publish_schedule(session: NetworkingSession, *, by: User | None) -> int:
    """Show everybody the own times and tell all of them by mail, once. Returns how many people
    are told. Later changes tell those concerned.

    Raises MeetingError where people see their times already, requests were never opened, or no
    meeting has a time.
    """
    session = locked_session(session)
    if session.shows_times:
        raise MeetingError(_("People see their times already."))
    if not session.is_open:
        raise MeetingError(_("Open the requests first: nobody sees the meetings yet."))
    rows = Meeting.objects.filter(session=session, status=MeetingStatus.ACCEPTED)
    meetings = list(rows.select_related("slot", "table"))
    if not any(meeting.slot for meeting in meetings):
        raise MeetingError(_("No meeting has a time yet."))
    session.published_at = timezone.now()
    session.save(update_fields=["published_at"])
    sentence = _("The schedule of the meetings was published.")
    log_session("meetings_published", session, sentence, by=by)
    return 0 if session.workshop.is_held else tell_published(session, meetings)
