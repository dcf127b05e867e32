"""Tables of words as the typed parts of a case: read by the fields of the forms online."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.contents import fact_label, figure_name
from cases.exchange.incoming import GridWords, Incoming
from cases.exchange.sheet import (
    all_grids,
    choices_of,
    digest_of_rows,
    issue_labels,
)
from cases.forms.fields import KnownDay, KnownDayField, PlainNumber
from cases.forms.writing import FactsForm, FigureForm, TargetForm
from cases.models import Case, IssueKind, ObjectiveTarget, StrategicIssue
from cases.outline import FACTS, OBJECTIVE_KEYS, SECTION_BY_KEY, TOPICS
from programme.models import Figure, Precision

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Problem:
    """Something in the file that cannot be read: where, and why."""

    place: str
    reason: str


@dataclass
class TypedParts:
    """The typed parts that a file brings, in the shape of a content."""

    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # The grids that changed online since the file was made.
    moved: set[str] = field(default_factory=set)


def grid_of(key: str) -> str:
    """The grid in which a difference (by its key) stands."""
    kind, _dash, name = key.partition("-")
    if kind == "fact":
        return next(f"facts_{part}" for part, names in FACTS.items() if name in names)
    return {"objective": "objectives", "figure": "figures"}.get(kind, kind)


def read_typed(case: Case, current: Content, incoming: Incoming) -> TypedParts:
    """Read what is not as it was when the file was made; everything else is left as it is."""
    found = TypedParts()
    shown = all_grids(current)
    for key, words in incoming.grids.items():
        grid = shown.get(key)
        if grid is None or digest_of_rows(words.rows) in (words.digest, grid.digest):
            continue
        if words.digest and words.digest != grid.digest:
            found.moved.add(key)
        reader = next(read for start, read in READERS.items() if key.startswith(start))
        reader(found, case, current, key, words)
    return found


# Facts


def _read_facts(
    found: TypedParts, case: Case, current: Content, key: str, words: GridWords
) -> None:
    section = SECTION_BY_KEY[key.removeprefix("facts_")]
    names = FACTS[section.key]
    cells = _fields(words.rows, [fact_label(name) for name in names])
    values: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        values[name] = cell
        if cell and (choices := choices_of(name)):
            value = _choice(choices, cell)
            if value is None:
                found.problems.append(_no_choice(fact_label(name), cell, choices))
            values[name] = value or getattr(case, name)
    form = FactsForm(values, instance=copy.copy(case), section=section)
    errors: dict[str, Any] = form.errors or {}
    before = found.content["facts"] if "facts" in found.content else current["facts"]
    rows = {row["key"]: row for row in before}
    for name in names:
        if name in errors:
            place = f"{section.title}: {fact_label(name)}"
            found.problems.append(Problem(place, " ".join(map(str, errors[name]))))
            continue
        value = form.cleaned_data[name]
        rows.pop(name, None)
        if value not in ("", None):
            said = dict(choices_of(name)).get(str(value), str(value))
            rows[name] = {
                "section": section.key,
                "key": name,
                "label": fact_label(name),
                "value": value,
                "words": said,
            }
    found.content["facts"] = list(rows.values())


# Objectives

TARGET_FIELDS = ("priority", "measure", "baseline", "target", "target_year", "reached")


def _read_objectives(
    found: TypedParts, case: Case, current: Content, key: str, words: GridWords
) -> None:
    titles = {_plain(str(TOPICS[name].title)): name for name in OBJECTIVE_KEYS}
    brought = []
    for row in words.rows:
        cells = _padded(row, len(TARGET_FIELDS) + 1)
        name = titles.get(_plain(cells[0]))
        if name is None:
            if any(cells):
                reason = _("No objective has this name.")
                found.problems.append(Problem(f"{_title(key)}: {cells[0]}", reason))
            continue
        values = dict(zip(TARGET_FIELDS, cells[1:], strict=True))
        values["priority"] = values["priority"] or "0"
        form = TargetForm(values, instance=ObjectiveTarget(case=case, objective=name))
        if form.errors:
            found.problems += _problems_of(form, f"{_title(key)}: {cells[0]}")
            continue
        said = {column: _plain_value(form.cleaned_data[column]) for column in TARGET_FIELDS}
        said["priority"] = form.cleaned_data["priority"]
        said["target_year"] = form.cleaned_data["target_year"]
        brought.append({"objective": name, "title": str(TOPICS[name].title), **said})
    found.content["objectives"] = brought


# Figures

FIGURE_FIELDS = ("label", "qualifier", "value", "unit", "as_of", "source")


def _read_figures(
    found: TypedParts, case: Case, current: Content, key: str, words: GridWords
) -> None:
    known = {figure_name(row): row for row in current["figures"]}
    for number, row in enumerate(words.rows, start=1):
        cells = _padded(row, len(FIGURE_FIELDS))
        if not any(cells):
            continue
        place = _("%(title)s, row %(number)s (%(what)s)") % {
            "title": _title(key),
            "number": number,
            "what": cells[0],
        }
        values = {}
        problems = []
        for name, cell in zip(FIGURE_FIELDS, cells, strict=True):
            try:
                values[name] = FigureForm.base_fields[name].clean(cell)
            except ValidationError as error:
                label = str(FigureForm.base_fields[name].label)
                problems.append(Problem(f"{place}: {label}", " ".join(error.messages)))
        if problems:
            found.problems += problems
            continue
        said = _figure(values)
        known[figure_name(said)] = said
    found.content["figures"] = list(known.values())


def _figure(values: dict[str, Any]) -> dict[str, Any]:
    known: KnownDay = values["as_of"]
    figure = Figure(
        label=values["label"],
        qualifier=values["qualifier"],
        value=values["value"],
        unit=values["unit"],
        as_of=known.day,
        precision=known.precision,
        source=values["source"],
    )
    return {
        "label": figure.label,
        "value": _plain_value(figure.value),
        "qualifier": figure.qualifier,
        "unit": figure.unit,
        "words": figure.value_in_words,
        "as_of": known.day.isoformat(),
        "as_of_words": figure.as_of_in_words,
        "precision": str(known.precision),
        "source": figure.source,
    }


# Issues


def _read_issue(
    found: TypedParts, case: Case, current: Content, key: str, words: GridWords
) -> None:
    cells = _fields(words.rows, list(issue_labels()))
    found.content["issue"] = None
    if not any(cells):
        return
    issue = _one_issue(found, cells, _title(key))
    if issue is None:
        del found.content["issue"]
    else:
        found.content["issue"] = issue


def _read_parked(
    found: TypedParts, case: Case, current: Content, key: str, words: GridWords
) -> None:
    kept = {row["question"]: row for row in current["parked_issues"]}
    brought = []
    for number, row in enumerate(words.rows, start=1):
        cells = _padded(row, len(issue_labels()))
        if not any(cells):
            continue
        place = _("%(title)s, row %(number)s") % {"title": _title(key), "number": number}
        issue = _one_issue(found, cells, place)
        if issue is None:
            issue = kept.get(" ".join(cells[0].split()))
        if issue is not None:
            brought.append(issue)
    found.content["parked_issues"] = brought


def _one_issue(found: TypedParts, cells: list[str], place: str) -> dict[str, Any] | None:
    """The issue of a row, or None and what is wrong with it."""
    labels = issue_labels()
    problems = []
    question = " ".join(cells[0].split())
    kind = _choice([(str(v), str(w)) for v, w in IssueKind.choices], cells[1])
    if kind is None:
        problems.append(_no_choice(f"{place}: {labels[1]}", cells[1], list(IssueKind.choices)))
    day = None
    if cells[3]:
        try:
            day = _whole_day(cells[3])
        except ValidationError as error:
            problems.append(Problem(f"{place}: {labels[3]}", " ".join(error.messages)))
    issue = StrategicIssue(
        question=question, kind=kind or IssueKind.OTHER, decided_by=cells[2], background=cells[4]
    )
    try:
        issue.clean_fields(exclude=["case"])
    except ValidationError as error:
        problems += [
            Problem(f"{place}: {_issue_label(name)}", " ".join(messages))
            for name, messages in error.message_dict.items()
        ]
    found.problems += problems
    if problems:
        return None
    return {
        "question": question,
        "kind": issue.kind,
        "kind_words": issue.get_kind_display(),
        "decided_by": issue.decided_by,
        "decide_by": day,
        "background": issue.background,
    }


def _issue_label(name: str) -> str:
    names = ("question", "kind", "decided_by", "decide_by", "background")
    return issue_labels()[names.index(name)] if name in names else name


def _whole_day(words: str) -> str:
    known = KnownDayField().clean(words)
    if known.precision != Precision.DAY:
        raise ValidationError(_("Write a whole day, like 31 May 2011."))
    return known.day.isoformat()


READERS: dict[str, Callable[[TypedParts, Case, Content, str, GridWords], None]] = {
    "facts_": _read_facts,
    "objectives": _read_objectives,
    "figures": _read_figures,
    "issue": _read_issue,
    "parked": _read_parked,
}


# Small ones


def _fields(rows: list[list[str]], labels: list[str]) -> list[str]:
    """The values of a table of fields, by the names in front; a row that is gone is empty."""
    said = {_plain(row[0]): row[1].strip() for row in rows if len(row) > 1}
    return [said.get(_plain(label), "") for label in labels]


def _padded(row: list[str], length: int) -> list[str]:
    return [cell.strip() for cell in [*row, *[""] * length][:length]]


def _choice(choices: list[tuple[str, str]], words: str) -> str | None:
    """The value that is meant, by its words or by its key."""
    said = _plain(words)
    return next((v for v, w in choices if said and said in (_plain(w), _plain(v))), None)


def _no_choice(place: str, words: str, choices: Any) -> Problem:
    allowed = ", ".join(str(label) for _value, label in choices)
    if not words:
        return Problem(place, _("Choose one of: %(allowed)s.") % {"allowed": allowed})
    reason = _("“%(words)s” is none of: %(allowed)s.") % {"words": words, "allowed": allowed}
    return Problem(place, reason)


def _problems_of(form: Any, place: str) -> Iterator[Problem]:
    for name, messages in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        where = ", ".join(filter(None, [place, str(label)]))
        yield Problem(where, " ".join(map(str, messages)))


def _plain_value(value: Any) -> str:
    return "" if value is None else str(PlainNumber().prepare_value(value))


def _title(key: str) -> str:
    return all_grids({})[key].title


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
