"""Erasing a person: nothing that is the person's stays, and the programme's record stays true.

In this order, so that it can be cut off anywhere and begun again: the account is closed, what is
to come is given up, the words of all tables are swept, files are swept, and in one transaction the
person's rows go or become nameless and the account with them. Until then others still read the
name, and write it into mails, logs and documents: so words and files are swept once more. The
request knows the name until the end, so that whoever begins again knows what to look for.
"""

import logging
from collections import Counter
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import log_opened, record
from programme.editing import lock_programme
from programme.models import Activity, DataRequest, Programme, User
from programme.privacy import on_disk
from programme.privacy.claims import Claim
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
from programme.privacy.obstacles import obstacles_for
from programme.privacy.sweeping import MOST_PLACES, Place, Sweep
from programme.search.updating import forget
from programme.stored_files import delete_on_commit

logger = logging.getLogger(__name__)

# Under this key a request that runs keeps by which words the person is known; then it is emptied.
KNOWN_AS = "known_as"
ROWS_AT_ONCE = 500


class CannotEraseError(Exception):
    """What must be done first; the text can be shown."""


def nameless(user: User) -> tuple[str, str]:
    """The name and the address that stand for somebody who was erased."""
    return (
        _("Former participant %(number)s") % {"number": user.pk},
        f"erased-{user.pk}@erased.invalid",
    )


def erase(request: DataRequest, claim: Claim) -> None:
    """Erase the person of a request that this worker holds. Safe to begin again at any point."""
    user = request.user
    if user.erased_at and KNOWN_AS not in request.tally:
        claim.finish(tally={})
        return
    # Once begun it is brought to its end.
    if KNOWN_AS not in request.tally and (reasons := obstacles_for(user)):
        raise CannotEraseError(" ".join(reasons))
    person = _person_of(request)
    if not user.erased_at:
        _erase_rows(person, request, claim)
    request.refresh_from_db(fields=["tally"])
    # Nobody reads the name from a row any more: what was written meanwhile is the last of it.
    _sweep(person, claim, 90, 99)
    # The index holds words without accents and capitals, by which no sweep knows a name.
    for programme in Programme.objects.order_by("pk"):
        forget(programme)
    claim.finish(tally={name: said for name, said in request.tally.items() if name != KNOWN_AS})
    logger.info("Person %s was erased.", user.pk)
    _forget_freed_pages()


def _erase_rows(person: Person, request: DataRequest, claim: Claim) -> None:
    known = request.tally[KNOWN_AS]
    _close_account(person.user)
    for end in ENDING:
        end(person)
        claim.beat(2)
    sweep, files = _sweep(person, claim, 2, 85)
    uploads = on_disk.uploads_that_name(sweep.by_name, claim.beat)
    left = sweep.swept.left + list(uploads)
    with transaction.atomic():
        tally = _close(person, left)
        tally |= {"swept": sweep.swept.rows, "files": files, "to_look_at": len(left)}
        claim.keep(tally=tally | {KNOWN_AS: known})


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
        names, addresses = known_as(request.user)
        doubted = doubted_names(request.user, names)
        known = {"names": names, "addresses": addresses, "doubted": doubted}
        request.tally = {KNOWN_AS: known}
        request.save(update_fields=["tally"])
    label, address = nameless(request.user)
    names, addresses = tuple(known["names"]), tuple(known["addresses"])
    doubted = tuple(known.get("doubted", ()))
    return Person(request.user, names, addresses, label, address, doubted)


@transaction.atomic
def _close_account(user: User) -> None:
    user.is_active = False
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])
    user.groups.clear()
    user.user_permissions.clear()
    on_disk.end_sessions(user)


def _close(person: Person, left: list[Place]) -> dict[str, Any]:
    """The last step, all or nothing: rows, account, log. Returns numbers."""
    user = person.user
    programmes = sorted(programmes_of(person), key=lambda programme: programme.pk)
    for programme in programmes:
        # As whoever gives up a role does: two who go at once would leave nobody.
        lock_programme(programme)
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
    user.name, user.email = person.label, person.address
    user.last_login, user.erased_at = None, timezone.now()
    user.save(update_fields=["name", "email", "last_login", "erased_at"])
    _fold_log_anew(user)
    for programme in programmes:
        _record(user, programme, [place for place in left if place.programme == programme.pk])
    return dict(tally)


def programmes_of(person: Person) -> set[Programme]:
    """Every programme in whose record the person stands."""
    user = person.user
    return set(
        Programme.objects.filter(memberships__user=user).order_by().distinct()
        | Programme.objects.filter(former_memberships__user=user).order_by().distinct()
        | Programme.objects.filter(activities__actor=user).order_by().distinct()
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


def _record(user: User, programme: Programme, left: list[Place]) -> None:
    remark = ""
    if left:
        places = "\n".join(f"- {place.words}" for place in left[:MOST_PLACES])
        remark = (
            _("These may still name the person and could not be changed. Please look at them:")
            + f"\n{places}"
        )
        if len(left) > MOST_PLACES:
            remark += "\n" + _("and %(number)s more.") % {"number": len(left) - MOST_PLACES}
    sentence = _("A person was erased on request.")
    record("person_erased", user, sentence, by=None, programme=programme, remark=remark)
