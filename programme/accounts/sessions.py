"""Where somebody is logged in: the list, and its ends.

allauth keeps a row for each session. It is written at the log-in and seldom afterwards: a page
does not get slower by it.
"""

import datetime
import time
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from programme.accounts.devices import device_of
from programme.models import User

SEEN_KEY = "seen_at"
# So seldom is written down that a session is in use, in seconds.
SEEN_EVERY = 5 * 60


@dataclass(frozen=True)
class OpenSession:
    """One browser that is logged in."""

    pk: int
    device: str
    place: str
    began_at: datetime.datetime
    last_seen_at: datetime.datetime
    is_this: bool


def open_sessions(user: User, current_key: str | None) -> list[OpenSession]:
    """The sessions in which the person is logged in, this one first. Two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk"))
    alive = _alive(user, [row.session_key for row in rows])
    found = [
        OpenSession(
            row.pk,
            device_of(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]
    return sorted(found, key=lambda session: not session.is_this)


def _alive(user: User, keys: Sequence[str]) -> set[str]:
    """The keys whose session is still logged in: not run out, no other password since."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    stored = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {
        session.session_key
        for session in stored
        if any(
            constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), own)
            for own in hashes
        )
    }


def end_session(user: User, pk: int) -> UserSession | None:
    """End one session of the person; None when there is none of this number."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row:
        row.end()
    return row


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End all sessions of the person, ``but`` the one of this key; how many there were."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        row.end()
    return len(rows)


def begin(request: HttpRequest) -> None:
    """From the log-in on is noted when the session was last used."""
    request.session[SEEN_KEY] = int(time.time())


def see(request: HttpRequest) -> None:
    """Note that the session is in use, every few minutes. Mostly no query.

    Sessions that did not come by a log-in here have no row, and get none.
    """
    seen_at = request.session.get(SEEN_KEY)
    if seen_at is None or time.time() - seen_at < SEEN_EVERY:
        return
    begin(request)
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now(), ip=get_adapter().get_client_ip(request)
    )
