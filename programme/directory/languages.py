"""The languages in which a cluster can be spoken to."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from programme.plain import plain

# The official languages of the European Union, of its neighbours, and those of world trade.
CODES = tuple(
    "ar bg bs ca cs cy da de el en es et eu fi fr ga gl he hi hr hu is it ja ka ko lb lt lv mk nl"  # noqa: SIM905  a list of 43 is longer
    " no pl pt ro ru sk sl sq sr sv tr uk zh".split()
)

# How many fit into the column.
MOST_LANGUAGES = 20


def language_name(code: str) -> str:
    """“French”; the code itself where the language is not one of the list."""
    if code == "zh":  # Django knows it by its script only.
        return str(_("Chinese"))
    return str(get_language_info(code)["name_translated"]) if code in CODES else code


def language_choices() -> list[tuple[str, str]]:
    named = [(code, language_name(code)) for code in CODES]
    return sorted(named, key=lambda pair: plain(pair[1]))


def read_languages(text: str) -> str:
    """Codes with a space between them, from codes or names. Raises ValidationError."""
    by_words = {plain(name): code for code, name in language_choices()}
    codes = []
    for word in re.split(r"[,;/\s]+", text.strip()):
        wanted = plain(word)
        if wanted in CODES:
            codes.append(wanted)
        elif wanted in by_words:
            codes.append(by_words[wanted])
        elif wanted:
            raise ValidationError(
                _("“%(word)s” is none of the languages of the list. Write them like “en, fr”."),
                params={"word": word},
            )
    if len(set(codes)) > MOST_LANGUAGES:
        raise ValidationError(
            _("Choose at most %(most)s languages."), params={"most": MOST_LANGUAGES}
        )
    return joined(codes)


def joined(codes: list[str]) -> str:
    return " ".join(dict.fromkeys(codes))
