"""Erasing a person: nothing that is the person's stays, and the programme's record stays true.

In this order, so that it can be cut off anywhere and begun again: the account is closed, what is
to come is given up, the words of all tables are swept, files are swept, and in one transaction the
person's rows go or become nameless and the account with them. Until then others still read the
name, and write it into mails, logs and documents: so words and files are swept once more. The
request knows the name until the end, so that whoever begins again knows what to look for.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.activity import log_opened, record
from programme.editing import lock_programme
from programme.models import Activity, DataRequest, Programme, User
from programme.privacy import on_disk
from programme.privacy.claims import CLOSED, KNOWN_AS, Claim, has_begun
from programme.privacy.guests import guest_of, nobody, words_of_guest
from programme.privacy.holders import (
    CLOSING,
    ENDING,
    HOLDINGS,
    MADE_FILES,
    Holding,
    OnErasure,
    Person,
    doubted_names,
    known_as,
)
from programme.privacy.holding import wait_for_hold
from programme.privacy.leftovers import list_leftovers, path_of_list
from programme.privacy.neutral import neutral_of
from programme.privacy.obstacles import obstacles_for
from programme.privacy.places import Place
from programme.privacy.prints import PRINTS, prints_of
from programme.privacy.sweeping import Sweep
from programme.search.updating import forget
from programme.stored_files import delete_on_commit

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 500


class CannotEraseError(Exception):
    """What must be done first; the text can be shown."""


class HeldError(Exception):
    """Something holds the erasure, and nothing is begun; ``later`` says until when."""

    def __init__(self, later: datetime.datetime) -> None:
        super().__init__(later)
        self.later = later


def erase(request: DataRequest, claim: Claim) -> None:
    """Erase the person of a request that this worker holds. Safe to begin again at any point.

    Raises CannotEraseError or HeldError before anything is begun.
    """
    user = request.user
    if user and user.erased_at and KNOWN_AS not in request.tally:
        claim.finish(tally={})
        return
    if CLOSED not in request.tally:
        _begin(request)
    person = _person_of(request)
    if CLOSED not in request.tally:
        _erase_rows(person, request, claim)
    request.refresh_from_db(fields=["tally"])
    # Nobody reads the name from a row any more: what was written meanwhile is the last of it.
    _sweep(person, claim, 90, 99)
    # The index holds words without accents and capitals, by which no sweep knows a name.
    for programme in Programme.objects.order_by("pk"):
        forget(programme)
    claim.finish(tally={name: said for name, said in request.tally.items() if name != KNOWN_AS})
    logger.info("%s was erased.", f"Person {user.pk}" if user else request.guest)
    _forget_freed_pages()


def _begin(request: DataRequest) -> None:
    """Close the account. Once begun it is brought to its end. Raises CannotEraseError or
    HeldError."""
    if request.user is not None:
        _close_account(request.user, request)
        return
    with transaction.atomic():
        _stop_where_held(request)
    if (guest := guest_of(request.guest)) and guest.has_account:
        raise CannotEraseError(_("This person has an account by now, and erases it there."))


def _erase_rows(person: Person, request: DataRequest, claim: Claim) -> None:
    known = request.tally[KNOWN_AS]
    for end in ENDING:
        end(person)
        claim.beat(2)
    sweep, files = _sweep(person, claim, 2, 85)
    uploads = on_disk.uploads_that_name(sweep.by_name, person.programme, claim.beat)
    left = sweep.swept.left + list(uploads)
    with transaction.atomic():
        tally = _close(person, request, left)
        tally |= {CLOSED: sweep.swept.rows, "files": files, "to_look_at": len(left)}
        prints = {PRINTS: prints_of(sweep.everywhere)._asdict()}
        claim.keep(tally=tally | prints | {KNOWN_AS: known})


def _sweep(person: Person, claim: Claim, begin: int, end: int) -> tuple[Sweep, int]:
    """Take the name out of words and files; how many files went."""

    def beat(done: float) -> None:
        claim.beat(done if done < 0 else begin + (end - begin) * 0.9 * done / 100)

    sweep = Sweep(person, beat)
    sweep.run()
    # What can be made anew goes on any suspicion, also where it names somebody of the same name.
    files = sum(made(person, sweep.by_name, claim.beat) for made in MADE_FILES)
    on_disk.sweep_sessions(sweep.everywhere)
    on_disk.sweep_mail_folder(sweep.everywhere)
    claim.beat(end)
    return sweep, files


def _forget_freed_pages() -> None:
    """SQLite leaves what was deleted in its file until the place is needed; PostgreSQL clears
    it by itself. Whoever holds the file in this moment does it with the next erasure."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _person_of(request: DataRequest) -> Person:
    """Who it is, by all names. Kept on the request while it runs: rows that carry them go."""
    known = request.tally.get(KNOWN_AS)
    if known is None:
        known = known_words(request)
        request.tally = {KNOWN_AS: known}
        request.save(update_fields=["tally"])
    names, addresses = tuple(known["names"]), tuple(known["addresses"])
    doubted = tuple(known.get("doubted", ()))
    return Person(
        request.user or nobody(),
        names,
        addresses,
        *neutral_of(request),
        doubted,
        programme=request.programme_id,
        guest=request.guest,
    )


