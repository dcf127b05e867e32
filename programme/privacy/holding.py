"""Holds: for a reason, and until a day, nothing of somebody or of a programme is erased.

The only writer of ``LegalHold``. What people need at a workshop goes in any case: nobody holds it
against them.
"""

import datetime
import logging

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.accounts.letters import send_letter
from programme.activity import record
from programme.mails.server import REFUSALS
from programme.models import (
    DataRequest,
    DataRequestKind,
    DataRequestStatus,
    FormerMembership,
    LegalHold,
    Membership,
    Programme,
    User,
)
from programme.privacy.claims import has_begun, wait_no_longer
from programme.privacy.holders import HOLDINGS, Person

logger = logging.getLogger(__name__)


class HoldError(Exception):
    """Why a hold cannot be set; the text can be shown."""


@transaction.atomic
def set_hold(
    programme: Programme, *, user: User | None, reason: str, until: datetime.date, by: User
) -> LegalHold:
    """Let nothing of the person, or of the whole programme, be erased until the day is over.

    The person is told by mail. Raises HoldError when there is one already, and when it is too
    late: an erasure that has begun is brought to its end.
    """
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    same = LegalHold.objects.filter(programme=programme, user=user, lifted_at=None)
    if same.in_force().exists():
        raise HoldError(_("There is a hold for this already. Lift it first."))
    if user is not None and _is_being_erased(user):
        raise HoldError(
            _("The erasure of %(person)s has begun and cannot be held any more.") % {"person": user}
        )
    # One whose day is over makes place for the next.
    same.update(lifted_at=timezone.now())
    hold = LegalHold(programme=programme, user=user, reason=reason, until=until, set_by=by)
    hold.full_clean()
    hold.save()
    record("hold_set", hold, sentence_of(hold), by=by, programme=programme, remark=reason)
    if user is not None:
        transaction.on_commit(lambda: _tell(hold, "hold_set"), robust=True)
    return hold


def sentence_of(hold: LegalHold) -> str:
    """What it keeps, and until when."""
    return _("Nothing is erased of %(whose)s until %(until)s.") % _words(hold)


def _is_being_erased(user: User) -> bool:
    erasures = DataRequest.objects.open().filter(user=user, kind=DataRequestKind.ERASURE)
    # The worker closes the account with the programme in hand, and notes it a moment later.
    is_closed = User.objects.filter(pk=user.pk, is_active=False).exists()
    running = DataRequestStatus.RUNNING
    return any(has_begun(row) or (is_closed and row.status == running) for row in erasures)


@transaction.atomic
def lift_hold(hold: LegalHold, *, by: User) -> None:
    """End a hold before its day: what waits for it goes on by itself. The person is told."""
    now = timezone.now()
    if not LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=now):
        return
    sentence = _("The hold on the data of %(whose)s was lifted.") % _words(hold)
    record("hold_lifted", hold, sentence, by=by, programme=hold.programme)
    wait_no_longer(hold.user)
    if hold.user is not None:
        transaction.on_commit(lambda: _tell(hold, "hold_lifted"), robust=True)


def holds_on(user: User) -> models.QuerySet[LegalHold]:
    """Those in force for the person, or for a programme in which the person is or was."""
    seats = Membership.objects.filter(user=user).values("programme")
    former = FormerMembership.objects.filter(user=user).values("programme")
    of_programme = Q(user=None) & (Q(programme__in=seats) | Q(programme__in=former))
    return LegalHold.objects.in_force().filter(Q(user=user) | of_programme)


def holds_on_all_of(programme: Programme | None) -> models.QuerySet[LegalHold]:
    """Those in force for everybody in the programme."""
    return LegalHold.objects.in_force().filter(programme=programme, user=None)


def is_held(programme: Programme) -> bool:
    return holds_on_all_of(programme).exists()


def without_held(rows: models.QuerySet, programme: Programme) -> models.QuerySet:
    """The rows, without those of people of whom nothing is erased for now. One query, and one
    for each of these people."""
    holds = LegalHold.objects.in_force().filter(programme=programme, user__isnull=False)
    for hold in holds.select_related("user"):
        person = Person(hold.user, (hold.user.name,), (hold.user.email,))
        for holding in HOLDINGS:
            if holding.model is rows.model:
                rows = rows.exclude(pk__in=holding.of(person).order_by().values("pk"))
    return rows


def wait_for_hold(request: DataRequest) -> datetime.datetime | None:
    """From when on an erasure may begin, where something holds it. One query."""
    if request.kind != DataRequestKind.ERASURE:
        return None
    holds = holds_on(request.user) if request.user else holds_on_all_of(request.programme)
    until = holds.aggregate(last=models.Max("until"))["last"]
    return _morning_after(until) if until else None


def _morning_after(day: datetime.date) -> datetime.datetime:
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(midnight)


def _words(hold: LegalHold) -> dict[str, str]:
    whose = str(hold.user) if hold.user else _("everybody in the programme")
    return {"whose": whose, "until": date_format(hold.until, "j F Y")}


def _tell(hold: LegalHold, name: str) -> None:
    user = hold.user
    assert user is not None  # noqa: S101  asked before
    words = {
        "name": user.name,
        "programme": hold.programme.name,
        "until": date_format(hold.until, "j F Y"),
        "reason": hold.reason,
        "link": f"{settings.SITE_URL}{reverse('programme:own_data')}",
    }
    try:
        send_letter(f"programme/mail/{name}", user.email, **words)
    except REFUSALS:
        logger.exception("The mail about hold %s was not sent.", hold.pk)
