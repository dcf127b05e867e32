"""A meeting is asked for, accepted, declined or withdrawn.

Everybody who is asked answers. A meeting of several is agreed once all have answered and at least
one has accepted beside the one who asked; whoever declined does not come to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.activity import values_of
from programme.models import Sector, User
from workshops.matchmaking.limits import (
    MOST_PEOPLE,
    agreed_counts,
    answer_by,
    most_meetings,
    why_closed,
)
from workshops.matchmaking.names import names_of
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    MeetingTable,
    Networker,
    NetworkingSession,
    Registration,
)
from workshops.services.meetings import letters
from workshops.services.meetings.networkers import check_choice_b, networker_of
from workshops.services.meetings.picking import TimeTakenError, check_time, place_at
from workshops.services.meetings.rows import (
    MeetingError,
    everybody_in,
    key_of,
    locked_meeting,
    locked_session,
    log_meeting,
    people_of,
)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to talk about, and perhaps when."""

    reason: str
    sector: Sector | None = None
    slot: MeetingSlot | None = None


@transaction.atomic
def request_meeting(
    asker: Networker, others: Sequence[Networker], wish: Wish, *, by: User | None
) -> Meeting:
    """Ask one or several people for one meeting, and tell them. ``by`` is None for a guest.

    Raises MeetingError, in words, for whatever stands against it.
    """
    session = locked_session(asker.registration.workshop.networking_session)
    if reason := why_closed(session):
        raise MeetingError(reason)
    others = list({person.pk: person for person in others}.values())
    people = [asker, *others]
    _check_people(session, asker, others)
    _check_room(session, people)
    if wish.slot:
        check_time(session, people, wish.slot)
    meeting = _save(session, people, wish)
    log_meeting(
        "meeting_requested",
        meeting,
        _said(asker, by, _("A meeting was asked for."), _("A meeting was asked for, for another.")),
        by=by,
        after=values_of(meeting, "reason", "sector", "status", "answer_by", "proposed_slot"),
    )
    letters.tell_asked(meeting, asker, others, by=by)
    return meeting


@transaction.atomic
def ask_people(
    asker: Registration, others: Sequence[Registration], wish: Wish, *, by: User | None
) -> Meeting:
    """The same for people who may not have joined the session yet: who asks or is asked, joins."""
    people = [networker_of(registration) for registration in others]
    return request_meeting(networker_of(asker), people, wish, by=by)


def _said(networker: Networker, by: User | None, own: str, for_another: str) -> str:
    """The sentence for the log: it names nobody, but says when somebody else spoke."""
    return for_another if by and by.pk != networker.registration.user_id else own


def _check_people(
    session: NetworkingSession, asker: Networker, others: Sequence[Networker]
) -> None:
    if not others:
        raise MeetingError(_("Say whom you want to meet."))
    if any(person.pk == asker.pk for person in others):
        raise MeetingError(_("You cannot ask yourself for a meeting."))
    if len(others) >= MOST_PEOPLE:
        raise MeetingError(
            _("At most %(people)s people can meet at once.") % {"people": MOST_PEOPLE}
        )
    people = [asker, *others]
    in_b = set(
        Networker.objects.in_choice_b()
        .filter(registration__workshop=session.workshop, pk__in=[person.pk for person in people])
        .values_list("pk", flat=True)
    )
    for person in people:
        if person.pk not in in_b:
            raise MeetingError(_("%(person)s is not in choice B.") % {"person": person})
    wanting = dict(Networker.objects.filter(pk__in=in_b).values_list("pk", "wants_meetings"))
    for person in others:
        if not wanting[person.pk]:
            raise MeetingError(
                _("%(person)s does not want to be asked for meetings.") % {"person": person}
            )


def _check_room(session: NetworkingSession, people: Sequence[Networker]) -> None:
    """Whether a table is large enough, and everybody has time left for another meeting."""
    largest = MeetingTable.objects.filter(session=session).order_by("-seats").first()
    if largest and len(people) > largest.seats:
        raise MeetingError(
            _("The largest table has %(seats)s seats: ask fewer people.") % {"seats": largest.seats}
        )
    check_most(session, people)


