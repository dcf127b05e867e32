"""What is left to look at after an erasure, and what became of it.

The only writer of ``Leftover``. An erasure is finished in a programme when nothing is left open.
"""

from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.activity import record
from programme.models import DataRequest, Leftover, LeftoverOutcome, Programme, User
from programme.privacy.places import Place

# So many rows are asked for at once.
AT_ONCE = 500
LONGEST_REASON = 1000


class LeftoverError(Exception):
    """Why a place cannot be settled like this; the text can be shown."""


def path_of_list(programme: Programme) -> str:
    return reverse("programme:leftovers", args=[programme.slug])


def list_leftovers(request: DataRequest, left: Iterable[Place]) -> None:
    """Put the places on the list, in the transaction that closes the erasure."""
    rows = {
        (place.subject, place.column): Leftover(
            request=request,
            programme_id=place.programme,
            subject=place.subject,
            column=place.column,
            file=place.file,
            words=place.words[:300],
        )
        for place in left
    }
    Leftover.objects.bulk_create(rows.values(), batch_size=AT_ONCE)


@transaction.atomic
def settle(
    request: DataRequest,
    programme: Programme,
    keys: Collection[int],
    outcome: LeftoverOutcome,
    *,
    by: User,
    reason: str = "",
) -> int:
    """Say what became of some places of one erasure; how many were open still.

    Raises LeftoverError without a reason for what stays, and for a file that is said to be
    changed by hand: another one in its place is seen by itself.
    """
    reason = reason.strip()
    if outcome == LeftoverOutcome.STAYS and not reason:
        raise LeftoverError(_("Say why it may stay."))
    if len(reason) > LONGEST_REASON:
        raise LeftoverError(_("Say it in at most %(most)s characters.") % {"most": LONGEST_REASON})
    rows = _held(request, programme).filter(pk__in=keys)
    found = list(rows)
    if not found:
        raise LeftoverError(_("Choose what you have looked at."))
    if outcome == LeftoverOutcome.CHANGED and any(row.column for row in found):
        raise LeftoverError(
            _("Files are replaced or deleted where they stand; then they leave this list.")
        )
    _settle(found, outcome, reason=reason, by=by)
    _note(request, programme, found, outcome, reason=reason, by=by)
    return len(found)


def settle_what_is_gone() -> int:
    """Settle every place whose file was replaced or whose row was deleted; how many.

    Safe to run at any time, twice at once and after any pause.
    """
    gone = what_is_gone(Leftover.objects.open())
    by_list: dict[tuple[DataRequest, Programme | None], list[int]] = {}
    rows = Leftover.objects.filter(pk__in=gone).select_related("request", "programme")
    for row in rows:
        by_list.setdefault((row.request, row.programme), []).append(row.pk)
    return sum(_settle_gone(request, where, keys) for (request, where), keys in by_list.items())


@transaction.atomic
def _settle_gone(request: DataRequest, programme: Programme | None, keys: list[int]) -> int:
    found = list(_held(request, programme).filter(pk__in=keys))
    _settle(found, LeftoverOutcome.GONE, by=None)
    if found and programme is not None:
        _note(request, programme, found, LeftoverOutcome.GONE, by=None)
    return len(found)


def what_is_gone(rows: models.QuerySet[Leftover]) -> set[int]:
    """Those of the places whose file is another one now, or whose row is not there any more. One
    query for each kind of thing."""
    places = list(rows.order_by().values_list("pk", "subject", "column", "file"))
    kinds: dict[tuple[str, str], dict[int, list[tuple[int, str]]]] = {}
    for pk, subject, column, file in places:
        label, _colon, key = subject.partition(":")
        kinds.setdefault((label, column), {}).setdefault(int(key), []).append((pk, file))
    gone: set[int] = set()
    for (label, column), listed in kinds.items():
        there = _files_now(label, column, listed)
        gone |= {pk for key, rows in listed.items() for pk, file in rows if there.get(key) != file}
    return gone


def _files_now(label: str, column: str, keys: Iterable[int]) -> dict[int, str]:
    """The stored file of each row that is there; no name where it is about words."""
    rows = apps.get_model(label)._base_manager.filter(pk__in=list(keys))
    if not column:
        return dict.fromkeys(rows.values_list("pk", flat=True), "")
    return dict(rows.values_list("pk", column))


def _held(request: DataRequest, programme: Programme | None) -> models.QuerySet[Leftover]:
    """What is open of an erasure, held: the last of it finishes the erasure once."""
    open_rows = Leftover.objects.open().filter(request=request, programme=programme)
    list(open_rows.select_for_update().order_by("pk").values_list("pk"))
    return open_rows.order_by("pk")


def _settle(
    found: list[Leftover], outcome: LeftoverOutcome, *, by: User | None, reason: str = ""
) -> None:
    Leftover.objects.filter(pk__in=[row.pk for row in found]).update(
        outcome=outcome, reason=reason, settled_at=timezone.now(), settled_by=by
    )


def _note(
    request: DataRequest,
    programme: Programme,
    found: list[Leftover],
    outcome: LeftoverOutcome,
    *,
    by: User | None,
    reason: str = "",
) -> None:
    sentence = ngettext(
        "After an erasure %(number)s place was looked at: %(outcome)s.",
        "After an erasure %(number)s places were looked at: %(outcome)s.",
        len(found),
    ) % {"number": len(found), "outcome": LeftoverOutcome(outcome).label}
    lines = [*([reason] if reason else []), *(f"- {row.words}" for row in found[:AT_ONCE])]
    path = path_of_list(programme)
    record(
        "leftovers_settled",
        found[0],
        sentence,
        by=by,
        programme=programme,
        remark="\n".join(lines),
        path=path,
    )
    if not Leftover.objects.open().filter(request=request, programme=programme).exists():
        record(
            "erasure_finished",
            found[0],
            _("The erasure of a person is finished: nothing is left to look at."),
            by=by,
            programme=programme,
            path=path,
        )
