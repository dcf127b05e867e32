"""Two hundred people sign up for twenty places at the same moment, through the running site.

Gunicorn serves the demo as ``make run`` does on SQLite, then as ``deploy/`` does on PostgreSQL
and Redis. Most press the button together, one in ten a second later. At the end the line is read
from the database: twenty are in, nobody is lost, and whoever had an answer before somebody else
asked stands before that person.

The floor is measured in the same run: one person who signs up while nobody else does. If all
two hundred came one after the other, the last would be served after two hundred times that. A
crowd may take no longer: waiting for each other must not cost more than standing in a queue.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from tests import servers
from tests.benchmarks.serving import Served, served
from tests.benchmarks.signup_client import sign_up
from tests.running_site import ROOT

PEOPLE = int(os.environ.get("PEOPLE", "200"))
PLACES = 20
CLIENTS = 4
# So much later ask those who come late.
LATE = 1.0
AS_RUN = ("--workers", "2", "--threads", "2")
AS_DEPLOYED = ("--workers", "4")
# People who sign up by themselves beforehand: the first ones only warm the processes up.
ALONE, COLD = 24, 12
# The last answer, in times of what all would take one after the other.
AIM = 1.0
# And however slow the machine is: nobody looks longer at a page that does not answer.
LAST_AIM = 15.0


def measure(site: Served) -> dict:
    """Let everybody press the button; return their answers and the line that came of it."""
    alone = sign_up_alone(site)
    people = prepare(site, PEOPLE)
    for number, person in enumerate(people):
        person["after"] = LATE if number % 10 == 9 else 0.0
    begin = time.time() + 2.0
    clients = [start_client(site, people[number::CLIENTS], begin) for number in range(CLIENTS)]
    answers = [answer for client in clients for answer in json.load(client.stdout)]
    for client in clients:
        client.wait()
    line = site.run("from tests.benchmarks.signup_rows import line; line()")
    return {"answers": answers, "line": line, "begin": begin, "alone": alone}


def prepare(site: Served, people: int) -> list[dict]:
    """Take everybody off the list and invite so many new people."""
    code = "from tests.benchmarks.signup_rows import prepare"
    return site.run(f"{code}; prepare({people}, {PLACES})")


def sign_up_alone(site: Served) -> float:
    """What it takes when nobody else is there, half of them with a place; the median."""
    done: list[dict] = []
    for person in prepare(site, ALONE):
        sign_up({**person, "after": 0.0}, site.port, 0.0, done)
    return statistics.median(one["answered"] - one["asked"] for one in done[COLD:])


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
    ratio = last / (PEOPLE * results["alone"])
    troubles = troubles_of(results)
    is_in = sum(not is_waiting for _name, is_waiting, _pk in line)
    print(f"\n{title}: {PEOPLE} people, {PLACES} places, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'':<8}{'alone ms':>9}{'x queue':>9}{'last s':>8}"
        f"{'p50 s':>8}{'p95 s':>8}{'per s':>8}{'in':>6}{'wait':>6}{'wrong':>7}"
    )
    print(
        f"{'sign up':<8}{results['alone'] * 1000:>9.1f}{ratio:>9.2f}{last:>8.2f}"
        f"{parts[49]:>8.2f}{parts[94]:>8.2f}{len(answers) / last:>8.0f}"
        f"{is_in:>6}{len(line) - is_in:>6}{len(troubles):>7}"
    )
    print(
        f"{'aim':<8}{'':>9}{f'< {AIM:.1f}':>9}{f'< {LAST_AIM:.0f}':>8}"
        f"{'':>24}{PLACES:>6}{PEOPLE - PLACES:>6}{0:>7}"
    )
    print(f"order kept in {len(pairs_in_order(answers))} pairs of an early and a late comer")
    for trouble in troubles[:20]:
        print(f"  {trouble}")
    return not troubles and ratio < AIM and last < LAST_AIM


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
