"""What others entered with somebody's e-mail before that person had an account.

An app above says what it has (``claimable``). It is offered and taken over by a confirmed address
alone: whoever merely typed an address gets nothing by it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.confirmed import confirm_address, is_confirmed
from programme.models import User

# So long the link opens that confirms an address.
LINK_LIVES = 24 * 60 * 60
_signer = TimestampSigner(salt="programme.claims", sep=".")


@dataclass(frozen=True)
class Claim:
    """One thing that can be taken over. ``key`` is its name in a form."""

    key: str
    title: str
    note: str


Find = Callable[[User], Iterable[Claim]]
Take = Callable[[User, Collection[str]], int]
_kinds: list[tuple[Find, Take]] = []


class ClaimError(Exception):
    """Why nothing can be taken over; the text can be shown."""


def claimable(find: Find, take: Take) -> None:
    """Let an app above offer what it has. ``find`` says what carries the person's e-mail, ``take``
    gives it to the person and says how much. Called once, at the start."""
    _kinds.append((find, take))


def claims_of(person: User) -> list[Claim]:
    """What carries the e-mail of the person and belongs to nobody yet."""
    return [claim for find, _take in _kinds for claim in find(person)]


@transaction.atomic
def take_over(person: User, keys: Collection[str]) -> int:
    """Give the person what is chosen of it; how much that was. Raises ClaimError."""
    if not is_confirmed(person):
        raise ClaimError(_("Show first that the address is yours."))
    return sum(take(person, keys) for _find, take in _kinds)


def confirmation_key(person: User) -> str:
    """What the address of the page ends in that confirms the person's e-mail."""
    return _signer.sign_object({"user": person.pk, "email": person.email})


def confirm_by(key: str, person: User) -> bool:
    """Confirm the address of the person by the key that was sent there; False for another one."""
    try:
        said = _signer.unsign_object(key, max_age=LINK_LIVES)
    except BadSignature:
        return False
    if said != {"user": person.pk, "email": person.email}:
        return False
    confirm_address(person)
    return True
