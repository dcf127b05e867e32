"""What people ask for about their own data: a file, or that it is erased.

Here a request is made and withdrawn. When it begins and how it ends is written by ``claims``, what
it has to know in between by ``erasing`` and, for a month, ``prints``.
"""

import datetime
import logging
from collections.abc import Collection
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.accounts.letters import send_letter
from programme.activity import record
from programme.mails.server import REFUSALS
from programme.models import (
    OPEN_REQUESTS,
    DataRequest,
    DataRequestKind,
    DataRequestStatus,
    FormerMembership,
    Membership,
    Programme,
    Role,
    User,
)
from programme.models.privacy import DataRequestQuerySet
from programme.privacy.claims import KNOWN_AS, WAITING_DAYS, Claim
from programme.privacy.erasing import CannotEraseError, HeldError, erase
from programme.privacy.exporting import FILE_KEPT, CannotExportError, export, is_downloadable
from programme.privacy.guests import Guest, guest_of, words_of_guest
from programme.privacy.obstacles import obstacles_for
from programme.stored_files import NO_ROOM, delete_on_commit
from programme.working import SupersededError

logger = logging.getLogger(__name__)

BETWEEN_FILES = datetime.timedelta(days=1)
_signer = Signer(salt="programme.privacy.guest-file", sep=".")


class DataRequestError(Exception):
    """Why something cannot be asked for; the text can be shown."""


def ask_export(user: User) -> DataRequest:
    """Let the worker put the person's data into a file. One per day.

    Raises DataRequestError.
    """
    since = timezone.now() - BETWEEN_FILES
    lately = DataRequest.objects.filter(
        user=user, kind=DataRequestKind.EXPORT, requested_at__gt=since
    ).exclude(status=DataRequestStatus.FAILED)
    if lately.exists():
        raise DataRequestError(
            _("You asked for your file within the last day. Ask for a new one tomorrow.")
        )
    return _ask(user, DataRequestKind.EXPORT, by=user, days=0)


def ask_erasure(user: User, *, by: User | None, days: int = WAITING_DAYS) -> DataRequest:
    """Ask that a person is erased after some days in which it can be withdrawn; a mail says so.

    ``by`` is the person, a coordinator who got a letter, or None for the operators. Raises
    DataRequestError while something has to be handed over first.
    """
    if user.erased_at:
        raise DataRequestError(_("This person is erased already."))
    if reasons := obstacles_for(user):
        raise DataRequestError(" ".join(reasons))
    with transaction.atomic():
        request = _ask(user, DataRequestKind.ERASURE, by=by, days=days)
        if by is not None and by.pk != user.pk:
            _note(user, "erasure_asked", _("The erasure of %(person)s was asked for."), by=by)
    if days:
        _write_to(user, "erasure_asked", request)
    return request


def ask_guest_export(guest: Guest, *, by: User | None = None) -> DataRequest:
    """The same for somebody without an account: whoever has the mailbox gets a link to the file.

    ``by`` is a coordinator whom the guest wrote to, None whoever came by the guest's own link.
    Raises DataRequestError.
    """
    _check_guest(guest)
    if not guest.email:
        raise DataRequestError(
            _("Nobody knows the e-mail address to which a link to the file could go.")
        )
    since = timezone.now() - BETWEEN_FILES
    lately = guest_requests(guest).filter(kind=DataRequestKind.EXPORT, requested_at__gt=since)
    if lately.exclude(status=DataRequestStatus.FAILED).exists():
        raise DataRequestError(_("The file was asked for within the last day."))
    with transaction.atomic():
        request = _ask(guest, DataRequestKind.EXPORT, by=by, days=0)
        if by is not None:
            sentence = _("The data of a guest were asked for as a file, to be sent to the guest.")
            record("guest_data_asked", guest.programme, sentence, by=by, programme=guest.programme)
    return request


