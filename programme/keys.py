"""The key of a row as an address or a form sends it: anybody may send anything in its place."""

# More digits fit in no column of ours, and PostgreSQL refuses the question.
MOST_DIGITS = 18


def is_key(text: str) -> bool:
    """Whether a row may have this key: digits from 0 to 9, and not too many."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def as_key(text: str) -> int:
    """The key; 0, which no row has, for anything that is none."""
    return int(text) if is_key(text) else 0
