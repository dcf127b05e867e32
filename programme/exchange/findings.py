"""What was found in a file, as it is kept on the row of the import and shown on its page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django_countries import countries

from programme.directory.columns import BY_KEY
from programme.exchange.headings import Heads, heading_of
from programme.exchange.plans import LONGEST_SHOWN, Outcome, Plan

# Becomes of a row when it is brought in: what stood on the preview, or this.
MEANWHILE = "meanwhile"


def found_in(
    plans: Iterable[dict[str, Any]],
    heads: Heads,
    *,
    headings: tuple[str, ...],
    read_as: str,
    examples: int,
) -> dict[str, Any]:
    """The findings of one file, ready to be kept."""
    rows = list(plans)
    return {
        "read_as": read_as,
        "headings": list(headings),
        "unknown": [list(pair) for pair in heads.unknown_in_words()],
        "examples": examples,
        "counts": Counter(row["outcome"] for row in rows),
        "rows": rows,
    }


def as_data(plan: Plan) -> dict[str, Any]:
    """A row as it is kept: what a preview shows, and by what its bringing in is compared."""
    data: dict[str, Any] = {
        "row": plan.number,
        "outcome": plan.outcome.value,
        "name": plan.name[:200],
    }
    if plan.outcome is Outcome.WRONG:
        data["problems"] = [[p.column, p.words, p.reason] for p in plan.problems]
        data["cells"] = list(plan.cells)
    elif plan.outcome is Outcome.NEW and plan.cluster:
        code = plan.cluster.country_code
        country = str(countries.name(code)) if code else ""
        data["where"] = ", ".join(filter(None, [plan.cluster.place_name, country]))
        data["seen"] = plan.fingerprint
    elif plan.existing:
        data["slug"] = plan.existing.slug
        if plan.changes:
            data["changes"] = [
                [change.key, _short(change.before), _short(change.after)] for change in plan.changes
            ]
            data["seen"] = plan.fingerprint
    return data


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@dataclass(frozen=True)
class ShownChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownProblem:
    column: str
    words: str
    reason: str

    @property
    def shown_words(self) -> str:
        """The words of the cell, unless the reason names them."""
        return "" if f"“{self.words}”" in self.reason else self.words

    @property
    def sentence(self) -> str:
        """“Founded in, “long ago”: it is not a whole number.”"""
        words = self.shown_words
        where = f"{self.column}, “{words}”" if self.column and words else self.column
        return f"{where}: {self.reason}" if where else self.reason


@dataclass(frozen=True)
class ShownRow:
    """A row of the file as the page shows it."""

    number: int
    outcome: str
    name: str
    where: str
    slug: str
    changes: tuple[ShownChange, ...]
    problems: tuple[ShownProblem, ...]
    # What became of it, where that differs from the preview.
    remark: str

    @classmethod
    def of(cls, data: dict[str, Any]) -> "ShownRow":
        return cls(
            number=data["row"],
            outcome=data["outcome"],
            name=data["name"],
            where=data.get("where", ""),
            slug=data.get("slug", ""),
            changes=tuple(
                ShownChange(heading_of(BY_KEY[key]) if key in BY_KEY else key, before, after)
                for key, before, after in data.get("changes", [])
            ),
            problems=tuple(ShownProblem(*problem) for problem in data.get("problems", [])),
            remark=data.get("remark", ""),
        )
