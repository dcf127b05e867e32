"""Loads who was invited to the demonstration and has not come yet, and who was there before."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from programme.demo.calendar import Calendar, read
from programme.invitations.services import LINK_LIVES, withdraw
from programme.models import (
    Activity,
    City,
    Consent,
    ConsentPurpose,
    FormerMembership,
    Invitation,
    Mail,
    MailStatus,
    Membership,
    Programme,
    Role,
    User,
)
from programme.people.services import add_person
from programme.privacy.consents import give_consent


@transaction.atomic
def load(programme: Programme, calendar: Calendar) -> None:
    """The last thing that is loaded: nobody else's data needs to know of these people."""
    data = read("programme", "people")
    users = {user.email: user for user in User.objects.filter(memberships__programme=programme)}
    cities = {city.slug: city for city in City.objects.in_programme(programme)}
    began = calendar.moment(programme_began(programme, calendar))
    Membership.objects.filter(programme=programme).update(began_at=began)
    _list_all(programme, began, but=data["not_listed"])
    for row in data["invitations"]:
        _invite(row, programme, cities[row["city"]], users[row["by"]])
    for row in data["accepted"]:
        _accepted(users[row["email"]], users[row["by"]], calendar.moment(row["invited_on"]))
    for row in data["former"]:
        _former(row, cities[row["city"]], users, calendar)


def _list_all(programme: Programme, began: datetime.datetime, *, but: list[str]) -> None:
    people = User.objects.filter(memberships__programme=programme).exclude(email__in=but)
    for person in people.distinct():
        give_consent(person, programme, ConsentPurpose.LISTED, by=person)
    Consent.objects.filter(programme=programme).update(given_at=began)
    Activity.objects.filter(verb="consent_given", programme=programme).update(at=began)


def emails() -> list[str]:
    """Of the people of this file, who go with the demonstration."""
    data = read("programme", "people")
    return [row["email"] for row in (*data["invitations"], *data["former"])]


def programme_began(programme: Programme, calendar: Calendar) -> datetime.date:
    """The first day of the programme, as the file of the calendar calls it."""
    return programme.starts_on - datetime.timedelta(weeks=calendar.weeks)


def _invite(row: dict[str, Any], programme: Programme, city: City, by: User) -> None:
    sent_at = timezone.now() - datetime.timedelta(days=row["days_ago"])
    added = add_person(
        programme,
        email=row["email"],
        name=row["name"],
        role=row["role"],
        city=city,
        partner=None,
        by=by,
    )
    invitation = Invitation.objects.get(user=added.membership.user)
    Membership.objects.filter(user=invitation.user).update(began_at=sent_at)
    _date_back(invitation, sent_at)
    bounced_at = sent_at if row["mail"] == MailStatus.BOUNCED else None
    Mail.objects.filter(user=invitation.user).update(
        status=row["mail"], created_at=sent_at, sent_at=sent_at, bounced_at=bounced_at
    )
    if bounced_at:
        User.objects.filter(pk=invitation.user_id).update(address_refused_at=bounced_at)
    if "withdrawn_after" in row:
        withdraw(invitation, by=by)
        gone_at = sent_at + datetime.timedelta(days=row["withdrawn_after"])
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=gone_at)
        Activity.objects.filter(verb="invitation_withdrawn", programme=programme).update(at=gone_at)
    Activity.objects.filter(verb="person_added", subject=_subject(added.membership)).update(
        at=sent_at
    )


def _subject(seat: Membership) -> str:
    return f"programme.membership:{seat.pk}"


def _date_back(invitation: Invitation, sent_at: datetime.datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(
        created_at=sent_at, sent_at=sent_at, expires_at=sent_at + LINK_LIVES
    )


def _accepted(user: User, by: User, sent_at: datetime.datetime) -> None:
    seat = Membership.objects.filter(user=user).select_related("programme", "city")[0]
    Membership.objects.filter(pk=seat.pk).update(began_at=sent_at)
    Invitation.objects.create(
        programme=seat.programme,
        user=user,
        city=seat.city,
        address=user.email,
        invited_by=by,
        created_at=sent_at,
        sent_at=sent_at,
        expires_at=sent_at + LINK_LIVES,
        accepted_at=sent_at + datetime.timedelta(days=1),
    )


def _former(row: dict[str, Any], city: City, users: dict[str, User], calendar: Calendar) -> None:
    ended_at = calendar.moment(row["ended_on"])
    user = User.objects.create_user(row["email"], name=row["name"], last_login=ended_at)
    FormerMembership.objects.create(
        user=user,
        programme=city.programme,
        role=Role(row["role"]),
        city=city,
        began_at=calendar.moment(row["began_on"]),
        ended_at=ended_at,
        handed_to=users[row["handed_to"]],
    )
