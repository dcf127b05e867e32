"""What the apps above know of a mail: whether it is still wanted, and who follows what comes of it.

The outbox stands at the bottom and knows kinds by their keys alone.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from programme.mails.posting import is_optional
from programme.models import CalendarMethod, Delivery, Mail, MailPreference, Membership

# Says why a mail should not leave any more; empty while it should. It may write other words into
# the mail that is asked about; nothing is saved.
Ask = Callable[[Mail], str]
_asked: dict[str, Ask] = {}

# Is told of a mail whose state has just changed, within the same transaction.
Follow = Callable[[Mail], None]
_followers: dict[str, Follow] = {}


def ask_before_sending(kind: str, ask: Ask) -> None:
    """Let an app say of each mail of a kind, in the moment in which it should leave, whether that
    is still true. Called once, when the app is ready."""
    _asked[kind] = ask


def follow(kind: str, tell: Follow) -> None:
    """Let an app follow what becomes of its mails: sent, refused, dropped, come back. Called once,
    when the app is ready."""
    _followers[kind] = tell


def reason_against(mail: Mail) -> str:
    """Why the mail should not leave any more, for the page of the outbox; empty while it should."""
    if _has_left(mail):
        return _("This person no longer takes part in the programme.")
    if _is_unwanted(mail):
        return _("The reader wants no such mails.")
    ask = _asked.get(mail.kind)
    return ask(mail)[:200] if ask else ""


def _has_left(mail: Mail) -> bool:
    """Whether its reader gave up every role since, or lost it: what members read is not for the
    person any more. What cannot be done without leaves, and what an own calendar has to forget."""
    if not mail.user_id or not is_optional(mail.kind):
        return False
    if mail.calendar_method == CalendarMethod.CANCEL:
        return False
    seats = Membership.objects.filter(user=mail.user_id, programme=mail.programme_id)
    return not seats.exists()


def _is_unwanted(mail: Mail) -> bool:
    """Whether its reader wants no such mails any more: it may have been held, or have failed, when
    that was said. What an own calendar holds is kept right all the same."""
    if not mail.user_id or not is_optional(mail.kind) or mail.calendar:
        return False
    never = MailPreference.objects.filter(delivery=Delivery.NEVER, kind=mail.kind)
    return never.filter(user=mail.user_id, programme=mail.programme_id).exists()


def tell_followers(mail: Mail) -> None:
    """Say that the state of the mail has changed."""
    if tell := _followers.get(mail.kind):
        tell(mail)
