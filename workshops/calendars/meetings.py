"""Meetings of choice B as events of a calendar (RFC 5545)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db.models import Min, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from programme.ical import ONE_DAY, in_utc, new_calendar, plain, uid
from programme.models import User
from workshops.calendars.events import place_of, write
from workshops.matchmaking.appointments import PEOPLE, Appointment
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingSlot,
    MeetingStatus,
    Networker,
    Workshop,
)


def event_of_meeting(
    meeting: Appointment, workshop: Workshop, stamp: datetime.datetime, *, url: str
) -> Event:
    """A meeting that has a time, as one of its people reads it."""
    event = _event(meeting.pk, meeting.sequence, stamp, url)
    event.add("summary", plain(_("Meeting with %(names)s") % {"names": meeting.names}))
    if meeting.time:
        for name, at in (("dtstart", meeting.time.starts_at), ("dtend", meeting.time.ends_at)):
            event.add(name, datetime.datetime.combine(meeting.time.day, at, tzinfo=workshop.tz))
    event.add("status", "CONFIRMED")
    event.add("location", plain(", ".join(filter(None, [meeting.place, place_of(workshop)]))))
    people = [f"{person.name}, {person.belongs_to}".strip(", ") for person in meeting.people]
    event.add("description", plain("\n".join([meeting.reason, *people])))
    return event


def event_struck_out(
    meeting: Meeting, day: datetime.date, stamp: datetime.datetime, *, url: str
) -> Event:
    """A meeting that had a time and has none any more: calendars that hold it strike it out.

    Nobody knows the time any more: it stands at the day, and keeps nobody busy.
    """
    event = _event(meeting.pk, meeting.calendar_sequence, stamp, url)
    event.add("summary", plain(_("Cancelled: %(meeting)s") % {"meeting": meeting.reason}))
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    return event


def _event(pk: int, sequence: int, stamp: datetime.datetime, url: str) -> Event:
    event = Event()
    event.add("uid", uid(f"meeting-{pk}"))
    event.add("sequence", sequence)
    event.add("dtstamp", in_utc(stamp))
    event.add("url", url)
    return event


def events_of_meetings(
    workshops: Sequence[Workshop], user: User, stamp: datetime.datetime
) -> dict[int, list[Event]]:
    """The person’s own meetings at these workshops, by the key of the workshop, as far as people
    may see their times. At most three queries for all of them."""
    own = MeetingParticipant.objects.filter(
        networker__registration__user=user, meeting__session__workshop__in=workshops
    )
    return _events(own, {row.pk: row for row in workshops}, stamp)


def calendar_of_networker(
    networker: Networker, workshop: Workshop, stamp: datetime.datetime
) -> str:
    """One person’s meetings, to be taken into a calendar once."""
    own = MeetingParticipant.objects.filter(networker=networker)
    title = _("Meetings at %(workshop)s") % {"workshop": workshop.title}
    events = _events(own, {workshop.pk: workshop}, stamp)
    return write(new_calendar(title), events.get(workshop.pk, []))


def _events(
    own: QuerySet[MeetingParticipant], workshops: Mapping[int, Workshop], stamp: datetime.datetime
) -> dict[int, list[Event]]:
    """Of the meetings to which one person has agreed: ``own`` are that person’s rows."""
    own = own.filter(answer=MeetingAnswer.ACCEPTED)
    agreed = MeetingParticipant.objects.filter(answer=MeetingAnswer.ACCEPTED)
    people = agreed.select_related(*(f"networker__{path}" for path in PEOPLE))
    meetings = (
        Meeting.objects.filter(
            pk__in=own.values("meeting"),
            status__in=(MeetingStatus.ACCEPTED, MeetingStatus.CANCELLED),
            session__opened_at__isnull=False,
        )
        .annotate(own=Subquery(own.filter(meeting=OuterRef("pk")).values("networker")[:1]))
        .select_related("session", "slot", "table", "sector")
        .prefetch_related(Prefetch("participants", queryset=people))
    )
    shown = [meeting for meeting in meetings if meeting.session.shows_times]
    lost = [meeting for meeting in shown if meeting.slot is None and meeting.calendar_sequence]
    days = _days_of(meeting.session_id for meeting in lost) if lost else {}
    found: dict[int, list[Event]] = defaultdict(list)
    for meeting in shown:
        workshop = workshops[meeting.session.workshop_id]
        url = _page_of(workshop)
        if meeting.slot:
            told = Appointment.of(meeting, meeting.own)
            found[workshop.pk].append(event_of_meeting(told, workshop, stamp, url=url))
        elif meeting.calendar_sequence:
            day = days.get(meeting.session_id, workshop.first_day)
            found[workshop.pk].append(event_struck_out(meeting, day, stamp, url=url))
    return found


def _days_of(sessions: Iterable[int]) -> dict[int, datetime.date]:
    """The first day of each session. One query."""
    rows = MeetingSlot.objects.filter(session__in=set(sessions)).order_by()
    return dict(rows.values_list("session").annotate(Min("day")))


def _page_of(workshop: Workshop) -> str:
    path = reverse("workshops:my_meetings", args=[workshop.programme.slug, workshop.slug])
    return f"{settings.SITE_URL}{path}"
