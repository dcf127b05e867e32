"""The work of the tasks: reading a file for its preview, and bringing it in.

Both may be interrupted at any moment and begun again. Bringing in compares every row with the
directory as it is then: what is in already changes nothing, so beginning again costs only time;
what would do something else than the preview said is left out and named.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.editing import lock_programme
from programme.exchange.claims import INTERRUPTED, Claim
from programme.exchange.findings import MEANWHILE, as_data, found_in
from programme.exchange.headings import Heads, known_headings
from programme.exchange.plans import Outcome, Plan, Planner
from programme.exchange.saving import save_plans
from programme.exchange.tables import FileProblemError, Table, read_table
from programme.models import ClusterImport, ImportStatus, User
from programme.working import SupersededError

logger = logging.getLogger(__name__)

# Rows that are saved together, in a transaction of their own.
BATCH = 250


def read(pk: int) -> None:
    """Read the file of an import that waits. Safe to call twice."""
    claim = Claim.take(pk, ImportStatus.WAITING, ImportStatus.READING)
    if claim:
        _work(claim, _read)


def apply(pk: int) -> None:
    """Bring in an import that is wanted. Safe to call twice, and after any interruption."""
    claim = Claim.take(pk, ImportStatus.WANTED, ImportStatus.APPLYING)
    if claim:
        _work(claim, _apply)


def _work(claim: Claim, work: Any) -> None:
    """Whatever goes wrong ends on the row in words, except that the database itself is away: then
    the row is left as it is, and is found again without a heartbeat."""
    try:
        work(claim)
    except SupersededError:
        logger.warning("Import %s: was overtaken.", claim.pk)
    except FileProblemError as error:
        claim.fail(str(error))
    except SoftTimeLimitExceeded:
        claim.fail(_("It took too long and was stopped. Divide the file."))
    except FileNotFoundError:
        claim.fail(_("The file is not in its place. Upload it once more."))
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Import %s failed.", claim.pk)
        claim.fail(_("The file could not be worked on. The server’s log has the details."))


def _read(claim: Claim) -> None:
    row = ClusterImport.objects.select_related("programme").get(pk=claim.pk)
    with row.file.open("rb") as file:
        table = read_table(file, frozenset(known_headings()))
        claim.beat(5)
        heads = Heads.of(table.headings)
        planner = Planner(row.programme, heads)
        rows, examples = [], 0
        for count, (number, cells) in enumerate(table.rows, start=1):
            # How many come is not known before the last: the bar never quite arrives.
            claim.beat(5 + 94 * count / (count + 3000))
            if plan := planner.plan(number, cells):
                rows.append(as_data(plan))
            else:
                examples += 1
    if not rows:
        raise FileProblemError(_("The file has headings, but no cluster below them."))
    findings = found_in(
        rows, heads, headings=table.headings, read_as=table.read_as, examples=examples
    )
    claim.finish(status=ImportStatus.PREVIEWED, findings=findings)


def _apply(claim: Claim) -> None:
    row = ClusterImport.objects.select_related("programme").get(pk=claim.pk)
    previewed = {data["row"]: data for data in row.findings["rows"]}
    with row.file.open("rb") as file:
        table = read_table(file, frozenset(known_headings()))
        planner = Planner(row.programme, Heads.of(table.headings))
        done = 0
        wanted = _wanted(table, previewed)
        while batch := tuple(islice(wanted, BATCH)):
            _bring_in(batch, planner, previewed)
            done += len(batch)
            claim.beat(100 * done / max(1, len(previewed)))
    _finish(claim, row, previewed)


def _wanted(
    table: Table, previewed: dict[int, dict[str, Any]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that were good when they were seen."""
    for number, cells in table.rows:
        if (seen := previewed.get(number)) and seen["outcome"] != Outcome.WRONG:
            yield number, cells


@transaction.atomic
def _bring_in(
    batch: tuple[tuple[int, tuple[str, ...]], ...],
    planner: Planner,
    previewed: dict[int, dict[str, Any]],
) -> None:
    """Save the rows of a batch that still do what they were seen to do; note the others."""
    # Two files of one programme take turns, each finding what the other has added.
    lock_programme(planner.programme)
    planner.directory.look_for_new()
    matched = [plan for number, cells in batch if (plan := planner.matched(number, cells))]
    planner.directory.look_again({plan.existing.pk for plan in matched if plan.existing})
    wanted = []
    for plan in matched:
        if plan.existing:
            plan.existing = planner.directory.by_pk.get(plan.existing.pk)
        planner.compared(plan)
        seen = previewed[plan.number]
        if is_as_seen(plan, seen):
            wanted.append(plan)
        elif remark := _what_differs(plan, seen):
            seen |= {"outcome": MEANWHILE, "remark": remark}
    save_plans(wanted, planner)


def is_as_seen(plan: Plan, seen: dict[str, Any]) -> bool:
    return (
        plan.outcome in {Outcome.NEW, Outcome.CHANGED}
        and plan.outcome == seen["outcome"]
        and plan.fingerprint == seen["seen"]
    )


def _what_differs(plan: Plan, seen: dict[str, Any]) -> str:
    """Why a row is left out; empty for one that is in already."""
    if plan.outcome is Outcome.UNCHANGED:
        return ""
    if plan.outcome is Outcome.WRONG:
        return " ".join(problem.reason for problem in plan.problems)
    if plan.outcome is Outcome.NEW and seen["outcome"] != Outcome.NEW:
        return _("The cluster was deleted after the preview.")
    if plan.outcome is Outcome.NEW:
        return _("What the row means has changed after the preview.")
    if seen["outcome"] == Outcome.NEW:
        return _("Somebody added this cluster after the preview. It was not overwritten.")
    return _("Somebody changed this cluster after the preview. It was not overwritten.")


@transaction.atomic
def _finish(claim: Claim, row: ClusterImport, previewed: dict[int, dict[str, Any]]) -> None:
    rows = [previewed[number] for number in sorted(previewed)]
    counts = Counter(data["outcome"] for data in rows)
    findings = row.findings | {"rows": rows, "counts": counts}
    findings.pop(INTERRUPTED, None)
    claim.finish(status=ImportStatus.APPLIED, findings=findings, applied_at=timezone.now())
    record(
        "clusters_imported",
        row,
        _(
            "%(new)s clusters were added and %(changed)s changed from the file “%(file)s”; "
            "%(left)s of its rows were left out."
        )
        % {
            "new": counts[Outcome.NEW],
            "changed": counts[Outcome.CHANGED],
            "left": counts[Outcome.WRONG] + counts[MEANWHILE],
            "file": row.name[:80],
        },
        by=User.objects.filter(pk=row.findings.get("wanted_by")).first(),
        programme=row.programme,
        path=row.get_absolute_url(),
        after=dict(counts),
    )
