"""What the apps above know of a mail: whether it is still wanted, and who follows what comes of it.

The outbox stands at the bottom and knows kinds by their keys alone.
"""

from collections.abc import Callable

from programme.models import Mail

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
    ask = _asked.get(mail.kind)
    return ask(mail)[:200] if ask else ""


def is_asked_about(kind: str) -> bool:
    return kind in _asked


def tell_followers(mail: Mail) -> None:
    """Say that the state of the mail has changed."""
    if tell := _followers.get(mail.kind):
        tell(mail)
