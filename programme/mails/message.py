"""A mail as it leaves: its head, its words, where answers go, and how to get no more such mails."""

import re
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, dumps, loads
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from programme.mails.late_words import filled
from programme.mails.posting import is_optional
from programme.mails.server import message_id, new_message, one_line
from programme.models import Mail, Membership, Programme

SALT = "programme.mail"
STOP_SALT = "programme.mail.stop"
OURS = re.compile(r"mail-(\d{1,18})-([0-9a-f]{16})@([\w.-]+)")
# So many coordinators get the answers at the most.
MOST_READERS = 3


def message_of(row: Mail) -> EmailMultiAlternatives:
    """The mail as it leaves: plain words, and an event for the calendar where there is one."""
    message = new_message(
        row.programme,
        subject=row.subject,
        body=f"{filled(row)}{_footer(row)}",
        to=formataddr((one_line(row.name), row.address)) if row.name else row.address,
        message_id=message_id_of(row),
        reply_to=answers_go_to(row.programme),
        headers=_ways_out(row),
    )
    if row.calendar:
        # As an alternative mail programs offer to accept it; as a file others can open it.
        message.attach_alternative(row.calendar, f"text/calendar; method={row.calendar_method}")
        message.attach("invitation.ics", row.calendar.encode(), "application/ics")
    return message


def message_id_of(row: Mail) -> str:
    return message_id(f"mail-{row.pk}", salt=SALT, secret=_secret(row))


def mail_named(text: str) -> Mail | None:
    """The mail whose Message-ID stands in the text; None unless the mark in it is ours."""
    host = (urlsplit(settings.SITE_URL).hostname or "localhost").lower()
    for pk, mark, at in OURS.findall(text):
        mail = Mail.objects.filter(pk=pk).first()
        if mail and at.lower().rstrip(".") == host and _is_mark_of(mail, mark):
            return mail
    return None


def _is_mark_of(mail: Mail, mark: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(
        constant_time_compare(
            salted_hmac(SALT, _secret(mail), secret=key).hexdigest()[: len(mark)], mark
        )
        for key in keys
    )


def _secret(row: Mail) -> str:
    return f"{row.pk}:{row.source_key}"


def answers_go_to(programme: Programme) -> list[str]:
    """Whoever answers a mail reaches those who run the programme."""
    running = Membership.objects.coordinating(programme).filter(user__is_active=True)
    found = running.order_by("pk").values_list("user__name", "user__email")
    return [formataddr((one_line(name), email)) for name, email in found[:MOST_READERS]]


def stop_token(user_pk: int, programme_pk: int, kind: str) -> str:
    """What lets its holder do one thing, for ever: stop this kind of mail to this person."""
    return dumps([user_pk, programme_pk, kind], salt=STOP_SALT)


def read_stop_token(token: str) -> tuple[int, int, str] | None:
    """The person, the programme and the kind; None where the token is none of ours."""
    try:
        user_pk, programme_pk, kind = loads(token, salt=STOP_SALT)
    except (BadSignature, ValueError):
        return None
    return user_pk, programme_pk, kind


def _ways_out(row: Mail) -> dict[str, str]:
    """One click in the mail program ends this kind (RFC 8058)."""
    if not row.user_id or not is_optional(row.kind):
        return {}
    token = stop_token(row.user_id, row.programme_id, row.kind)
    address = f"{settings.SITE_URL}{reverse('programme:mail_stop', args=[token])}"
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _footer(row: Mail) -> str:
    if not row.user_id or not is_optional(row.kind):
        return ""
    return "\n-- \n" + _("You choose which mails you get, and when: %(url)s") % {
        "url": preferences_url(row.programme)
    }


def preferences_url(programme: Programme) -> str:
    path = reverse("programme:mail_preferences", args=[programme.slug])
    return f"{settings.SITE_URL}{path}"
