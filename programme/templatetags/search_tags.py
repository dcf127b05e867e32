"""What is found, with the words that were looked for marked."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from programme.search.words import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """``{{ hit.title|marked }}``: the words, escaped, those in ``<mark>`` that match."""
    shown = (
        format_html("<mark>{}</mark>", piece.text) if piece.is_match else piece.text
        for piece in pieces
    )
    return format_html_join("", "{}", ((text,) for text in shown))
