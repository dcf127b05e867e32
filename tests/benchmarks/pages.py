"""How long the pages of the demo programme take, beside the least that a page can cost.

Gunicorn serves the demo on SQLite, then on PostgreSQL. Every page is asked for
in turn, round after round, so that a slow second of the machine hits them all.
"""

import os
import statistics
import time

from tests import servers
from tests.benchmarks.serving import Served, Visitor, served

ROUNDS = int(os.environ.get("ROUNDS", "100"))
WARM_UP = 5
COORDINATOR = "anna.moreau@grandlyon.example"
EDITOR = "paivi.lehtinen@helsinki.example"

FLOOR = "floor"
# A page may cost this many times the floor.
AIM = 3.0
# Asked for by the coordinator, but for the page that only the city's editor may open.
PAGES = {
    "no shell": "/clusnet/bench/bare/",
    FLOOR: "/clusnet/bench/floor/",
    "overview": "/clusnet/",
    "workplan": "/clusnet/workplan/",
    "workshop": "/clusnet/workshops/5/",
    "agenda": "/clusnet/workshops/5/agenda/",
    "release": "/clusnet/workshops/5/agenda/release/",
    "participants": "/clusnet/workshops/5/participants/",
    "register": "/clusnet/workshops/5/participants/register/",
    "attendance": "/clusnet/workshops/4/on-the-day/",
    "notes": "/clusnet/workshops/4/notes/",
    "papers": "/clusnet/workshops/5/papers/",
    "survey": "/clusnet/workshops/4/survey/",
    "readiness": "/clusnet/readiness/",
    "calendars": "/clusnet/calendars/",
    "mails": "/clusnet/mails/",
    "cases": "/clusnet/cases/",
    "case, read": "/clusnet/cases/budapest/",
    "case, edit": "/clusnet/cases/helsinki/write/objectives/",
    "networking": "/clusnet/networking/",
    "reports": "/clusnet/reports/",
    "documents": "/clusnet/documents/",
    "to be made": "/clusnet/documents/?state=all",
    "clusters": "/clusnet/clusters/",
    "people": "/clusnet/people/",
}


# The library has what a worker would have begun with: the documents of all editions.
ASK_FOR_DOCUMENTS = "from reports.tasks import build_ahead; build_ahead(); print(0)"


def measure(site: Served) -> dict[str, dict]:
    """Ask for every page in turn; return what each took."""
    site.run(ASK_FOR_DOCUMENTS)
    coordinator, editor = Visitor(site.port), Visitor(site.port)
    coordinator.log_in(COORDINATOR)
    editor.log_in(EDITOR)
    results = {name: {"seconds": [], "queries": 0, "bytes": 0, "status": 0} for name in PAGES}
    for round_number in range(WARM_UP + ROUNDS):
        for name, path in PAGES.items():
            visitor = editor if name == "case, edit" else coordinator
            started_at = time.perf_counter()
            response, text = visitor.ask("GET", path)
            seconds = time.perf_counter() - started_at
            result = results[name]
            if round_number >= WARM_UP:
                result["seconds"].append(seconds)
            result["status"] = response.status
            result["queries"] = int(response.headers["X-Queries"])
            result["bytes"] = len(text)
    return results


def show(title: str, results: dict[str, dict]) -> bool:
    """Print a line for each page; whether all of them answered and kept the aim."""
    floor = statistics.median(results[FLOOR]["seconds"])
    print(f"\n{title}, {ROUNDS} rounds, gunicorn with 2 processes, one request at a time")
    print(f"{'page':<13}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'aim':>6}{'kB':>7}")
    all_kept = True
    for name, result in results.items():
        half = statistics.median(result["seconds"])
        most = statistics.quantiles(result["seconds"], n=20)[-1]
        line = f"{name:<13}{result['queries']:>8}{half * 1000:>9.1f}{most * 1000:>9.1f}"
        line += f"{half / floor:>9.1f}{AIM:>6.0f}{result['bytes'] / 1000:>7.0f}"
        is_kept = result["status"] == 200 and half / floor <= AIM
        if result["status"] != 200:
            line += f"  answered {result['status']}"
        elif not is_kept:
            line += "  missed"
        all_kept = all_kept and is_kept
        print(line)
    return all_kept


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
