"""How long the directory and the networking pages take with 7,000 clusters and 2,000 links.

Gunicorn serves the demo, filled up, on SQLite, then on PostgreSQL. Every page is asked for in turn,
round after round, so that a slow second of the machine hits them all; the floor is the least that
a page of the site can cost. Exits with 1 when a page misses the aim.
"""

import os
import statistics
import time

from tests import servers
from tests.benchmarks.pages import COORDINATOR, FLOOR
from tests.benchmarks.serving import Served, Visitor, served

ROUNDS = int(os.environ.get("ROUNDS", "60"))
WARM_UP = 5
# A page may cost this many times the floor, 95 times of 100.
AIM = 4.0
# The directory’s own part of an answer, beside session, person and memberships.
MOST_QUERIES = {"list": 6, "search": 6, "typing error": 6, "filters": 6, "map": 13}
CLUSTERS = "/clusnet/clusters/"
WHILE_TYPING = {"HX-Request": "true"}
PAGES = {
    FLOOR: ("/clusnet/bench/floor/", {}),
    "list": (CLUSTERS, {}),
    "list, page 200": (f"{CLUSTERS}?page=200", {}),
    "search": (f"{CLUSTERS}?q=nanotech", {}),
    "search, typing": (f"{CLUSTERS}?q=nanotech", WHILE_TYPING),
    "typing error": (f"{CLUSTERS}?q=nanotehc%20gotebrog", {}),
    "error, typing": (f"{CLUSTERS}?q=nanotehc", WHILE_TYPING),
    "filters": (
        f"{CLUSTERS}?country=FI&legal_form=project&offers=skills&signs=shown&sort=members",
        {},
    ),
    "profile": (f"{CLUSTERS}techtera/", {}),
    "comparison": (
        f"{CLUSTERS}compare/?cluster=large-1&cluster=large-2&cluster=large-3&cluster=large-4"
        "&cluster=techtera",
        {},
    ),
    "map": ("/clusnet/networking/", {}),
    "links": ("/clusnet/networking/links/", {}),
    "city": ("/clusnet/cities/lyon/", {}),
}
FILL = """
import json, sys
from programme.models import Programme
from tests.large_directory import fill
programme = Programme.objects.get(slug="clusnet")
fill(programme)
json.dump([programme.clusters.count(), programme.cities.count(), programme.sectors.count(),
           programme.cluster_links.count()], sys.stdout)
"""


def measure(site: Served) -> dict[str, dict]:
    """Fill the directory and ask for every page."""
    clusters, cities, sectors, links = site.run(f"exec({FILL!r})")
    print(f"\n{clusters} clusters, {cities} cities, {sectors} sectors, {links} links", end="")
    return ask_in_turn(site, PAGES)


def ask_in_turn(site: Served, pages: dict[str, tuple[str, dict]]) -> dict[str, dict]:
    """Ask for every page in turn; return what each took."""
    visitor = Visitor(site.port)
    visitor.log_in(COORDINATOR)
    results = {name: {"seconds": [], "queries": 0, "bytes": 0, "status": 0} for name in pages}
    for round_number in range(WARM_UP + ROUNDS):
        for name, (path, headers) in pages.items():
            started_at = time.perf_counter()
            response, text = visitor.ask("GET", path, headers=headers)
            seconds = time.perf_counter() - started_at
            result = results[name]
            if round_number >= WARM_UP:
                result["seconds"].append(seconds)
                result["queries"] = max(result["queries"], int(response.headers["X-Queries"]))
            result["status"] = response.status
            result["bytes"] = len(text)
    return results


def show(
    title: str,
    results: dict[str, dict],
    aims: dict[str, float] | None = None,
    most_queries: dict[str, int] = MOST_QUERIES,
) -> bool:
    """Print a line for each page; whether all of them answered and kept the aims."""
    aims = aims or {}
    floor = _most(results[FLOOR])
    print(f"\n{title}, {ROUNDS} rounds, gunicorn with 2 processes, one request at a time")
    print(f"{'page':<16}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'aim':>6}{'kB':>7}")
    all_kept = True
    for name, result in results.items():
        aim = aims.get(name, AIM)
        half, most = statistics.median(result["seconds"]), _most(result)
        line = f"{name:<16}{result['queries']:>8}{half * 1000:>9.1f}{most * 1000:>9.1f}"
        line += f"{most / floor:>9.1f}{aim:>6.0f}{result['bytes'] / 1000:>7.0f}"
        troubles = []
        if result["status"] != 200:
            troubles.append(f"answered {result['status']}")
        if result["queries"] > most_queries.get(name, 99):
            troubles.append(f"at most {most_queries[name]} queries")
        if most / floor > aim:
            troubles.append("missed")
        all_kept = all_kept and not troubles
        print(line + "".join(f"  {trouble}" for trouble in troubles))
    return all_kept


def _most(result: dict) -> float:
    return statistics.quantiles(result["seconds"], n=20)[-1]


def main() -> int:
    """Measure both pairs of servers; 1 when a page misses the aim."""
    processes = ("--workers", "2")
    with served(*processes) as site:
        on_sqlite = show("SQLite, sessions in the database", measure(site))
    with (
        servers.postgresql(safe=True) as database_url,
        servers.redis() as redis_url,
        served(*processes, DATABASE_URL=database_url, REDIS_URL=redis_url) as site,
    ):
        on_postgresql = show("PostgreSQL and Redis", measure(site))
    return 0 if on_sqlite and on_postgresql else 1
