"""What an address names, and for whom it exists."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

MEMBERS = frozenset({"coordinator", "expert", "editor", "stranger", "participant"})
# Who reads what a city is still writing.
WRITERS = frozenset({"coordinator", "expert", "editor"})
STAFF = frozenset({"coordinator", "expert"})
COORDINATOR = frozenset({"coordinator"})
EVERYBODY = MEMBERS | {"outsider", "visitor"}

DRAFT = "draft.city.slug"
SHARED = "shared.city.slug"


@dataclass(frozen=True)
class Door:
    """What the address names, apart from the programme, and for whom it exists."""

    names: Callable[[SimpleNamespace], list]
    opens: frozenset[str] = MEMBERS


def door(*path, opens=MEMBERS):
    """A door whose names are attributes of the world, dotted: ``case.city.slug``; or words."""

    def names(world):
        return [_look_up(world, name) if "." in name else name for name in path]

    return Door(names, opens)


def _look_up(world, name):
    value = world
    for part in name.split("."):
        value = getattr(value, part)
    return value