def check_most(session: NetworkingSession, people: Sequence[Networker]) -> None:
    """Raises MeetingError if one of them has as many agreed meetings as one may have."""
    most = most_meetings(session)
    counts = agreed_counts(session, [person.pk for person in people])
    for person in people:
        if most and counts[person.pk] >= most:
            raise MeetingError(
                _("%(person)s has %(number)s meetings already: there is no room for another.")
                % {"person": person, "number": counts[person.pk]}
            )


def _save(session: NetworkingSession, people: Sequence[Networker], wish: Wish) -> Meeting:
    now = timezone.now()
    meeting = Meeting(
        session=session,
        reason=wish.reason.strip(),
        sector=wish.sector,
        proposed_slot=wish.slot,
        people_key=key_of(people),
        requested_at=now,
        answer_by=answer_by(session, now),
    )
    try:
        meeting.full_clean(
            exclude={"session", "sector", "proposed_slot"}, validate_constraints=False
        )
        meeting.validate_constraints(exclude={"sector", "proposed_slot"})
    except ValidationError as error:
        raise MeetingError(" ".join(error.messages)) from error
    meeting.save()
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            meeting=meeting,
            networker=person,
            is_requester=place == 0,
            answer=MeetingAnswer.ASKED if place else MeetingAnswer.ACCEPTED,
            answered_at=None if place else now,
        )
        for place, person in enumerate(people)
    )
    return meeting


@transaction.atomic
def accept_meeting(
    participant: MeetingParticipant, *, by: User | None, slot: MeetingSlot | None = None
) -> Meeting:
    """Accept a request for one of its people, at a time or at any.

    The last answer settles the meeting: where people pick their times it gets the time that was
    chosen or suggested last. Raises MeetingError, and TimeTakenError with the times that are left
    where the chosen one was taken meanwhile: then nothing is accepted.
    """
    meeting = locked_meeting(participant.meeting)
    mine = _unanswered(meeting, participant)
    check_choice_b(mine.networker.registration)
    check_most(meeting.session, _those_who_count(meeting, mine))
    if slot and not meeting.session.is_computed:
        check_time(meeting.session, [*people_of(meeting), mine.networker], slot)
        meeting.proposed_slot = slot
        meeting.save(update_fields=["proposed_slot"])
    _answer(mine, MeetingAnswer.ACCEPTED)
    settle(meeting, mine.networker, by=by, must_have_time=slot is not None)
    log_meeting(
        "meeting_accepted",
        meeting,
        _said(
            mine.networker,
            by,
            _("A request for a meeting was accepted."),
            _("A request for a meeting was accepted for another."),
        ),
        by=by,
    )
    return meeting


def _those_who_count(meeting: Meeting, mine: MeetingParticipant) -> list[Networker]:
    """The one who accepts and the one who asked: of others nobody knows yet who comes."""
    asker = meeting.participants.select_related("networker__registration").filter(is_requester=True)
    return [mine.networker, *(row.networker for row in asker)]


@transaction.atomic
def decline_meeting(
    participant: MeetingParticipant, *, by: User | None, words: str = ""
) -> Meeting:
    """Decline a request for one of its people; of a group the others may still meet."""
    meeting = locked_meeting(participant.meeting)
    mine = _unanswered(meeting, participant)
    decline(meeting, mine, by=by, words=words)
    log_meeting(
        "meeting_declined",
        meeting,
        _said(
            mine.networker,
            by,
            _("A request for a meeting was declined."),
            _("A request for a meeting was declined for another."),
        ),
        by=by,
    )
    return meeting


def decline(
    meeting: Meeting, mine: MeetingParticipant, *, by: User | None, words: str = ""
) -> None:
    """The row and what follows from it, for whoever holds the meeting."""
    # Of a group several may say why; who asked reads it once all have answered.
    said = " ".join(filter(None, [meeting.ended_reason, words.strip()]))
    meeting.ended_reason = said[:300]
    meeting.save(update_fields=["ended_reason"])
    _answer(mine, MeetingAnswer.DECLINED)
    settle(meeting, mine.networker, by=by)


