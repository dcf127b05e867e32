"""Which cases a person learns from, each in the text that is this person's to read.

The only place at which the pages of learning ask for cases, and the same shape for the final
report: what is compared, drawn or counted is worked out from ``LearningCase`` without a query.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.article import Article, Goal
from cases.contents import CONTENT_PARTS, content_of
from cases.models import TAKEN_UP, Case, Edition, ProposedAction
from programme.access import Seat
from programme.models import City

# What of a frozen content is compared. Editions of former days may lack some of it.
COMPARED = (
    *("title", "cluster", "issue", "parked_issues", "kick_off"),
    *("facts", "objectives", "figures"),
)


@dataclass(frozen=True)
class CityGroup:
    """The group of a city; number 0 and no name for a city without one."""

    number: int = 0
    name: str = ""

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class LearningCase:
    """A case as one reader may compare it: nothing that is not for this reader is left in it."""

    city: str
    slug: str
    group: CityGroup
    article: Article
    # The address of its page; empty in print.
    url: str = ""
    pk: int = 0
    position: int = 0
    edition: int | None = None
    is_draft: bool = False
    # Objectives whose words and numbers are confidential and not for this reader.
    left_out: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        return self.article.title

    @property
    def facts(self) -> dict[str, Mapping[str, Any]]:
        """The typed facts by their keys, each with value and words."""
        return {fact["key"]: fact for fact in self.article.content.get("facts") or []}

    def fact(self, key: str) -> str:
        return self.facts[key]["words"] if key in self.facts else ""

    @property
    def goals(self) -> dict[str, Goal]:
        """The measurable side of the objectives by their keys.

        Without those left out, and without those of a draft that nobody has touched: their
        “no priority” is nobody's answer.
        """
        keys = [row["objective"] for row in self.article.content.get("objectives") or []]
        return {
            key: goal
            for key, goal in zip(keys, self.article.goals, strict=True)
            if goal.priority or goal.is_measured or key not in self._unanswered
        }

    @property
    def _unanswered(self) -> set[str]:
        return {
            part.key
            for chapter in self.article.chapters
            for part in chapter.parts
            if not (part.text.strip() or part.is_not_known or part.is_left_out)
        }

    @classmethod
    def of_annex(cls, row: Mapping[str, Any]) -> "LearningCase":
        """A case as it is frozen with a final report: without its confidential parts."""
        content = {name: row[name] for name in COMPARED if row.get(name) is not None}
        return cls(
            city=row["city"],
            slug="",
            group=CityGroup(row["group"]["number"], row["group"].get("name", "")),
            article=Article.of(content, in_confidence=True),
            edition=row.get("edition"),
            left_out=frozenset(row.get("left_out") or ()),
        )


def may_see_drafts(seat: Seat) -> bool:
    """Whether the person reads any working text; which, is for ``draft_visible_to``."""
    return seat.is_staff or seat.is_editor


def learning_cases(seat: Seat, *, with_drafts: bool = False) -> list[LearningCase]:
    """The cases of the programme that the person may read, in the order of groups and cities.

    A distributed case is read in its last edition, also while it is open again. With drafts the
    working text of those whose drafts the person may read comes in its stead. Three queries,
    and six more for drafts, however many cases there are.
    """
    cases = Case.objects.visible_to(seat.user).in_programme(seat.programme)
    in_confidence = set(
        Case.objects.in_confidence_of(seat.user)
        .in_programme(seat.programme)
        .values_list("pk", flat=True)
    )
    drafts = _drafts(cases, seat) if with_drafts and may_see_drafts(seat) else []
    working = {case.pk for case in drafts}
    found = [
        _learning_case(case, content_of(case), in_confidence=case.pk in in_confidence)
        for case in drafts
    ]
    found += [
        _learning_case(
            edition.case,
            edition.content,
            in_confidence=edition.case_id in in_confidence,
            edition=edition.number,
        )
        for edition in _last_editions(seat)
        if edition.case_id not in working
    ]
    return sorted(found, key=_place)


def _drafts(cases: Any, seat: Seat) -> list[Case]:
    """The cases that are still written, or written again, with all that a content needs."""
    readable = cases.filter(pk__in=Case.objects.draft_visible_to(seat.user).values("pk"))
    rows = readable.select_related("city__group", "cluster__sector", "workshop").prefetch_related(
        *CONTENT_PARTS
    )
    drafts = [case for case in rows if not case.is_shared or case.is_open]
    for case in drafts:
        case.programme = case.city.programme = seat.programme
        if case.workshop:
            case.workshop.programme = seat.programme
    return drafts


def _last_editions(seat: Seat) -> Iterable[Edition]:
    editions = (
        Edition.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .current()
        .select_related("case__city__group")
        .order_by()
    )
    for edition in editions:
        edition.case.programme = seat.programme
        yield edition


def _learning_case(
    case: Case, content: Mapping[str, Any], *, in_confidence: bool, edition: int | None = None
) -> LearningCase:
    group = case.city.group
    article = Article.of(content, in_confidence=in_confidence)
    return LearningCase(
        city=case.city.name,
        slug=case.city.slug,
        group=CityGroup(group.number, str(group)) if group else CityGroup(),
        article=article,
        url=case.get_absolute_url(),
        pk=case.pk,
        position=case.city.position,
        edition=edition,
        is_draft=edition is None,
        left_out=frozenset(
            part.key for chapter in article.chapters for part in chapter.parts if part.is_left_out
        ),
    )


def _place(case: LearningCase) -> tuple[bool, int, int, str]:
    """By group, those without one last, then as the programme orders its cities."""
    return (not case.group, case.group.number, case.position, alphabetic(case.city))


def alphabetic(name: str) -> str:
    """The key under which a name stands in a list: “Évora” beside “Erfurt”."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Waiting:
    """A city whose case is not yet to be read, with what it noted at the kick-off."""

    city: str
    group: CityGroup
    proposed_case: str
    preliminary_issue: str


def waiting_cities(seat: Seat, cases: Iterable[LearningCase]) -> list[Waiting]:
    """Cities that noted an issue at the kick-off and are not among the cases. One query."""
    rows = (
        City.objects.visible_to(seat.user)
        .in_programme(seat.programme)
        .exclude(preliminary_issue="")
        .exclude(slug__in=[case.slug for case in cases])
        .select_related("group")
    )
    waiting = [
        Waiting(
            city=city.name,
            group=CityGroup(city.group.number, str(city.group)) if city.group else CityGroup(),
            proposed_case=city.proposed_case,
            preliminary_issue=city.preliminary_issue,
        )
        for city in rows
    ]
    return sorted(waiting, key=lambda row: (not row.group, row.group.number, alphabetic(row.city)))


def action_counts(seat: Seat) -> dict[int, tuple[int, int]]:
    """Per case, by its primary key: how many actions were proposed, how many taken up."""
    counts: dict[int, tuple[int, int]] = {}
    actions = ProposedAction.objects.visible_to(seat.user).in_programme(seat.programme)
    for case, progress in actions.order_by().values_list("case", "progress"):
        proposed, taken_up = counts.get(case, (0, 0))
        counts[case] = (proposed + 1, taken_up + (progress in TAKEN_UP))
    return counts


def groups_in(cases: Sequence[LearningCase]) -> list[CityGroup]:
    """The groups of these cases, each once, in their order."""
    return list(dict.fromkeys(case.group for case in cases if case.group))
