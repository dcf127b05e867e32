"""For the Friday lunch: one page for policymakers, and the slides, from the same data."""

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from django.db.models import Count, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.article import Article, FigureGroup, Issue, Measurement
from cases.models import (
    ActionLevel,
    ActionStatus,
    BoardNote,
    Case,
    Discussion,
    DiscussionPhase,
    Edition,
    ProposedAction,
)
from programme.models import Part, WorkplanItem
from programme.workplan.dates import FOLLOW_UP_6, FOLLOW_UP_12, REPORT_DUE
from reports.contexts.base import day_words, edition_words
from reports.contexts.workshop import WorkshopPrint, WorkshopRows, head_of
from workshops.models import Outcome, OutcomeKind, Registration, Workshop

# What fits on one page, and what a room reads from a screen.
FIGURES = 4
POINTS = 4
OPTIONS = 5
ACTIONS = 6
ACTIONS_ON_A_SLIDE = 3
# Of a page's sentences; the deck shows fewer words by its size.
SHORT = 220


@dataclass(frozen=True)
class FigureLine:
    value: str
    label: str
    as_of: str
    # What other days or other sources say.
    also: str


@dataclass(frozen=True)
class OptionLine:
    """An option as the room saw it; the marks are empty unless the room was shown them."""

    text: str
    impact: str = ""
    feasibility: str = ""
    voters: int = 0


@dataclass(frozen=True)
class ActionLine:
    number: int
    identifier: str
    text: str
    owner: str
    level: str
    due: str
    # What the host has said so far; empty while it is a proposal.
    answer: str


@dataclass(frozen=True)
class LevelLine:
    """Who can decide: a level and the actions that ask it."""

    level: str
    actions: tuple[ActionLine, ...]


@dataclass(frozen=True)
class NextDate:
    day: str
    what: str


@dataclass(frozen=True, kw_only=True)
class PolicyPrint(WorkshopPrint):
    """What policymakers are told: the question, what was seen, what is proposed, who decides.

    From the distributed edition without its confidential parts, and from the board and the
    actions that every member sees.
    """

    template: ClassVar[str] = "reports/pdf/policy_page.html"

    city: str
    case_title: str
    summary: str
    question: str
    decided_by: str
    decide_by: str
    figures: tuple[FigureLine, ...]
    diagnosis: tuple[str, ...]
    options: tuple[OptionLine, ...]
    decisions: tuple[str, ...]
    actions: tuple[ActionLine, ...]
    more_actions: int
    around: str
    dates: tuple[NextDate, ...]
    is_dense: bool = False

    @property
    def title(self) -> str:
        return f"{self.city}: {self.cover.kind}"

    @property
    def has_votes(self) -> bool:
        return any(option.voters for option in self.options)

    @property
    def levels(self) -> tuple[LevelLine, ...]:
        """The actions by who can decide, from the cluster up to Europe."""
        order = [str(label) for _value, label in ActionLevel.choices]
        found = ((level, [row for row in self.actions if row.level == level]) for level in order)
        return tuple(LevelLine(level, tuple(rows)) for level, rows in found if rows)

    @property
    def has_discussion(self) -> bool:
        """Whether something stands in the column beside the proposals."""
        return bool(self.diagnosis or self.options or self.decisions)

    def denser(self) -> "Self | None":
        """The same with one thing less and in smaller type; None once nothing can be left out.

        A page for policymakers is one page, however much was said.
        """
        if not self.is_dense:
            return replace(self, is_dense=True)
        for name, least in (("options", 3), ("decisions", 1), ("diagnosis", 2), ("dates", 1)):
            rows = getattr(self, name)
            if len(rows) > least:
                return replace(self, **{name: rows[:-1]})
        if len(self.actions) > 2:
            more = self.more_actions + 1
            return replace(self, actions=self.actions[:-1], more_actions=more)
        return None

    @classmethod
    def of(cls, subject: Workshop | WorkshopRows) -> Self:
        """Raises Case.DoesNotExist for a workshop without a case. Ten queries at most."""
        rows = WorkshopRows.of(subject)
        workshop = rows.workshop
        case = Case.objects.select_related("city__group", "cluster").get(workshop=workshop)
        edition = case.last_edition()
        article = Article.of(edition.content if edition else {}, in_confidence=False)
        issue = article.issue
        actions = _actions(case)
        room = Discussion.objects.filter(case=case).first()
        return cls(
            **head_of(workshop, cls.kind_words(), edition=_edition_words(edition, workshop)),
            city=case.city.name,
            case_title=article.title or str(case.cluster),
            summary=_short(article.content.get("cluster", {}).get("summary", "")),
            question=issue.question if issue else "",
            decided_by=issue.decided_by if issue else "",
            decide_by=_decide_by(issue),
            figures=tuple(_figures(article.figures)),
            diagnosis=tuple(_diagnosis(room)),
            options=tuple(_options(room)),
            decisions=tuple(_decisions(rows)),
            actions=tuple(actions[:ACTIONS]),
            more_actions=max(0, len(actions) - ACTIONS),
            around=_around(workshop),
            dates=tuple(_dates(workshop)),
        )

    @classmethod
    def kind_words(cls) -> str:
        return _("For policymakers, on one page")


