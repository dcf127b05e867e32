"""Beside the measurement, on its database: a programme, its file, and the worker's functions."""

import datetime
import json
import sys
import time
from contextlib import contextmanager

from django.core.files.base import ContentFile

from programme.exchange import running
from programme.exchange.exporting import clusters_file
from programme.models import Cluster, ClusterImport, ImportStatus, Programme, Sector
from tests.cluster_files import as_csv, as_xlsx, rows_of


@contextmanager
def timed(result: dict, key: str):
    started_at = time.perf_counter()
    yield
    result[key] = time.perf_counter() - started_at


def run(count: int, faulty: int) -> None:
    rows, wrong = rows_of(count, faulty)
    results = []
    for kind, data in (("csv", as_csv(rows)), ("xlsx", as_xlsx(rows))):
        programme = Programme.objects.create(
            slug=kind,
            name=kind,
            title=kind,
            starts_on=datetime.date(2026, 1, 1),
            ends_on=datetime.date(2028, 1, 1),
        )
        for slug, name in (("biotech", "Biotech"), ("ict", "ICT")):
            Sector.objects.create(programme=programme, slug=slug, name=name)
        results.append(measure(programme, kind, data, wrong))
    json.dump(results, sys.stdout)


def measure(programme: Programme, kind: str, data: bytes, wrong: dict) -> dict:
    result: dict = {"kind": kind, "mb": len(data) / 1e6, "troubles": []}
    row = upload(programme, kind, data)
    with timed(result, "preview"):
        running.read(row.pk)
    row.refresh_from_db()
    result["troubles"] += troubles_of(row, wrong)
    with timed(result, "in"):
        bring_in(row)
    result["new"] = Cluster.objects.filter(programme=programme).count()
    result["wrong"] = row.findings["counts"].get("wrong", 0)
    row = upload(programme, kind, data)
    with timed(result, "again"):
        running.read(row.pk)
    row.refresh_from_db()
    result["changes"] = changes_in(row)
    with timed(result, "in_again"):
        bring_in(row)
    with timed(result, "export"):
        exported = clusters_file(kind, "Clusters", Cluster.objects.filter(programme=programme))
    row = upload(programme, kind, exported)
    running.read(row.pk)
    row.refresh_from_db()
    result["read_back"] = changes_in(row) + row.findings["counts"].get("wrong", 0)
    return result


def upload(programme: Programme, kind: str, data: bytes) -> ClusterImport:
    row = ClusterImport(programme=programme, name=f"clusters.{kind}")
    row.file.save(f"clusters.{kind}", ContentFile(data))
    return row


def bring_in(row: ClusterImport) -> None:
    ClusterImport.objects.filter(pk=row.pk).update(status=ImportStatus.WANTED)
    running.apply(row.pk)
    row.refresh_from_db()


def changes_in(row: ClusterImport) -> int:
    counts = row.findings["counts"]
    return counts.get("new", 0) + counts.get("changed", 0)


def troubles_of(row: ClusterImport, wrong: dict[int, tuple[str, str]]) -> list[str]:
    """Faulty rows that are not named with their reason, and good ones that are."""
    if row.status != ImportStatus.PREVIEWED:
        return [f"{row.status}: {row.error}"]
    named = {
        data["row"]: " ".join(problem[2] for problem in data["problems"])
        for data in row.findings["rows"]
        if data["outcome"] == "wrong"
    }
    found = [f"row {number} is named: {named[number]}" for number in set(named) - set(wrong)]
    found += [
        f"row {number}: “{reason}” is not in “{named.get(number)}”"
        for number, (_column, reason) in wrong.items()
        if reason not in named.get(number, "")
    ]
    return found
