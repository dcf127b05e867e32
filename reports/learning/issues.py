"""All strategic issues of the cases by their kind, in focus and parked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from cases.article import Issue
from cases.models import IssueKind
from reports.learning.reading import CityGroup, LearningCase


@dataclass(frozen=True)
class IssueRow:
    """One issue of one case."""

    city: str
    slug: str
    group: CityGroup
    title: str
    url: str
    is_draft: bool
    kind: str
    in_focus: bool
    issue: Issue
    # How the city's issue read at the kick-off; with the issue in focus only.
    preliminary: str = ""
    # What the workshop proposed to the city, and how much of it was taken up.
    proposed: int = 0
    taken_up: int = 0

    @property
    def actions_words(self) -> str:
        if not self.proposed:
            return ""
        return ngettext(
            "%(count)s action proposed, %(taken)s taken up",
            "%(count)s actions proposed, %(taken)s taken up",
            self.proposed,
        ) % {"count": self.proposed, "taken": self.taken_up}


@dataclass(frozen=True)
class KindCount:
    """How often a kind occurs, and the same as the length of a bar from 0 to 100."""

    kind: str
    label: str
    in_focus: int
    parked: int
    focus_width: int
    parked_width: int

    @property
    def total(self) -> int:
        return self.in_focus + self.parked

    @property
    def words(self) -> str:
        focus = ngettext("%(count)s in focus", "%(count)s in focus", self.in_focus)
        parked = ngettext("%(count)s parked", "%(count)s parked", self.parked)
        return f"{focus % {'count': self.in_focus}}, {parked % {'count': self.parked}}"


@dataclass(frozen=True)
class IssueKindGroup:
    label: str
    rows: tuple[IssueRow, ...]


@dataclass(frozen=True)
class IssueList:
    """The issues that were asked for by kind; the counts are of all that the reader sees."""

    kinds: tuple[KindCount, ...]
    shown: tuple[IssueKindGroup, ...]

    @property
    def total(self) -> int:
        return sum(kind.total for kind in self.kinds)

    @classmethod
    def of(
        cls,
        cases: Sequence[LearningCase],
        *,
        actions: Mapping[int, tuple[int, int]] | None = None,
        kind: str = "",
        group: int | None = None,
    ) -> "IssueList":
        """``actions`` says per case how many were proposed, and how many taken up."""
        rows = [row for case in cases for row in _rows(case, actions or {})]
        chosen = [
            row
            for row in rows
            if (not kind or row.kind == kind) and (group is None or row.group.number == group)
        ]
        kinds = _kinds(rows)
        shown = [
            IssueKindGroup(count.label, tuple(row for row in chosen if row.kind == count.kind))
            for count in kinds
        ]
        return cls(kinds, tuple(row for row in shown if row.rows))


def _rows(case: LearningCase, actions: Mapping[int, tuple[int, int]]) -> list[IssueRow]:
    content, article = case.article.content, case.article
    pairs = [(content.get("issue"), article.issue, True)] if article.issue else []
    pairs += [
        (raw, issue, False)
        for raw, issue in zip(content.get("parked_issues") or [], article.parked, strict=True)
    ]
    proposed, taken_up = actions.get(case.pk, (0, 0))
    return [
        IssueRow(
            city=case.city,
            slug=case.slug,
            group=case.group,
            title=case.title,
            url=case.url,
            is_draft=case.is_draft,
            kind=_known(raw["kind"] if raw else ""),
            in_focus=in_focus,
            issue=issue,
            preliminary=article.preliminary_issue if in_focus else "",
            proposed=proposed if in_focus else 0,
            taken_up=taken_up if in_focus else 0,
        )
        for raw, issue, in_focus in pairs
    ]


def _known(kind: str) -> str:
    """A kind of former days counts with the others."""
    return kind if kind in IssueKind.values else IssueKind.OTHER.value


def _kinds(rows: Sequence[IssueRow]) -> tuple[KindCount, ...]:
    """The kinds that occur, the most frequent first."""
    focus = Counter(row.kind for row in rows if row.in_focus)
    parked = Counter(row.kind for row in rows if not row.in_focus)
    most = max((focus + parked).values(), default=1)
    counts = [
        KindCount(
            kind=value,
            label=str(label),
            in_focus=focus[value],
            parked=parked[value],
            focus_width=round(100 * focus[value] / most),
            parked_width=round(100 * parked[value] / most),
        )
        for value, label in IssueKind.choices
        if focus[value] or parked[value]
    ]
    return tuple(sorted(counts, key=lambda count: -count.total))
