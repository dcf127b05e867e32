"""Seven thousand clusters are brought in from a file, fifty rows of which are faulty.

As CSV and as XLSX, on SQLite and on PostgreSQL: how long the preview takes, the bringing in, and
both once more with the same file, when nothing changes; and how long an export of all takes.
"""

import json
import os
import subprocess
import sys
import tempfile

from tests import servers
from tests.running_site import ROOT

CLUSTERS, FAULTY = 7_000, 50
# Seconds.
PREVIEW_AIM = 10.0


def measure(**variables: str) -> list[dict]:
    with tempfile.TemporaryDirectory(prefix="clusnet-bench-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "LOG_LEVEL": "ERROR",
            **variables,
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        code = "import django; django.setup(); from tests.benchmarks.cluster_import_rows import run"
        command = [sys.executable, "-c", f"{code}; run({CLUSTERS}, {FAULTY})"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
        return json.loads(done.stdout)


def show(title: str, results: list[dict]) -> bool:
    """Print what each took; whether every aim was kept."""
    print(f"\n{title}: {CLUSTERS} rows, {FAULTY} of them faulty, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'':<6}{'MB':>6}{'preview s':>11}{'in s':>8}{'again s':>9}{'in s':>8}"
        f"{'new':>7}{'wrong':>7}{'2nd changes':>13}{'export s':>10}{'read back':>11}"
    )
    for one in results:
        print(
            f"{one['kind']:<6}{one['mb']:>6.1f}{one['preview']:>11.1f}{one['in']:>8.1f}"
            f"{one['again']:>9.1f}{one['in_again']:>8.1f}{one['new']:>7}{one['wrong']:>7}"
            f"{one['changes']:>13}{one['export']:>10.1f}{one['read_back']:>11}"
        )
        for trouble in one["troubles"][:10]:
            print(f"  {trouble}")
    print(
        f"{'aim':<6}{'':>6}{f'< {PREVIEW_AIM:.0f}':>11}{'':>25}{CLUSTERS - FAULTY:>7}{FAULTY:>7}"
        f"{0:>13}{'':>10}{0:>11}"
    )
    return all(
        one["preview"] < PREVIEW_AIM
        and (one["new"], one["wrong"]) == (CLUSTERS - FAULTY, FAULTY)
        and not one["changes"]
        and not one["read_back"]
        and not one["troubles"]
        for one in results
    )


def main() -> int:
    """Measure both databases; 1 when an aim is missed."""
    on_sqlite = show("SQLite", measure())
    with servers.postgresql(safe=True) as database_url:
        on_postgresql = show("PostgreSQL", measure(DATABASE_URL=database_url))
    return 0 if on_sqlite and on_postgresql else 1
