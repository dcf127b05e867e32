"""What an address names, and for whom it exists."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

MEMBERS = frozenset({"coordinator", "expert", "editor", "stranger", "participant"})
# Who reads what a city is still writing.
WRITERS = frozenset({"coordinator", "expert", "editor"})
STAFF = frozenset({"coordinator", "expert"})
COORDINATOR = frozenset({"coordinator"})
LOGGED_IN = MEMBERS | {"outsider"}
EVERYBODY = LOGGED_IN | {"visitor"}

# The columns of the table, from whom least is open to whom most.
ROLES = (
    "visitor",
    "nobody",  # has an account, and no programme
    "away",  # takes part in another programme
    "outsider",  # coordinates another programme
    "participant",
    "other_group",  # takes part, from a city of another group
    "stranger",  # edits another city
    "editor",  # edits the city
    "expert",
    "coordinator",
    "operator",  # a superuser, who takes part in no programme
    "proven",  # a superuser who has shown a second factor
)

DRAFT = "draft.city.slug"
SHARED = "shared.city.slug"


@dataclass(frozen=True)
class Door:
    """What the address names, apart from the programme, and for whom it exists."""

    names: Callable[[SimpleNamespace], list]
    opens: frozenset[str] = MEMBERS
    # Whether the address begins with the programme.
    in_programme: bool = True


def door(*path, opens=MEMBERS):
    """A door whose names are attributes of the world, dotted: ``case.city.slug``; or words."""
    return Door(_names_in(path), opens)


def page(*path, opens=LOGGED_IN):
    """An address of the site itself, which names no programme."""
    return Door(_names_in(path), opens, in_programme=False)


def _names_in(path):
    def names(world):
        return [_look_up(world, name) if "." in name else name for name in path]

    return names


def _look_up(world, name):
    value = world
    for part in name.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value
