"""Lines, dots and names of the map as SVG, for the page and for files.

Colours are attributes: a file has no style sheet. Each name is written twice, first as the light
around it: not every reader of drawings knows paint-order.
"""

from collections import defaultdict

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from programme.mapping.europe import Europe, Place

INK, LINE, LEADER, PAPER = "#1b2330", "#0f5c63", "#59626f", "#ffffff"


def picture_of(europe: Europe, cities_url: str = "") -> SafeString:
    """The drawing. With the address of all cities, each dot leads to the page of its own."""
    parts = [*_lines(europe), *_numbers(europe), *_leaders(europe)]
    parts += [_place(europe, place, cities_url) for place in europe.places]
    return mark_safe("".join(parts))  # noqa: S308  numbers, and names that ``_place`` escaped


def _lines(europe: Europe) -> list[str]:
    """One path for all lines that look alike."""
    alike: dict[tuple[float, str], list[str]] = defaultdict(list)
    for line in europe.lines:
        alike[line.width, line.dashes].append(line.path)
    drawn = []
    for (width, dashes), paths in alike.items():
        path = " ".join(paths)
        broken = f' stroke-dasharray="{dashes}"' if dashes else ""
        drawn.append(
            f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="{width}"{broken}'
            ' stroke-opacity="0.75"/>'
        )
    return drawn


def _numbers(europe: Europe) -> list[str]:
    return [
        f'<circle cx="{line.spot[0]}" cy="{line.spot[1]}" r="{europe.number_radius}"'
        f' fill="{PAPER}" stroke="{LINE}" stroke-width="{europe.thin}"/>'
        f'<text x="{line.spot[0]}" y="{line.spot[1]}" dy="{europe.number_drop}"'
        f' text-anchor="middle" font-size="{europe.number_size}" font-weight="600"'
        f' fill="{LINE}">{line.number}</text>'
        for line in europe.lines
        if line.spot
    ]


def _leaders(europe: Europe) -> list[str]:
    """From a dot to its name, where that had no room beside it."""
    return [
        f'<path d="M{place.x} {place.y}L{place.label.leader[0]} {place.label.leader[1]}"'
        f' stroke="{LEADER}" stroke-width="{europe.thin}"/>'
        for place in europe.places
        if place.label and place.label.leader
    ]


def _place(europe: Europe, place: Place, cities_url: str) -> str:
    name = escape(place.name)
    drawn = (
        f'<circle cx="{place.x}" cy="{place.y}" r="{europe.radius}" fill="{place.colour}"'
        f' stroke="{PAPER}" stroke-width="{europe.stroke}"><title>{name}</title></circle>'
    )
    if place.label:
        text = (
            f'<text x="{place.label.x}" y="{place.label.y}" text-anchor="{place.label.anchor}"'
            f' font-size="{europe.font_size}" font-weight="600"'
        )
        drawn += (
            f'{text} fill="none" stroke="{PAPER}" stroke-width="{europe.halo}"'
            f' stroke-linejoin="round" aria-hidden="true">{name}</text>'
            f'{text} fill="{INK}">{name}</text>'
        )
    if not cities_url:
        return drawn
    return f'<a href="{cities_url}{escape(place.slug)}/" tabindex="-1">{drawn}</a>'
