"""The workshop in the calendar of each person who has a place: one event, kept up to date by mail.

A mail asks the calendar to take the event (REQUEST), a later one to take it anew, or to strike it
out (CANCEL). What a calendar holds is read from the outbox: the last mail that was not dropped.
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Self

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from icalendar import Event, vCalAddress, vDatetime

from programme.ical import ONE_DAY, in_utc, new_calendar, plain, uid
from programme.letters.writing import Template
from programme.mails.posting import drop, post_all
from programme.mails.server import one_line
from programme.models import CalendarMethod, Mail, MailStatus
from workshops.agendas.releases import released_items
from workshops.calendars.events import add_days, ends_at, link_to, place_of, starts_at, write
from workshops.calendars.lines import properties_of, span_of, value_in, with_lines, with_values
from workshops.calendars.words import kind_of, span_in_words, timetable, values_of
from workshops.models import AgendaItem, Registration, SignUp, Workshop

# Another value in one of these is worth a mail of its own; another text only goes along with one.
WEIGHTY = ("DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS")


# What a calendar may hold although no new mail is due: when it was written, and its number.
PASSING = ("DTSTAMP", "SEQUENCE")


@transaction.atomic
def invite(
    registration: Registration, *, words: str = "", batch: uuid.UUID | None = None
) -> Mail | None:
    """Confirm the place to whoever got it, with the event for the calendar in the same mail.

    ``words`` are whole sentences that stand in the mail too; who confirms many places at once
    gives the ``batch``. None when there is nobody to write to, the workshop has no dates or is
    over, or the calendar holds the event already.
    """
    row = Invitations.of(registration.workshop, registration).invitation(registration, words=words)
    if row and batch:
        row.batch = batch
    post_all([row] if row else [])
    return row


@transaction.atomic
def cancel(registration: Registration) -> Mail | None:
    """Say that there is no place any more, and take the event out of the calendar. To be called
    before the registration is deleted.

    Mails with the event that have not left yet are dropped. None when no calendar holds it.
    """
    workshop = registration.workshop
    waiting = Invitations.of(workshop, registration).waiting(registration)
    drop(waiting)
    row = Invitations.of(workshop, registration).cancellation(registration)
    post_all([row] if row else [])
    return row


@transaction.atomic
def update_invitations(workshop: Workshop) -> int:
    """Send everybody who has a place the event as it is now, where days, times or place differ
    from what the calendar holds; take it out of the calendars when there are no days any more.

    Returns how many mails that makes. As few queries for many people as for one.
    """
    invitations = Invitations.of(workshop)
    rows = [row for row in map(invitations.update, coming_to(workshop)) if row]
    post_all(rows)
    return len(rows)


@transaction.atomic
def update_invitation(registration: Registration) -> Mail | None:
    """The same for one person whose calendar holds the event, when the person's own days, times
    or place have changed; otherwise None."""
    invitations = Invitations.of(registration.workshop, registration)
    row = invitations.update(registration) if invitations.holds(registration) else None
    post_all([row] if row else [])
    return row


def update_for(registration: Registration) -> tuple[str, str]:
    """The event and what it does, for a mail that is written anyway (its ``calendar`` and
    ``calendar_method``). Both empty when the calendar holds the same.

    For many people ask ``Invitations.of(workshop)`` once, and then its ``update_for``.
    """
    return Invitations.of(registration.workshop, registration).update_for(registration)


def coming_to(workshop: Workshop) -> Iterator[Registration]:
    """Everybody who has a place, ready to be written to."""
    for registration in workshop.registrations.coming().select_related("user"):
        registration.workshop = workshop
        yield registration


def address_of(registration: Registration) -> str:
    """Where the person is written to; empty where nobody knows it."""
    user = registration.user
    return user.email if user and user.is_active else registration.email


def name_of(registration: Registration) -> str:
    """Who it is, for as long as the event lives. Two people may share a mailbox, and an account
    keeps its event when the person comes after all. A registration by e-mail that somebody took
    over is still that in the person's calendar."""
    has_account = registration.user_id and not registration.email
    who = f"person-{registration.user_id}" if has_account else f"guest-{registration.pk}"
    return f"workshop-{registration.workshop_id}-{who}"


