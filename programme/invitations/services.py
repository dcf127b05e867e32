"""Every verb of an invitation. The person is held first, then the invitation."""

import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.accounts.confirmed import confirm_address
from programme.activity import record
from programme.invitations.letters import Post, in_words
from programme.invitations.pages import of_status
from programme.invitations.standing import (
    drop_mails,
    hold_person,
    never_came,
    settle_open,
    withdraw_open,
)
from programme.mails.posting import post_all
from programme.models import (
    ConsentPurpose,
    Invitation,
    InvitationStatus,
    Membership,
    Programme,
    Role,
    User,
)
from programme.models.keys import new_key
from programme.privacy.consents import give_consent

# So long a link opens.
LINK_LIVES = datetime.timedelta(days=14)
# More press again.
MOST_AT_ONCE = 500
INVITATIONS = Invitation.objects.select_related("programme", "user", "city", "invited_by")


class InvitationError(Exception):
    """Why it cannot be done; the text can be shown."""


@transaction.atomic
def invite(seat: Membership, *, by: User | None) -> Invitation | None:
    """Write to the person of the seat: with a link that lets in who has never been here; None for
    who has. Whoever was invited before gets a new link, that of before is dead. Raises
    InvitationError where the account was closed."""
    person = hold_person(seat.user)
    if not person.is_active:
        raise InvitationError(_("The account of %(person)s is closed.") % {"person": person})
    if not never_came(person):
        post_all([Post(seat.programme, by).known(seat)])
        return None
    held = _locked().open().filter(programme=seat.programme, user=person).first()
    if held:
        renew(held, by)
        return held
    invitation = new_invitation(seat, by)
    invitation.save()
    post_link(invitation, by)
    return invitation


def new_invitation(seat: Membership, by: User | None) -> Invitation:
    return Invitation(
        programme=seat.programme,
        user=seat.user,
        city=seat.city,
        address=seat.user.email,
        invited_by=by,
        expires_at=timezone.now() + LINK_LIVES,
    )


@transaction.atomic
def send_again(invitation: Invitation, *, by: User | None) -> None:
    """A new link to the same address; the older one opens no more. ``by`` is None when the person
    asked for it. Raises InvitationError where nobody waits for one."""
    held = hold_invitation(invitation)
    _require_open(held)
    renew(held, by)
    words = {"person": held.user, "by": by}
    sentence = _("%(person)s was sent a new link.") if by else _("%(person)s asked for a new link.")
    record(
        "invitation_sent_again",
        held,
        sentence % words,
        by=by,
        programme=held.programme,
        city=held.city,
        path=reverse("programme:person", args=[held.programme.slug, held.user_id]),
    )


def send_all_expired(programme: Programme, *, by: User) -> int:
    """A new link for everybody whose link has run out, as far as they are ``by``'s to invite."""
    expired = INVITATIONS.editable_by(by).filter(programme=programme).filter(of_status("expired"))
    number = 0
    for invitation in list(expired[:MOST_AT_ONCE]):
        try:
            send_again(invitation, by=by)
        except InvitationError:
            # Came in or was withdrawn in this moment.
            continue
        number += 1
    return number


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """The link is dead, and so are the seats of somebody who never came; what others wrote about
    the person stays. Raises InvitationError for who has come in meanwhile."""
    held = hold_invitation(invitation)
    _require_open(held)
    seats = Membership.objects.filter(programme=held.programme, user=held.user)
    if any(not may_invite(seat, by) for seat in seats):
        raise InvitationError(
            _("%(person)s has a role that only the coordinator can take away.")
            % {"person": held.user}
        )
    roles = in_words(seats.select_related("city", "partner"))
    withdraw_open(held.user, held.programme)
    seats.delete()
    record(
        "invitation_withdrawn",
        held,
        _("The invitation of %(person)s was withdrawn.") % {"person": held.user},
        by=by,
        programme=held.programme,
        city=held.city,
        path=reverse("programme:person", args=[held.programme.slug, held.user_id]),
        before={"roles": roles, "address": held.address},
    )


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str, is_listed: bool) -> User:
    """The person comes in: the account gets its name, and its password where one was chosen.

    ``password`` is valid already. Raises InvitationError when the link was used, renewed or
    withdrawn meanwhile: of two who open it at once one comes in.
    """
    held = hold_invitation(invitation)
    person = held.user
    if held.key != invitation.key or standing_of(held) != InvitationStatus.PENDING:
        raise InvitationError(_("This link no longer works."))
    person.name, person.last_login = name, timezone.now()
    if password:
        person.set_password(password)
    person.save(update_fields=["name", "last_login", "password"])
    settle_open(person)
    confirm_address(person)
    record(
        "invitation_accepted",
        held,
        _("%(person)s came in by invitation.") % {"person": person},
        by=person,
        programme=held.programme,
        city=held.city,
        path=reverse("programme:person", args=[held.programme.slug, held.user_id]),
    )
    if is_listed:
        give_consent(person, held.programme, ConsentPurpose.LISTED, by=person)
    return person


def came_in(person: User) -> None:
    """Whoever logs in, in whatever way, needs no link any more. Most have none: one query."""
    if Invitation.objects.open().filter(user=person).exists():
        with transaction.atomic():
            hold_person(person)
            settle_open(person)


def may_invite(seat: Membership, by: User) -> bool:
    """Whether somebody may give or take away such a seat: the coordinator any, an editor those of
    the own city's people."""
    held = [holding for holding in by.holdings if holding.programme == seat.programme_id]
    if any(holding.role == Role.COORDINATOR for holding in held):
        return True
    own = {holding.city for holding in held if holding.role == Role.EDITOR}
    return seat.city_id in own and seat.role in (Role.EDITOR, Role.PARTICIPANT)


def standing_of(invitation: Invitation) -> InvitationStatus:
    """Its status, as the account says it: what somebody uses, no link opens."""
    user = invitation.user
    if invitation.status == InvitationStatus.WITHDRAWN:
        return InvitationStatus.WITHDRAWN
    if not user.is_active or user.email.lower() != invitation.address.lower():
        return InvitationStatus.WITHDRAWN
    return invitation.status if never_came(user) else InvitationStatus.ACCEPTED


def _require_open(held: Invitation) -> None:
    standing = standing_of(held)
    words = {"person": held.user}
    if standing == InvitationStatus.ACCEPTED:
        raise InvitationError(_("%(person)s has come in already.") % words)
    if standing == InvitationStatus.WITHDRAWN:
        raise InvitationError(_("The invitation of %(person)s was withdrawn.") % words)


def renew(held: Invitation, by: User | None) -> None:
    """A new key, a new time, a new mail. The row is held."""
    drop_mails(held)
    now = timezone.now()
    held.key, held.sent_at, held.expires_at = new_key(), now, now + LINK_LIVES
    held.times_sent += 1
    held.invited_by = by or held.invited_by
    held.save(update_fields=["key", "sent_at", "expires_at", "times_sent", "invited_by"])
    post_link(held, by)


def post_link(invitation: Invitation, by: User | None) -> None:
    seats = Membership.objects.filter(programme=invitation.programme, user=invitation.user)
    roles = in_words(seats.select_related("city", "partner"))
    post_all([Post(invitation.programme, by).link(invitation, roles)])


def hold_invitation(invitation: Invitation) -> Invitation:
    """The invitation as it is now, with its person, kept from others."""
    person = hold_person(invitation.user)
    held: Invitation = _locked().get(pk=invitation.pk)
    held.user = person
    return held


def _locked() -> Any:
    return INVITATIONS.select_for_update(of=("self",), no_key=True)
