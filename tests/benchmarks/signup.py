"""Two hundred people sign up for twenty places at the same moment, through the running site.

Gunicorn serves the demo as ``make run`` does on SQLite, then as ``deploy/`` does on PostgreSQL
and Redis. Most press the button together, one in ten a second later. At the end the line is read
from the database: twenty are in, nobody is lost, and whoever had an answer before somebody else
asked stands before that person.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from tests import servers
from tests.benchmarks.serving import Served, Visitor, served
from tests.running_site import ROOT

PEOPLE = int(os.environ.get("PEOPLE", "200"))
PLACES = 20
CLIENTS = 4
# So much later ask those who come late.
LATE = 1.0
AS_RUN = ("--workers", "2", "--threads", "2")
AS_DEPLOYED = ("--workers", "4")
# Nobody looks longer at a page that does not answer.
LAST_AIM = 20.0


def measure(site: Served) -> dict:
    """Let everybody press the button; return their answers and the line that came of it."""
    people = site.run(
        f"from tests.benchmarks.signup_rows import prepare; prepare({PEOPLE}, {PLACES})"
    )
    for number, person in enumerate(people):
        person["after"] = LATE if number % 10 == 9 else 0.0
    warm_up(site)
    begin = time.time() + 2.0
    clients = [start_client(site, people[number::CLIENTS], begin) for number in range(CLIENTS)]
    answers = [answer for client in clients for answer in json.load(client.stdout)]
    for client in clients:
        client.wait()
    line = site.run("from tests.benchmarks.signup_rows import line; line()")
    return {"answers": answers, "line": line, "begin": begin}


def warm_up(site: Served) -> None:
    """The processes load what they need for the first time."""
    for _ in range(12):
        visitor = Visitor(site.port)
        visitor.log_in("klara.lund@goteborg.example")
        visitor.ask("GET", "/clusnet/workshops/5/participants/register/")
        visitor.connection.close()


def start_client(site: Served, people: list[dict], begin: float) -> subprocess.Popen:
    client = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.signup_client"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    json.dump({"people": people, "port": site.port, "begin": begin}, client.stdin)
    client.stdin.close()
    return client


def troubles_of(results: dict) -> list[str]:
    """What went wrong, in words; nothing when twenty are in and the order was kept."""
    answers, line = results["answers"], results["line"]
    found = [f"{answer['name']}: {answer['error']}" for answer in answers if answer["error"]]
    waits = [is_waiting for _name, is_waiting, _pk in line]
    if waits != [False] * PLACES + [True] * (PEOPLE - PLACES):
        found.append(f"{waits.count(False)} are in and {waits.count(True)} wait, or not in order")
    if sorted(pk for *_rest, pk in line) != [pk for *_rest, pk in line]:
        found.append("the rows were not written in the order of the line")
    place = {name: number for number, (name, *_rest) in enumerate(line)}
    found += [f"{answer['name']} is lost" for answer in answers if answer["name"] not in place]
    found += [
        f"{late['name']} asked after {early['name']} had an answer and stands before"
        for early, late in pairs_in_order(answers)
        if place.get(early["name"], 0) > place.get(late["name"], 0)
    ]
    return found


def pairs_in_order(answers: list[dict]) -> list[tuple[dict, dict]]:
    """Everybody who had an answer, with everybody who asked only then."""
    return [
        (early, late) for early in answers for late in answers if early["answered"] < late["asked"]
    ]


def show(title: str, results: dict) -> bool:
    """Print how it went; whether every aim was kept."""
    answers, line = results["answers"], results["line"]
    seconds = [answer["answered"] - answer["asked"] for answer in answers]
    last = max(answer["answered"] for answer in answers) - results["begin"]
    parts = statistics.quantiles(seconds, n=100)
    troubles = troubles_of(results)
    is_in = sum(not is_waiting for _name, is_waiting, _pk in line)
    print(f"\n{title}: {PEOPLE} people, {PLACES} places, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'':<8}{'last s':>8}{'p50 s':>8}{'p95 s':>8}{'per s':>8}{'in':>6}{'wait':>6}{'wrong':>7}"
    )
    print(
        f"{'sign up':<8}{last:>8.2f}{parts[49]:>8.2f}{parts[94]:>8.2f}{len(answers) / last:>8.0f}"
        f"{is_in:>6}{len(line) - is_in:>6}{len(troubles):>7}"
    )
    print(f"{'aim':<8}{f'< {LAST_AIM:.0f}':>8}{'':>24}{PLACES:>6}{PEOPLE - PLACES:>6}{0:>7}")
    print(f"order kept in {len(pairs_in_order(answers))} pairs of an early and a late comer")
    for trouble in troubles[:20]:
        print(f"  {trouble}")
    return not troubles and last < LAST_AIM


def main() -> int:
    """Measure both pairs of servers; 1 when an aim is missed."""
    with served(*AS_RUN) as site:
        on_sqlite = show("SQLite, two processes of two threads", measure(site))
    with (
        servers.postgresql(safe=True) as database_url,
        servers.redis() as redis_url,
        served(*AS_DEPLOYED, DATABASE_URL=database_url, REDIS_URL=redis_url) as site,
    ):
        on_postgresql = show("PostgreSQL and Redis, four processes", measure(site))
    return 0 if on_sqlite and on_postgresql else 1
