"""E-mail addresses as they are typed: none that could be taken for that of somebody else."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

# Spaces without width, joiners, signs of direction, and what no alphabet has yet.
UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
# In these some letters have the same shapes as those of a to z.
ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")


def clean_address(text: str) -> str:
    """The address in small letters. Raises ValidationError, with words for the field.

    A dotless ı is another letter for mail servers, and the same as an i for a database that
    compares without regard to case: whoever owns the one address would be the other person here.
    """
    # An ö is one sign, or two that look the same.
    address = unicodedata.normalize("NFC", text.strip().lower())
    if any(_looks_like_ascii(sign) for sign in address) or _mixes_alphabets(address):
        raise ValidationError(
            _("This address has a letter that only looks like one of a to z. Type it anew."),
            code="lookalike",
        )
    if any(unicodedata.category(sign) in UNSEEN for sign in address):
        raise ValidationError(
            _("This address has a sign that nobody sees. Type it anew."), code="unseen"
        )
    # Once more: in small letters some signs are two, one of which no address has.
    validate_email(address)
    return address


def _looks_like_ascii(sign: str) -> bool:
    if sign.isascii():
        return False
    alike = (unicodedata.normalize("NFKC", sign).casefold(), sign.upper())
    return any(other.isascii() for other in alike)


def _mixes_alphabets(address: str) -> bool:
    """Whether a name in the address has letters of a to z beside such of an alphabet like it."""
    return any(
        any("a" <= sign <= "z" for sign in name)
        and any(unicodedata.name(sign, "").startswith(ALIKE) for sign in name)
        for name in address.replace("@", ".").split(".")
    )
