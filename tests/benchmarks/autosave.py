"""Fifty editors whose texts save by themselves at once, beside the least that a save can cost.

Forty have a topic to themselves; of the others two share one, and choose when they meet.
Gunicorn serves the demo as ``make run`` does on SQLite, then as ``deploy/`` does on PostgreSQL
and Redis. The editors are processes of their own, which say how late they were themselves. At
the end every text that the server said it had is looked for: in the row, or in its history.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from tests import servers
from tests.benchmarks.serving import Served, served
from tests.running_site import ROOT

EDITORS = int(os.environ.get("EDITORS", "50"))
SECONDS = float(os.environ.get("SECONDS", "60"))
FLOOR_SECONDS = min(SECONDS, 15.0)
# Before that the processes load what they need for the first time.
WARM_UP = 5.0
CLIENTS = 5
# As ``clusnet.management.commands.run_site`` and ``deploy/clusnet-web.service`` start it.
AS_RUN = ("--workers", "2", "--threads", "2")
AS_DEPLOYED = ("--workers", "4")

P95_AIM = 0.150
# Later than this, and the clients themselves are what was measured.
LATE_AIM = 0.020
FLOOR_PATH = "/clusnet/bench/nothing/"


def measure(site: Served) -> dict[str, dict]:
    """Let the editors work at the floor, then at their topics; look for what they saved."""
    before = os.getloadavg()[0]
    editors = site.run(f"from tests.benchmarks.autosave_rows import prepare; prepare({EDITORS})")
    floor = work(site, [{**editor, "path": FLOOR_PATH} for editor in editors], FLOOR_SECONDS)
    saving = work(site, editors, SECONDS)
    texts = site.run("from tests.benchmarks.autosave_rows import stored; stored()")
    saving["lost"] = [
        loss
        for editor in editors
        for done in saving["editors"]
        if done["name"] == editor["name"]
        for loss in losses_of(done, editor["is_alone"], texts.get(str(editor["answer"]), [""]))
    ]
    return {"floor": floor, "save": saving, "load": (before, os.getloadavg()[0])}


def losses_of(done: dict, is_alone: bool, kept: list[str]) -> list[str]:
    """The saves that the server acknowledged and no longer has.

    Whoever is alone at a topic finds every text in the row, and the row says just what was saved
    last. Of two at one topic each finds every paragraph in the row or in its history, or in the
    text that was refused last and still stands on the person's page.
    """
    if is_alone:
        last = done["acknowledged"][-1:]
        lost = [n for n, text in enumerate(done["acknowledged"]) if not kept[0].startswith(text)]
        lost += [len(done["acknowledged"])] if last and last[0] != kept[0] else []
    else:
        there = {paragraph for text in [*kept, done["refused"]] for paragraph in text.split("\n\n")}
        lost = [
            n
            for n, text in enumerate(done["acknowledged"])
            if not there.issuperset(text.split("\n\n"))
        ]
    return [f"{done['name']}: save {n + 1} of {len(done['acknowledged'])}" for n in lost]


def work(site: Served, editors: list[dict], seconds: float) -> dict:
    """Share the editors among the client processes; return what happened to all of them."""
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.autosave_client"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(CLIENTS)
    ]
    begin = time.time() + 1.0
    warm = begin + WARM_UP
    for number, client in enumerate(clients):
        share = [
            {**{k: v for k, v in editor.items() if k != "answer"}, "port": site.port}
            for editor in editors[number::CLIENTS]
        ]
        order = {"editors": share, "begin": begin, "warm": warm, "end": warm + seconds}
        json.dump(order, client.stdin)
        client.stdin.close()
    answers = [json.load(client.stdout) for client in clients]
    for client in clients:
        client.wait()
    done = [editor for answer in answers for editor in answer["editors"]]
    return {
        "editors": done,
        "seconds": [value for editor in done for value in editor["seconds"]],
        "late": [value for editor in done for value in editor["late"]],
        "errors": [f"{editor['name']}: {e}" for editor in done for e in editor["errors"]],
        "conflicts": sum(editor["conflicts"] for editor in done),
        "busy": sum(answer["busy"] for answer in answers) / (WARM_UP + seconds),
        "lasted": seconds,
        "lost": [],
    }


def part(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def show(title: str, results: dict, p95_aim: float | None) -> bool:
    """Print a line for the floor and one for the saves; whether every aim was kept."""
    print(f"\n{title}: {EDITORS} editors, {SECONDS:.0f} s")
    before, after = results["load"]
    print(f"load of the machine: {before:.1f} before, {after:.1f} after, {os.cpu_count()} cores")
    print(
        f"{'':<12}{'requests':>10}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"
        f"{'conflicts':>11}{'errors':>8}{'lost':>6}"
    )
    for name in ("floor", "save"):
        result = results[name]
        seconds = result["seconds"]
        print(
            f"{name:<12}{len(seconds):>10}{len(seconds) / result['lasted']:>8.1f}"
            f"{part(seconds, 50) * 1000:>9.1f}{part(seconds, 95) * 1000:>9.1f}"
            f"{max(seconds) * 1000:>9.1f}{result['conflicts']:>11}"
            f"{len(result['errors']):>8}{len(result['lost']):>6}"
        )
    floor, saving = results["floor"], results["save"]
    p50, p95 = part(saving["seconds"], 50), part(saving["seconds"], 95)
    aim = f"< {p95_aim * 1000:.0f}" if p95_aim else "printed"
    print(f"{'aim':<12}{'':>10}{'':>8}{'':>9}{aim:>9}{'':>9}{'':>11}{'0':>8}{'0':>6}")
    print(
        f"{'x floor':<12}{'':>10}{'':>8}{p50 / part(floor['seconds'], 50):>9.1f}"
        f"{p95 / part(floor['seconds'], 95):>9.1f}"
    )
    late = part(saving["late"], 95)
    print(
        f"the clients: left {late * 1000:.1f} ms late (p95, aim < {LATE_AIM * 1000:.0f}), "
        f"took {saving['busy'] * 100:.0f} % of one core"
    )
    for trouble in [*floor["errors"], *saving["errors"], *saving["lost"]][:20]:
        print(f"  {trouble}")
    return (
        not (floor["errors"] or saving["errors"] or saving["lost"])
        and (p95_aim is None or p95 < p95_aim)
        and late < LATE_AIM
    )


def main() -> int:
    """Measure both pairs of servers; 1 when an aim is missed."""
    with served(*AS_RUN) as site:
        on_sqlite = show("SQLite, two processes of two threads", measure(site), None)
    with (
        servers.postgresql(safe=True) as database_url,
        servers.redis() as redis_url,
        served(*AS_DEPLOYED, DATABASE_URL=database_url, REDIS_URL=redis_url) as site,
    ):
        on_postgresql = show("PostgreSQL and Redis, four processes", measure(site), P95_AIM)
    return 0 if on_sqlite and on_postgresql else 1
