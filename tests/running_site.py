"""The site as ``make run`` starts it, in a folder of its own, for tests from outside."""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parent.parent
# It lays the demo programme first: on a busy machine that takes minutes.
SECONDS_TO_START = 300
# What the tests' own process says about its settings is not for the site.
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], object], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain")
        time.sleep(0.05)


def lay_demo_once(folder: Path) -> None:
    """Lay the data of the demo programme as ``make run`` does, unless another process has."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            unfinished.mkdir()
            with RunningSite(unfinished, DEMO="true") as site:
                build_ahead(site)
            unfinished.rename(folder)


def build_ahead(site: "RunningSite") -> None:
    """Have the PDFs built that the worker builds unasked: no copy of the site need do it again."""
    ask = "from reports.tasks import build_ahead; build_ahead()"
    site.manage("shell", "--verbosity", "0", "--command", ask)
    database = site.folder / "db.sqlite3"
    wait_until(lambda: not is_building(database), seconds=SECONDS_TO_START)


def is_building(database: Path) -> bool:
    """Whether the worker is at a document: its row must not vanish meanwhile."""
    query = "SELECT 1 FROM reports_document WHERE status IN ('queued', 'running')"
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchone() is not None


def copy_site(source: Path, target: Path) -> None:
    """Copy the data of a site, as if it had never run: nothing of it is overdue."""
    of_the_run = shutil.ignore_patterns("celerybeat-schedule*", "*.log", "*.lock")
    shutil.copytree(source, target, ignore=of_the_run, dirs_exist_ok=True)


class RunningSite:
    """One web server and one worker on a data folder, with their supervisor."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "site.log"
        self.variables = {
            **{key: os.environ[key] for key in INHERITED if key in os.environ},
            "DATA_DIR": str(folder),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            **variables,
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    def manage(self, *arguments: str) -> str:
        """Run one management command on the site's data; returns what it printed."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        command = self.command("run_site", "--port", str(self.port), "--workers", "2")
        with self.log.open("a") as log:
            self.supervisor = subprocess.Popen(
                command, cwd=ROOT, env=self.variables, stdout=log, stderr=log
            )
        try:
            wait_until(self.is_answering_or_ended, seconds=SECONDS_TO_START)
        except TimeoutError:
            self.kill_everything()
            raise
        assert self.supervisor.poll() is None, self.log.read_text()

    def is_answering_or_ended(self) -> bool:
        return self.supervisor.poll() is not None or self.is_answering()

    def is_answering(self) -> bool:
        with suppress(OSError):
            urllib.request.urlopen(f"{self.url}/account/login/", timeout=10).close()  # noqa: S310  our own address
            return True
        return False

    def processes(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        supervisor = psutil.Process(self.supervisor.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def child(self, word: str) -> psutil.Process | None:
        """The supervisor's own child whose command line holds the word."""
        for process in psutil.Process(self.supervisor.pid).children():
            with suppress(psutil.NoSuchProcess):
                if word in process.cmdline():
                    return process
        return None

    def kill(self, process: psutil.Process | None = None) -> None:
        """End a process, or the supervisor, with no chance to say goodbye."""
        (process or psutil.Process(self.supervisor.pid)).send_signal(signal.SIGKILL)
        if process is None:
            self.supervisor.wait()

    def kill_everything(self) -> None:
        """As if the machine lost its power."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.supervisor.wait()

    def stop(self) -> None:
        if self.supervisor.poll() is None:
            self.supervisor.terminate()
            self.supervisor.wait(60)
