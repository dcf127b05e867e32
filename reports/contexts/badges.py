"""The PDF of the badges of a workshop: sheets of A4 to be cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from reports.contexts.workshop import Person, WorkshopPrint, WorkshopRows, head_of
from workshops.models import Workshop

BADGES_ON_A_SHEET = 8
# On the last sheet at least so many without a name, for those who come unannounced.
SPARE = 3
# From how many letters on a name is set smaller; a word alone must fit into the line as well.
SIZES = ((14, 9, "is-large"), (24, 14, "is-medium"), (44, 20, "is-small"))


@dataclass(frozen=True)
class Badge:
    """One badge. An empty name leaves a line to write on."""

    person: Person
    size: str

    @classmethod
    def of(cls, person: Person) -> "Badge":
        longest = max(map(len, person.name.split()), default=0)
        fitting = (
            size for most, word, size in SIZES if len(person.name) <= most and longest <= word
        )
        return cls(person, next(fitting, "is-tiny"))


@dataclass(frozen=True)
class Sheet:
    number: int
    badges: tuple[Badge, ...]


@dataclass(frozen=True, kw_only=True)
class BadgesPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/badges.html"

    sheets: tuple[Sheet, ...]

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """Of everybody who has a place: consent is for lists, a badge is one's own."""
        rows = WorkshopRows.of(subject)
        badges = [Badge.of(person) for person in rows.people]
        return cls(**head_of(rows.workshop, _("Badges")), sheets=tuple(_sheets(badges)))


def _sheets(badges: Sequence[Badge]) -> list[Sheet]:
    spare = SPARE + -(len(badges) + SPARE) % BADGES_ON_A_SHEET
    every = [*badges, *[Badge(Person(name=""), "")] * spare]
    return [
        Sheet(number, tuple(every[first : first + BADGES_ON_A_SHEET]))
        for number, first in enumerate(range(0, len(every), BADGES_ON_A_SHEET), start=1)
    ]
