"""People are asked what came of their meetings: the same evening, half a year later, and once more
each time."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letters.writing import Template
from programme.mails.server import one_line
from programme.models import Mail, User
from workshops.matchmaking.outcomes import (
    MONTHS_LATER,
    OPEN_FOR,
    last_slot_of,
    months_after,
    open_stage,
    outcome_link,
    reminder_of,
    session_is_over,
    with_all,
)
from workshops.matchmaking.speakers import meetings_page_of
from workshops.meeting_letter_kinds import OUTCOME, OUTCOME_LATER, OUTCOME_REMINDER
from workshops.models import (
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingStatus,
    NetworkingSession,
    OutcomeStage,
    Registration,
)
from workshops.services.meetings.rows import (
    MeetingError,
    locked_session,
)
from workshops.services.registration import mail_key, write_to
from workshops.services.rows import log_workshop

KINDS = {
    OutcomeStage.EVENING: OUTCOME,
    OutcomeStage.SIX_MONTHS: OUTCOME_LATER,
}
# A session that was over for longer when its second question fell due is not asked any more.
MOST_LATE = datetime.timedelta(days=60)


def ask_outcomes() -> None:
    """Ask everybody the same evening, and once more half a year later; each once. Safe to run at
    any time, twice, and after any pause."""
    for session in _lately_over():
        ask_evening(session)
    for session in _due_again():
        ask_again(session)


def _lately_over() -> list[NetworkingSession]:
    today = timezone.localdate()
    first = today - OPEN_FOR[OutcomeStage.EVENING]
    return _sessions(slots__day__gte=first, slots__day__lte=today + datetime.timedelta(days=1))


def _due_again() -> list[NetworkingSession]:
    latest = months_after(timezone.localdate(), -MONTHS_LATER) + datetime.timedelta(days=1)
    return _sessions(slots__day__lte=latest, slots__day__gte=latest - MOST_LATE)


def _sessions(**days: datetime.date) -> list[NetworkingSession]:
    rows = NetworkingSession.objects.filter(
        six_months_asked_at__isnull=True, slots__meetings__isnull=False, **days
    )
    return list(rows.select_related("workshop__programme", "workshop__city").distinct())


@transaction.atomic
def ask_evening(session: NetworkingSession) -> int:
    """Ask everybody who met somebody, once the last slot has ended; how many are asked now."""
    last = last_slot_of(session)
    if last is None or not session.shows_times or not session_is_over(session, last):
        return 0
    return _ask(session, OutcomeStage.EVENING, key="meetings:evening")


@transaction.atomic
def ask_again(session: NetworkingSession) -> int:
    """Ask everybody what became of it half a year later; how many are asked."""
    row = locked_session(session)
    last = last_slot_of(row)
    today = timezone.localdate(timezone=row.workshop.tz)
    if row.six_months_asked_at or last is None or not row.shows_times:
        return 0
    if today < months_after(last.day, MONTHS_LATER):
        return 0
    row.six_months_asked_at = timezone.now()
    row.save(update_fields=["six_months_asked_at"])
    number = _ask(row, OutcomeStage.SIX_MONTHS, key="meetings:six_months")
    log_workshop(
        "meetings_asked_again",
        row.workshop,
        ngettext(
            "%(number)s person was asked what came of the meetings at the %(workshop)s, half a "
            "year later.",
            "%(number)s people were asked what came of the meetings at the %(workshop)s, half a "
            "year later.",
            number,
        )
        % {"number": number, "workshop": row.workshop},
        by=None,
        about=row,
    )
    return number


@transaction.atomic
def remind_outcomes(session: NetworkingSession, *, by: User | None) -> int:
    """Ask those once more who have not answered in the stage that is open; how many. Each person
    is reminded once in each stage. Raises MeetingError while no stage is open."""
    row = locked_session(session)
    last = last_slot_of(row)
    now = open_stage(row, last)
    if now is None:
        raise MeetingError(_("No answers are taken now: there is nothing to remind of."))
    key = reminder_of(now.stage)
    number = _ask(row, now.stage, key=key, is_reminder=True)
    if number:
        log_workshop(
            "meeting_outcomes_reminded",
            row.workshop,
            ngettext(
                "%(number)s person was reminded to say what came of meetings at the %(workshop)s.",
                "%(number)s people were reminded to say what came of meetings at the %(workshop)s.",
                number,
            )
            % {"number": number, "workshop": row.workshop},
            by=by,
            about=row,
        )
    return number


def _ask(
    session: NetworkingSession,
    stage: OutcomeStage,
    *,
    key: str,
    is_reminder: bool = False,
) -> int:
    """Write to each person once under the key, a reminder to those who have not answered; how many
    mails there are now."""
    rows = _rows_of(session)
    if is_reminder:
        answered = MeetingOutcome.objects.filter(stage=stage, participant__in=rows)
        done = set(answered.values_list("participant", flat=True))
        rows = [row for row in rows if row.pk not in done]
    by_person: dict[Registration, list[MeetingParticipant]] = defaultdict(list)
    for row in rows:
        by_person[row.networker.registration].append(row)
    known = set(
        Mail.objects.filter(
            source_key__in=[f"{mail_key(person)}{key}" for person in by_person]
        ).values_list("source_key", flat=True)
    )
    new = [person for person in by_person if f"{mail_key(person)}{key}" not in known]
    if not new:
        return 0
    kind = OUTCOME_REMINDER if is_reminder else KINDS[stage]
    template = Template.of(session.workshop.programme, kind)
    letter = _Letter(stage, template, key, _names(_rows_of(session)))
    return sum(letter.write(person, by_person[person]) for person in new)


def _names(rows: list[MeetingParticipant]) -> dict[int, list[MeetingParticipant]]:
    """The people of each meeting, by its key."""
    found: dict[int, list[MeetingParticipant]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found


def _rows_of(session: NetworkingSession) -> list[MeetingParticipant]:
    """The people of all meetings that had a time, each with the others. Two queries."""
    rows = with_all(
        MeetingParticipant.objects.filter(
            meeting__session=session,
            meeting__status=MeetingStatus.ACCEPTED,
            meeting__slot__isnull=False,
            answer=MeetingAnswer.ACCEPTED,
        )
    ).order_by("meeting__slot__day", "meeting__slot__starts_at", "pk")
    found = list(rows)
    for row in found:
        row.meeting.session = session
        row.networker.registration.workshop = session.workshop
    return found


@dataclass(frozen=True)
class _Letter:
    """What is asked in a mail, and of which meetings."""

    stage: OutcomeStage
    template: Template
    key: str
    people: dict[int, list[MeetingParticipant]]

    def write(self, person: Registration, rows: list[MeetingParticipant]) -> bool:
        """Whether there is a mail for the person now."""
        now = open_stage(rows[0].meeting.session, rows[0].meeting.slot)
        # The page of somebody without an account is closed by then.
        by_links = self.stage == OutcomeStage.SIX_MONTHS and person.user_id is None
        lines = [self._line(row, by_links) for row in rows]
        values = {
            "meetings": "\n".join(lines),
            "until": date_format(now.until, "l j F Y") if now else "",
            "by_links": _("Each link opens one short form, without a log-in.") if by_links else "",
            "link": "" if by_links else meetings_page_of(person),
        }
        mail = write_to(
            person, kind=self.template.kind, values=values, key=self.key, template=self.template
        )
        return mail is not None

    def _line(self, row: MeetingParticipant, by_link: bool) -> str:
        meeting, slot = row.meeting, row.meeting.slot
        day = date_format(slot.day, "j F") if slot else ""
        others = [
            other.networker.registration.name
            for other in self.people[meeting.pk]
            if other.pk != row.pk
        ]
        line = one_line(f"- {day}, {slot}, {', '.join(others)}: {meeting.reason}")
        return f"{line}\n  {outcome_link(row)}" if by_link else line
