"""Holds the meetings of the demonstration that are still to come: people, agendas, surveys."""

import datetime
from typing import Any

from django.utils import timezone

from programme.mapping.answers import answer_map
from programme.mapping.history import ANSWERED
from programme.models import Activity, Programme, Role, Sector, User, WorkplanItem, subject_of
from workshops.demo import on_the_day, releases, surveys
from workshops.models import (
    AgendaItem,
    AttendsAs,
    Registration,
    SignUp,
    SurveyResponse,
    Workshop,
    WorkshopKind,
)

# Invented guests of a host: how many firms on the second day, how many policymakers at the end.
FIRMS, POLICYMAKERS = 6, 4
NOON = datetime.time(12)


def load(programme: Programme, data: dict[str, Any]) -> None:
    """Every meeting is held: somebody came, chose, was ticked off and was asked."""
    users = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    coordinator = programme.memberships.filter(role=Role.COORDINATOR)[0].user
    for workshop in Workshop.objects.filter(programme=programme).order_by("starts_on"):
        workshop.programme = programme
        if workshop.agenda_released_at is None:
            day = workshop.days[0] - datetime.timedelta(days=16)
            releases.load(workshop, day, users)
        _complete_guests(workshop, programme, data["names"])
        _choose(workshop)
        if not workshop.registrations.filter(attendances__isnull=False).exists():
            items = list(AgendaItem.objects.filter(workshop=workshop, removed_at__isnull=True))
            on_the_day.attend(workshop, items, 2, by=coordinator)
    _ask(programme, data["surveys"])
    _answer_map(programme, data["map"], coordinator)


def _complete_guests(workshop: Workshop, programme: Programme, names: list[str]) -> None:
    """Everybody who waited got a place, and those come who come every time."""
    Workshop.objects.filter(pk=workshop.pk).update(places=max(workshop.places or 0, 60))
    workshop.registrations.update(is_waiting=False)
    if workshop.registrations.count() >= 20:
        return
    known = set(workshop.registrations.values_list("user", flat=True))
    members = programme.memberships.select_related("user", "city", "partner").order_by("pk")
    for place, member in enumerate(members):
        is_host = member.city is not None and member.city == workshop.city
        comes = is_host or member.role != Role.PARTICIPANT or place % 3 == _turn(workshop)
        if comes and member.user_id not in known:
            Registration.objects.create(
                workshop=workshop,
                user=member.user,
                name=member.user.name,
                city=member.city,
                partner=member.partner,
                attends_as=_kind(member.role, is_host=is_host),
                list_consent_at=workshop.agenda_released_at,
            )
            known.add(member.user_id)
    if workshop.kind == WorkshopKind.CITY:
        _invite_locals(workshop, names)


def _turn(workshop: Workshop) -> int:
    return (workshop.number or 0) % 3


def _kind(role: str, *, is_host: bool) -> str:
    if role == Role.EXPERT:
        return AttendsAs.EXPERT
    return AttendsAs.HOST if is_host else AttendsAs.PARTNER


def _invite_locals(workshop: Workshop, names: list[str]) -> None:
    """Firms of the host's cluster, and policymakers for the last lunch."""
    first = (workshop.number or 0) * (FIRMS + POLICYMAKERS)
    for place in range(FIRMS + POLICYMAKERS):
        kind = AttendsAs.CLUSTER_FIRM if place < FIRMS else AttendsAs.POLICYMAKER
        Registration.objects.create(
            workshop=workshop,
            name=names[(first + place) % len(names)],
            organisation=f"{kind.label}, {workshop.place_name}",
            city=workshop.city,
            attends_as=kind,
            list_consent_at=workshop.agenda_released_at,
        )


def _choose(workshop: Workshop) -> None:
    """Three of five choose A; policymakers come when the choice is over."""
    choices = {item.choice: item for item in workshop.agenda_items.choices()}
    if set(choices) < {"A", "B"}:
        return
    open_ones = workshop.registrations.filter(sign_up__isnull=True).exclude(
        attends_as=AttendsAs.POLICYMAKER
    )
    for place, registration in enumerate(open_ones.order_by("pk")):
        choice = "B" if place % 5 in (1, 3) else "A"
        SignUp.objects.create(registration=registration, item=choices[choice])


def _ask(programme: Programme, rows: list[dict[str, Any]]) -> None:
    """Surveys of the later meetings; none is open any more."""
    known = set(SurveyResponse.objects.values_list("workshop__slug", flat=True))
    surveys.load_rows(programme, [row for row in rows if row["workshop"] not in known])
    for workshop in programme.workshops.filter(survey_opened_at__isnull=False):
        day = workshop.last_day + datetime.timedelta(days=1)
        workshop.survey_opened_at = datetime.datetime.combine(day, NOON, workshop.tz)
        workshop.survey_closes_on = day + datetime.timedelta(days=14)
        workshop.save(update_fields=["survey_opened_at", "survey_closes_on"])


def _answer_map(programme: Programme, rows: list[dict[str, Any]], by: User) -> None:
    """What the cities answered for the map after the kick-off, each after its own workshop."""
    for row in rows:
        city = programme.cities.get(slug=row["city"])
        answers: dict[Sector, str] = {
            programme.sectors.get(slug=slug): mark for slug, mark in row["marks"].items()
        }
        answer_map(city, answers, by=by)
        entry = Activity.objects.filter(subject=subject_of(city), verb=ANSWERED).latest("pk")
        at = datetime.datetime.combine(row["on"], NOON, city.tz)
        Activity.objects.filter(pk=entry.pk).update(at=at)


def tick_off_everything(programme: Programme) -> None:
    """Nothing is left to do: what was still open was done on its day."""
    for item in WorkplanItem.objects.filter(programme=programme, done_at__isnull=True):
        day = min(item.due_on, timezone.localdate())
        item.done_at = datetime.datetime.combine(day, NOON, datetime.UTC)
        item.save(update_fields=["done_at"])
