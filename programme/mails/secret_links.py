"""Addresses of this site that let whoever has them in without a log-in: links in mails to guests.

They are for their reader alone. Nobody else reads them in the outbox, in a preview or in a
subject, which lists, logs and the screens of phones show.
"""

import re
from collections.abc import Collection

from django.conf import settings
from django.utils.translation import gettext as _

# The part of an address that lets its bearer in: long, and no words.
SECRET = re.compile(r"(?<=/)(?=[^/\s]*[\dA-Z])[\w:.=~-]{24,}")

PARTS_OF_ADDRESS = frozenset("/=?&#%@\\}")


def hide_secrets(text: str) -> str:
    """The text without addresses of this site that open without a log-in."""
    address = re.compile(rf"{re.escape(settings.SITE_URL)}\S*")
    words = _("[a link for its reader alone]")
    return address.sub(lambda found: words if SECRET.search(found[0]) else found[0], text)


def carries_off(text: str, links: Collection[str]) -> bool:
    """Whether words put a reader's own way in into another address: whoever follows that would
    hand the way in to its owner. Up to a gap, programs take all for one address; a value in braces
    may be one."""
    before = [word.rpartition(link)[0] for word in text.split() for link in links]
    return any(part.endswith(".") or PARTS_OF_ADDRESS.intersection(part) for part in before)
