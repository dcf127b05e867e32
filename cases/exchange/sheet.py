"""What a file of a case holds, whatever its format: texts with their marks, and grids.

A grid is a typed part as a table of words. A mark is what travels along invisibly, so that a
file that comes back says of which version of a text it was made.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.contents import fact_label
from cases.models import Case, IssueKind
from cases.outline import FACTS, SECTIONS, Section

# Empty rows to write into, where a list may grow.
ROOM = 2


@dataclass(frozen=True)
class Grid:
    """A table of words. In a grid of fields each row is one of them, with its name in front."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guidance: str = ""
    # Widths of the columns in hundredths.
    widths: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of_rows(self.rows)


@dataclass(frozen=True)
class Mark:
    """Of what a heading is the heading, and what the file had under it when it was made."""

    kind: str
    key: str
    version: int | None = None
    digest: str = ""


@dataclass(frozen=True)
class Words:
    """One topic in a file."""

    key: str
    title: str
    guidance: str
    text: str
    is_not_known: bool
    not_known_reason: str
    is_confidential: bool
    is_left_out: bool
    version: int


@dataclass(frozen=True)
class Chapter:
    section: Section
    topics: tuple[Words, ...]
    before: tuple[Grid, ...]
    after: tuple[Grid, ...]


@dataclass(frozen=True)
class Sheet:
    """A whole case as a file shows it. ``is_form``: made to be written in and read back."""

    address: str
    title: str
    subtitle: str
    state: str
    programme: str
    funding_line: str
    chapters: tuple[Chapter, ...]
    is_form: bool

    @classmethod
    def of(
        cls,
        case: Case,
        content: Mapping[str, Any],
        *,
        state: str,
        versions: Mapping[str, int] | None = None,
    ) -> "Sheet":
        """The content as a file. With ``versions`` (of each topic) it is one to write in."""
        city = content.get("city", {})
        place = [city.get("name", ""), (city.get("group") or {}).get("name", "")]
        is_form = versions is not None
        return cls(
            address=address_of(case),
            title=content.get("title", str(case)),
            subtitle=" · ".join(filter(None, place)),
            state=state,
            programme=case.programme.name,
            funding_line=case.programme.funding_line,
            chapters=tuple(
                _chapter(section, content, versions or {}, is_form=is_form) for section in SECTIONS
            ),
            is_form=is_form,
        )


def address_of(case: Case) -> str:
    """How a file names the case of which it is."""
    return f"{case.programme.slug}/{case.city.slug}"


def how_to() -> list[str]:
    """What the first page says to whoever writes in the file."""
    return [
        _("Write under the headings. The grey lines explain what belongs there; leave them."),
        _("Keep the headings: they say where a text belongs. Their order does not matter."),
        _(
            "Under each heading a small line says whether the part is confidential, and whether "
            "the answer is not known. Write “yes”, or the reason why it is not known."
        ),
        _("Bold, italic, links, lists and tables come along. Pictures and comments do not."),
        _(
            "Upload the file where you downloaded it. You see what would change, and choose. "
            "Nothing that was written online meanwhile is overwritten."
        ),
    ]


def _chapter(
    section: Section, content: Mapping[str, Any], versions: Mapping[str, int], *, is_form: bool
) -> Chapter:
    said = {topic["key"]: topic for part in content.get("sections", []) for topic in part["topics"]}
    topics = tuple(
        _words(topic, said.get(topic.key, {}), versions.get(topic.key, 0))
        for topic in section.topics
    )
    grids = grids_of(section.key, content)
    if not is_form:
        grids = [_to_read(grid) for grid in grids if _has_words(grid)]
    after = {"objectives", "figures"}
    return Chapter(
        section,
        topics,
        before=tuple(grid for grid in grids if grid.key not in after),
        after=tuple(grid for grid in grids if grid.key in after),
    )


def _words(topic: Any, said: Mapping[str, Any], version: int) -> Words:
    return Words(
        key=topic.key,
        title=str(topic.title),
        guidance=str(topic.guidance),
        text=said.get("text", ""),
        is_not_known=said.get("is_not_known", False),
        not_known_reason=said.get("not_known_reason", ""),
        is_confidential=said.get("is_confidential", False),
        is_left_out=said.get("is_left_out", False),
        version=version,
    )


def _to_read(grid: Grid) -> Grid:
    """The table without room to write in, and without the hints for whoever does."""
    if grid.key == "issue" or grid.key.startswith("facts_"):
        rows = tuple(row[:2] for row in grid.rows if row[1])
        return replace(grid, head=grid.head[:2], rows=rows, widths=(28, 72))
    return replace(grid, rows=tuple(row for row in grid.rows if any(row[1:])))


def _has_words(grid: Grid) -> bool:
    values = (cell for row in grid.rows for cell in row[1:])
    return any(cell not in ("", "0") for cell in values)


# The line that says what belongs to a text


def status_line(words: Words) -> str:
    """“Confidential: no | Not known: no”."""
    return _("Confidential: %(confidential)s | Not known: %(reason)s") % {
        "confidential": _("yes") if words.is_confidential else _("no"),
        "reason": (words.not_known_reason or _("yes")) if words.is_not_known else _("no"),
    }


