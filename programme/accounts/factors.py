"""The second factor: who has one, who used it in this session, and who must.

Whether it was used stands in the session, so asking costs no query. A session that was begun
before the factor was set up has not used it.
"""

import datetime
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from programme.access import Seat, seats_of
from programme.models import Programme, User

FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Key:
    """A passkey or a security key of somebody."""

    pk: int
    name: str
    logs_in: bool
    added_at: datetime.datetime
    last_used_at: datetime.datetime | None


@dataclass(frozen=True)
class Factors:
    """What somebody has set up. One query."""

    app: Authenticator | None
    keys: list[Key]
    recovery: Authenticator | None

    @classmethod
    def of(cls, user: User) -> "Factors":
        rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
        by_type = {row.type: row for row in rows}
        keys = [_key(row) for row in rows if row.type == Authenticator.Type.WEBAUTHN]
        return cls(
            by_type.get(Authenticator.Type.TOTP),
            keys,
            by_type.get(Authenticator.Type.RECOVERY_CODES),
        )

    @property
    def is_set_up(self) -> bool:
        return bool(self.app or self.keys)

    @property
    def codes_left(self) -> int:
        return len(self.recovery.wrap().get_unused_codes()) if self.recovery else 0


def _key(row: Authenticator) -> Key:
    key = row.wrap()
    return Key(row.pk, key.name, bool(key.is_passwordless), row.created_at, row.last_used_at)


def has_second_factor(user: User) -> bool:
    """One query."""
    return Authenticator.objects.filter(user=user, type__in=FACTOR_TYPES).exists()


def used_second_factor(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a second factor in it. No query."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def proofs_of_factor(request: HttpRequest) -> list[str]:
    """The pages on which a second factor is shown; by passkey, the quickest, comes last."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return [way["url"] for way in ways if way["id"] != "reauthenticate"]


def note_second_factor(request: HttpRequest, kind: str) -> None:
    """Whoever has just set one up has shown it, too."""
    added = Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
    record_authentication(request, request.user, "mfa", id=added.pk, type=kind)


def forget_second_factor(request: HttpRequest) -> None:
    """The session begins to be one without: the last factor is gone."""
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa"
    ]


def must_show_factor(request: HttpRequest, seat: Seat) -> bool:
    """Whether the programme opens to this person only with a second factor. No query."""
    return asks_for_factor(seat) and not used_second_factor(request)


def asks_for_factor(seat: Seat) -> bool:
    if not seat.programme.coordinators_need_second_factor:
        return False
    return seat.is_coordinator or seat.user.is_staff or seat.user.is_superuser


def closing_without(factor: Authenticator) -> list[Programme]:
    """The programmes that close to the person once this factor is gone. Three queries at most."""
    others = Authenticator.objects.filter(user=factor.user, type__in=FACTOR_TYPES)
    if others.exclude(pk=factor.pk).exists():
        return []
    return [seat.programme for seat in seats_of(factor.user) if asks_for_factor(seat)]