def known_words(request: DataRequest) -> dict[str, Sequence[str]]:
    """By which words the person of a request is known."""
    if request.user is None:
        guest = guest_of(request.guest)
        return words_of_guest(guest, by=request.requested_by) if guest else {}
    names, addresses = known_as(request.user)
    doubted = doubted_names(request.user, names)
    return {"names": names, "addresses": addresses, "doubted": doubted}


def _stop_where_held(request: DataRequest) -> None:
    """Whoever sets a hold takes hold of the programme, too: it comes before or is too late."""
    user, of_guest = request.user, request.programme
    held_by = programmes_with(user) if user else {of_guest} if of_guest else set()
    for programme in sorted(held_by, key=lambda programme: programme.pk):
        lock_programme(programme)
    if not has_begun(request) and (later := wait_for_hold(request)):
        raise HeldError(later)


@transaction.atomic
def _close_account(user: User, request: DataRequest) -> None:
    """Nobody logs in any more. One at a time, as whoever gives up a role: of two coordinators
    each may be free to go because of the other. Raises CannotEraseError or HeldError."""
    _stop_where_held(request)
    if user.is_superuser:
        list(User.objects.filter(is_superuser=True).select_for_update().order_by("pk"))
    if not has_begun(request) and (reasons := obstacles_for(user)):
        raise CannotEraseError(" ".join(reasons))
    user.is_active = False
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])
    user.groups.clear()
    user.user_permissions.clear()
    on_disk.end_sessions(user)


def _close(person: Person, request: DataRequest, left: list[Place]) -> dict[str, Any]:
    """The last step, all or nothing: rows, account, log. Returns numbers."""
    programmes = sorted(programmes_of(person), key=lambda programme: programme.pk)
    for programme in programmes:
        # As whoever gives up a role does: two who go at once would leave nobody.
        lock_programme(programme)
    if request.user is not None:
        # A file of own data that is finished in this moment is seen below, or not kept.
        User.objects.select_for_update(no_key=True).get(pk=request.user.pk)
    for close in CLOSING:
        close(person)
    tally: Counter[str] = Counter()
    # All first: what is found by name and address is not found any more once one of them goes.
    found = [
        (holding, list(holding.of(person).values_list("pk", flat=True))) for holding in HOLDINGS
    ]
    for holding, keys in found:
        _follow(holding, keys, person)
        tally[holding.on_erasure.value] += len(keys)
    if request.user is not None:
        _make_nameless(request.user, person)
    list_leftovers(request, left)
    for programme in programmes:
        _record(request, programme, [place for place in left if place.programme == programme.pk])
    return dict(tally)


def _make_nameless(user: User, person: Person) -> None:
    user.name, user.email = person.label, person.address
    user.last_login, user.erased_at = None, timezone.now()
    user.save(update_fields=["name", "email", "last_login", "erased_at"])
    _fold_log_anew(user)


def programmes_of(person: Person) -> set[Programme]:
    """Every programme in whose record the person stands."""
    user = person.user
    if person.programme is not None:
        return set(Programme.objects.filter(pk=person.programme))
    acted_in = Programme.objects.filter(activities__actor=user).order_by().distinct()
    return programmes_with(user) | set(acted_in)


def programmes_with(user: User) -> set[Programme]:
    """Every programme in which the person is or was."""
    return set(
        Programme.objects.filter(memberships__user=user).order_by().distinct()
        | Programme.objects.filter(former_memberships__user=user).order_by().distinct()
    )


def _follow(holding: Holding, keys: list[Any], person: Person) -> None:
    """Do with rows of a holding what it says."""
    rows = holding.model._base_manager.filter(pk__in=keys)
    if holding.on_erasure is OnErasure.DELETE:
        for row in rows if holding.file else ():
            delete_on_commit(getattr(row, holding.file))
        rows.delete()
    elif columns := _nameless_columns(holding, person):
        rows.update(**columns)


def _nameless_columns(holding: Holding, person: Person) -> dict[str, Any]:
    columns: dict[str, Any] = dict.fromkeys(holding.names, person.label)
    if holding.on_erasure is OnErasure.KEEP:
        return columns
    for name in holding.addresses:
        columns[name] = "" if _column(holding, name).blank else person.address
    for name in holding.empties:
        columns[name] = None if _column(holding, name).null else ""
    return columns | {name: str(words) for name, words in holding.says}


def _column(holding: Holding, name: str) -> models.Field:
    return next(c for c in holding.model._meta.concrete_fields if c.name == name)


def _fold_log_anew(user: User) -> None:
    """The log is searched by the name of whoever did something."""
    with log_opened("erasure"):
        mine = Activity.objects.filter(actor=user).order_by("pk")
        for entry in mine.select_related("actor").iterator(chunk_size=ROWS_AT_ONCE):
            entry.set_derived()
            Activity.objects.filter(pk=entry.pk).update(folded=entry.folded)


def _record(request: DataRequest, programme: Programme, left: list[Place]) -> None:
    remark = ""
    if left:
        remark = ngettext(
            "%(number)s place may still name the person; somebody has to look at it.",
            "%(number)s places may still name the person; somebody has to look at them.",
            len(left),
        ) % {"number": len(left)}
    record(
        "person_erased",
        request.user or programme,
        _("A person was erased on request."),
        by=None,
        programme=programme,
        remark=remark,
        path=path_of_list(programme) if left else "",
    )
