"""Loads the meetings of choice B of the demonstration: the sessions of workshops 1 to 5, and who
met whom at those that are over. All of it is invented."""

import datetime
from itertools import cycle
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.demo.calendar import read
from programme.models import Activity, Programme, User
from workshops.matchmaking import computing
from workshops.matchmaking.board import Arrangement
from workshops.models import (
    Attendance,
    Choice,
    MatchMode,
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
    MeetingPlan,
    MeetingStatus,
    Networker,
    NetworkingSession,
    Registration,
    Workshop,
)
from workshops.services.meetings.desk import tick_came
from workshops.services.meetings.networkers import networker_of
from workshops.services.meetings.placing import free_places, place, unplace
from workshops.services.meetings.plans import apply_plan, publish_schedule
from workshops.services.meetings.rows import key_of
from workshops.services.meetings.session import Layout, create_session, set_interpreters

# Meetings agreed for each ten people who were there, and each so many-th was asked for in vain.
AGREED_PER_TEN = 14
DECLINED_EVERY = 6
# Somebody did not come to each of these of nine meetings in the order of time.
NO_SHOW_OF_NINE = (1, 5)
ENDS = (MeetingStatus.DECLINED, MeetingStatus.EXPIRED, MeetingStatus.WITHDRAWN)


def load(programme: Programme) -> None:
    """Set up the sessions, and let the people of those that are over meet."""
    data = read("workshops", "sessions")
    users = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    for row in data["sessions"]:
        workshop = programme.workshops.get(number=row["workshop"])
        # Without choice B there is nothing to set up: a complete demonstration may differ.
        if not workshop.agenda_items.in_draft().filter(choice=Choice.B).exists():
            continue
        by = users[row["by"]]
        session = _set_up(workshop, row, by)
        if workshop.is_held:
            people = _people_of(workshop, data["languages"])
            _agree(session, people, data["talks"]["reasons"])
            _place_all(session, by)
            _hold(session, by)
            _date_log(session)


def _set_up(workshop: Workshop, row: dict[str, Any], by: User) -> NetworkingSession:
    layout = Layout(row["minutes"], row["pause"], row["tables"], 4, row["where"])
    session = create_session(workshop, layout, by=by, mode=row["mode"])
    for language, number in row["interpreters"].items():
        set_interpreters(session, language, number, by=by)
    days_ago = row.get("opened_days_ago")
    opened = (
        timezone.now() - datetime.timedelta(days=days_ago)
        if days_ago and not workshop.is_held
        else _noon(workshop, workshop.first_day - datetime.timedelta(days=30))
    )
    session.opened_at = opened
    session.requests_until = workshop.first_day - datetime.timedelta(days=2)
    session.save(update_fields=["opened_at", "requests_until"])
    # One large table for groups.
    largest = session.tables.order_by("-number").first()
    if largest:
        largest.seats = 6
        largest.save(update_fields=["seats"])
    return session


def _noon(workshop: Workshop, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), workshop.tz)


def _people_of(workshop: Workshop, languages: dict[str, dict[str, str]]) -> list[Networker]:
    """Everybody of choice B who came, in the order of their names."""
    absent = Attendance.objects.filter(registration__workshop=workshop, is_present=False)
    rows = Registration.objects.in_choice_b().filter(workshop=workshop)
    rows = rows.exclude(pk__in=absent.values("registration"))
    people = []
    for registration in rows.select_related("workshop", "city").order_by("name"):
        person = networker_of(registration)
        spoken = languages.get(registration.name, {"languages": "en"})
        for name, value in spoken.items():
            setattr(person, name, value)
        person.save(update_fields=[*spoken, "updated_at"])
        people.append(person)
    return people


