"""The page of the map as its templates draw it: hundreds of names, put together before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.mapping.markup import DrawnRow, Markup, group_mark
from programme.mapping.page import CityInWords, NetworkingPage
from programme.models import City, Sector

# What is suggested, where the answer is sent, the words of the button, and for which mark it is.
SUGGESTION = (
    '<li><p>{}</p><button class="button button-small" formaction="{}">{}'
    '<span class="visually-hidden"> {}</span></button></li>'
)


@dataclass(frozen=True)
class Encounter:
    """The cities with a case of a sector, and those that look for it, each leading to its mark."""

    sector: Sector
    hosts: int
    cases: SafeString
    seekers: int
    opportunities: SafeString


@dataclass(frozen=True)
class DrawnCity:
    """All that is said about a city, in words."""

    one: CityInWords
    group_mark: str
    url: str
    answers: SafeString
    links: str


class MapReading:
    """What stands around and below the map."""

    def __init__(self, page: NetworkingPage, map_url: str) -> None:
        self.page = page
        self._markup = Markup(map_url)

    @cached_property
    def rows(self) -> list[DrawnRow]:
        return [self._markup.row(row) for row in self.page.map.rows]

    @cached_property
    def encounters(self) -> list[Encounter]:
        """Who could meet, sector by sector: the seekers of a sector are those of each case."""
        hosts: dict[int, list[City]] = {}
        for meeting in self.page.map.meetings:
            hosts.setdefault(meeting.sector.pk, []).append(meeting.host)
        sought = {one.sector.pk: one for one in self.page.map.meetings}
        return [
            Encounter(
                sector=one.sector,
                hosts=len(hosts[key]),
                cases=self._markup.marks_of(one.sector, hosts[key]),
                seekers=len(one.seekers),
                opportunities=self._markup.marks_of(one.sector, one.seekers),
            )
            for key, one in sought.items()
        ]

    @cached_property
    def suggestions(self) -> SafeString:
        """Marks that the person can take over with one press each, as items of a list."""
        place, sentence = _("%(city)s, %(sector)s"), _("%(city)s, %(sector)s: %(clusters)s")
        press = _("Mark the opportunity")
        rows = []
        for cell in self.page.suggestions:
            words = {"city": cell.city, "sector": cell.sector, "clusters": cell.suggested}
            answer_url = f"{self._markup.url_of(cell.city, cell.sector)}answer/"
            rows.append((sentence % words, answer_url, press, place % words))
        return format_html_join("", SUGGESTION, rows)

    @cached_property
    def open_by_sector(self) -> list[tuple[Sector, SafeString]]:
        """Who has left out a sector, having answered for others."""
        rows = self.page.map.open_by_sector
        return [(sector, self._markup.rows_of(those)) for sector, those in rows]

    def in_words(self) -> Iterator[DrawnCity]:
        """City by city."""
        for one in self.page.in_words:
            yield DrawnCity(
                one=one,
                group_mark=group_mark(one.city.group),
                url=self._markup.url_of(one.city),
                answers=self._markup.answers_of(one),
                links=self._markup.links_of(one),
            )
