"""The PDF of who comes to a workshop: those who agreed to stand in the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.contexts.base import GroupFacts
from reports.contexts.workshop import (
    Person,
    WorkshopPrint,
    WorkshopRows,
    as_of_words,
    head_of,
    people_of,
)
from workshops.models import Workshop

SHORT = 7


@dataclass(frozen=True)
class Delegation:
    """The people of one city, of one partner, or of neither."""

    name: str
    group: GroupFacts
    people: tuple[Person, ...]

    @property
    def is_short(self) -> bool:
        """Whether it is not torn apart by the end of a page."""
        return len(self.people) <= SHORT


@dataclass(frozen=True, kw_only=True)
class ParticipantsPrint(WorkshopPrint):
    template: ClassVar[str] = "reports/pdf/participants.html"

    delegations: tuple[Delegation, ...]
    summary: str
    # What the count leaves out, in a sentence; empty when everybody agreed.
    unlisted: str
    has_choices: bool

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        rows = WorkshopRows.of(subject)
        workshop, coming = rows.workshop, rows.coming
        listed = [row for row in coming if row.list_consent_at]
        people = people_of(listed)
        return cls(
            **head_of(
                workshop,
                _("Participants"),
                edition=as_of_words(workshop, (row.registered_at for row in coming)),
            ),
            delegations=tuple(_delegations(people)),
            summary=ngettext("%(count)s person comes.", "%(count)s people come.", len(coming))
            % {"count": len(coming)}
            if coming
            else _("Nobody is registered yet."),
            unlisted=_unlisted(len(coming) - len(listed)),
            has_choices=any(person.choice for person in people),
        )


def _unlisted(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s of them did not ask to stand in this list.",
        "%(count)s of them did not ask to stand in this list.",
        count,
    ) % {"count": count}


def _delegations(people: Iterable[Person]) -> Iterable[Delegation]:
    """By city, then by partner; those who belong to neither come last."""

    def home(person: Person) -> tuple[bool, bool, str]:
        return (not person.home, not person.group.number, person.home)

    for (is_last, _is_partner, name), of_home in groupby(sorted(people, key=home), key=home):
        members = tuple(of_home)
        title = _("Guests") if is_last else name
        yield Delegation(title, members[0].group, members)
