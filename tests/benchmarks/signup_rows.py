"""Beside the measured site, on its database: the people who sign up, and who is in at the end."""

import json
import sys
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string

from programme.models import Membership, Role, User
from workshops.models import Workshop


def prepare(people: int, places: int) -> None:
    """Empty workshop 5 but for its places, and log the people in."""
    workshop = Workshop.objects.select_related("programme", "city").get(
        programme__slug="clusnet", number=5
    )
    workshop.registrations.all().delete()
    workshop.places = places
    workshop.save(update_fields=["places"])
    json.dump([_person(number, workshop) for number in range(people)], sys.stdout)


def _person(number: int, workshop: Workshop) -> dict:
    user = User.objects.create(name=f"Person {number}", email=f"{uuid4()}@example.com")
    Membership.objects.create(
        user=user, programme=workshop.programme, role=Role.PARTICIPANT, city=workshop.city
    )
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    path = f"/{workshop.programme.slug}/workshops/{workshop.slug}/participants/register/"
    return {"name": user.name, "session": session.session_key, "path": path}


def line() -> None:
    """Everybody in order of arrival: the name, and whether the person waits."""
    workshop = Workshop.objects.get(programme__slug="clusnet", number=5)
    rows = workshop.registrations.order_by("registered_at", "pk")
    json.dump(list(rows.values_list("name", "is_waiting", "pk")), sys.stdout)
