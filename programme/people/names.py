"""Names of people as they are typed: without signs that nobody sees."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Arabic, Persian and Indian names are spelled with them; they turn nothing round.
JOINERS = "\u200c\u200d"
# What steers a screen, turns the direction of words, or has no shape of its own.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
LONGEST = 120


def clean_name(text: str) -> str:
    """The name with single spaces. Raises ValidationError, with words for the field."""
    words = " ".join(text.split())
    for sign in words:
        if unicodedata.category(sign) in UNSEEN and sign not in JOINERS:
            raise ValidationError(
                _(
                    "This name contains a sign that cannot be seen (U+%(code)s). Type the name"
                    " anew instead of copying it."
                )
                % {"code": f"{ord(sign):04X}"},
                code="unseen",
            )
    if "://" in words or "www." in words.lower():
        # The site writes to addresses that somebody typed, and greets with the name.
        raise ValidationError(_("A name has no address of a page in it."), code="link")
    if not any(sign.isalpha() for sign in words):
        raise ValidationError(_("A name has letters."), code="letters")
    if len(words) > LONGEST:
        raise ValidationError(
            _("A name has at most %(most)s letters.") % {"most": LONGEST}, code="long"
        )
    return words