@dataclass(frozen=True, kw_only=True)
class DeckPrint(PolicyPrint):
    """The same as slides in the format of a screen."""

    template: ClassVar[str] = "reports/pdf/deck.html"

    @classmethod
    def kind_words(cls) -> str:
        return _("Presentation to policymakers")

    @property
    def action_slides(self) -> list[tuple[ActionLine, ...]]:
        """As many actions on a slide as a room can read, on each about the same."""
        slides = math.ceil(len(self.actions) / ACTIONS_ON_A_SLIDE)
        size = math.ceil(len(self.actions) / slides) if slides else 1
        places = range(0, len(self.actions), size)
        return [self.actions[place : place + size] for place in places]


def _edition_words(edition: Edition | None, workshop: Workshop) -> str:
    if edition is None:
        return ""
    day = edition.frozen_at.astimezone(workshop.tz).date()
    return _("Case: %(edition)s") % {"edition": edition_words(edition.number, day)}


def _short(text: str) -> str:
    """As many whole sentences as are short, or the beginning of the first one."""
    text = " ".join(text.split())
    if len(text) <= SHORT:
        return text
    end = max(text.rfind(mark, 0, SHORT) for mark in (". ", "! ", "? "))
    return text[: end + 1] if end > 0 else Truncator(text).chars(SHORT)


def _decide_by(issue: Issue | None) -> str:
    return day_words(issue.decide_by) if issue and issue.decide_by else ""


def _figures(groups: Iterable[FigureGroup]) -> Iterable[FigureLine]:
    """The first figures of the case; where sources disagree, both are named."""
    for group in list(groups)[:FIGURES]:
        first, *others = group.measurements
        yield FigureLine(
            value=first.words,
            label=group.label,
            as_of=first.as_of_words,
            also=" / ".join(_measured(other) for other in others),
        )


def _measured(row: Measurement) -> str:
    return f"{row.words} ({row.as_of_words})" if row.as_of_words else row.words


def _diagnosis(room: Discussion | None) -> Iterable[str]:
    """What the room saw: the titles under which its points were put together, then the points."""
    if room is None:
        return []
    notes = _on_the_board(room, DiscussionPhase.DIAGNOSIS).select_related("group")
    titles: dict[str, None] = {}
    for note in notes:
        is_grouped = note.group is not None and note.group.removed_at is None
        titles.setdefault(note.group.title if note.group and is_grouped else note.text)
    return [_short(title) for title in titles][:POINTS]


def _options(room: Discussion | None) -> Iterable[OptionLine]:
    """The options, those first that would do most and are most easily done."""
    if room is None:
        return []
    notes = _on_the_board(room, DiscussionPhase.OPTIONS)
    if not room.shows_votes:
        return [OptionLine(_short(note.text)) for note in notes[:OPTIONS]]
    ordered = sorted(
        notes.with_votes(), key=lambda note: -(note.impact or 0) * (note.feasibility or 0)
    )
    return [
        OptionLine(
            _short(note.text),
            f"{note.impact:.1f}" if note.voters else "",
            f"{note.feasibility:.1f}" if note.voters else "",
            note.voters,
        )
        for note in ordered[:OPTIONS]
    ]


def _on_the_board(room: Discussion, phase: str) -> Any:
    return BoardNote.objects.filter(discussion=room, phase=phase).on_board()


def _decisions(rows: WorkshopRows) -> Iterable[str]:
    """What was decided in the part on policy."""
    shown = {item.pk for item in rows.released if item.part == Part.POLICY}
    decided = Outcome.objects.filter(
        item__workshop=rows.workshop, kind=OutcomeKind.DECISION
    ).order_by("item__day", "item__starts_at", "position", "pk")
    return [_short(row.text) for row in decided if row.item_id in shown][:3]


def _actions(case: Case) -> list[ActionLine]:
    declined = Q(status=ActionStatus.DECLINED)
    lines = []
    for action in ProposedAction.objects.filter(case=case).exclude(declined):
        action.case = case
        is_answered = action.status != ActionStatus.PROPOSED
        lines.append(
            ActionLine(
                number=action.number,
                identifier=action.identifier,
                text=_short(action.agreed_text or action.text),
                owner=action.owner,
                level=str(action.get_level_display()),
                due=day_words(action.due_on),
                answer=str(action.get_status_display()) if is_answered else "",
            )
        )
    return lines


def _around(workshop: Workshop) -> str:
    """Who has looked at it: how many people, from how many cities."""
    coming = Registration.objects.coming().filter(workshop=workshop).order_by()
    counts = coming.aggregate(people=Count("pk"), cities=Count("city", distinct=True))
    if not counts["people"]:
        return ""
    people = ngettext("%(count)s person", "%(count)s people", counts["people"]) % {
        "count": counts["people"]
    }
    cities = ngettext("%(count)s city", "%(count)s cities", counts["cities"]) % {
        "count": counts["cities"]
    }
    return _("%(people)s from %(cities)s") % {"people": people, "cities": cities}


def _dates(workshop: Workshop) -> Iterable[NextDate]:
    """What follows, as the workplan has it."""
    words: Mapping[str, str] = {
        REPORT_DUE: _("The city report documents the workshop."),
        FOLLOW_UP_6: _("The city says what became of each action."),
        FOLLOW_UP_12: _("The city says it once more."),
    }
    keys = {f"{workshop.source_prefix}{rule}": said for rule, said in words.items()}
    found = WorkplanItem.objects.filter(
        programme=workshop.programme, source_key__in=keys
    ).values_list("source_key", "due_on")
    days: list[tuple[datetime.date, str]] = sorted((day, keys[key]) for key, day in found)
    return [NextDate(day_words(day), said) for day, said in days]
