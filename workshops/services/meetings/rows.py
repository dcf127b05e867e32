"""What the services of this package share: the rows that they hold, the log, the mails."""

from collections.abc import Mapping, Sequence
from typing import Any

from programme.activity import remember
from programme.letters.writing import Template
from programme.models import City, User
from workshops.matchmaking.speakers import meetings_page_of
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    Networker,
    NetworkingSession,
)
from workshops.services.registration import write_to
from workshops.services.rows import locked_workshop, log_workshop


class MeetingError(Exception):
    """It cannot be done; the text says why and can be shown."""


def locked_session(session: NetworkingSession) -> NetworkingSession:
    """The session as it is now, kept from all others who arrange meetings of its workshop.

    The workshop’s row is held, as for the choice: who leaves choice B and who accepts a meeting
    wait for each other. To be called inside a transaction.
    """
    workshop = locked_workshop(session.workshop)
    found = NetworkingSession.objects.get(pk=session.pk)
    found.workshop = workshop
    return remember(found)


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting as it is now, with its session held (see ``locked_session``)."""
    session = locked_session(meeting.session)
    found = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("slot", "table")
        .get(pk=meeting.pk)
    )
    found.session = session
    return remember(found)


def people_of(meeting: Meeting) -> list[Networker]:
    """Who takes part: all who accepted, the one who asked among them. One query."""
    return list(
        Networker.objects.filter(
            meetings__meeting=meeting, meetings__answer=MeetingAnswer.ACCEPTED
        ).select_related("registration__user", "registration__city", "cluster")
    )


def everybody_in(meeting: Meeting) -> list[Networker]:
    """All who were asked or accepted; not those who declined. One query."""
    # One subquery: two conditions in an ``exclude`` could be met by two different meetings.
    rows = MeetingParticipant.objects.filter(meeting=meeting).exclude(answer=MeetingAnswer.DECLINED)
    return list(
        Networker.objects.filter(pk__in=rows.values("networker")).select_related(
            "registration__user", "registration__city", "cluster"
        )
    )


def key_of(networkers: Sequence[Networker]) -> str:
    """Under which the same people are known again, in whatever order they asked."""
    return "-".join(str(pk) for pk in sorted(networker.pk for networker in networkers))


def log_meeting(
    verb: str, meeting: Meeting, sentence: str, *, by: User | None, **values: Mapping[str, Any]
) -> None:
    """Write down what happened to a meeting, for whoever may see it: those who run the programme,
    the host, and the cities of its people. The sentence names nobody."""
    people = MeetingParticipant.objects.filter(meeting=meeting)
    cities = City.objects.filter(pk__in=people.values("networker__registration__city"))
    workshop = meeting.session.workshop
    log_workshop(verb, workshop, sentence, by=by, about=meeting, also_for=cities, **values)


def log_session(
    verb: str,
    session: NetworkingSession,
    sentence: str,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **words: object,
) -> None:
    """Write down what happened to the session; ``words`` go into the sentence."""
    log_workshop(
        verb,
        session.workshop,
        sentence % words,
        by=by,
        about=session,
        before=before,
        after=after,
    )


def write_to_people(
    networkers: Sequence[Networker],
    meeting: Meeting,
    *,
    kind: str,
    values: Mapping[str, object],
    key: str,
) -> None:
    """Put a mail for each of the people into the outbox, each leading to the own meetings.

    ``key`` makes a repeated mail about the same thing be sent once.
    """
    template = Template.of(meeting.session.workshop.programme, kind) if networkers else None
    for networker in networkers:
        registration = networker.registration
        registration.workshop = meeting.session.workshop
        write_to(
            registration,
            kind=kind,
            values=values,
            key=f"meeting:{meeting.pk}:{key}",
            page=meetings_page_of(registration),
            template=template,
        )
