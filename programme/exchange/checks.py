"""What the database refuses of a cluster, asked without the database.

Django asks it once for each constraint of each row; of 7,000 rows that is a minute.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from programme.days import validate_year
from programme.directory.columns import BY_KEY, Kind
from programme.exchange.cells import Problem
from programme.exchange.headings import heading_of
from programme.models import Cluster, Income

# By the names of the constraints: the column at which it is told, and whether the row keeps it.
KEPT: dict[str, tuple[str, Callable[[Cluster], bool]]] = {
    "cluster_is_somewhere": (
        "city",
        lambda row: bool(row.city_id or (row.place and row.country)),
    ),
    "cluster_staff_not_negative": ("staff", lambda row: row.staff is None or row.staff >= 0),
    "cluster_income_is_whole": ("income_fees", lambda row: _is_whole(row)),
    "cluster_label_date_needs_label": ("label_on", lambda row: not row.label_on or bool(row.label)),
}
# A column of choices reads nothing else; what must be unique is found by the search for it.
KEPT_BY_READING = frozenset(
    {
        "cluster_legal_form_known",
        "cluster_ecosystem_known",
        "cluster_label_known",
        "cluster_reference_once",
        "cluster_slug_once",
    }
)
# What reading itself makes sure of needs no second look.
CHECKED = (Kind.WORDS, Kind.LINES, Kind.WHOLE, Kind.DECIMAL, Kind.LANGUAGES)
MESSAGES = {row.name: row.violation_error_message for row in Cluster._meta.constraints}


def _is_whole(row: Cluster) -> bool:
    shares = [getattr(row, name) for name in Income.values]
    said = [share for share in shares if share is not None]
    return not said or (len(said) == len(shares) and sum(said) == 100)


def value_problems(values: dict[str, Any]) -> Iterator[Problem]:
    """What the fields themselves refuse: too long, no address, no e-mail."""
    for key, value in values.items():
        column = BY_KEY[key]
        if column.kind not in CHECKED:
            continue
        try:
            Cluster._meta.get_field(key).clean(value, None)  # type: ignore[union-attr]
            if key == "founded_year" and value is not None:
                validate_year(value)
        except ValidationError as error:
            yield Problem(heading_of(column), column.as_text(value)[:200], " ".join(error.messages))


def row_problems(cluster: Cluster) -> Iterator[Problem]:
    """What the constraints of the database refuse."""
    for name, (key, is_kept) in KEPT.items():
        if not is_kept(cluster):
            column = BY_KEY[key]
            yield Problem(
                heading_of(column), column.as_text(column.value(cluster)), str(MESSAGES[name])
            )
