"""The whole site by one command: database, web and worker, started and ended together."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import IO, Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from clusnet.processes import stop_with_parent
from programme.models import Programme

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A document in hand is finished, or is built again at the next start.
SECONDS_TO_STOP = 15
LONGEST_PAUSE = 30.0


class Child:
    """One process that is kept running."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = command
        self.pause = 0.0
        self.start()

    def start(self) -> None:
        self.started_at = time.monotonic()
        supervisor = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            # Ctrl-C reaches us alone; we end the children in order.
            start_new_session=True,
            preexec_fn=lambda: stop_with_parent(supervisor),
        )

    def restart_if_ended(self) -> str:
        """Start the process again, later and later if it does not hold; say so in words."""
        code = self.process.poll()
        lived = time.monotonic() - self.started_at
        if code is None:
            if lived > 2 * LONGEST_PAUSE:
                self.pause = 0.0
            return ""
        if lived < self.pause:
            return ""
        self.pause = min(LONGEST_PAUSE, max(1.0, self.pause * 2))
        self.start()
        return f"The {self.name} ended unexpectedly (code {code}) and was started again."

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until the deadline, then end the process and what it started."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes")
        parser.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1))
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the starting process ends"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            stop_with_parent(os.getppid())
        with only_one_per_data_folder():
            self.check_port(options["host"], options["port"])
            self.prepare_database()
            connections.close_all()
            self.keep_running(options)

    def check_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}). "
                    f"Another one: make run PORT={port + 1}"
                ) from error

    def prepare_database(self) -> None:
        self.say("Preparing the database …")
        call_command("check", fail_level="ERROR")
        call_command("migrate", verbosity=0)
        if settings.DEMO and not Programme.objects.exists():
            self.say("Loading the demo programme …")
            call_command("load_demo")

    def keep_running(self, options: dict[str, Any]) -> None:
        stopping = False

        def stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        for number in STOP_SIGNALS:
            signal.signal(number, stop)

        children = [
            Child("web server", web_command(options)),
            Child("worker", worker_command(options["workers"])),
        ]
        announced = False
        while not stopping:
            time.sleep(0.2)
            if not announced and is_answering(options["host"], options["port"]):
                announced = True
                self.announce()
            for child in children:
                if news := child.restart_if_ended():
                    self.stderr.write(news)

        self.say("\nStopping …")
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in children:
            child.end(deadline)

    def announce(self) -> None:
        lines = [f"Clusnet is running at {settings.SITE_URL}"]
        if settings.DEMO:
            lines.append("The log-ins of the demo are on the log-in page.")
        lines.append("Press Ctrl-C to stop.")
        self.say("\n" + "\n".join(lines) + "\n")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def only_one_per_data_folder() -> Iterator[IO[str]]:
    """Two sites on one folder would share a queue without knowing it."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / "run_site.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"The site is already running on {settings.DATA_DIR}. "
                "Another folder: make run DATA_DIR=/tmp/second PORT=8001"
            ) from None
        yield lock


def is_answering(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def web_command(options: dict[str, Any]) -> list[str]:
    address = f"[{options['host']}]" if ":" in options["host"] else options["host"]
    command = [sys.executable, "-m", "gunicorn", "clusnet.wsgi"]
    command += ["--bind", f"{address}:{options['port']}", "--log-level", "warning"]
    command += ["--no-control-socket"]
    # Threads of one process wait for each other in the middle of a write, and everybody else
    # for them: with fifty editors two processes answer four times as fast as one.
    return [*command, "--workers", str(options["processes"]), "--threads", "2"]


def worker_command(processes: int) -> list[str]:
    # Celery warns whoever runs it as root; on a machine of one's own that is no news.
    command = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    command += ["-m", "celery", "--app", "clusnet", "--quiet", "worker", "--beat"]
    command += ["--loglevel", "WARNING", "--concurrency", str(processes)]
    return [*command, "--without-gossip", "--without-mingle", "--without-heartbeat"]
