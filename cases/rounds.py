"""The rounds that a case goes through: each time it came back, from whom, with what remark."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from cases.models import Case, Comment
from cases.outline import SECTION_OF_TOPIC, SECTIONS, Section
from programme.models import Activity, Membership, Role, User


@dataclass(frozen=True)
class Round:
    """One return: the first is round 1. ``sections`` came back with an open remark."""

    number: int
    by: User | None
    at: datetime.datetime
    remark: str
    sections: list[Section]
    locked: list[Section]

    @property
    def titles(self) -> list[str | Promise]:
        return [section.title for section in self.sections]

    @property
    def locked_titles(self) -> list[str | Promise]:
        return [section.title for section in self.locked]


def rounds_in(history: Iterable[Activity]) -> list[Round]:
    """The rounds in a case's entries of the log, the last one first. Runs no query."""
    returns = [entry for entry in history if entry.verb == "case_returned"]
    returns.sort(key=lambda entry: (entry.at, entry.pk))
    return [
        Round(
            number=number,
            by=entry.actor,
            at=entry.at,
            remark=entry.remark,
            sections=_sections(entry.after.get("sections")),
            locked=_sections(entry.after.get("locked")),
        )
        for number, entry in enumerate(returns, start=1)
    ][::-1]


def rounds_of(case: Case) -> list[Round]:
    """The same, read from the log. One query."""
    returns = Activity.objects.about(case).filter(verb="case_returned")
    return rounds_in(returns.select_related("actor"))


def open_remarks(cases: Iterable[int]) -> QuerySet[Comment]:
    """The open remarks of the last round of these cases: written since the case was submitted,
    and not by those who write it."""
    writers = Membership.objects.filter(
        user=OuterRef("author"), role=Role.EDITOR, city=OuterRef("case__city")
    )
    return (
        Comment.objects.filter(case__in=cases, parent=None, resolved_at=None)
        .filter(Q(case__submitted_at=None) | Q(created_at__gte=F("case__submitted_at")))
        .exclude(Exists(writers))
        .order_by("pk")
    )


def remarked_sections(case: Case) -> list[str]:
    """The keys of the sections with an open remark of this round, in order."""
    places = set(open_remarks([case.pk]).values_list("topic", flat=True))
    keys = {SECTION_OF_TOPIC[p].key if p in SECTION_OF_TOPIC else p for p in places}
    return [section.key for section in SECTIONS if section.key in keys]


def _sections(keys: object) -> list[Section]:
    wanted = keys if isinstance(keys, list) else []
    return [section for section in SECTIONS if section.key in wanted]