def ask_guest_erasure(guest: Guest, *, by: User | None = None) -> DataRequest:
    """Ask that somebody without an account is erased in seven days; a mail says so.

    Raises DataRequestError.
    """
    _check_guest(guest)
    with transaction.atomic():
        request = _ask(
            guest,
            DataRequestKind.ERASURE,
            by=by,
            days=WAITING_DAYS,
            # The row may go before: who withdraws from the workshop is erased all the same.
            tally={KNOWN_AS: words_of_guest(guest, by=by)},
        )
        sentence = _("The erasure of a guest was asked for.")
        record("erasure_asked", guest.programme, sentence, by=by, programme=guest.programme)
    _write_to_guest(guest, "guest_erasure_asked", request, link=guest.link)
    return request


def withdraw_guest_erasure(guest: Guest, *, by: User | None = None) -> None:
    """As ``withdraw_erasure``. Raises DataRequestError."""
    request = guest_requests(guest).open().filter(kind=DataRequestKind.ERASURE).first()
    if request is None:
        return
    if by is not None and request.requested_by_id is None:
        raise DataRequestError(_("The person asked for this, and alone can take it back."))
    with transaction.atomic():
        _withdraw(request)
        sentence = _("The erasure of a guest was withdrawn.")
        record("erasure_withdrawn", guest.programme, sentence, by=by, programme=guest.programme)
    _write_to_guest(guest, "guest_erasure_withdrawn", request, link=guest.link)


def guest_requests(guest: Guest) -> DataRequestQuerySet:
    """What was asked for by or for a guest, the latest first."""
    return DataRequest.objects.filter(guest=guest.key)


def _check_guest(guest: Guest) -> None:
    if guest.has_account:
        raise DataRequestError(_("This person has an account, and finds all of it there."))


def withdraw_erasure(request: DataRequest, *, by: User) -> None:
    """Think better of it, as long as it has not begun: the person always, somebody else only what
    the person has not asked for. Raises DataRequestError."""
    person = request.user
    assert person is not None  # noqa: S101  guests have their own
    if by.pk != person.pk == request.requested_by_id:
        raise DataRequestError(_("The person asked for this, and alone can take it back."))
    with transaction.atomic():
        _withdraw(request)
        if by.pk != person.pk:
            sentence = _("The erasure of %(person)s was withdrawn.")
            _note(person, "erasure_withdrawn", sentence, by=by)
    _write_to(person, "erasure_withdrawn", request)


def _withdraw(request: DataRequest) -> None:
    waiting = DataRequest.objects.filter(
        pk=request.pk, kind=DataRequestKind.ERASURE, status=DataRequestStatus.WAITING, tries=0
    )
    over = {"status": DataRequestStatus.WITHDRAWN, "done_at": timezone.now(), "tally": {}}
    if not waiting.update(**over):
        raise DataRequestError(_("It has begun and cannot be taken back."))


def coordinates_all_seats(coordinator: User, person: User) -> bool:
    """Whether the person is, or was, in no programme but those that somebody coordinates."""
    own = set(
        Membership.objects.filter(user=coordinator, role=Role.COORDINATOR).values_list(
            "programme", flat=True
        )
    )
    seats = Membership.objects.filter(user=person).values_list("programme", flat=True)
    former = FormerMembership.objects.filter(user=person).values_list("programme", flat=True)
    return len({*seats, *former}) > 0 and {*seats, *former} <= own


def open_erasure(user: User) -> DataRequest | None:
    """The erasure that waits or runs, if there is one."""
    return DataRequest.objects.filter(
        user=user, kind=DataRequestKind.ERASURE, status__in=OPEN_REQUESTS
    ).first()


def work_on(pk: int) -> None:
    """Do what a request asks for. Safe to call twice, late, and after any interruption."""
    claim = Claim.take(pk)
    if claim is None:
        return
    try:
        request = DataRequest.objects.select_related("user", "programme").get(pk=pk)
        work = export if request.kind == DataRequestKind.EXPORT else erase
        work(request, claim)
        if request.guest and request.kind == DataRequestKind.EXPORT:
            _send_file_of_guest(request)
    except SupersededError:
        logger.warning("Request %s: was overtaken.", pk)
    except HeldError as error:
        claim.put_off(error.later)
    except (CannotEraseError, CannotExportError) as error:
        claim.fail(str(error))
    except SoftTimeLimitExceeded:
        # What was done stays done: it goes on from there.
        raise
    except DatabaseError:
        raise
    except OSError:
        logger.exception("Request %s: there was no room to write.", pk)
        if request.kind == DataRequestKind.EXPORT:
            claim.fail(str(NO_ROOM))
        else:
            claim.try_again(str(NO_ROOM))
    except Exception:
        logger.exception("Request %s failed.", pk)
        claim.fail(_("It could not be done. The server’s log has the details."))


