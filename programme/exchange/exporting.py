"""The directory as a table for a spreadsheet, which an import reads back; and an empty one."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programme.directory.columns import COLUMNS, Column, Kind
from programme.exchange.headings import headings
from programme.exchange.plans import EXAMPLE
from programme.models import Cluster, PartneringTopic
from programme.spreadsheets import table_file


def clusters_file(kind: str, title: str, clusters: QuerySet[Cluster]) -> bytes:
    """These clusters as a file of one of the kinds of ``programme.spreadsheets``. Four queries."""
    rows = clusters.select_related(None).prefetch_related(None)
    rows = rows.defer("search_text").prefetch_related("city", "sector", "offers")
    return table_file(kind, title, headings(), _rows(rows))


def _rows(clusters: QuerySet[Cluster]) -> Iterator[list[Any]]:
    for cluster in clusters:
        yield [_cell(column, cluster) for column in COLUMNS]


def _cell(column: Column, cluster: Cluster) -> Any:
    """Numbers and days as such; everything else as it is read back."""
    if column.kind in {Kind.WHOLE, Kind.DECIMAL, Kind.DAY}:
        return column.value(cluster)
    return column.written(cluster)


def template_file(kind: str) -> bytes:
    """The headings with two rows that explain them; an import leaves those out."""
    explained = [
        EXAMPLE if column.key == "reference" else explanation(column) for column in COLUMNS
    ]
    example = [EXAMPLE if c.key == "reference" else EXAMPLES.get(c.key, "") for c in COLUMNS]
    return table_file(kind, _("Clusters"), headings(), [explained, example])


def explanation(column: Column) -> str:
    """What may stand in a column, in words for whoever fills it in."""
    if column.key in OWN_EXPLANATIONS:
        return OWN_EXPLANATIONS[column.key]()
    if column.choices:
        return _("One of: %(choices)s.") % {"choices": ", ".join(map(str, column.choices.labels))}
    return EXPLANATIONS[column.kind]()


OWN_EXPLANATIONS = {
    "name": lambda: (
        _("Needed. The rows with “%(example)s” as number explain, and are not brought in.")
        % {"example": EXAMPLE}
    ),
    "place": lambda: _("The city-region. Needed with the country where it is no partner city."),
    "income_fees": lambda: _("In percent: all five shares or none, together 100."),
    "founded_year": lambda: _("A year."),
}
EXPLANATIONS = {
    Kind.WORDS: lambda: _("A text. Empty leaves what is there; “-” takes it away."),
    Kind.LINES: lambda: _("Several, with semicolons between them."),
    Kind.CHOICE: lambda: "",
    Kind.WHOLE: lambda: _("A whole number."),
    Kind.DECIMAL: lambda: _("A number, also with decimals."),
    Kind.DAY: lambda: _("A day, like 2026-06-30."),
    Kind.YES_NO: lambda: _("Yes or no."),
    Kind.COUNTRY: lambda: _("The name or the two letters of the country."),
    Kind.LANGUAGES: lambda: _("Names or two letters, with commas between them."),
    Kind.CITY: lambda: _("The name of a city of the programme; empty for all others."),
    Kind.SECTOR: lambda: _("The name of a sector of the programme’s map."),
    Kind.OFFERS: lambda: (
        _("Topic: words; topic: words. The topics are: %(topics)s.")
        % {"topics": ", ".join(map(str, PartneringTopic.labels))}
    ),
}
# Invented.
EXAMPLES: dict[str, Any] = {
    "name": "Harbour Robotics",
    "summary": "Firms and a university that bring robots into ports.",
    "place": "Gdynia",
    "country": "Poland",
    "ecosystem": "Mobility, transport and automotive",
    "themes": "port robots; safe work; batteries",
    "themes_from_members": "yes",
    "founded_year": 2016,
    "legal_form": "Registered association",
    "manager": "Ada Nowak",
    "email": "office@harbour-robotics.example",
    "website": "https://harbour-robotics.example",
    "languages": "en, pl",
    "staff": 2.5,
    "companies": 48,
    "research": 4,
    "public": 2,
    "start_ups": 11,
    "financers": 1,
    "income_fees": 30,
    "income_projects": 40,
    "income_events": 10,
    "income_grants": 20,
    "income_private": 0,
    "funded_until": "2028-12-31",
    "label": "Silver",
    "label_on": "2025-03-01",
    "profile_as_of": "2026-01-01",
    "profile_source": "Register of members",
    "offers": "Test beds and pilots: a quay for trials",
    "seeks": "Investors and capital: for two spin-offs; Joint research and development",
}