def _unanswered(meeting: Meeting, participant: MeetingParticipant) -> MeetingParticipant:
    """The row as it is now, if it can still be answered."""
    rows = meeting.participants.select_related("networker__registration", "networker__cluster")
    mine = rows.filter(pk=participant.pk).first()
    if mine is None or meeting.status != MeetingStatus.REQUESTED:
        raise MeetingError(
            _("Nothing to answer any more: the request is “%(status)s”.")
            % {"status": meeting.get_status_display()}
        )
    mine.networker.registration.workshop = meeting.session.workshop
    if mine.answer != MeetingAnswer.ASKED:
        raise MeetingError(_("This request was answered already."))
    if meeting.session.workshop.is_held:
        raise MeetingError(_("The workshop is over."))
    if meeting.answer_by and meeting.answer_by < timezone.now():
        local = timezone.localtime(meeting.answer_by, meeting.session.workshop.tz)
        raise MeetingError(
            _("This request could be answered until %(day)s. Ask for a meeting yourself.")
            % {"day": date_format(local, "j F, H:i")}
        )
    return mine


def _answer(mine: MeetingParticipant, answer: MeetingAnswer) -> None:
    mine.answer = answer
    mine.answered_at = timezone.now()
    mine.save(update_fields=["answer", "answered_at"])


def settle(
    meeting: Meeting,
    doer: Networker | None,
    *,
    by: User | None,
    must_have_time: bool = False,
    nothing: MeetingStatus = MeetingStatus.DECLINED,
) -> None:
    """Agree on the meeting, or end it as ``nothing`` says, once all have answered; tell them.

    Whoever calls this holds the meeting. ``must_have_time`` refuses a meeting whose time was
    taken; otherwise it is agreed without one.
    """
    rows = list(meeting.participants.select_related("networker__registration"))
    if any(row.answer == MeetingAnswer.ASKED for row in rows):
        return
    people = people_of(meeting)
    declined = [row.networker for row in rows if row.answer == MeetingAnswer.DECLINED]
    to = letters.without_doer(people, doer, by)
    if len(people) < 2:
        end(meeting, nothing, reason=meeting.ended_reason)
        if nothing == MeetingStatus.EXPIRED:
            letters.tell_expired(meeting, to)
        else:
            letters.tell_refused(meeting, to, who=names_of(declined))
        return
    meeting.status = MeetingStatus.ACCEPTED
    meeting.ended_reason = ""
    meeting.save(update_fields=["status", "ended_reason"])
    if meeting.proposed_slot and not meeting.session.is_computed:
        _place(meeting, meeting.proposed_slot, must_have_time=must_have_time)
    letters.tell_agreed(meeting, people, to, not_coming=names_of(declined))


def _place(meeting: Meeting, slot: MeetingSlot, *, must_have_time: bool) -> None:
    try:
        place_at(meeting, slot)
    except TimeTakenError:
        if must_have_time:
            raise
        meeting.unplaced_reason = _("The suggested time, %(time)s, is taken.") % {"time": slot}
        meeting.save(update_fields=["unplaced_reason"])


def end(meeting: Meeting, status: MeetingStatus, *, reason: str) -> None:
    """Write that a meeting will not be. Whoever calls this holds it, and tells its people."""
    meeting.status = status
    meeting.ended_reason = reason.strip()[:300]
    meeting.ended_at = timezone.now()
    meeting.save(update_fields=["status", "ended_reason", "ended_at"])


@transaction.atomic
def withdraw_meeting(
    participant: MeetingParticipant, *, by: User | None, words: str = ""
) -> Meeting:
    """Take a request back, by or for the person who asked. Those who were asked are told."""
    meeting = locked_meeting(participant.meeting)
    mine = meeting.participants.select_related("networker__registration", "networker__cluster")
    asker = mine.filter(pk=participant.pk, is_requester=True).first()
    if asker is None or meeting.status != MeetingStatus.REQUESTED:
        raise MeetingError(
            _("There is nothing to withdraw any more: the request is “%(status)s”.")
            % {"status": meeting.get_status_display()}
        )
    withdraw(meeting, asker.networker, by=by, words=words)
    return meeting


def withdraw(meeting: Meeting, asker: Networker, *, by: User | None, words: str = "") -> None:
    """The row and what follows from it, for whoever holds the meeting."""
    to = letters.without_doer(everybody_in(meeting), asker, by)
    end(meeting, MeetingStatus.WITHDRAWN, reason=words)
    log_meeting(
        "meeting_withdrawn",
        meeting,
        _said(
            asker,
            by,
            _("A request for a meeting was withdrawn."),
            _("A request for a meeting was withdrawn for another."),
        ),
        by=by,
    )
    letters.tell_withdrawn(meeting, asker, to, words=words)
