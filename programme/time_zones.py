"""Where clocks show what: the zone that a country goes by."""

from functools import cache
from importlib.resources import files


@cache
def _principal_zones() -> dict[str, str]:
    """By the code of a country. The table names the principal zone of each country first."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    zones: dict[str, str] = {}
    for country, _place, zone, *_remark in rows:
        zones.setdefault(country, zone)
    return zones


def zone_of_country(code: str) -> str:
    """The zone of most people there; empty for a code that is no country's."""
    return _principal_zones().get(code, "")
