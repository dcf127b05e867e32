"""When people may say what came of a meeting, and what a meeting’s people say together.

Two people of one meeting may say different things: both stand. ``Meeting.happened`` is what the
desk ticked; where its ticks leave it open it is “took place” as soon as one of its people says so,
and until then what was said last (``became_of``).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone

from workshops.models import (
    Happened,
    Meeting,
    MeetingAnswer,
    MeetingOutcome,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    NetworkingSession,
    OutcomeStage,
)

# Until so long after the day of the meeting the first answer can be given and changed, and until
# so long after people were asked again the second one.
OPEN_FOR = {
    OutcomeStage.EVENING: datetime.timedelta(days=14),
    OutcomeStage.SIX_MONTHS: datetime.timedelta(days=60),
}
MONTHS_LATER = 6
# What the form and its checks ask for of the row of one of the people.
WITH_ALL = (
    "meeting__session__workshop__programme",
    "meeting__session__workshop__city__group",
    "meeting__slot",
    "meeting__table",
    "meeting__sector",
    "networker__registration__user",
    "networker__registration__city",
    "networker__cluster",
)
_signer = Signer(salt="workshops.meetings.outcomes", sep=".")


@dataclass(frozen=True)
class OpenStage:
    """A stage that takes answers now, and its last day."""

    stage: OutcomeStage
    until: datetime.date

    @property
    def is_second(self) -> bool:
        return self.stage == OutcomeStage.SIX_MONTHS


def open_stage(
    session: NetworkingSession, slot: MeetingSlot | None, *, at: datetime.datetime | None = None
) -> OpenStage | None:
    """What the people of a meeting in this slot may answer now; None before its end, between the
    two stages, after the second, and for a meeting without a time. Runs no query."""
    if slot is None or not session.shows_times:
        return None
    tz = session.workshop.tz
    now = (at or timezone.now()).astimezone(tz)
    if asked_at := session.six_months_asked_at:
        until = asked_at.astimezone(tz).date() + OPEN_FOR[OutcomeStage.SIX_MONTHS]
        return OpenStage(OutcomeStage.SIX_MONTHS, until) if now.date() <= until else None
    until = slot.day + OPEN_FOR[OutcomeStage.EVENING]
    has_ended = (now.date(), now.time()) >= (slot.day, slot.ends_at)
    return OpenStage(OutcomeStage.EVENING, until) if has_ended and now.date() <= until else None


def open_stage_of(
    row: MeetingParticipant, *, at: datetime.datetime | None = None
) -> OpenStage | None:
    """The same for one of the people: nobody is asked who did not agree to the meeting."""
    meeting = row.meeting
    if meeting.status != MeetingStatus.ACCEPTED or row.answer != MeetingAnswer.ACCEPTED:
        return None
    return open_stage(meeting.session, meeting.slot, at=at)


def outcome_in(row: MeetingParticipant) -> MeetingOutcome | None:
    """What the person has said in the stage that is open; for whoever may speak for the person.
    One query at most."""
    now = open_stage_of(row)
    if now is None:
        return None
    return MeetingOutcome.objects.filter(participant=row, stage=now.stage).first()


def last_slot_of(session: NetworkingSession) -> MeetingSlot | None:
    """The last slot in which somebody meets. One query."""
    used = MeetingSlot.objects.filter(session=session, meetings__isnull=False)
    return used.order_by("-day", "-ends_at").first()


def reminder_of(stage: OutcomeStage) -> str:
    """How the key of the mail ends that reminds somebody of the answers of a stage."""
    return f"meetings:{stage}:reminder"


def session_is_over(session: NetworkingSession, slot: MeetingSlot) -> bool:
    """Whether the session’s last slot has ended, by the clocks of the place."""
    now = timezone.localtime(timezone=session.workshop.tz)
    return (now.date(), now.time()) >= (slot.day, slot.ends_at)


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return day.replace(year=day.year + year, month=month + 1, day=last)
        except ValueError:
            continue
    raise ValueError(day)


def said_together(outcomes: Iterable[MeetingOutcome]) -> str:
    """What became of a meeting by the words of its people; empty while nobody has said anything.

    Whoever says that it took place was there; of other answers the last one counts.
    """
    found = sorted(outcomes, key=lambda outcome: (outcome.given_at, outcome.pk))
    if any(outcome.happened == Happened.HELD for outcome in found):
        return Happened.HELD
    return found[-1].happened if found else ""


def became_of(meeting: Meeting) -> str:
    """What became of a meeting: by the ticks of the desk, where these leave it open by the words
    of its people. Two queries."""
    agreed = meeting.participants.filter(answer=MeetingAnswer.ACCEPTED)
    ticks = set(agreed.order_by().values_list("came", flat=True))
    if False in ticks:
        return Happened.NO_SHOW
    if ticks == {True}:
        return Happened.HELD
    return said_together(MeetingOutcome.objects.filter(participant__meeting=meeting).order_by())


# The link of somebody without an account, half a year later.


def outcome_token(row: MeetingParticipant) -> str:
    """What the address of the form ends in. It dies with a new link of the registration."""
    return _signer.sign(f"{row.pk}-{row.networker.registration.link_version}")


def outcome_link(row: MeetingParticipant) -> str:
    """The whole address, as it stands in a mail."""
    slug = row.meeting.session.workshop.programme.slug
    path = reverse("workshops:meeting_outcome_guest", args=[slug, outcome_token(row)])
    return f"{settings.SITE_URL}{path}"


def row_behind(token: str, *, of: str) -> MeetingParticipant | None:
    """The row whose second question the link opens; None for a link that is wrong, renewed, too
    old, or before its time. Links are for people without an account."""
    try:
        pk, version = _signer.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    row = with_all(
        MeetingParticipant.objects.filter(
            pk=pk,
            networker__registration__link_version=version,
            networker__registration__user=None,
            meeting__session__workshop__programme__slug=of,
        )
    ).first()
    open_now = open_stage_of(row) if row else None
    return row if open_now and open_now.is_second else None


def with_all(rows: QuerySet[MeetingParticipant]) -> QuerySet[MeetingParticipant]:
    """Rows of people with ``WITH_ALL``. One query."""
    return rows.select_related(*WITH_ALL)


def last_days(sessions: Iterable[NetworkingSession]) -> dict[int, datetime.date]:
    """The last day on which people meet, by the key of the session. One query."""
    rows = (
        MeetingSlot.objects.filter(session__in=list(sessions), meetings__isnull=False)
        .order_by()
        .values_list("session")
        .annotate(Max("day"))
    )
    return dict(rows)
