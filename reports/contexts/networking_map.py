"""The networking map on one page: matrix, map, legend, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.mapping.europe import Europe
from programme.mapping.history import ANSWERED
from programme.mapping.links import MapLinks
from programme.mapping.matrix import NetworkingMap
from programme.mapping.names import width_of
from programme.models import Activity, City, ClusterLinkEntry, Programme
from programme.palette import group_colour
from reports.contexts.base import Cover, Print, ProgrammeFacts, Row, day_words
from reports.printing import Picture

# How large the drawing is: 0 is the most room. The sizes are in the style sheet.
SMALLEST = 4
# With more cities the rows of the matrix are low; with more sectors their names stand slanted.
MANY_CITIES, VERY_MANY_CITIES, MANY_SECTORS = 14, 22, 6
LONGEST_SECTOR, LONGEST_LIST = 24, 16
COLUMN_WIDTH = 90


@dataclass(frozen=True)
class MapRow:
    """A city and its answers, in the order of the sectors."""

    city: str
    group: int
    colour: str
    marks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NetworkingMapPrint(Print):
    """The map as every member reads it."""

    template: ClassVar[str] = "reports/pdf/networking_map.html"

    sectors: tuple[str, ...]
    rows: tuple[MapRow, ...]
    # The drawing, as it stands on the page.
    europe: Europe
    shows_links: bool
    # In one sentence, for who cannot see the drawing.
    in_words: str
    notes: tuple[str, ...]
    missing: tuple[Row, ...]
    step: int = 0

    @property
    def title(self) -> str:
        return f"{self.programme.name}: {self.cover.kind}"

    @property
    def foot(self) -> str:
        return f"{self.title}, {self.cover.edition}" if self.cover.edition else self.title

    @property
    def density(self) -> int:
        """How low the rows are: 0 to 2."""
        return (len(self.rows) > MANY_CITIES) + (len(self.rows) > VERY_MANY_CITIES)

    @property
    def is_slanted(self) -> bool:
        longest = max((width_of(name) for name in self.sectors), default=0)
        return len(self.sectors) > MANY_SECTORS or longest > COLUMN_WIDTH

    def denser(self) -> "Self | None":
        """The same with a smaller drawing; None once it cannot be smaller."""
        return replace(self, step=self.step + 1) if self.step < SMALLEST else None

    @classmethod
    def of(cls, subject: Programme) -> Self:
        """Seven queries, however many cities, sectors and links there are."""
        programme = Programme.objects.get(pk=subject.pk)
        networking_map = NetworkingMap.of_programme(programme)
        cities = networking_map.cities
        links = MapLinks.of_programme(programme, cities)
        shows_links = bool(links.pairs)
        europe = (
            Europe.with_links(cities, links.pairs)
            if shows_links
            else Europe.with_cases(cities, networking_map.meetings)
        )
        return cls(
            programme=ProgrammeFacts.of(programme),
            cover=Cover(
                kind=_("Networking map"),
                title=programme.years,
                subtitle=_standing(networking_map, links),
                edition=_as_of(programme),
            ),
            sectors=tuple(_short(sector.name) for sector in networking_map.sectors),
            rows=tuple(
                MapRow(
                    city=row.city.name,
                    group=row.city.group.number if row.city.group else 0,
                    colour=group_colour(row.city.group.number if row.city.group else None),
                    marks=tuple(cell.value for cell in row.cells),
                )
                for row in networking_map.rows
            ),
            europe=europe,
            shows_links=shows_links,
            in_words=_in_words(networking_map, links),
            notes=_notes(europe, links),
            missing=_missing(networking_map),
            # Where the matrix takes much of the page, the largest drawing is not tried.
            step=int(len(networking_map.rows) > VERY_MANY_CITIES),
        )

    def pictures(self) -> dict[str, Picture]:
        """With the coasts and borders below the cities."""
        from programme.mapping.files import outline_of_europe

        europe = self.europe
        drawing = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{europe.view_box}">'
            f"{outline_of_europe()}</svg>"
        )
        return super().pictures() | {"europe": Picture(drawing.encode(), "image/svg+xml")}


def _standing(networking_map: NetworkingMap, links: MapLinks) -> str:
    words = _("%(answered)s of %(total)s cities have answered.") % {
        "answered": networking_map.answered,
        "total": len(networking_map.rows),
    }
    if not links.number:
        return words
    linked = ngettext(
        "%(number)s link between clusters is open, %(agreed)s agreed.",
        "%(number)s links between clusters are open, %(agreed)s of them agreed.",
        links.number,
    )
    return f"{words} {linked % {'number': links.number, 'agreed': links.agreed}}"


def _in_words(networking_map: NetworkingMap, links: MapLinks) -> str:
    """What the lines say."""
    if links.pairs:
        lines = [
            _("%(first)s and %(second)s: %(number)s, %(step)s")
            % {
                "first": pair.first,
                "second": pair.second,
                "number": pair.number,
                "step": pair.furthest.label.lower(),
            }
            for pair in links.pairs
        ]
        return _("Map of Europe with the links between clusters. %(links)s.") % {
            "links": "; ".join(lines)
        }
    meetings = [
        _("%(host)s with %(seekers)s, %(sector)s")
        % {"host": one.host, "seekers": _listed(one.seekers), "sector": one.sector}
        for one in networking_map.meetings
    ]
    if not meetings:
        return _("Map of Europe with the cities. No case meets an opportunity yet.")
    return _("Map of Europe with the cities where a case meets an opportunity. %(pairs)s.") % {
        "pairs": "; ".join(meetings)
    }


def _notes(europe: Europe, links: MapLinks) -> tuple[str, ...]:
    """What the drawing cannot show."""
    notes = []
    if europe.unnamed:
        notes.append(_("Without its name: %(cities)s.") % {"cities": _listed(europe.unnamed)})
    if europe.elsewhere:
        notes.append(_("Not on the map: %(cities)s.") % {"cities": _listed(europe.elsewhere)})
    if links.elsewhere:
        notes.append(
            ngettext(
                "%(number)s link leads to a cluster in no partner city.",
                "%(number)s links lead to clusters in no partner city.",
                links.elsewhere,
            )
            % {"number": links.elsewhere}
        )
    return tuple(notes)


def _missing(networking_map: NetworkingMap) -> tuple[Row, ...]:
    """In few words: it shares the page with everything else."""
    lonely = [f"{_short(sector.name)} ({city})" for sector, city in networking_map.lonely]
    partly = [row.city for row in networking_map.partly_answered]
    rows = (
        Row(_("Marked by one city alone"), _listed(lonely)),
        Row(_("Marked by no city"), _listed([_short(s.name) for s in networking_map.unmarked])),
        Row(_("Not answered at all"), _listed(networking_map.unanswered)),
        Row(_("Not answered for every sector"), _listed(partly)),
    )
    return tuple(row for row in rows if row.value)


def _listed(names: Sequence[City | str]) -> str:
    """The names, and how many more there are."""
    shown = ", ".join(map(str, names[:LONGEST_LIST]))
    more = len(names) - LONGEST_LIST
    if more <= 0:
        return shown
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_SECTOR else f"{name[: LONGEST_SECTOR - 1]}…"


def _as_of(programme: Programme) -> str:
    """“As of 3 September 2010”: the day of the last answer or step, so the same stays the same."""
    answers = Activity.objects.filter(programme=programme, verb=ANSWERED).order_by("-at")
    steps = ClusterLinkEntry.objects.filter(link__programme=programme).order_by("-at")
    found = [*answers.values_list("at", flat=True)[:1], *steps.values_list("at", flat=True)[:1]]
    if not found:
        return ""
    return _("As of %(day)s") % {"day": day_words(timezone.localdate(max(found)))}
