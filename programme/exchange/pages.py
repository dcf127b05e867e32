"""The page of an import: what was found in its file, by what becomes of the rows."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from programme.exchange.findings import MEANWHILE, ShownProblem, ShownRow
from programme.exchange.headings import reason_heading, row_heading
from programme.exchange.plans import Outcome
from programme.models import ClusterImport, ImportStatus
from programme.plain import plain
from programme.spreadsheets import table_file

PER_PAGE = 50


@dataclass(frozen=True)
class Tab:
    """The rows of one outcome."""

    key: str
    label: str
    count: int
    is_chosen: bool


class ImportPage:
    """What the address asks to see of an import. Reads nothing but its row."""

    def __init__(self, row: ClusterImport, asked: QueryDict) -> None:
        self.row = row
        self.words = asked.get("q", "").strip()[:100]
        self.counts: dict[str, int] = row.findings.get("counts", {})
        wanted = asked.get("show", "")
        known = [key for key in OUTCOMES if self.counts.get(key)]
        self.shown = wanted if wanted in known else next(iter(known), "")
        self.page = self._page(asked.get("page", "1"))

    def _page(self, number: str) -> Page:
        words = plain(self.words)
        rows = [
            data
            for data in self.row.findings.get("rows", [])
            if data["outcome"] == self.shown and (not words or _is_about(data, words))
        ]
        page = Paginator(rows, PER_PAGE).get_page(number)
        page.object_list = [ShownRow.of(data) for data in page.object_list]
        return page

    @property
    def tabs(self) -> list[Tab]:
        labels = outcome_labels(is_applied=self.is_applied)
        return [
            Tab(key, labels[key], self.counts[key], key == self.shown)
            for key in OUTCOMES
            if self.counts.get(key)
        ]

    @property
    def told(self) -> str:
        """What the page tells of each row of the chosen tab, as the heading of its column."""
        headings = {
            Outcome.WRONG: _("What is wrong"),
            MEANWHILE: _("Why it was left out"),
            Outcome.CHANGED: _("What changes"),
        }
        return headings.get(self.shown, _("Where"))

    @property
    def at_work_words(self) -> str:
        """What the worker is doing with the file."""
        words = {
            ImportStatus.READING: _("The rows are read and compared with the directory"),
            ImportStatus.APPLYING: _("The clusters are brought in"),
        }
        return words.get(ImportStatus(self.row.status), _("Waiting for its turn"))

    @property
    def is_applied(self) -> bool:
        return self.row.status == ImportStatus.APPLIED

    @property
    def is_previewed(self) -> bool:
        return self.row.status == ImportStatus.PREVIEWED

    @property
    def has_failed(self) -> bool:
        return self.row.status == ImportStatus.FAILED

    @property
    def new(self) -> int:
        return self.counts.get(Outcome.NEW, 0)

    @property
    def changed(self) -> int:
        return self.counts.get(Outcome.CHANGED, 0)

    @property
    def unchanged(self) -> int:
        return self.counts.get(Outcome.UNCHANGED, 0)

    @property
    def wrong(self) -> int:
        return self.counts.get(Outcome.WRONG, 0)

    @property
    def meanwhile(self) -> int:
        return self.counts.get(MEANWHILE, 0)

    @property
    def is_worth_it(self) -> bool:
        """Whether bringing it in would change anything."""
        return bool(self.new or self.changed)

    @property
    def unknown(self) -> list[tuple[str, str]]:
        return [(heading, hint) for heading, hint in self.row.findings.get("unknown", [])]

    @property
    def read_as(self) -> str:
        return self.row.findings.get("read_as", "")

    @property
    def examples(self) -> int:
        return self.row.findings.get("examples", 0)


OUTCOMES = (Outcome.WRONG, MEANWHILE, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)


def outcome_labels(*, is_applied: bool) -> dict[str, str]:
    return {
        Outcome.NEW: _("Added") if is_applied else str(Outcome.NEW.label),
        Outcome.CHANGED: str(Outcome.CHANGED.label),
        Outcome.UNCHANGED: str(Outcome.UNCHANGED.label),
        Outcome.WRONG: str(Outcome.WRONG.label),
        MEANWHILE: _("Left out"),
    }


def _is_about(data: dict[str, Any], words: str) -> bool:
    said = [data["name"], data.get("where", ""), str(data["row"])]
    said += [text for problem in data.get("problems", []) for text in problem]
    return words in plain(" ".join(said))


def wrong_rows_file(row: ClusterImport) -> bytes:
    """The rows that are wrong as they came, with the reason in front, to be mended and uploaded
    again: those two columns are not read."""
    headings = row.findings.get("headings", [])
    rows = [
        [
            data["row"],
            "\n".join(ShownProblem(*problem).sentence for problem in data["problems"]),
            *data["cells"],
        ]
        for data in row.findings.get("rows", [])
        if data["outcome"] == Outcome.WRONG
    ]
    heads = [row_heading(), reason_heading(), *headings]
    return table_file("csv", row.name, heads, rows)
