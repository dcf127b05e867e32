"""How long a book takes in parts, beside the PDF engine alone on the same finished HTML.

The books are invented. What is compared is measured in turn, so that a slow second of the machine
hits both. Every full build begins with nothing kept, not even the fonts.
"""

import gc
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django
from django.conf import settings

ROUNDS = int(os.environ.get("ROUNDS", "3"))
PROCESSES = int(os.environ.get("PROCESSES", "4"))
# The least or the most that each figure may be.
AIMS = {
    "one process, of alone": ("<=", 1.15),
    "times alone, about 60 pages": (">=", 2.6),
    "times alone, about 250 pages": (">=", 3.2),
    "one chapter changed, of a full build": ("<=", 1 / 6),
    "same content again, ms": ("<", 50),
    "time of a page, largest of smallest": ("<=", 1.25 / 0.75),
    "memory of a process, MB": ("<", 600),
}
MEDIUM, LARGE = 10, 42


def seconds(work: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


def full(content, processes: int) -> float:
    """Build it with nothing kept; the seconds that it took."""
    from reports.printing.book import print_book

    shutil.rmtree(settings.BOOK_PARTS_ROOT, ignore_errors=True)
    settings.BOOK_PROCESSES = processes
    return seconds(lambda: print_book(content))


def alone(content) -> float:
    from reports.printing import print_pdf

    page, pictures = content.html(), content.pictures()
    return seconds(lambda: print_pdf(page, pictures=pictures))


def in_turn(*works: Callable[[], float]) -> list[float]:
    """The median of each of several measurements that take turns."""
    rounds = [[work() for work in works] for _round in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def measure() -> dict[str, float]:
    from reports.printing.book import print_book
    from tests.benchmarks.book_content import invented

    medium, large = invented(MEDIUM), invented(LARGE)
    full(invented(1), 1)
    figures = {}

    by_itself, one, several = in_turn(
        lambda: alone(medium), lambda: full(medium, 1), lambda: full(medium, PROCESSES)
    )
    figures["one process, of alone"] = one / by_itself
    figures["times alone, about 60 pages"] = by_itself / several
    print(f"{MEDIUM} cities: alone {by_itself:.2f} s, one process {one:.2f} s, ", end="")
    print(f"{PROCESSES} processes {several:.2f} s", flush=True)

    by_itself, several = in_turn(lambda: alone(large), lambda: full(large, PROCESSES))
    figures["times alone, about 250 pages"] = by_itself / several
    print(
        f"{LARGE} cities: alone {by_itself:.2f} s, {PROCESSES} processes {several:.2f} s",
        flush=True,
    )

    # What the engine alone left behind is none of what follows.
    gc.collect()
    again = seconds(lambda: print_book(large))
    figures["same content again, ms"] = again * 1000
    # Content is made beforehand, as for the full builds.
    edits = [invented(LARGE, change=f"Words that changed {number}") for number in range(ROUNDS)]
    changed = statistics.median(seconds(partial(print_book, edit)) for edit in edits)
    figures["one chapter changed, of a full build"] = changed / several
    print(f"same again {again:.3f} s, one chapter changed {changed:.2f} s", flush=True)

    of_a_page = []
    for cities in (10, 30, 100):
        content = invented(cities)
        took = full(content, PROCESSES)
        pages = print_book(content).pages
        of_a_page.append(took / pages)
        print(f"{cities} cities, {pages} pages: {took:.2f} s, {took / pages * 1000:.1f} ms a page")
    figures["time of a page, largest of smallest"] = max(of_a_page) / min(of_a_page)
    # In kB on Linux: the largest process that this one began.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    figures["memory of a process, MB"] = most / 1000
    return figures


def main() -> int:
    """Measure; 1 when an aim is missed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    django.setup()
    with tempfile.TemporaryDirectory(prefix="clusnet-book-") as folder:
        settings.BOOK_PARTS_ROOT = Path(folder)
        figures = measure()
    kept_all = True
    print(f"\n{os.cpu_count()} processors, {ROUNDS} rounds")
    for name, figure in figures.items():
        sign, aim = AIMS[name]
        kept = {"<=": figure <= aim, "<": figure < aim, ">=": figure >= aim}[sign]
        kept_all = kept_all and kept
        print(f"{name:<40}{figure:>9.2f}  aim {sign} {aim:.2f}{'' if kept else '  missed'}")
    return 0 if kept_all else 1
