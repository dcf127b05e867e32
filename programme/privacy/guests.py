"""People without an account: the app that has their rows says how one is found.

A guest is a person of one programme. Somebody else of that programme may have entered the name and
the address, so what is done for a guest never reaches into another programme.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from programme.keys import is_key
from programme.models import Programme, User
from programme.privacy.holders import Person


@dataclass(frozen=True)
class Guest:
    """Somebody whom a programme knows by a row without an account.

    ``key`` is the row as the log names it; ``link`` leads the person, and nobody else, to the own
    page; ``known_since_long`` says that nobody took the name to have words of others erased.
    """

    key: str
    name: str
    email: str
    programme: Programme
    link: str = ""
    known_since_long: bool = True
    # Somebody of another name has the same one, in this programme.
    shares_address: bool = False
    has_account: bool = False


Find = Callable[[int], Guest | None]
FINDERS: dict[str, Find] = {}


def register_guests(model_label: str, find: Find) -> None:
    """Let an app say how one of its rows without an account is found. Called once."""
    FINDERS[model_label] = find


def guest_of(key: str) -> Guest | None:
    """The guest of a row as the log names it; None when it is gone, or has an account by now."""
    label, _colon, pk = key.partition(":")
    find = FINDERS.get(label)
    return find(int(pk)) if find and is_key(pk) else None


def nobody(name: str = "", email: str = "") -> User:
    """An account that is none: no row points to it, and it is never saved."""
    return User(pk=0, name=name, email=email, is_active=False)


def addresses_of(guest: Guest) -> tuple[str, ...]:
    """The address of the guest, if it is nobody else's: whoever has an account has it there."""
    is_others = guest.shares_address or User.objects.filter(email__iexact=guest.email).exists()
    return (guest.email,) if guest.email and not is_others else ()


def words_of_guest(guest: Guest, *, by: User | None) -> dict[str, Sequence[str]]:
    """By which words a guest is known. A coordinator who asks for the guest knows whose words go;
    a link may have been made by whoever entered a name to have the words of others erased."""
    doubted = () if by or guest.known_since_long else (guest.name,)
    return {"names": (guest.name,), "addresses": addresses_of(guest), "doubted": doubted}


def person_of_guest(guest: Guest) -> Person:
    """The guest as whoever exports knows a person."""
    return Person(
        nobody(guest.name, guest.email),
        (guest.name,),
        addresses_of(guest),
        programme=guest.programme.pk,
        guest=guest.key,
    )
