"""A discussion room as its pages reach it."""

import uuid

from django.urls import reverse

from cases.services import discussion as services

JSON = {"Accept": "application/json"}


def url_of(name, room, *more):
    case = room.case
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def post(client, person, name, room, *more, headers=JSON, **fields):
    client.force_login(person)
    return client.post(url_of(name, room, *more), fields, headers=headers)


def add(client, person, room, text="A point.", key=None, **more):
    fields = {"text": text, "phase": "facts", "key": key or uuid.uuid4(), **more}
    return post(client, person, "point_create", room, **fields)


def point(room, **values):
    """A point on the board, as the service puts it there."""
    values = {"by": None, "phase": "facts", "text": "A point.", "key": uuid.uuid4(), **values}
    return services.add_point(room, **values)


def look(client, person, room, after=0):
    client.force_login(person)
    return client.get(url_of("discussion_changes", room), {"after": after}, headers=JSON)
