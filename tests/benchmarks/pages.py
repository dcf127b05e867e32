"""How long the pages of the demo programme take, beside the least that a page can cost.

Gunicorn serves the demo on SQLite, then on PostgreSQL. Every page is asked for
in turn, round after round, so that a slow second of the machine hits them all.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from urllib.parse import urlencode

from tests import servers
from tests.running_site import ROOT, free_port, wait_until

ROUNDS = int(os.environ.get("ROUNDS", "100"))
WARM_UP = 5
COORDINATOR = "anna.moreau@grandlyon.example"
EDITOR = "paivi.lehtinen@helsinki.example"
PASSWORD = "clusnet-demo"

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
    "cases": "/clusnet/cases/",
    "case, read": "/clusnet/cases/budapest/",
    "case, edit": "/clusnet/cases/helsinki/write/setting/",
    "networking": "/clusnet/networking/",
    "reports": "/clusnet/reports/",
    "documents": "/clusnet/documents/",
    "clusters": "/clusnet/clusters/",
    "people": "/clusnet/people/",
}


class Visitor:
    """One connection with its cookies, as a browser keeps them."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, text

    def log_in(self, email: str) -> None:
        _, text = self.ask("GET", "/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', text)
        form = {
            "csrfmiddlewaretoken": token.group(1).decode(),
            "login": email,
            "password": PASSWORD,
        }
        response, _ = self.ask("POST", "/account/login/", form)
        assert response.status == 302, response.status


@contextmanager
def served(**variables: str):
    """Load the demo and serve it with gunicorn; yields the port."""
    with tempfile.TemporaryDirectory(prefix="clusnet-bench-") as folder:
        port = free_port()
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "SITE_URL": f"http://localhost:{port}",
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        for command in ("migrate", "load_demo"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity", "0"],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        command = [sys.executable, "-m", "gunicorn", "clusnet.wsgi", "--workers", "2"]
        command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
        command += ["--no-control-socket"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            wait_until(lambda: is_answering(port), seconds=60)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def is_answering(port: int) -> bool:
    try:
        Visitor(port).ask("GET", "/account/login/")
    except OSError:
        return False
    return True


def measure(port: int) -> dict[str, dict]:
    """Ask for every page in turn; return what each took."""
    coordinator, editor = Visitor(port), Visitor(port)
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
    print(f"{'page':<12}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'x floor':>9}{'aim':>6}{'kB':>7}")
    all_kept = True
    for name, result in results.items():
        half = statistics.median(result["seconds"])
        most = statistics.quantiles(result["seconds"], n=20)[-1]
        line = f"{name:<12}{result['queries']:>8}{half * 1000:>9.1f}{most * 1000:>9.1f}"
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
    with served() as port:
        on_sqlite = show("SQLite, sessions in the database", measure(port))
    with (
        servers.postgresql(safe=True) as database_url,
        servers.redis() as redis_url,
        served(DATABASE_URL=database_url, REDIS_URL=redis_url) as port,
    ):
        on_postgresql = show("PostgreSQL and Redis", measure(port))
    return 0 if on_sqlite and on_postgresql else 1
