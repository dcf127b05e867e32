"""Who still needs a link to come in, and how invitations end."""

from django.db.models import Q
from django.utils import timezone

from programme.mails.posting import drop
from programme.models import Invitation, Mail, Programme, User
from programme.models.invitation import InvitationQuerySet

# Passwords that nobody can type begin like this in the database.
NO_PASSWORD = "!"  # noqa: S105  that is how Django marks that there is none
NEVER_CAME = Q(
    is_active=True, last_login__isnull=True, password__startswith=NO_PASSWORD, is_superuser=False
)


def never_came(user: User) -> bool:
    """Nobody has ever been in with this account, and nobody could."""
    return (
        user.is_active
        and user.last_login is None
        and not user.is_superuser
        and not user.has_usable_password()
    )


def mail_key(invitation: Invitation) -> str:
    """How the keys of all mails about it begin."""
    return f"invitation:{invitation.pk}:"


def drop_mails(invitation: Invitation) -> None:
    """Links in the outbox that open no more need not leave."""
    drop(Mail.objects.about(mail_key(invitation)).values_list("pk", flat=True))


def withdraw_open(user: User, programme: Programme) -> None:
    """The person is no longer expected in the programme."""
    for invitation in _open_of(user).filter(programme=programme):
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
        drop_mails(invitation)


def settle_open(user: User) -> None:
    """The person has come in, by a link or in another way: no link is needed any more."""
    for invitation in _open_of(user):
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        drop_mails(invitation)


def _open_of(user: User) -> InvitationQuerySet:
    return Invitation.objects.select_for_update(no_key=True).open().filter(user=user)


def hold_person(user: User) -> User:
    """The person as the row is now. Held before the invitations: whoever comes in by one of two
    links ends the other."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)
