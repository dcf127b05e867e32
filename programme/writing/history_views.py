"""The pages about the history of one text, the same for answers of a case and parts of a report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programme.access import require
from programme.writing.compare import Comparison
from programme.writing.history import TextHistory, TextState, now_of, state_at
from programme.writing.models import VersionedText
from programme.writing.services import TextConflict

Marks = Callable[[Mapping[str, Any]], Sequence[str]]
Crumbs = list[tuple[str, str]]


@dataclass(frozen=True)
class TextPlace:
    """A text with all that its history needs to know of the app to which it belongs."""

    row: VersionedText
    title: str
    # Of what the text is a part: “GöteborgBIO”.
    whole: str
    crumbs: Crumbs
    # Where its history stands, and where a version of it is brought back.
    url: str
    restore_url: Callable[[int], str]
    # Where it is written; empty for those who only read.
    write_url: str
    writes: bool
    # Why it cannot be changed now; empty while it can.
    closed_because: str
    # Saves a state: (state, base_version).
    restore: Callable[[TextState, int], VersionedText]
    # What that raises with words for the person, if anything.
    refusal: type[Exception] | tuple[()] = ()
    # What belongs to the text beside its words: “Confidential”.
    marks: Marks = lambda values: ()

    @property
    def can_restore(self) -> bool:
        return self.writes and not self.closed_because


@dataclass(frozen=True)
class Compared:
    """Two states of a text beside each other, for the template."""

    before: TextState
    after: TextState
    comparison: Comparison
    marks_before: Sequence[str]
    marks_after: Sequence[str]

    @classmethod
    def of(cls, before: TextState, after: TextState, marks: Marks) -> "Compared":
        return cls(
            before,
            after,
            Comparison.of(before.text, after.text),
            marks(before.values or {}),
            marks(after.values or {}),
        )

    @property
    def is_same(self) -> bool:
        return self.comparison.is_same and not self.marks_out and not self.marks_in

    @property
    def marks_out(self) -> list[str]:
        return [mark for mark in self.marks_before if mark not in self.marks_after]

    @property
    def marks_in(self) -> list[str]:
        return [mark for mark in self.marks_after if mark not in self.marks_before]


def history_page(request: Any, place: TextPlace) -> HttpResponse:
    """All states of a text, and two of them compared: ``?from=`` and ``to=``."""
    restore_url = place.restore_url if place.can_restore else None
    history = TextHistory.of(place.row, request.GET, restore_url)
    compared = None
    if history.before and history.after:
        compared = Compared.of(history.before, history.after, place.marks)
    context = {
        "place": place,
        "history": history,
        "compared": compared,
        "is_side_by_side": is_side_by_side(request),
        "crumbs": place.crumbs,
    }
    return render(request, "programme/writing/text_history.html", context)


def restore_page(request: Any, place: TextPlace, version: int) -> HttpResponse:
    """What bringing a version back would change, and the button that does it."""
    state = state_at(place.row, version)
    if state is None:
        raise Http404
    require(place.writes)
    if place.closed_because:
        messages.error(request, place.closed_because)
        return redirect(place.url)
    if request.method != "POST":
        return _preview(request, place, state)
    try:
        place.restore(state, _base_version(request))
    except TextConflict as conflict:
        return _preview(request, place, state, conflict)
    except place.refusal as error:
        messages.error(request, str(error))
        return redirect(place.url)
    messages.success(
        request,
        _("“%(title)s” is back as it was. What it replaced stays in the history.")
        % {"title": place.title},
    )
    return redirect(place.url)


def _preview(
    request: Any, place: TextPlace, state: TextState, conflict: TextConflict | None = None
) -> HttpResponse:
    now = now_of(conflict.row if conflict else place.row)
    context = {
        "place": place,
        "state": state,
        "compared": Compared.of(now, state, place.marks),
        "base_version": now.version,
        "first": now.by if conflict else None,
        "is_conflict": conflict is not None,
        "is_side_by_side": is_side_by_side(request),
        "crumbs": [*place.crumbs[:-1], (place.crumbs[-1][0], place.url), (_("Bring back"), "")],
    }
    status = 409 if conflict else 200
    return render(request, "programme/writing/text_restore.html", context, status=status)


def is_side_by_side(request: Any) -> bool:
    """How the person wants to compare: beside each other, or in one text."""
    return request.GET.get("view") == "sides"


def _base_version(request: Any) -> int:
    version = request.POST.get("base", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1
