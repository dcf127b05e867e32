"""How people want their mails: each kind at once, gathered once a day, or not by mail.

A row says what is not the usual; the usual is at once. What lets somebody in, or was asked for,
always comes at once and is not chosen here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from programme.letters.kinds import LETTERS, LetterKind
from programme.mails.message import read_stop_token
from programme.mails.posting import drop, is_optional
from programme.models import Delivery, Mail, MailPreference, MailStatus, Programme, User


@dataclass(frozen=True)
class Choice:
    """One kind of mail, and how the person gets it."""

    kind: LetterKind
    delivery: str


def kinds_for(roles: Collection[str]) -> list[LetterKind]:
    """The kinds that can reach somebody with these roles, as they belong together."""
    found = [
        kind
        for kind in LETTERS.values()
        if is_optional(kind.key) and (not kind.reaches or set(kind.reaches) & set(roles))
    ]
    # What is registered first is about the ends of a programme; dates come to everybody.
    order = {str(kind.group): -place for place, kind in enumerate(found)}
    return sorted(found, key=lambda kind: (order[str(kind.group)], str(kind.label)))


def choices_of(user: User, programme: Programme, roles: Collection[str]) -> list[Choice]:
    """Every kind with the person's wish. One query."""
    rows = MailPreference.objects.visible_to(user).filter(programme=programme)
    wishes = dict(rows.order_by().values_list("kind", "delivery"))
    return [Choice(kind, wishes.get(kind.key, Delivery.AT_ONCE)) for kind in kinds_for(roles)]


@transaction.atomic
def choose(user: User, programme: Programme, wishes: Mapping[str, str]) -> None:
    """Keep how the person wants the kinds of one programme; other kinds stay as they were.

    It counts for mails that are written from now on; what waits of a kind that is not wanted any
    more does not leave.
    """
    wishes = {kind: wish for kind, wish in wishes.items() if is_optional(kind)}
    own = MailPreference.objects.filter(user=user, programme=programme)
    usual = [kind for kind, wish in wishes.items() if wish == Delivery.AT_ONCE]
    own.filter(kind__in=usual).delete()
    MailPreference.objects.bulk_create(
        [
            MailPreference(user=user, programme=programme, kind=kind, delivery=Delivery(wish))
            for kind, wish in wishes.items()
            if wish != Delivery.AT_ONCE
        ],
        update_conflicts=True,
        unique_fields=["user", "programme", "kind"],
        update_fields=["delivery"],
    )
    unwanted = [kind for kind, wish in wishes.items() if wish == Delivery.NEVER]
    waiting = Mail.objects.filter(
        user=user,
        programme=programme,
        kind__in=unwanted,
        calendar="",
        status__in=[MailStatus.WAITING, MailStatus.GATHERED],
    )
    drop(waiting.values_list("pk", flat=True), reason=_("The reader wants no such mails."))


def stop(user: User, programme: Programme, kind: str) -> None:
    """Let no mail of this kind go to the person any more. Safe to repeat."""
    choose(user, programme, {kind: Delivery.NEVER})


def said_by(token: str) -> tuple[User, Programme, str] | None:
    """Whose mails of which kind the link in a mail stops; None where there is nothing to stop."""
    said = read_stop_token(token)
    if said is None or not is_optional(said[2]):
        return None
    user = User.objects.filter(pk=said[0], is_active=True).first()
    programme = Programme.objects.filter(pk=said[1]).first()
    return (user, programme, said[2]) if user and programme else None