def _agree(session: NetworkingSession, people: list[Networker], reasons: list[str]) -> None:
    """Who asked whom: people of different cities, everybody about as often; one group of three."""
    talk = cycle(reasons[session.workshop.number or 0 :] + reasons[: session.workshop.number or 0])
    wanted = len(people) * AGREED_PER_TEN // 10
    pairs = [
        (people[place], people[(place + step) % len(people)])
        for step in range(1, len(people) // 2)
        for place in range(len(people))
        if people[place].registration.city_id
        != people[(place + step) % len(people)].registration.city_id
    ]
    third = next(p for p in people if p not in pairs[0])
    _ask(session, [*pairs[0], third], next(talk), MeetingStatus.ACCEPTED, number=0)
    for number, pair in enumerate(pairs[1:wanted], start=1):
        declined = number % DECLINED_EVERY == 0
        status = ENDS[number // DECLINED_EVERY % len(ENDS)] if declined else MeetingStatus.ACCEPTED
        _ask(session, list(pair), next(talk), status, number=number)


def _ask(
    session: NetworkingSession,
    people: list[Networker],
    reason: str,
    status: MeetingStatus,
    *,
    number: int,
) -> None:
    """A request as it was left: what the services would have written long ago."""
    asked = session.opened_at or timezone.now()
    asked += datetime.timedelta(hours=7 * number + 2)
    answered = asked + datetime.timedelta(hours=20 + number % 5 * 9)
    is_agreed = status == MeetingStatus.ACCEPTED
    meeting = Meeting.objects.create(
        session=session,
        reason=reason,
        status=status,
        people_key=key_of(people),
        requested_at=asked,
        answer_by=asked + datetime.timedelta(days=session.days_to_answer),
        ended_at=None if is_agreed else answered,
    )
    rest = MeetingAnswer.ACCEPTED if is_agreed else MeetingAnswer.DECLINED
    if status == MeetingStatus.WITHDRAWN:
        rest = MeetingAnswer.ASKED
    MeetingParticipant.objects.bulk_create(
        MeetingParticipant(
            meeting=meeting,
            networker=person,
            is_requester=place == 0,
            answer=MeetingAnswer.ACCEPTED if place == 0 else rest,
            answered_at=asked if place == 0 else answered,
        )
        for place, person in enumerate(people)
    )


def _place_all(session: NetworkingSession, by: User) -> None:
    """As people picked their times, or as the schedule was computed for all."""
    if session.mode == MatchMode.COMPUTED:
        plan = MeetingPlan.objects.create(session=session, requested_by=by)
        # As it was then: nothing had begun.
        computing.compute(plan.pk, now=session.opened_at)
        plan.refresh_from_db()
        apply_plan(plan, by=by, now=session.opened_at)
        publish_schedule(session, by=by)
        day = _noon(session.workshop, session.workshop.first_day - datetime.timedelta(days=2))
        MeetingPlan.objects.filter(pk=plan.pk).update(requested_at=day, applied_at=day)
        NetworkingSession.objects.filter(pk=session.pk).update(published_at=day)
        return
    for cell in Arrangement.of(session).cells:
        free = free_places(session, cell.people)
        if free:
            slot, tables = free[cell.meeting.pk % len(free)]
            place(cell.meeting, slot, tables[0], pinned=False)
        else:
            unplace(cell.meeting, reason=_("They found no time at which all of them were free."))


def _hold(session: NetworkingSession, by: User) -> None:
    """The desk ticked who came to each meeting."""
    placed = [cell for cell in Arrangement.of(session).cells if cell.meeting.slot_id]
    for number, cell in enumerate(placed):
        cell.meeting.session = session
        for position, person in enumerate(cell.people):
            missing = number % 9 in NO_SHOW_OF_NINE and position == len(cell.people) - 1
            part = person.part  # type: ignore[attr-defined]
            part.meeting = cell.meeting
            tick_came(part, not missing, by=by)


def _date_log(session: NetworkingSession) -> None:
    """The log says when it was, not when the demonstration was loaded."""
    workshop = session.workshop
    about = Activity.objects.filter(programme=workshop.programme, path=workshop.get_absolute_url())
    before = session.opened_at
    evening = _noon(workshop, workshop.first_day + datetime.timedelta(days=1))
    about.filter(verb__in=["meetings_set_up", "interpreters_set"]).update(at=before)
    about.filter(verb__in=["meeting_plan_applied", "meetings_published"]).update(
        at=_noon(workshop, workshop.first_day - datetime.timedelta(days=2))
    )
    about.filter(verb="meeting_ticked").update(at=evening + datetime.timedelta(hours=5))
