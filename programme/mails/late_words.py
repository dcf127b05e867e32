"""Words that only the mail itself carries: the key of a link that lets its reader in.

The outbox keeps a mark in their place. Whoever runs a programme reads what was written to whom,
and must not come in as somebody else by that.
"""

from collections.abc import Callable

from django.conf import settings

from programme.models import Mail

# No address of ours has such a word.
MARK = "(key)"
# The mails of a site without a mail server are read in the site.
FOLDER = "programme.mails.folder.EmailBackend"

# By the kind of a mail: what stands where the mark is; empty if that is valid no more.
_late: dict[str, Callable[[Mail], str]] = {}


def fill_late(kind: str, words: Callable[[Mail], str]) -> None:
    """Let an app say what belongs into mails of a kind. Called once, when the app is ready."""
    _late[kind] = words


def filled(mail: Mail) -> str:
    """The text as it leaves."""
    words = _late.get(mail.kind)
    return mail.body.replace(MARK, words(mail)) if words and MARK in mail.body else mail.body


def shown(mail: Mail) -> str:
    """The text as the outbox shows it."""
    return filled(mail) if settings.EMAIL_BACKEND == FOLDER else mail.body
