"""Makes the search for a translation short."""

from typing import Any

from django.utils.translation import trans_real


def leave_out_empty_catalogues(language: str) -> None:
    """Django asks a catalogue of plain English of every app for each word that British English
    does not change. They hold nothing but their header, and a page asks for hundreds of words.
    """
    catalogue: Any = trans_real.translation(language)
    while fallback := catalogue._fallback:
        if set(fallback._catalog.keys()) <= {""}:
            catalogue._fallback = fallback._fallback
        else:
            catalogue = fallback