@dataclass
class Invitations:
    """What the calendars of a workshop's people hold, and what they should."""

    workshop: Workshop
    # Those of the released agenda; none while a move has left them behind.
    items: list[AgendaItem]
    # What each registered person chose, by primary keys.
    chosen: dict[int, int]
    # All mails with the event of each person, the oldest first.
    posted: dict[str, list[Mail]]
    # The same for many people, and worked out once: by what they chose; by what a calendar held.
    shared: dict[int | None, str] = field(default_factory=dict)
    spans: dict[tuple[str, str], "Span"] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)

    @classmethod
    def of(cls, workshop: Workshop, registration: Registration | None = None) -> Self:
        """All that is known of a workshop's people, or of one of them alone."""
        mails = Mail.objects.about(workshop.source_prefix).exclude(calendar="").order_by("pk")
        choices = SignUp.objects.filter(registration__workshop=workshop)
        if registration:
            mails = mails.filter(calendar__contains=f"UID:{name_of(registration)}@")
            choices = choices.filter(registration=registration)
        posted: dict[str, list[Mail]] = {}
        for mail in mails:
            posted.setdefault(value_in(mail.calendar, "UID"), []).append(mail)
        items = released_items(workshop)
        return cls(
            workshop=workshop,
            items=items if {item.day for item in items} <= set(workshop.days) else [],
            chosen=dict(choices.values_list("registration", "item")),
            posted=posted,
        )

    # What is written to one person

    def invitation(self, registration: Registration, *, words: str = "") -> Mail | None:
        text, method = self.update_for(registration)
        return self._mail("invite", registration, text, method, words=words)

    def update(self, registration: Registration) -> Mail | None:
        """The mail that is due to somebody who has a place, if one is."""
        if not self.workshop.is_dated:
            return self.cancellation(registration)
        held = self._held(registration)
        text, method = self._update_for(registration, held, WEIGHTY)
        before = self._span(held).words if held else ""
        return self._mail("update", registration, text, method, before=before)

    def cancellation(self, registration: Registration) -> Mail | None:
        """Made of what the calendar holds: the days may be gone by now."""
        held = self._held(registration)
        if not held or self._span(held).last_day < timezone.localdate(timezone=self.workshop.tz):
            return None
        values = {
            "METHOD": str(CalendarMethod.CANCEL),
            "SEQUENCE": str(self._next_sequence(registration)),
            "DTSTAMP": vDatetime(in_utc(timezone.now())).to_ical().decode(),
            "STATUS": "CANCELLED",
        }
        text = with_values(held, values)
        return self._mail("cancel", registration, text, CalendarMethod.CANCEL)

    def update_for(self, registration: Registration) -> tuple[str, str]:
        return self._update_for(registration, self._held(registration))

    def _update_for(
        self, registration: Registration, held: str, names: tuple[str, ...] = ()
    ) -> tuple[str, str]:
        """The event, if it differs from the held one in these properties, or in any."""
        if not self.workshop.is_dated or self.workshop.is_held or registration.is_waiting:
            return "", ""
        text = self._calendar(registration)
        if held and not _differs(held, text, names):
            return "", ""
        return text, CalendarMethod.REQUEST

    def holds(self, registration: Registration) -> bool:
        return bool(self._held(registration))

    def waiting(self, registration: Registration) -> list[int]:
        """The keys of mails with the event that have not left."""
        mails = self.posted.get(uid(name_of(registration)), [])
        unsent = (MailStatus.WAITING, MailStatus.HELD)
        return [mail.pk for mail in mails if mail.status in unsent]

    def _mail(
        self,
        occasion: str,
        registration: Registration,
        text: str,
        method: str,
        *,
        words: str = "",
        before: str = "",
    ) -> Mail | None:
        address = address_of(registration)
        if not text or not address:
            return None
        user = registration.user
        registration.workshop = self.workshop
        own = self._own_items(registration)
        kind = kind_of(occasion, self.workshop)
        return self._template(kind).draft(
            values_of(kind, registration, own, words=words, before=before),
            to=user if user and user.is_active else None,
            name=registration.name,
            address=address,
            source_key=f"{self.workshop.source_prefix}calendar:{name_of(registration)}"
            f":{value_in(text, 'SEQUENCE')}",
            calendar=text,
            calendar_method=method,
        )

    def _template(self, kind: str) -> Template:
        if kind not in self.templates:
            self.templates[kind] = Template.of(self.workshop.programme, kind)
        return self.templates[kind]

    # The event

    def _own_items(self, registration: Registration) -> list[AgendaItem]:
        return self._items_with(self.chosen.get(registration.pk))

    def _items_with(self, chosen: int | None) -> list[AgendaItem]:
        return [item for item in self.items if not item.choice or item.pk == chosen]

    def _calendar(self, registration: Registration) -> str:
        """One event from the first own item to the last; whole days while there are no times."""
        event = Event()
        event.add("uid", uid(name_of(registration)))
        event.add("sequence", self._next_sequence(registration))
        if registration.user_id:
            event.add("url", link_to(self.workshop))
        attendee = _person(registration.name, address_of(registration))
        # Whoever has a place has said so; there is nothing to answer.
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        event.add("attendee", attendee)
        own = event.to_ical().decode().split("\r\n", 1)[1].rpartition("END:VEVENT")[0]
        chosen = self.chosen.get(registration.pk)
        if chosen not in self.shared:
            method = CalendarMethod.REQUEST
            shared = self._shared_event(self._items_with(chosen))
            self.shared[chosen] = write(new_calendar("", method=method), [shared])
        return with_lines(self.shared[chosen], own)

    def _shared_event(self, own: list[AgendaItem]) -> Event:
        """What is the same in the events of all who chose the same."""
        workshop = self.workshop
        event = Event()
        event.add("dtstamp", in_utc(timezone.now()))
        event.add("summary", plain(workshop.title))
        if own:
            event.add("dtstart", min(starts_at(item, workshop) for item in own))
            event.add("dtend", max(ends_at(item, workshop) for item in own))
            event.add("description", plain(timetable(own)))
        else:
            add_days(event, workshop)
        event.add("location", plain(place_of(workshop)))
        event.add("status", "CONFIRMED")
        event.add("organizer", _person(workshop.programme.name, _sender()))
        return event

    def _next_sequence(self, registration: Registration) -> int:
        """Above that of every mail ever written, also of those that were dropped."""
        mails = self.posted.get(uid(name_of(registration)), [])
        return max((int(value_in(mail.calendar, "SEQUENCE")) + 1 for mail in mails), default=0)

    def _held(self, registration: Registration) -> str:
        """What the person's calendar holds, as far as the mails say; empty when nothing."""
        lost = (MailStatus.DROPPED, MailStatus.FAILED)
        mails = self.posted.get(uid(name_of(registration)), [])
        arrived = [mail for mail in mails if mail.status not in lost]
        if not arrived or arrived[-1].calendar_method == CalendarMethod.CANCEL:
            return ""
        return arrived[-1].calendar

    def _span(self, held: str) -> "Span":
        properties = properties_of(held)
        key = properties["DTSTART"], properties["DTEND"]
        if key not in self.spans:
            self.spans[key] = Span.of(held)
        return self.spans[key]


@dataclass(frozen=True)
class Span:
    """When an event is that a calendar holds."""

    words: str
    last_day: datetime.date

    @classmethod
    def of(cls, held: str) -> Self:
        start, end = span_of(held)
        day = end.date() if isinstance(end, datetime.datetime) else end - ONE_DAY
        return cls(span_in_words(start, end), day)


def _sender() -> str:
    """Who calendars take for the organiser: the address from which the mail comes."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{one_line(address)}")
    person.params["CN"] = one_line(plain(name)).replace('"', "'")
    return person


def _differs(held: str, text: str, names: tuple[str, ...]) -> bool:
    """Whether two events differ in these properties, or in any."""
    one, other = properties_of(held), properties_of(text)
    return any(
        one.get(name) != other.get(name)
        for name in names or set(one) | set(other)
        if name not in PASSING
    )
