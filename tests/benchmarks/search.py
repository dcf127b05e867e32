"""How long the search takes with 7,000 clusters, and nine cases and reports that are all written.

Gunicorn serves the finished demo, filled up, on SQLite, then on PostgreSQL; see ``directory``. Also
how long the index takes: written for the first time, compared, and after one change; and how much
memory it takes in each process that searches. Exits with 1 when a page misses the aim.
"""

from tests import servers
from tests.benchmarks.directory import ask_in_turn, show
from tests.benchmarks.pages import FLOOR
from tests.benchmarks.serving import Served, served

SEARCH = "/clusnet/search/"
WHILE_TYPING = {"HX-Request": "true"}
PAGES = {
    FLOOR: ("/clusnet/bench/floor/", {}),
    "one word": (f"{SEARCH}?q=incubator", {}),
    "two words": (f"{SEARCH}?q=goteborg%20incubator", {}),
    "words side by side": (f"{SEARCH}?q=%22smart%20textiles%22", {}),
    "a word of all": (f"{SEARCH}?q=cluster", {}),
    "one letter": (f"{SEARCH}?q=e", {}),
    "typing error": (f"{SEARCH}?q=gotebrog", {}),
    "nothing": (f"{SEARCH}?q=zzxqqj", {}),
    "some of all": (f"{SEARCH}?q=cluster%20qzzx%20goteborg", {}),
    "page of a kind": (f"{SEARCH}?q=cluster&kind=clusters&page=9", {}),
    "typing": (f"{SEARCH}?q=goteb", WHILE_TYPING),
    "typing, wrong": (f"{SEARCH}?q=gotebrog", WHILE_TYPING),
    "typing, of all": (f"{SEARCH}?q=cluster", WHILE_TYPING),
}
# Times the floor, 95 times of 100. A word that stands in thousands of places is asked of as many
# rows.
AIMS = {
    "some of all": 36.0,
    **dict.fromkeys(("a word of all", "page of a kind", "typing error"), 16.0),
    **dict.fromkeys(("one letter", "one word", "two words", "words side by side", "nothing"), 8.0),
    **dict.fromkeys(("typing", "typing, of all"), 6.0),
    "typing, wrong": 14.0,
}
# With session, person and memberships.
MOST_QUERIES = dict.fromkeys(PAGES, 10)
FILL = """
import gc, json, sys, time
from django.core.management import call_command
from programme.models import Cluster, Programme, SearchEntry
from programme.search.index import index_of
from programme.search.updating import bring_up_to_date
from tests.large_directory import fill

class Nowhere:
    def write(self, *text): pass

call_command("load_demo", "--replace", "--complete", stdout=Nowhere())
programme = Programme.objects.get(slug="clusnet")
fill(programme)

def seconds():
    began = time.perf_counter()
    written = bring_up_to_date(programme)
    return written, round(time.perf_counter() - began, 2)

SearchEntry.objects.all().delete()
first, again = seconds(), seconds()
row = programme.clusters.first()
Cluster.objects.filter(pk=row.pk).update(summary="Another one")
changed = seconds()

def megabytes():
    with open("/proc/self/smaps_rollup") as memory:
        return next(int(line.split()[1]) for line in memory if line.startswith("Rss:")) // 1024

gc.collect()
before = megabytes()
index_of(programme).vocabulary.close_to("gotebrog")
held = megabytes() - before
json.dump([SearchEntry.objects.count(), first, again, changed, held], sys.stdout)
"""


def measure(site: Served) -> dict[str, dict]:
    """Fill the programme, write its index, and ask for every page."""
    entries, (_all, first), (_none, again), (one, changed), held = site.run(f"exec({FILL!r})")
    print(
        f"\n{entries} places; written in {first} s, compared in {again} s, "
        f"{one} written after a change in {changed} s; {held} MB in the memory of each process",
        end="",
    )
    return ask_in_turn(site, PAGES)


def main() -> int:
    """Measure both pairs of servers; 1 when a page misses the aim."""
    processes = ("--workers", "2")
    with served(*processes) as site:
        on_sqlite = show("SQLite, sessions in the database", measure(site), AIMS, MOST_QUERIES)
    with (
        servers.postgresql(safe=True) as database_url,
        servers.redis() as redis_url,
        served(*processes, DATABASE_URL=database_url, REDIS_URL=redis_url) as site,
    ):
        on_postgresql = show("PostgreSQL and Redis", measure(site), AIMS, MOST_QUERIES)
    return 0 if on_sqlite and on_postgresql else 1