@transaction.atomic
def erase_old_files() -> int:
    """Erase the files of people's data that are over; how many. Safe to run at any time."""
    over = DataRequest.objects.filter(done_at__lt=timezone.now() - FILE_KEPT).exclude(file="")
    found = list(over.select_for_update())
    for request in found:
        delete_on_commit(request.file)
        DataRequest.objects.filter(pk=request.pk).update(file="")
    return len(found)


def forget_files_of(users: Collection[int], guests: Collection[str]) -> None:
    """Erase the files of own data of some people: something in them is not kept any longer."""
    held = DataRequest.objects.filter(Q(user__in=users) | Q(guest__in=guests)).exclude(file="")
    for request in held.select_for_update(of=("self",)).order_by("pk"):
        delete_on_commit(request.file)
        DataRequest.objects.filter(pk=request.pk).update(file="")


def _ask(
    about: User | Guest,
    kind: DataRequestKind,
    *,
    by: User | None,
    days: int,
    tally: dict[str, Any] | None = None,
) -> DataRequest:
    request = DataRequest(
        kind=kind,
        requested_by=by,
        not_before=timezone.now() + datetime.timedelta(days=days),
        tally=tally or {},
    )
    if isinstance(about, Guest):
        request.guest, request.programme = about.key, about.programme
    else:
        request.user = about
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise DataRequestError(_("This is asked for already.")) from error
    transaction.on_commit(lambda: _call_the_worker(request), robust=True)
    return request


def _call_the_worker(request: DataRequest) -> None:
    """If the message is lost, the next periodic round finds the request."""
    from programme.tasks import work_on_data_request

    if request.not_before <= timezone.now():
        work_on_data_request.delay(request.pk)


def _note(user: User, verb: str, sentence: str, *, by: User) -> None:
    """In the log of every programme in which the person has a seat."""
    programmes = Programme.objects.filter(memberships__user=user).order_by().distinct()
    for programme in programmes:
        record(verb, user, sentence % {"person": user}, by=by, programme=programme)


def _write_to(user: User, name: str, request: DataRequest) -> None:
    """The request stands, whether the mail leaves or not: the page says the same."""
    on = date_format(timezone.localtime(request.not_before), "j F Y")
    link = f"{settings.SITE_URL}{reverse('programme:own_data')}"
    is_own = request.requested_by_id == user.pk
    try:
        send_letter(
            f"programme/mail/{name}", user.email, name=user.name, on=on, link=link, is_own=is_own
        )
    except REFUSALS:
        logger.exception("The mail about request %s was not sent.", request.pk)


def _write_to_guest(guest: Guest, name: str, request: DataRequest, *, link: str) -> None:
    """As ``_write_to``; a guest whose address nobody knows reads it on the own page."""
    if not guest.email:
        return
    on = date_format(timezone.localtime(request.not_before), "j F Y")
    words = {"name": guest.name, "on": on, "link": f"{settings.SITE_URL}{link}"}
    is_own = request.requested_by_id is None
    try:
        send_letter(f"programme/mail/{name}", guest.email, is_own=is_own, **words)
    except REFUSALS:
        logger.exception("The mail about request %s was not sent.", request.pk)


def _send_file_of_guest(request: DataRequest) -> None:
    """Whoever came by the link of a registration need not be the guest: the mailbox is."""
    guest = guest_of(request.guest)
    if guest is not None:
        link = reverse("programme:guest_file", args=[file_key(request)])
        _write_to_guest(guest, "guest_data_ready", request, link=link)


def file_key(request: DataRequest) -> str:
    """What the address of a guest’s file ends in."""
    return _signer.sign(str(request.pk))


def file_behind(key: str) -> DataRequest | None:
    """The request whose file a guest’s link opens, while it is kept."""
    try:
        pk = _signer.unsign(key)
    except BadSignature:
        return None
    request = DataRequest.objects.exclude(guest="").filter(pk=pk).first()
    return request if request and is_downloadable(request) else None
