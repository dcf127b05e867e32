"""Addresses of this site that let whoever has them in without a log-in: links in mails to guests.

They are for their reader alone. Nobody else reads them in the outbox, in a preview or in a
subject, which lists, logs and the screens of phones show.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

# The part of an address that lets its bearer in: long, and no words.
SECRET = re.compile(r"(?<=/)(?=[^/\s]*[\dA-Z])[\w:.=~-]{24,}")


def hide_secrets(text: str) -> str:
    """The text without addresses of this site that open without a log-in."""
    address = re.compile(rf"{re.escape(settings.SITE_URL)}\S*")
    words = _("[a link for its reader alone]")
    return address.sub(lambda found: words if SECRET.search(found[0]) else found[0], text)


def carries_off(text: str, links: Iterable[str]) -> bool:
    """Whether words put a reader's own way in into another address: whoever follows that would
    hand the way in to its owner."""
    return any(re.search(rf"[/=?&#%.@]{re.escape(link)}", text) for link in links)
