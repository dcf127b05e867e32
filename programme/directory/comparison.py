"""Two to five clusters side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst

from programme.directory.charts import FILL_OF
from programme.directory.columns import COLUMNS, Column, Part
from programme.models import Cluster, Programme, User

FEWEST_COMPARED = 2
MOST_COMPARED = 5
SHORT = 40
# The heading of each column says the name.
LEFT_OUT = {"name", "reference", "founded_note", "legal_form_detail"}


@dataclass(frozen=True)
class Line:
    """One column of the profiles: the name of each cluster with its value, a text for each line."""

    label: str
    cells: tuple[tuple[str, tuple[str, ...]], ...]
    # The colour in which the bars above show it; empty for what stands in none.
    fill: str = ""

    @property
    def values(self) -> list[tuple[str, ...]]:
        return [value for _name, value in self.cells]

    @property
    def is_said(self) -> bool:
        return any(self.values)

    @property
    def differs(self) -> bool:
        return len({*self.values}) > 1

    @property
    def is_long(self) -> bool:
        """Whether a value needs a line of its own on a phone."""
        return any(len(value) > 1 or len("".join(value)) > SHORT for value in self.values)


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def clusters_to_compare(slugs: Iterable[str], *, programme: Programme, user: User) -> list[Cluster]:
    """The clusters of the addresses, in that order. Two queries."""
    wanted = list(dict.fromkeys(slug for slug in slugs if "\0" not in slug))[:MOST_COMPARED]
    rows = Cluster.objects.visible_to(user).in_programme(programme).filter(slug__in=wanted)
    rows = rows.with_place_and_sector().prefetch_related("offers")
    return sorted(rows, key=lambda cluster: wanted.index(cluster.slug))


def compared(clusters: list[Cluster]) -> list[Section]:
    """What at least one of them says, part by part."""
    sections = []
    for part in Part:
        columns = [one for one in COLUMNS if one.part == part and one.key not in LEFT_OUT]
        lines = [_line(column, clusters) for column in columns]
        said = tuple(line for line in lines if line.is_said)
        if said:
            sections.append(Section(str(part.label), said))
    return sections


def _line(column: Column, clusters: list[Cluster]) -> Line:
    cells = ((one.name, tuple(column.shown(one).splitlines())) for one in clusters)
    return Line(capfirst(str(column.label)), tuple(cells), FILL_OF.get(column.key, ""))