def read_status(line: str) -> tuple[str, str] | None:
    """What stands after “Confidential” and “Not known”; None for a line of another kind."""
    pattern = re.escape(
        _("Confidential: %(confidential)s | Not known: %(reason)s")
        % {"confidential": "CCC", "reason": "RRR"}
    )
    pattern = pattern.replace("CCC", "(.*?)").replace("RRR", "(.*)").replace(r"\ ", r"\s*")
    found = re.fullmatch(pattern, " ".join(line.split()), re.IGNORECASE)
    return (found[1].strip(), found[2].strip()) if found else None


# Grids


def grids_of(section: str, content: Mapping[str, Any]) -> list[Grid]:
    """The typed parts of a section, each as a table."""
    if section in FACTS:
        return [_facts(section, content)]
    if section == "objectives":
        return [_objectives(content)]
    if section == "performance":
        return [_figures(content)]
    return [_issue(content), _parked(content)] if section == "strategic_issues" else []


def all_grids(content: Mapping[str, Any]) -> dict[str, Grid]:
    return {grid.key: grid for part in SECTIONS for grid in grids_of(part.key, content)}


def digest_of_rows(rows: Any) -> str:
    """A short name for the words of a table; empty rows do not count."""
    filled = [[" ".join(cell.split()) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    return hashlib.sha256(repr(filled).encode()).hexdigest()[:6]


def choices_of(name: str) -> list[tuple[str, str]]:
    """The values that a fact can have, with their words; empty for free text and years."""
    choices = Case._meta.get_field(name).choices or []  # type: ignore[union-attr]
    return [(str(value), str(words)) for value, words in choices]


def _facts(section: str, content: Mapping[str, Any]) -> Grid:
    words = {row["key"]: row["words"] for row in content.get("facts", [])}
    rows = []
    for name in FACTS[section]:
        allowed = ", ".join(label for _value, label in choices_of(name))
        rows.append((fact_label(name), words.get(name, ""), allowed))
    return Grid(
        key=f"facts_{section}",
        title=_("Facts: %(section)s") % {"section": _title_of(section)},
        head=(_("Fact"), _("Value"), _("One of")),
        rows=tuple(rows),
        widths=(28, 30, 42),
    )


def _title_of(section: str) -> str:
    return next(str(part.title) for part in SECTIONS if part.key == section)


def _objectives(content: Mapping[str, Any]) -> Grid:
    names = ("priority", "measure", "baseline", "target", "target_year", "reached")
    return Grid(
        key="objectives",
        title=_("Objectives and targets"),
        head=(
            _("Objective"),
            _("Priority, 0 to 5"),
            _("What is measured"),
            _("Baseline"),
            _("Target"),
            _("By the year"),
            _("Reached"),
        ),
        rows=tuple(
            (row["title"], *(_word(row[name]) for name in names))
            for row in content.get("objectives", [])
        ),
        guidance=_("A target that nobody has set yet stays empty."),
        widths=(25, 10, 22, 11, 11, 10, 11),
    )


def _figures(content: Mapping[str, Any]) -> Grid:
    names = ("label", "qualifier", "value", "unit", "as_of_words", "source")
    rows = [tuple(_word(row[name]) for name in names) for row in content.get("figures", [])]
    return Grid(
        key="figures",
        title=_("Figures"),
        head=(_("What"), _("About, over…"), _("Value"), _("Unit"), _("As of"), _("Source")),
        rows=(*rows, *[("",) * 6] * ROOM),
        guidance=_(
            "One row for each number. Two sources may disagree: give both. A row that is taken "
            "out here stays online."
        ),
        widths=(22, 12, 13, 13, 16, 24),
    )


ISSUE_FIELDS = ("question", "kind_words", "decided_by", "decide_by", "background")


def issue_labels() -> tuple[str, ...]:
    return (_("Issue"), _("Kind"), _("Who decides"), _("By when"), _("Background"))


def _issue(content: Mapping[str, Any]) -> Grid:
    cells = issue_cells(content.get("issue") or {})
    hints = (
        _("A question that the cluster has to decide, at most 300 characters"),
        ", ".join(str(label) for label in IssueKind.labels),
        "",
        "",
        "",
    )
    return Grid(
        key="issue",
        title=_("Issue in focus"),
        head=(_("Field"), _("Value"), _("Hint")),
        rows=tuple(zip(issue_labels(), cells, hints, strict=True)),
        widths=(16, 50, 34),
    )


def _parked(content: Mapping[str, Any]) -> Grid:
    rows = [issue_cells(row) for row in content.get("parked_issues", [])]
    return Grid(
        key="parked",
        title=_("Parked issues"),
        head=issue_labels(),
        rows=(*rows, *[("",) * 5] * ROOM),
        guidance=_("Other issues that wait. One row for each."),
        widths=(30, 20, 14, 13, 23),
    )


def issue_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        day_words(row.get(name)) if name == "decide_by" else _word(row.get(name))
        for name in ISSUE_FIELDS
    )


def day_words(day: str | None) -> str:
    found = parse_date(day) if day else None
    return date_format(found, "j F Y") if found else ""


def _word(value: Any) -> str:
    return "" if value is None else str(value)
