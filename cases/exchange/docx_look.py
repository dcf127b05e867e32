"""How the Word file of a case looks beside what all our Word files share. Slow to import."""

from typing import Any

from programme.writing.word.look import (
    CODE,
    CODE_WORDS,
    MUTED,
    NOTE,
    RULE,
    SANS,
    add_style,
    set_style,
)

# By the names of these styles a file that comes back tells our words from theirs.
GUIDANCE, HELP, STATUS = NOTE, "Clusnet Help", "Clusnet Status"

__all__ = ["CODE", "CODE_WORDS", "GUIDANCE", "HELP", "RULE", "STATUS", "set_form_styles"]


def set_form_styles(document: Any) -> None:
    """The words that only a file to fill in has."""
    set_style(add_style(document, HELP), SANS, 10, MUTED, after=3)
    set_style(add_style(document, STATUS), SANS, 8.5, MUTED, after=5)
    for name in (STATUS, HELP):
        # Who presses Enter here goes on with a text.
        document.styles[name].next_paragraph_style = document.styles["Normal"]
