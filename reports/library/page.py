"""What the page of the library says beside its rows: numbers, choices, and what can be done."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from programme.models import City
from reports.library.entries import ALSO_MISSING, MISSING, STATES, Library, chosen
from reports.models import DocumentKind


@dataclass(frozen=True)
class StateTab:
    """The library in one state of its documents, or in every state."""

    label: str
    # None for one that nobody has counted.
    count: int | None
    query: str
    is_open: bool


class LibraryPage:
    """For one person and one choice. Runs no query beyond those of the library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @cached_property
    def _in_any_state(self) -> list[str]:
        library = self.library
        choice = replace(library.choice, state=ALSO_MISSING)
        return [line.state for line in chosen(library.everything, choice, library.cities)]

    @property
    def tabs(self) -> list[StateTab]:
        """What is there, each state in which there is a part of it, and what could be made."""
        counts = Counter(self._in_any_state)
        now = self.library.choice.state
        there = counts.total() - counts[MISSING]
        tabs = [self._tab(_("What is there"), "", there)]
        tabs += [
            self._tab(str(label), state, counts[state])
            for state, label in STATES.items()
            if state == now or counts[state] not in (0, there)
        ]
        shown = counts.total() if self.library.choice.shows_missing else None
        return [*tabs, self._tab(_("Also what can be made"), ALSO_MISSING, shown)]

    def _tab(self, label: str, state: str, count: int | None) -> StateTab:
        choice = replace(self.library.choice, state=state).stored()
        query = urlencode(choice | self._sorted)
        return StateTab(label, count, f"?{query}", state == self.library.choice.state)

    @property
    def with_missing(self) -> str:
        """The address of the same choice, with what could be made."""
        return self._tab("", ALSO_MISSING, None).query

    @property
    def _sorted(self) -> dict[str, str]:
        return {} if self.library.sort == "city" else {"sort": self.library.sort}

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of which there is something, as a list to choose from."""
        there = {line.kind for line in self.library.everything} | {self.library.choice.kind}
        return [(kind, str(label)) for kind, label in DocumentKind.choices if kind in there]

    @property
    def cities(self) -> list[City]:
        return list(self.library.cities.values())

    @cached_property
    def to_build(self) -> int:
        return len(self.library.to_build)

    @property
    def editions_to_build(self) -> int:
        """How many of them are editions."""
        return sum(line.is_of_edition for line in self.library.to_build)

    @cached_property
    def files(self) -> int:
        """How many files a ZIP of the chosen ones holds without drafts."""
        return sum(not line.is_draft for line in self.library.files)

    @cached_property
    def drafts(self) -> int:
        return sum(line.is_draft for line in self.library.files)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a form carries along, so that it means what is seen."""
        return list(self.library.choice.stored().items())
