"""What ``make test`` runs: style, types and settings, then the tests on both pairs of servers.

``python -m tests.run``          everything
``python -m tests.run lint``     style, types, templates, migrations, settings
``python -m tests.run format``   put code and templates into their form
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "clusnet.settings",
    "PRODUCTION": "true",
    "SITE_URL": "https://clusnet.example",
    "SECRET_KEY": "only-for-this-check-and-long-enough-to-pass-it-0123456789",
    "DATABASE_URL": "postgresql://clusnet@localhost/clusnet",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
}
# The settings of whoever runs the tests stay out of them. A dozen processes import all of the code
# and of its tests: where none may keep what it compiled, that takes minutes.
LEFT_OUT = (
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "DEMO",
    "DEBUG",
    "PRODUCTION",
    "SITE_URL",
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass
class Step:
    """One command of the run."""

    name: str
    command: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
        return {**inherited, **self.variables}


def templates() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def linting() -> list[Step]:
    python = [sys.executable]
    return [
        Step("style", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Step("form", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Step("templates", [str(BIN / "djade"), "--check", *templates()]),
        Step("types", [str(BIN / "mypy")]),
        # Compiles them too, once for all the processes that run them.
        Step("imports of the tests", [*python, "-m", "pytest", "--quiet", "--collect-only"]),
        Step("migrations", [*python, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Step(
            "settings of production",
            [*python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]


def formatting() -> list[Step]:
    return [
        Step("style", [str(BIN / "ruff"), "check", "--fix", "--quiet", "."]),
        Step("form", [str(BIN / "ruff"), "format", "--quiet", "."]),
        Step("templates", [str(BIN / "djade"), *templates()]),
    ]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run_quietly(step: Step) -> bool:
    """Run a step and show what it said only if it failed."""
    started_at = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, env=step.environment(), capture_output=True, text=True
    )
    seconds = time.monotonic() - started_at
    if done.returncode:
        say(f"FAILED  {step.name} ({seconds:.0f} s)\n{done.stdout}{done.stderr}")
    else:
        say(f"ok      {step.name} ({seconds:.0f} s)")
    return done.returncode == 0


def run_aloud(step: Step) -> bool:
    say(f"\n{step.name}")
    return subprocess.run(step.command, cwd=ROOT, env=step.environment()).returncode == 0


def run_linting() -> list[str]:
    """Run the steps beside each other; return the names of those that failed."""
    steps = linting()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(run_quietly, steps))
    return [step.name for step, passed in zip(steps, results, strict=True) if not passed]


def run_and_keep(step: Step) -> tuple[bool, str]:
    """Run a step beside others; return whether it passed, and all that it said."""
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env=step.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode == 0, done.stdout


def run_tests(arguments: list[str]) -> list[str]:
    """Run the suites; return the names of those that failed."""
    pytest = [sys.executable, "-m", "pytest", "--quiet", "--no-header"]
    inside = [*pytest, "--numprocesses", "auto", *arguments, "-m", "not browser and not services"]
    # The running sites migrate on SQLite; here it is done on PostgreSQL.
    again = [*inside[:-1], "not browser and not services and not once", "--migrations"]
    # A browser with a site and its worker waits more than it computes.
    processes = str(max(1, (os.cpu_count() or 1) * 3 // 4))
    outside = [*pytest, "--numprocesses", processes, *arguments]
    outside += ["-m", "browser or services"]
    with ExitStack() as stack:
        both = {
            "DATABASE_URL": stack.enter_context(servers.postgresql()),
            "REDIS_URL": stack.enter_context(servers.redis()),
        }
        steps = [
            Step("Tests on SQLite, queue without a server", inside),
            Step("Tests on PostgreSQL and Redis", again, both),
        ]
        journeys = Step("Journeys in a browser, and the running site", outside)
        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(run_and_keep, journeys)
            failed = [step.name for step in steps if not run_aloud(step)]
            passed, words = beside.result()
        say(f"\n{journeys.name}\n{words}")
        return failed if passed else [*failed, journeys.name]


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["format"]:
        for step in formatting():
            run_aloud(step)
        return
    failed = run_linting()
    if arguments[:1] != ["lint"]:
        failed += run_tests(arguments)
    if failed:
        say("\nFailed: " + ", ".join(failed))
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
