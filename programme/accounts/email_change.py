"""Another e-mail to log in with. The only module that writes ``EmailChange`` and ``User.email``
of an account that is in use.

It counts once both addresses agreed, in any order: the old one, so that nobody takes an account
over from a browser left open; the new one, so that nobody locks himself out with a typing error.
"""

import datetime
from enum import Enum

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.accounts.confirmed import confirm_address
from programme.accounts.letters import send_letter
from programme.mails.server import REFUSALS
from programme.models import User
from programme.models.account import EmailChange

LIFETIME = datetime.timedelta(days=3)


class EmailChangeError(Exception):
    """Why the e-mail is not changed, in words for the person."""


class Step(Enum):
    """What is still missing after an address agreed."""

    OLD = "old"
    NEW = "new"
    NOTHING = "nothing"


def request_change(user: User, address: str) -> EmailChange:
    """Ask both addresses. What was asked before is void: its links die.

    Whether the new one has an account is said there alone: nobody learns here who has one.
    """
    address = address.strip().lower()
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if address == person.email.lower():
            raise EmailChangeError(_("This is your e-mail already."))
        EmailChange.objects.filter(user=person).delete()
        change = EmailChange(user=person, new_address=address, expires_at=timezone.now() + LIFETIME)
        change.full_clean()
        change.save()
        # In the transaction: without its two letters nobody could go on with the change.
        try:
            _ask(change)
        except REFUSALS as error:
            raise EmailChangeError(
                _("The mails could not be sent: nothing was changed. Try again in a few minutes.")
            ) from error
    return change


def _ask(change: EmailChange) -> None:
    words = {"change": change, "name": change.user.name, "old": change.user.email}
    send_letter("account/email/change_old", change.user.email, link=_link(change.old_key), **words)
    template = "change_taken" if _is_taken(change.new_address) else "change_new"
    link = _link(change.new_key)
    send_letter(f"account/email/{template}", change.new_address, link=link, **words)


def _link(key: str) -> str:
    return f"{settings.SITE_URL}{reverse('programme:email_confirm', args=[key])}"


def find_change(key: str) -> EmailChange | None:
    """The change that a link speaks of; None once it ran out, was withdrawn or replaced."""
    found = EmailChange.objects.filter(Q(old_key=key) | Q(new_key=key))
    return found.filter(expires_at__gt=timezone.now(), user__is_active=True).first()


def withdraw_change(user: User) -> bool:
    """The person thinks better of it. Whether there was something to withdraw."""
    deleted, _rows = EmailChange.objects.filter(user=user).delete()
    return bool(deleted)


def stop_change(key: str) -> bool:
    """The old address says that it was somebody else."""
    deleted, _rows = EmailChange.objects.filter(old_key=key).delete()
    return bool(deleted)


def confirm_change(key: str) -> Step:
    """One of the two addresses agrees; with the second one the account changes.

    Safe to call twice: what an address said it need not say again.
    """
    found = find_change(key)
    if found is None:
        raise EmailChangeError(_("This link no longer works."))
    try:
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=found.user_id)
            change = EmailChange.objects.select_for_update().filter(pk=found.pk).first()
            if change is None or key not in (change.old_key, change.new_key):
                raise EmailChangeError(_("This link no longer works."))
            step = _agree(change, key)
            if step is Step.NOTHING:
                _apply(change, person)
            return step
    except IntegrityError as error:
        # Somebody else got the address in this very moment.
        EmailChange.objects.filter(pk=found.pk).delete()
        raise EmailChangeError(_taken_meanwhile()) from error


def _agree(change: EmailChange, key: str) -> Step:
    now = timezone.now()
    if key == change.old_key:
        change.old_confirmed_at = change.old_confirmed_at or now
    else:
        change.new_confirmed_at = change.new_confirmed_at or now
    change.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
    if not change.old_confirmed_at:
        return Step.OLD
    return Step.NOTHING if change.new_confirmed_at else Step.NEW


def _apply(change: EmailChange, person: User) -> None:
    """Links to choose a password hold the old address, and die with it."""
    old = person.email
    person.email, person.address_refused_at = change.new_address, None
    person.save(update_fields=["email", "address_refused_at"])
    confirm_address(person)
    change.delete()
    for address in (old, person.email):
        transaction.on_commit(
            lambda to=address: send_letter(  # type: ignore[misc]
                "account/email/email_changed", to, name=person.name, old=old, new=person.email
            ),
            # The e-mail is changed, whatever the mail server says.
            robust=True,
        )


def _is_taken(address: str) -> bool:
    return User.objects.filter(email__iexact=address).exists()


def _taken_meanwhile() -> str:
    return _("Another account has this e-mail by now, so yours stays as it was.")
