"""Holding back all mails of a programme, and letting them go again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.mails.posting import call_the_worker
from programme.models import Programme, User


def hold_everything(programme: Programme, *, by: User) -> bool:
    """Let no mail of the programme leave from now on; False when it is so already. What a worker
    has in hand at this moment still leaves."""
    return _set(programme, by, holds=True)


def release_everything(programme: Programme, *, by: User) -> bool:
    """Let the mails leave again whose time has come; False when nothing was held back. What was
    held by itself stays held."""
    return _set(programme, by, holds=False)


@transaction.atomic
def _set(programme: Programme, by: User, *, holds: bool) -> bool:
    now = timezone.now() if holds else None
    found = Programme.objects.filter(pk=programme.pk, mails_held_at__isnull=holds)
    if not found.update(mails_held_at=now):
        return False
    programme.mails_held_at = now
    sentence = _("All mails are held back.") if holds else _("Mails leave again.")
    record(
        "mails_all_held" if holds else "mails_all_released",
        programme,
        sentence,
        by=by,
        programme=programme,
    )
    if not holds:
        transaction.on_commit(call_the_worker, robust=True)
    return True
