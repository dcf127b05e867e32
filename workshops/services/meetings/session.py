"""The session of choice B: set up, opened, closed, and its interpreters."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.activity import values_of
from programme.directory.languages import language_name
from programme.letters.writing import Template
from programme.models import User
from workshops.matchmaking.speakers import meetings_page_of
from workshops.matchmaking.times import choice_b_of, spans_within
from workshops.meeting_letter_kinds import OPENED
from workshops.models import (
    Interpreters,
    Meeting,
    MeetingSlot,
    MeetingTable,
    NetworkingSession,
    Registration,
    Workshop,
)
from workshops.services.meetings.rows import MeetingError, locked_session, log_session
from workshops.services.meetings.telling import telling_those_concerned
from workshops.services.registration import write_to
from workshops.services.rows import locked_workshop, log_workshop

SETTINGS = ("mode", "requests_until", "days_to_answer", "most_meetings")


@dataclass(frozen=True)
class Layout:
    """How a new session is cut: the length of a slot, the pause after it, and the tables."""

    minutes: int = 25
    pause: int = 5
    tables: int = 6
    seats: int = 4
    where: str = ""


@transaction.atomic
def create_session(
    workshop: Workshop, layout: Layout, *, by: User | None, **settings: Any
) -> NetworkingSession:
    """Cut the time of choice B into slots, and put up the tables. Nobody is told yet.

    Raises MeetingError where the agenda has no choice B, the time is too short, or a session is
    there already.
    """
    workshop = locked_workshop(workshop)
    if NetworkingSession.objects.filter(workshop=workshop).exists():
        raise MeetingError(_("The meetings of this workshop were set up meanwhile."))
    item = choice_b_of(workshop)
    if item is None:
        raise MeetingError(_("The agenda has no choice B yet. Add it first."))
    spans = spans_within(item.starts_at, item.ends_at, minutes=layout.minutes, pause=layout.pause)
    if not spans:
        raise MeetingError(
            _("“%(item)s” is too short for a slot of %(minutes)s minutes.")
            % {"item": item.title, "minutes": layout.minutes}
        )
    session = NetworkingSession(workshop=workshop, **settings)
    session.full_clean()
    session.save()
    MeetingSlot.objects.bulk_create(
        MeetingSlot(session=session, day=item.day, starts_at=start, ends_at=end)
        for start, end in spans
    )
    MeetingTable.objects.bulk_create(
        MeetingTable(session=session, number=number, seats=layout.seats, name=layout.where)
        for number in range(1, layout.tables + 1)
    )
    log_session(
        "meetings_set_up",
        session,
        _("The meetings of choice B were set up: %(slots)s slots at %(tables)s tables."),
        by=by,
        after=values_of(session),
        slots=len(spans),
        tables=layout.tables,
    )
    return session


@transaction.atomic
def change_session(
    session: NetworkingSession, values: dict[str, Any], *, by: User | None
) -> NetworkingSession:
    """Set these of ``SETTINGS``. What people see of their times stays visible; whoever sees the
    own times by this change is told."""
    row = locked_session(session)
    before = {name: str(getattr(row, name) or "") for name in values}
    was_shown = row.shows_times
    with telling_those_concerned(row):
        for name, value in values.items():
            setattr(row, name, value)
        if was_shown and not row.shows_times and _has_times(row):
            row.published_at = timezone.now()
        row.full_clean()
        row.save(update_fields=[*values, "published_at"])
    after = {name: str(getattr(row, name) or "") for name in values}
    if before != after:
        log_workshop(
            "meetings_changed",
            row.workshop,
            _("How the meetings of choice B are arranged was changed."),
            by=by,
            about=row,
            before=before,
            after=after,
        )
    return row


def _has_times(session: NetworkingSession) -> bool:
    return Meeting.objects.filter(session=session, slot__isnull=False).exists()


@transaction.atomic
def open_session(session: NetworkingSession, *, by: User | None) -> NetworkingSession:
    """Let people ask each other for meetings, and tell those of choice B by mail, once.

    Raises MeetingError without slots or tables, or after the last day for requests.
    """
    row = locked_session(session)
    if not row.slots.exists():
        raise MeetingError(_("There is no slot yet. Add one first."))
    if not row.tables.exists():
        raise MeetingError(_("There is no table yet. Add one first."))
    if row.requests_until and row.requests_are_over:
        raise MeetingError(
            _("Requests were taken until %(day)s. Choose a later day first.")
            % {"day": date_format(row.requests_until, "j F Y")}
        )
    if row.opened_at is None:
        row.opened_at = timezone.now()
        row.save(update_fields=["opened_at"])
        log_session("meetings_opened", row, _("Requests for meetings were opened."), by=by)
        tell_choice_b(row)
    return row


def tell_choice_b(session: NetworkingSession) -> None:
    """Write to everybody who has a place in choice B, once each."""
    workshop = session.workshop
    people = Registration.objects.in_choice_b().filter(workshop=workshop)
    template = Template.of(workshop.programme, OPENED)
    until = session.requests_until
    for registration in people.select_related("user"):
        registration.workshop = workshop
        write_to(
            registration,
            kind=OPENED,
            values={"until": date_format(until, "l j F Y") if until else ""},
            key="meetings:opened",
            page=meetings_page_of(registration),
            template=template,
        )


@transaction.atomic
def close_requests(session: NetworkingSession, *, by: User | None) -> NetworkingSession:
    """Take no more requests from now on. What was asked and agreed stays, and can be answered."""
    row = locked_session(session)
    if not row.is_open:
        raise MeetingError(_("Requests are not open."))
    if row.requests_are_over:
        raise MeetingError(_("Requests are closed already."))
    today = timezone.localdate(timezone=row.workshop.tz)
    row.requests_until = today - datetime.timedelta(days=1)
    row.save(update_fields=["requests_until"])
    log_session("meetings_closed", row, _("Requests for meetings were closed."), by=by)
    return row


@transaction.atomic
def set_interpreters(
    session: NetworkingSession, language: str, number: int, *, by: User | None
) -> None:
    """Say how many interpreters of a language can work at the same time; none takes it out."""
    row = locked_session(session)
    rows = Interpreters.objects.filter(session=row, language=language)
    before = rows.values_list("number", flat=True).first() or 0
    if number:
        Interpreters.objects.update_or_create(
            session=row, language=language, defaults={"number": number}
        )
    else:
        rows.delete()
    sentence = _("Interpreters for %(language)s at the same time: %(number)s.")
    log_session(
        "interpreters_set",
        row,
        sentence,
        by=by,
        before={"number": before},
        after={"number": number},
        language=language_name(language),
        number=number,
    )
