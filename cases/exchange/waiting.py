"""What waits between an upload and the decision: a private file, bound to a person and a case.

It lies in the folder of its case and person under a name that nobody can guess, is found only
there, and is gone a day later.
"""

import datetime
import json
import re
import secrets
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cases.exchange.incoming import Incoming
from cases.models import Case
from programme.models import User

FOLDER = "incoming"
KEPT = datetime.timedelta(hours=24)
TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(incoming: Incoming, case: Case, user: User) -> str:
    """Keep what a file brings, and return the name under which this person finds it again.

    What is kept is never written again: nobody who looks at it finds half of it.
    """
    token = secrets.token_hex(16)
    _write(_path(case, user, token), incoming)
    return token


def find(case: Case, user: User, token: str) -> Incoming | None:
    """What this person has uploaded for this case; None when it is gone, or another's."""
    if not TOKEN.fullmatch(token):
        return None
    path = _path(case, user, token)
    # Asked first: what a missing file raises differs between kinds of storage.
    if not default_storage.exists(path):
        return None
    if default_storage.get_modified_time(path) < timezone.now() - KEPT:
        return None
    with default_storage.open(path) as file:
        return Incoming.from_data(json.load(file))


def clear_old() -> None:
    """Delete what has waited too long, of whomever."""
    for path in list(_all()):
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)


def forget(user: User, is_named: Callable[[str], bool]) -> int:
    """Delete what waits for a person, and what names somebody; how many files."""
    gone = 0
    for path in list(_all()):
        with default_storage.open(path) as file:
            words = file.read().decode(errors="replace")
        if path.startswith(tuple(_folders_of(user))) or is_named(words):
            default_storage.delete(path)
            gone += 1
    return gone


def _folders_of(user: User) -> Iterator[str]:
    return (f"{FOLDER}/{case}/{user.pk}/" for case in _listed(FOLDER)[0])


def _all() -> Iterator[str]:
    for case in _listed(FOLDER)[0]:
        for person in _listed(f"{FOLDER}/{case}")[0]:
            for name in _listed(f"{FOLDER}/{case}/{person}")[1]:
                yield f"{FOLDER}/{case}/{person}/{name}"


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def _path(case: Case, user: User, token: str) -> str:
    return f"{FOLDER}/{case.pk}/{user.pk}/{token}.json"


def _write(path: str, incoming: Incoming) -> None:
    default_storage.save(path, ContentFile(json.dumps(incoming.as_data()).encode()))
