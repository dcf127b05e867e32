"""Words of the interface, looked up hundreds of times for one page."""

from typing import Any

from django.conf import settings
from django.utils.translation import trans_real


def drop_empty_catalogues() -> None:
    """Ask no catalogue that has no words.

    Every package brings an English one with nothing but its head, for its words are English
    already. Django asks them all, one after another, for each word that none of them has.
    """
    words: Any = trans_real.translation(settings.LANGUAGE_CODE)
    while words is not None:
        words._fallback = _next_with_words(words._fallback)
        words = words._fallback


def _next_with_words(words: Any) -> Any:
    while words is not None and _is_empty(words):
        words = words._fallback
    return words


def _is_empty(words: Any) -> bool:
    """Whether it has nothing but its head. What a package puts between them stays."""
    catalogue = getattr(words, "_catalog", None)
    return catalogue is not None and not any(key for key, _word in catalogue.items())
