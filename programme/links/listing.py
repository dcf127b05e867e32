"""The list of links as rows for a page and as a table for a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.links.reading import CHIPS, is_quiet
from programme.models import ClusterLink, Programme
from programme.spreadsheets import table_file


class ListedLink:
    """A link with what its row says."""

    def __init__(self, link: ClusterLink) -> None:
        self.link = link
        self.chip = CHIPS[link.status]
        self.ends = (link.first, link.second)
        self.is_quiet = is_quiet(link)

    @property
    def words(self) -> str:
        """What became of it, as far as the state says: the agreement, or why it was closed."""
        return self.link.agreement or self.link.closed_reason


def listed(links: Iterable[ClusterLink], programme: Programme) -> list[ListedLink]:
    """The links as rows. No query for their programme."""
    rows = []
    for link in links:
        link.programme = programme
        rows.append(ListedLink(link))
    return rows


def headings() -> list[str]:
    return [
        _("One cluster"),
        _("Its city-region"),
        _("The other cluster"),
        _("Its city-region"),
        _("Sector"),
        _("State"),
        _("What it is about"),
        _("What was agreed"),
        _("Agreed on"),
        _("Why it was closed"),
        _("Proposed on"),
        _("Last heard of"),
    ]


def rows_of(links: Iterable[ClusterLink]) -> Iterator[list[Any]]:
    for link in links:
        yield [
            link.first.name,
            link.first.place_name,
            link.second.name,
            link.second.place_name,
            link.sector.name if link.sector else "",
            link.get_status_display(),
            link.about,
            link.agreement,
            link.agreed_on,
            link.closed_reason,
            timezone.localdate(link.created_at),
            timezone.localdate(link.changed_at),
        ]


def links_file(kind: str, title: str, links: Iterable[ClusterLink]) -> bytes:
    """These links as a file of one of the kinds of ``programme.spreadsheets``."""
    return table_file(kind, title, headings(), rows_of(links))
