"""Somebody asks for a new link: it goes to the address of the old one, and nobody is told more."""

import datetime

from django.db import transaction
from django.utils import timezone

from programme.invitations.letters import post_asked
from programme.invitations.services import (
    INVITATIONS,
    InvitationError,
    hold_invitation,
    post_link,
    send_again,
    standing_of,
)
from programme.invitations.standing import never_came
from programme.models import Invitation, InvitationStatus

# Whoever asks again at once gets nothing new: the mail is on its way.
PAUSE = datetime.timedelta(minutes=10)


def ask_again(invitation: Invitation) -> None:
    """A new link where the old one has expired; the wish to whoever invited, where it was
    withdrawn."""
    standing = standing_of(invitation)
    if standing == InvitationStatus.EXPIRED:
        _send(invitation)
    elif standing == InvitationStatus.WITHDRAWN and never_came(invitation.user):
        post_asked(invitation)


def ask_by_address(email: str) -> None:
    """Every invitation that waits at the address, once more."""
    for row in INVITATIONS.open().filter(address__iexact=email).order_by("pk")[:20]:
        if standing_of(row) in (InvitationStatus.PENDING, InvitationStatus.EXPIRED):
            _send(row)


@transaction.atomic
def _send(invitation: Invitation) -> None:
    held = hold_invitation(invitation)
    if held.sent_at > timezone.now() - PAUSE:
        return
    if standing_of(held) == InvitationStatus.PENDING:
        # The same link: a stranger who knows the address must not kill the one that was sent.
        held.sent_at, held.times_sent = timezone.now(), held.times_sent + 1
        held.save(update_fields=["sent_at", "times_sent"])
        post_link(held, None)
        return
    try:
        send_again(held, by=None)
    except InvitationError:
        # Accepted or withdrawn in this moment.
        return
