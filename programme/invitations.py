"""Mails that tell somebody that they are in a programme, and how to get in."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from programme.mail_server import one_line
from programme.models import Membership, User

logger = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """An address that lets its reader choose the account's password, once and for some days."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return f"{settings.SITE_URL}{path}"


def days_of_link() -> int:
    return int(settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60))


def send_invitation(membership: Membership) -> bool:
    """Write to the person: with a link to choose a password where there is none yet.

    False when the mail server did not take it; the membership stands all the same.
    """
    user, programme = membership.user, membership.programme
    needs_password = not user.has_usable_password()
    context = {
        "membership": membership,
        "programme": programme,
        "needs_password": needs_password,
        "link": password_link(user)
        if needs_password
        else f"{settings.SITE_URL}{programme.get_absolute_url()}",
        "days": days_of_link(),
    }
    subject = one_line(render_to_string("programme/mail/invitation_subject.txt", context))
    text = render_to_string("programme/mail/invitation.txt", context)
    try:
        send_mail(subject, text, None, [user.email])
    except OSError:  # every way in which a mail server fails, refused and unreachable alike
        logger.exception("The invitation for membership %s was not sent.", membership.pk)
        return False
    return True
