"""Where somebody is led who comes into a programme: to what waits for the person there."""

from collections.abc import Callable
from typing import NamedTuple

from programme.access import Seat


class Waiting(NamedTuple):
    """A page, and in words what is to be done there; no words where nothing presses."""

    url: str
    title: str = ""


Lead = Callable[[Seat], Waiting | None]
_leads: list[Lead] = []


def lead(ask: Lead) -> None:
    """Let an app above say what is most urgent for a person. Called once, at the start."""
    _leads.append(ask)


def what_waits(seat: Seat) -> Waiting:
    """The most urgent thing of the person; where nothing is, the first page of the programme."""
    for ask in _leads:
        if found := ask(seat):
            return found
    return Waiting(seat.programme.get_absolute_url())
