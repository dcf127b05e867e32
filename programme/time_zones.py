"""Where clocks show what: the zone that a country goes by."""

from functools import cache
from importlib.resources import files


@cache
def _zones() -> list[tuple[str, str]]:
    """The code of a country, and a zone; the principal zone of each country first."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return [(country, zone) for country, _place, zone, *_remark in rows]


@cache
def _principal_zones() -> dict[str, str]:
    # The first of a country stays.
    return dict(reversed(_zones()))


@cache
def european_zones() -> list[str]:
    """The names of all by the alphabet."""
    return sorted(zone for _country, zone in _zones() if zone.startswith("Europe/"))


def zone_of_country(code: str) -> str:
    """The zone of most people there; empty for a code that is no country's."""
    return _principal_zones().get(code, "")
