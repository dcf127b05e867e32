"""How a person marks a task of the workplan done, and what shows that it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from programme.access import Seat
from programme.activity import record, values_of
from programme.files import ALLOWED, kind_of
from programme.models import Role, WorkplanItem
from programme.pictures import without_notes
from programme.stored_files import stored
from programme.workplan.dates import OWN_RULES

EVIDENCE = ("evidence", "evidence_file", "evidence_name")


def rule_of(item: WorkplanItem) -> str:
    """The key of the rule from which a computed date follows; empty for one written by hand."""
    return item.source_key.rpartition(":")[2]


def may_mark_done(item: WorkplanItem, seat: Seat) -> bool:
    """The coordinator any task; an expert and a city editor the own.

    What the software watches itself, such as “case submitted”, is ticked off by what happens.
    """
    if seat.is_coordinator:
        return True
    if rule_of(item) in OWN_RULES:
        return False
    if item.owner_role == Role.EDITOR:
        return item.city_id in {city.pk for city in seat.edited_cities}
    return item.owner_role == Role.EXPERT and seat.is_expert


@transaction.atomic
def mark_item_done(
    item: WorkplanItem,
    *,
    seat: Seat,
    evidence: str | None = None,
    upload: Any = None,
    removes_file: bool = False,
) -> bool:
    """Mark an item done by hand, with what shows it, and say so in the log.

    ``evidence`` None and no upload leave what is there. False if nothing changed. Raises
    PermissionDenied for who may not, ValidationError for a file of a kind that is not allowed,
    OSError when there is no room for it; nothing is kept then.
    """
    item = _held(item, seat)
    was_done, before = item.is_done, _evidence_of(item)
    if not was_done:
        item.done_at, item.done_by = timezone.now(), seat.user
    if evidence is not None:
        item.evidence = evidence.strip()
    with _with_file(item, upload, removes=removes_file):
        if was_done and before == _evidence_of(item):
            return False
        item.full_clean()
        item.save(update_fields=["done_at", "done_by", *EVIDENCE])
        _log_done(item, seat, before, was_done=was_done)
    return True


@transaction.atomic
def take_up_again(item: WorkplanItem, *, seat: Seat) -> bool:
    """Take the mark away by hand, and say so in the log. False if there was none.

    What showed that it was done stays: whoever marks it done again finds it.
    """
    item = _held(item, seat)
    if not item.is_done:
        return False
    before = values_of(item, "done_at", "done_by")
    item.done_at = item.done_by = None
    item.save(update_fields=["done_at", "done_by"])
    sentence = gettext("“%(title)s” was marked not done in the workplan.")
    _log("workplan_item_reopened", item, sentence, seat, before=before)
    return True


def content_type_of(item: WorkplanItem) -> str:
    """What the kept file is: its ending was given when its content was looked at."""
    suffix = PurePath(item.evidence_file.name or "").suffix
    found = (kind.content_type for kind in ALLOWED if kind.suffix == suffix)
    return next(found, "application/octet-stream")


def _held(item: WorkplanItem, seat: Seat) -> WorkplanItem:
    """The row as it is now; two who press the button at once come one after the other."""
    rows = WorkplanItem.objects.select_for_update(of=("self",)).select_related("programme", "city")
    held = rows.get(pk=item.pk)
    if not may_mark_done(held, seat):
        raise PermissionDenied
    return held


def _evidence_of(item: WorkplanItem) -> dict[str, str]:
    """The name in the store tells two files of one name apart."""
    return {"evidence": item.evidence, "evidence_file": item.evidence_file.name or ""}


@contextmanager
def _with_file(item: WorkplanItem, upload: Any, *, removes: bool) -> Iterator[None]:
    """Keep the file in place of the one before, or take that away; the block saves the row."""
    old, storage = item.evidence_file.name, item.evidence_file.storage
    if upload:
        kind = kind_of(upload)
        item.evidence_name = kind.name_for(upload.name or "")
        with stored(item, without_notes(upload, kind), suffix=kind.suffix, field="evidence_file"):
            yield
    else:
        if removes:
            item.evidence_file, item.evidence_name = "", ""
        yield
    if old and old != item.evidence_file.name:
        transaction.on_commit(lambda: storage.delete(old), robust=True)


def _log_done(item: WorkplanItem, seat: Seat, before: dict[str, str], *, was_done: bool) -> None:
    changed = {name: value for name, value in _evidence_of(item).items() if value != before[name]}
    words = {
        name: item.evidence_name if name == "evidence_file" else item.evidence for name in changed
    }
    if was_done:
        verb, sentence = "workplan_item_evidence", gettext("“%(title)s” has other evidence now.")
    else:
        verb = "workplan_item_done"
        sentence = gettext("“%(title)s” was marked done in the workplan.")
    _log(verb, item, sentence, seat, remark=words.get("evidence", ""), after=words)


def _log(verb: str, item: WorkplanItem, sentence: str, seat: Seat, **more: Any) -> None:
    record(
        verb,
        item,
        sentence % {"title": item},
        by=seat.user,
        programme=item.programme,
        city=item.city,
        path=item.get_absolute_url(),
        **more,
    )
