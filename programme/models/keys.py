"""Keys that open something to whoever has them: links in mails, addresses of calendars."""

import secrets


def new_key() -> str:
    """A name that nobody guesses: 43 characters."""
    return secrets.token_urlsafe(32)
