"""Loads what the people of choice B at workshop 5 say, ask and answer: requests in every state.

All of it is invented. It goes through the services; then each row gets the hour at which it was.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from programme.demo.calendar import read
from programme.models import Activity, Cluster, Mail, MailStatus, Programme, User
from workshops.models import (
    Meeting,
    MeetingParticipant,
    MeetingSlot,
    Networker,
    NetworkingSession,
    Registration,
)
from workshops.services.meetings.following import expire
from workshops.services.meetings.leaving import cancel_meeting
from workshops.services.meetings.networkers import networker_of, save_networker
from workshops.services.meetings.requests import (
    Wish,
    accept_meeting,
    decline_meeting,
    request_meeting,
    withdraw_meeting,
)

NEXT = 5


def load(programme: Programme) -> None:
    """Load profiles, offers and requests of the next workshop, where its session is open."""
    session = (
        NetworkingSession.objects.filter(
            workshop__programme=programme, workshop__number=NEXT, opened_at__isnull=False
        )
        .select_related("workshop")
        .first()
    )
    # In a calendar that is kept as it was, its people have met already.
    if session is None or session.workshop.is_held:
        return
    data = read("workshops", "meetings")
    story = Story(session, User.objects.in_bulk(field_name="email"))
    for row in data["profiles"]:
        story.introduce(row)
    for row in data["requests"]:
        story.ask(row)


class Story:
    """The people by their names, and the hours at which they did what they did."""

    def __init__(self, session: NetworkingSession, users: dict[str, User]) -> None:
        self.session, self.users = session, users
        rows = Registration.objects.in_choice_b().filter(workshop=session.workshop)
        self.registrations = {row.name: row for row in rows.select_related("user", "city")}
        self.people: dict[str, Networker] = {}
        self.slots = list(MeetingSlot.objects.filter(session=session))

    def introduce(self, row: dict[str, Any]) -> None:
        """What one person says beforehand; nothing for whoever is not in choice B."""
        registration = self.registrations.get(row["name"])
        if registration is None:
            return
        registration.workshop = self.session.workshop
        person = networker_of(registration)
        clusters = Cluster.objects.in_programme(self.session.workshop.programme)
        person.cluster = clusters.filter(name=row["cluster"]).first()
        person.about, person.languages = row["about"], row["languages"]
        person.interpreter = row.get("interpreter", "")
        offers = [
            (kind, topic, words)
            for kind, said in (("offer", row["offers"]), ("seek", row["seeks"]))
            for topic, words in said
        ]
        columns = ["cluster", "about", "languages", "interpreter"]
        away = [self._slot(number) for number in row.get("away", [])]
        at = self.session.opened_at or timezone.now()
        self._happened(
            at + datetime.timedelta(hours=5 * len(self.people) + 3),
            lambda: save_networker(
                person,
                columns,
                by=registration.user,
                offers=offers,
                away=[slot for slot in away if slot],
            ),
        )
        self.people[row["name"]] = person

    def ask(self, row: dict[str, Any]) -> None:
        """One request with all that became of it."""
        names = [row["by"], *row["to"]]
        if not all(name in self.people for name in names):
            return
        asker = self.people[row["by"]]
        wish = Wish(
            reason=row["reason"],
            sector=self.session.workshop.programme.sectors.filter(slug=row.get("sector")).first(),
            slot=self._slot(row.get("slot")),
        )
        by = self.users[row["for"]] if "for" in row else asker.registration.user
        asked_at = self._ago(row["hours_ago"])
        others = [self.people[name] for name in row["to"]]
        meeting = self._happened(asked_at, lambda: request_meeting(asker, others, wish, by=by))
        days = datetime.timedelta(days=self.session.days_to_answer)
        Meeting.objects.filter(pk=meeting.pk).update(requested_at=asked_at)
        if asked_at + days > timezone.now():
            Meeting.objects.filter(pk=meeting.pk).update(answer_by=asked_at + days)
        self._answer(meeting, row)
        self._end(meeting, row, asked_at)

    def _answer(self, meeting: Meeting, row: dict[str, Any]) -> None:
        for name, answer, hours, *rest in row.get("answers", []):
            part, by = self._part(meeting, name)
            at = self._ago(hours)
            if answer == "declined":
                words = rest[0]
                self._happened(at, lambda: decline_meeting(part, by=by, words=words))  # noqa: B023
            else:
                by = self.users[rest[1]] if len(rest) > 1 else by
                slot = self._slot(rest[0] if rest else None)
                self._happened(at, lambda: accept_meeting(part, by=by, slot=slot))  # noqa: B023
            MeetingParticipant.objects.filter(pk=part.pk).update(answered_at=at)
            Meeting.objects.filter(pk=meeting.pk, ended_at__isnull=False).update(ended_at=at)

    def _end(self, meeting: Meeting, row: dict[str, Any], asked_at: datetime.datetime) -> None:
        part, by = self._part(meeting, row["by"])
        ended = asked_at + datetime.timedelta(days=self.session.days_to_answer)
        if "withdrawn" in row:
            ended = asked_at + datetime.timedelta(hours=20)
            self._happened(ended, lambda: withdraw_meeting(part, by=by, words=row["withdrawn"]))
        elif row.get("expired"):
            Meeting.objects.filter(pk=meeting.pk).update(answer_by=ended)
            self._happened(ended, lambda: expire(meeting))
        elif "cancelled" in row:
            name, hours, words = row["cancelled"]
            part, by = self._part(meeting, name)
            ended = self._ago(hours)
            self._happened(ended, lambda: cancel_meeting(part, by=by, words=words))
        else:
            return
        Meeting.objects.filter(pk=meeting.pk).update(ended_at=ended)

    def _part(self, meeting: Meeting, name: str) -> tuple[MeetingParticipant, User | None]:
        part = meeting.participants.get(networker=self.people[name])
        return part, self.people[name].registration.user

    def _slot(self, number: int | None) -> MeetingSlot | None:
        return self.slots[number - 1] if number and number <= len(self.slots) else None

    def _ago(self, hours: int) -> datetime.datetime:
        return timezone.now() - datetime.timedelta(hours=hours)

    def _happened(self, at: datetime.datetime, act: Callable[[], Any]) -> Any:
        """Do it, and let log and mails say that it was then."""
        programme = self.session.workshop.programme
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        last_mail = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        outcome = act()
        Activity.objects.filter(programme=programme, pk__gt=last).update(at=at)
        Mail.objects.filter(programme=programme, pk__gt=last_mail).update(
            created_at=at,
            send_after=at,
            sent_at=at + datetime.timedelta(seconds=7),
            status=MailStatus.SENT,
            tries=1,
        )
        return outcome
