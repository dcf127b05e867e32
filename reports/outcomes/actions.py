"""What became of it: the proposed actions of all cities, narrowed by the address."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _

from cases.models import (
    AGREED,
    FOLLOW_UP_MONTHS,
    SHARED_STATUSES,
    TAKEN_UP,
    ActionFollowUp,
    ActionLevel,
    ActionProgress,
    ActionStatus,
    ProposedAction,
)
from programme.access import Seat
from programme.models import City
from programme.spreadsheets import table_file
from reports.models import TakeUp

# Agreed, and the city has not said yet what became of it.
NOT_SAID = "not_said"


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever it does not know does not narrow."""

    city: str = ""
    level: str = ""
    status: str = ""
    progress: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str], cities: Sequence[City]) -> Self:
        def known(name: str, values: Sequence[str]) -> str:
            value = data.get(name, "")
            return value if value in values else ""

        return cls(
            city=known("city", [city.slug for city in cities]),
            level=known("level", ActionLevel.values),
            status=known("status", ActionStatus.values),
            progress=known("progress", [*ActionProgress.values, NOT_SAID]),
        )

    @property
    def is_set(self) -> bool:
        return any((self.city, self.level, self.status, self.progress))

    def let(self, action: ProposedAction) -> bool:
        """Whether the action is among those asked for."""
        progress = action.progress or (NOT_SAID if action.is_agreed else "")
        return (
            self.city in ("", action.case.city.slug)
            and self.level in ("", action.level)
            and self.status in ("", action.status)
            and self.progress in ("", progress)
        )


@dataclass
class Outcome:
    """One action in the table."""

    action: ProposedAction
    said: dict[int, ActionFollowUp]
    taken_up_by: list[str]

    @property
    def url(self) -> str:
        return f"{self.action.get_absolute_url()}#action-{self.action.pk}"

    @property
    def after(self) -> list[tuple[int, ActionFollowUp | None]]:
        return [(months, self.said.get(months)) for months in FOLLOW_UP_MONTHS]


@dataclass(frozen=True)
class Piece:
    """A part of the bar: how many, and where it lies from 0 to 100."""

    key: str
    label: str
    count: int
    start: float
    width: float


@dataclass
class Outcomes:
    rows: list[Outcome]
    filters: Filters
    # The cities that have actions, for the filter.
    cities: list[City]
    total: int

    @classmethod
    def of(cls, seat: Seat, data: Mapping[str, str]) -> Self:
        """Three queries."""
        actions = list(
            ProposedAction.objects.visible_to(seat.user)
            .in_programme(seat.programme)
            .filter(case__status__in=SHARED_STATUSES)
            .select_related("case__city__group")
            .order_by("case__city__position", "case__city__name", "position", "pk")
        )
        cities: dict[int, City] = {}
        for action in actions:
            case = action.case
            case.programme = case.city.programme = seat.programme
            cities.setdefault(case.city_id, case.city)
        filters = Filters.of(data, list(cities.values()))
        chosen = [action for action in actions if filters.let(action)]
        said: dict[int, dict[int, ActionFollowUp]] = {action.pk: {} for action in chosen}
        for row in ActionFollowUp.objects.filter(action__in=chosen):
            said[row.action_id][row.months] = row
        taken: dict[int, list[str]] = {action.pk: [] for action in chosen}
        entries = TakeUp.objects.visible_to(seat.user).filter(action__in=chosen)
        for pk, name in entries.order_by("city__name").values_list("action", "city__name"):
            if name not in taken[pk]:
                taken[pk].append(name)
        rows = [Outcome(action, said[action.pk], taken[action.pk]) for action in chosen]
        return cls(rows, filters, list(cities.values()), len(actions))

    @property
    def agreed(self) -> int:
        return sum(1 for row in self.rows if row.action.status in AGREED)

    @property
    def taken_up(self) -> int:
        return sum(1 for row in self.rows if row.action.progress in TAKEN_UP)

    @property
    def spread(self) -> int:
        """How many were taken up by another city."""
        return sum(1 for row in self.rows if row.taken_up_by)

    @property
    def pieces(self) -> list[Piece]:
        """The actions shown as one bar: from done to declined, what is empty left out."""
        counts = Counter(_standing(row.action) for row in self.rows)
        pieces, start = [], 0.0
        for key, label in _standings():
            if counts[key]:
                width = 100 * counts[key] / len(self.rows)
                pieces.append(Piece(key, label, counts[key], round(start, 2), round(width, 2)))
                start += width
        return pieces

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ActionLevel.choices]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ActionStatus.choices]

    @property
    def progresses(self) -> list[tuple[str, str]]:
        choices = [(value, str(label)) for value, label in ActionProgress.choices]
        return [*choices, (NOT_SAID, _("Agreed, not said yet"))]


def outcomes_file(kind: str, title: str, outcomes: Outcomes) -> bytes:
    """The actions shown as a file of one of the kinds of ``programme.spreadsheets``."""
    headings = [
        _("Number"),
        _("City"),
        _("Action"),
        _("Owner"),
        _("Level"),
        _("Due on"),
        _("Answer of the city"),
        _("As the city will do it"),
        _("In words"),
        _("What became of it"),
    ]
    for months in FOLLOW_UP_MONTHS:
        headings += [
            _("After %(months)s months") % {"months": months},
            _("After %(months)s months, in words") % {"months": months},
        ]
    headings.append(_("Taken up by"))
    return table_file(kind, title, headings, _cells(outcomes))


def _cells(outcomes: Outcomes) -> Iterator[list[Any]]:
    for row in outcomes.rows:
        action = row.action
        cells = [
            action.identifier,
            action.case.city.name,
            action.text,
            action.owner,
            action.get_level_display(),
            action.due_on,
            action.get_status_display(),
            action.agreed_text,
            action.response,
            action.get_progress_display(),
        ]
        for _months, said in row.after:
            cells += [said.get_progress_display() if said else "", said.why if said else ""]
        yield [*cells, ", ".join(row.taken_up_by)]


def _standing(action: ProposedAction) -> str:
    if action.progress:
        return action.progress
    return NOT_SAID if action.is_agreed else action.status


def _standings() -> list[tuple[str, str]]:
    """From the best to the worst, each with its words."""
    return [
        (ActionProgress.DONE, str(ActionProgress.DONE.label)),
        (ActionProgress.IN_PROGRESS, str(ActionProgress.IN_PROGRESS.label)),
        (ActionProgress.ADOPTED, str(ActionProgress.ADOPTED.label)),
        (NOT_SAID, _("Agreed, not said yet")),
        (ActionStatus.PROPOSED, _("Not answered yet")),
        (ActionProgress.DROPPED, str(ActionProgress.DROPPED.label)),
        (ActionStatus.DECLINED, str(ActionStatus.DECLINED.label)),
    ]
