"""What people at one table speak together, and for whom an interpreter comes. Runs no query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from workshops.models import Networker


@dataclass(frozen=True)
class Speaks:
    """What one person speaks, and for which language an interpreter is needed; codes of two
    letters, empty for none."""

    languages: Collection[str]
    interpreter: str

    @classmethod
    def of(cls, networker: Networker) -> Self:
        return cls(networker.languages.split(), networker.interpreter)


def languages_needed(people: Sequence[Speaks]) -> frozenset[str]:
    """The interpreters without whom these people do not understand each other. A language that
    all the others speak needs none."""
    return frozenset(
        person.interpreter
        for person in people
        if person.interpreter
        and not all(
            person.interpreter in other.languages for other in people if other is not person
        )
    )


def languages_shared(people: Sequence[Speaks]) -> list[str]:
    """What all of them speak, in the order of the first."""
    if not people:
        return []
    first, *others = people
    return [code for code in first.languages if all(code in one.languages for one in others)]
