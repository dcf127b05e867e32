"""From the strategic issue to what became of it: options, actions, answers, who else took it up."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cases.models import (
    BoardNote,
    Case,
    Discussion,
    DiscussionPhase,
    Edition,
    ProposedAction,
)
from cases.pages.actions import actions_of
from reports.models import TakeUp
from reports.outcomes.passport import Entry, entries_in

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


@dataclass
class Option:
    """A way that was considered in the room; without a shown vote it has no marks."""

    text: str
    voters: int = 0
    impact: float = 0
    feasibility: float = 0
    # The actions that were made of it: “A3”.
    became: list[str] = field(default_factory=list)


@dataclass
class Link:
    """A proposed action, with what the city said of it, and who else took it up."""

    action: ProposedAction
    option: str = ""
    taken_up: list[Entry] = field(default_factory=list)


@dataclass
class IssueChain:
    """One strategic issue and what follows from it."""

    number: int
    city: str
    question: str = ""
    kind_words: str = ""
    is_in_focus: bool = False
    options: list[Option] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        """“Göteborg I1”; empty for what belongs to no issue that members know."""
        return (
            _("%(city)s I%(number)s") % {"city": self.city, "number": self.number}
            if self.number
            else ""
        )


@dataclass
class Chain:
    case: Case
    issues: list[IssueChain]
    actions: int
    # What others took up from the city, without naming one of these actions.
    besides: list[Entry]
    shows_votes: bool = False

    @classmethod
    def of(cls, case: Case, user: "AnyUser") -> "Chain":
        """As the person may read it. Eight queries; none more for more rows."""
        issues = _issues_of(case)
        actions = actions_of(case) if case.is_shared else []
        taken: dict[int, list[Entry]] = defaultdict(list)
        besides: list[Entry] = []
        for entry in entries_in(case.programme):
            if entry.row.source_city_id == case.city_id:
                row: TakeUp = entry.row
                (taken[row.action_id] if row.action_id else besides).append(entry)
        options, shows_votes = _options_of(case, user, actions)
        _put_actions(case, issues, actions, taken)
        first = next((issue for issue in issues if issue.is_in_focus), None)
        if first and options:
            first.options = list(options.values())
        for issue in issues:
            for link in issue.links:
                option = options.get(link.action.option_id or 0)
                link.option = option.text if option else ""
        shown = [issue for issue in issues if issue.question or issue.links]
        return cls(case, shown, len(actions), besides, shows_votes)


def _issues_of(case: Case) -> list[IssueChain]:
    """The issues as the last edition has them, that in focus first; none before it. One query."""
    if not case.is_shared:
        return []
    rows: dict[str, Any] | None = (
        Edition.objects.filter(case=case)
        .order_by("-number")
        .values("content__issue", "content__parked_issues")
        .first()
    )
    issue = rows["content__issue"] if rows else None
    parked = (rows["content__parked_issues"] if rows else None) or []
    found = [(row, row is issue) for row in [issue, *parked] if row]
    city = case.city.name
    return [
        IssueChain(number, city, row["question"], row.get("kind_words", ""), is_in_focus)
        for number, (row, is_in_focus) in enumerate(found, start=1)
    ]


def _put_actions(
    case: Case,
    issues: list[IssueChain],
    actions: list[ProposedAction],
    taken: dict[int, list[Entry]],
) -> None:
    """Each action to its issue; to one without words if members do not know the issue."""
    by_question = {issue.question: issue for issue in issues}
    focus = next((issue for issue in issues if issue.is_in_focus), None)
    own = {issue.pk: issue for issue in case.issues.all()} if actions else {}
    rest = IssueChain(0, case.city.name)
    for action in actions:
        working = own.get(action.issue_id or 0)
        chain = by_question.get(working.question) if working else None
        if chain is None and working and working.is_in_focus:
            # The city words it anew for the next edition; readers know it as it was.
            chain = focus
        (chain or rest).links.append(Link(action, taken_up=taken[action.pk]))
    if rest.links:
        issues.append(rest)


def _options_of(
    case: Case, user: "AnyUser", actions: list[ProposedAction]
) -> tuple[dict[int, Option], bool]:
    """The options on the board of the room, the best first where the vote is shown. Two queries."""
    room = Discussion.objects.visible_to(user).filter(case=case).first()
    if room is None:
        return {}, False
    options = BoardNote.objects.filter(discussion=room, phase=DiscussionPhase.OPTIONS)
    became: dict[int | None, list[str]] = defaultdict(list)
    for action in actions:
        became[action.option_id].append(f"A{action.number}")
    found = {}
    for note in options.on_board().with_votes():
        option = Option(note.text, became=became[note.pk])
        if room.shows_votes and note.voters:
            option.voters, option.impact = note.voters, note.impact
            option.feasibility = note.feasibility
        found[note.pk] = option
    best = sorted(found.items(), key=lambda pair: -pair[1].impact * pair[1].feasibility)
    return dict(best), room.shows_votes
