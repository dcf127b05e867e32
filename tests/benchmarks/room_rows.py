"""Beside the measured site, on its database: the people in the room, and its board at the end."""

import json
import sys
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string

from cases.models import BoardNote, Case, Discussion
from cases.services import discussion as services
from programme.models import Membership, Role, User

CITY = "eindhoven"


def prepare(people: int) -> None:
    """Open an empty room, with its first phase, and log the people in."""
    case = Case.objects.select_related("programme", "city").get(
        programme__slug="clusnet", city__slug=CITY
    )
    Discussion.objects.filter(case=case).delete()
    members = case.programme.memberships.select_related("user")
    expert = members.filter(role=Role.EXPERT).first().user
    room = services.open_discussion(case, by=expert)
    services.begin_phase(room, "facts", by=expert)
    json.dump([_person(number, room) for number in range(people)], sys.stdout)


def _person(number: int, room: Discussion) -> dict:
    user = User.objects.create(name=f"Person {number}", email=f"{uuid4()}@example.com")
    Membership.objects.create(
        user=user, programme=room.case.programme, role=Role.PARTICIPANT, city=room.case.city
    )
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": user.name, "session": session.session_key, "path": room.get_absolute_url()}


def stored() -> None:
    """Every point by its number."""
    notes = BoardNote.objects.filter(discussion__case__city__slug=CITY).order_by("number")
    json.dump([(note.number, str(note.key)) for note in notes], sys.stdout)
