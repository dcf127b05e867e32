"""What a row of a file would do to the directory, compared with a snapshot of it."""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.directory.columns import BY_KEY, Column, Kind, Surroundings
from programme.exchange.cells import CellReader, Problem, Values
from programme.exchange.checks import row_problems, value_problems
from programme.exchange.headings import Heads, heading_of
from programme.exchange.matching import Directory, UnclearError, identity
from programme.exchange.tables import Cells
from programme.forms.base import RESERVED_WORDS
from programme.models import City, Cluster, Programme, Sector
from programme.plain import plain

# The number of the rows of the template that explain; they are never brought in.
EXAMPLE = "EXAMPLE"
LONGEST_SHOWN = 300


class Outcome(TextChoices):
    """What becomes of a row."""

    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    WRONG = "wrong", gettext_lazy("Wrong")


@dataclass(frozen=True)
class Change:
    """One column of a cluster: what stands there, and what the file says."""

    key: str
    before: str
    after: str


@dataclass
class Plan:
    """What one row would do."""

    number: int
    cells: Cells
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # The cluster that it is about, as it is; None for a new one.
    existing: Cluster | None = None
    # The same as it would be.
    cluster: Cluster | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        if self.problems:
            return Outcome.WRONG
        if self.existing is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED

    @property
    def fingerprint(self) -> str:
        """Differs when the row would do something else than it would have done before."""
        said = [[change.key, change.before, change.after] for change in self.changes]
        if self.existing is None:
            said = sorted([key, "", BY_KEY[key].as_text(v)] for key, v in self.values.items())
        pk = self.existing.pk if self.existing else 0
        return hashlib.sha256(json.dumps([pk, said]).encode()).hexdigest()[:16]


class Planner:
    """Plans the rows of one file, one after the other: no two of them for the same cluster."""

    def __init__(self, programme: Programme, heads: Heads) -> None:
        self.programme = programme
        self.heads = heads
        cities = City.objects.in_programme(programme)
        sectors = Sector.objects.in_programme(programme)
        self.reader = CellReader(Surroundings.of(cities, sectors))
        self.directory = Directory(programme)
        self._seen: dict[Any, int] = {}

    def plan(self, number: int, cells: Cells) -> Plan | None:
        """None for a row of the template that explains."""
        plan = self.matched(number, cells)
        return self.compared(plan) if plan else None

    def matched(self, number: int, cells: Cells) -> Plan | None:
        """What the row says, and about which cluster."""
        read = self.reader.row(self.heads.columns, cells)
        if read.values.get("reference") == EXAMPLE:
            return None
        plan = Plan(number, cells, read.values.get("name") or "", read.values, read.problems)
        self._require_its_cells(plan)
        plan.problems += value_problems(plan.values)
        self._match(plan, read)
        return plan

    def _require_its_cells(self, plan: Plan) -> None:
        beyond = [cell for cell in plan.cells[self.heads.width :] if cell]
        if beyond:
            reason = _(
                "The row has more cells than headings: a text with a separator in it needs "
                "quotation marks around it."
            )
            plan.problems.append(Problem("", beyond[0][:200], reason))

    def _match(self, plan: Plan, read: Values) -> None:
        if plan.problems and not plan.name:
            return
        try:
            plan.existing = self.directory.find(plan.values)
        except UnclearError as error:
            plan.problems.append(error.problem)
            return
        if plan.existing:
            plan.name = plan.name or plan.existing.name
        elif not plan.name:
            plan.problems.append(
                Problem(heading_of(BY_KEY["name"]), "", _("A cluster needs a name."))
            )
        elif not plan.problems:
            self._require_place(plan)
        if not plan.problems:
            self._require_once(plan)

    def _require_place(self, plan: Plan) -> None:
        # Told in words of a file, not by the constraint that would refuse it.
        values = plan.values
        if not values.get("city") and not (values.get("place") and values.get("country")):
            reason = _(
                "A new cluster needs a partner city, or a place and a country. No cluster of "
                "this name is in the directory."
            )
            plan.problems.append(Problem(heading_of(BY_KEY["city"]), "", reason))

    def _require_once(self, plan: Plan) -> None:
        keys: list[Any] = [plan.existing.pk] if plan.existing else [identity(plan.values)]
        if reference := plan.values.get("reference"):
            keys.append(("reference", reference))
        for key in keys:
            first = self._seen.setdefault(key, plan.number)
            if first != plan.number:
                reason = _("Row %(row)s is about the same cluster.") % {"row": first}
                label = heading_of(BY_KEY["name"])
                plan.problems.append(Problem(label, plan.name, reason))
                return

    def compared(self, plan: Plan) -> Plan:
        """The plan with what the row would change in the cluster as it stands in the snapshot."""
        if plan.problems:
            return plan
        existing = plan.existing
        if existing is None:
            plan.cluster = Cluster(programme=self.programme)
        else:
            plan.cluster = copy.copy(existing)
            plan.changes = [
                Change(key, in_words(column, before), in_words(column, value))
                for key, value in plan.values.items()
                if not is_same(before := (column := BY_KEY[key]).value(existing), value)
                and not is_implied(key, before, value, existing)
            ]
        wanted = [change.key for change in plan.changes] if existing else list(plan.values)
        for key in wanted:
            if BY_KEY[key].kind is not Kind.OFFERS:
                setattr(plan.cluster, key, plan.values[key])
        plan.problems += row_problems(plan.cluster)
        return plan

    def give_address(self, cluster: Cluster) -> None:
        """An address that no other cluster of the programme has."""
        stem = slugify(cluster.name)[:70] or "cluster"
        slug, count = stem, 1
        while slug in self.directory.slugs or slug in RESERVED_WORDS:
            count += 1
            slug = f"{stem}-{count}"
        self.directory.slugs.add(slug)
        cluster.slug = slug


def in_words(column: Column, value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else column.as_text(value)


def is_implied(key: str, before: Any, after: Any, cluster: Cluster) -> bool:
    """Whether the row only repeats what follows from the partner city."""
    if before or not cluster.city or key not in {"place", "country"}:
        return False
    if key == "country":
        return bool(after == cluster.city.country.code)
    return plain(after) == plain(cluster.city.name)


def is_same(before: Any, after: Any) -> bool:
    """Whether two values of a column are the same to whoever reads them."""
    if isinstance(before, list):
        return sorted(before) == sorted(after)
    if isinstance(before, str) and isinstance(after, str):
        return _folded(before) == _folded(after)
    return bool(before == after)


def _folded(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
