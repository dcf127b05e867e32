"""What a versioned text was before, as its page tells it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

from programme.models import User
from programme.writing.models import VersionedText
from programme.writing.revisions import revisions_of, says_something, values_of

NOW = "now"
STATES_PER_PAGE = 25


@dataclass(frozen=True)
class TextState:
    """A text as it stood at one time. Text and values are read for those that are shown."""

    version: int
    is_now: bool = False
    by: User | None = None
    saved_at: datetime.datetime | None = None
    revision_pk: int | None = None
    text: str = ""
    values: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """How an address names it."""
        return NOW if self.is_now else str(self.version)

    @property
    def is_beginning(self) -> bool:
        """Before the first word."""
        return self.version == 0 and self.revision_pk is None and not self.is_now

    @property
    def is_past(self) -> bool:
        """One that can be brought back."""
        return self.revision_pk is not None and not self.is_now

    @cached_property
    def word_count(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class StateRow:
    """A line of the list: a state, and what it changed."""

    state: TextState
    is_from: bool
    is_to: bool
    before: TextState | None
    # Where it is brought back; empty for what stands there now, and for readers.
    restore_url: str = ""

    @property
    def more(self) -> int:
        """How many words more than before; negative for less."""
        return self.state.word_count - (self.before.word_count if self.before else 0)

    @property
    def fewer(self) -> int:
        return -self.more


@dataclass(frozen=True)
class TextHistory:
    """All states of one text, the newest first, and the two of them that are compared."""

    rows: list[StateRow]
    page_obj: Page
    before: TextState | None
    after: TextState | None

    @classmethod
    def of(
        cls,
        row: VersionedText,
        asked: Mapping[str, str],
        restore_url: Callable[[int], str] | None = None,
    ) -> "TextHistory":
        """``asked``: from, to, page. What cannot be meant is taken for the last change.

        Two queries, however many revisions there are.
        """
        states = states_of(row)
        one, other = _chosen(states, asked)
        page = Paginator(states, STATES_PER_PAGE).get_page(asked.get("page"))
        # What the last one of the page changed shows only beside the one before it.
        shown = states[page.start_index() - 1 : page.end_index() + 1] if states else []
        full = _read(row, {*shown, *filter(None, [one, other])})
        rows = [
            StateRow(
                full[state.key],
                is_from=state == one,
                is_to=state == other,
                before=full[older.key] if older else None,
                restore_url=restore_url(state.version) if restore_url and state.is_past else "",
            )
            for state, older in zip(page, [*shown[1:], None], strict=False)
        ]
        return cls(
            rows,
            page,
            before=full[one.key] if one else None,
            after=full[other.key] if other else None,
        )

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        """What is compared and does not stand on this page of the list, as it is asked for."""
        found = []
        if self.before and not any(row.is_from for row in self.rows):
            found.append(("from", self.before.key))
        if self.after and not any(row.is_to for row in self.rows):
            found.append(("to", self.after.key))
        return found


def states_of(row: VersionedText) -> list[TextState]:
    """Now, the revisions before it, and the empty beginning; without their texts. One query.

    A text in which nobody has written has no states.
    """
    revisions = revisions_of(row).defer("text", "values").select_related("by")
    states = [
        TextState(
            revision.version,
            is_now=revision.version == row.version,
            by=revision.by,
            saved_at=revision.saved_at,
            revision_pk=revision.pk,
        )
        for revision in revisions
    ]
    if not states and not says_something(row):
        return []
    if not states or not states[0].is_now:
        # Saved before there was a history.
        now = TextState(row.version, True, row.updated_by, row.updated_at)
        states.insert(0, now)
    if states[-1].version:
        states.append(TextState(0))
    return states


def state_at(row: VersionedText, version: int) -> TextState | None:
    """The revision of exactly this version, with its text. One query."""
    revision = revisions_of(row).select_related("by").filter(version=version).first()
    if revision is None:
        return None
    return TextState(
        revision.version,
        is_now=revision.version == row.version,
        by=revision.by,
        saved_at=revision.saved_at,
        revision_pk=revision.pk,
        text=revision.text,
        values=revision.values,
    )


def now_of(row: VersionedText) -> TextState:
    """The text as it stands."""
    return TextState(
        row.version, True, row.updated_by, row.updated_at, text=row.text, values=values_of(row)
    )


def _chosen(
    states: Sequence[TextState], asked: Mapping[str, str]
) -> tuple[TextState | None, TextState | None]:
    """The two to compare, the older one first; the last change unless others are asked for."""
    if len(states) < 2:
        return None, None
    to = _named(states, asked.get("to", "")) or 0
    since = _named(states, asked.get("from", ""))
    if since is None:
        since = min(to + 1, len(states) - 1)
    newer, older = sorted((to, since))
    return states[older], states[newer]


def _named(states: Sequence[TextState], key: str) -> int | None:
    """The place of the state that an address names.

    A save that was folded into a later one is found there: an address that was sent stays good.
    """
    if key == NOW:
        return 0
    if not key.isdecimal() or len(key) > 9:
        return None
    found = [place for place, state in enumerate(states) if state.version >= int(key)]
    return found[-1] if found else None


def _read(row: VersionedText, states: set[TextState]) -> dict[str, TextState]:
    """The states with text and values, by key. One query."""
    wanted = [state.revision_pk for state in states if state.revision_pk]
    read = revisions_of(row).filter(pk__in=wanted).values_list("pk", "text", "values")
    texts = {pk: (text, values) for pk, text, values in read}
    full = {}
    for state in states:
        if state.is_now:
            text, values = row.text, values_of(row)
        else:
            text, values = texts.get(state.revision_pk, ("", {}))
        full[state.key] = replace(state, text=text, values=values)
    return full
