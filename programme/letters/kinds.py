"""Every kind of mail that the site writes, with its usual words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Placeholder:
    """A value that stands in a mail as ``{name}``: what it is, and how it may look."""

    label: Words
    example: Words


@dataclass(frozen=True)
class LetterKind:
    """One kind of mail.

    ``subject`` and ``body`` are plain words with placeholders in braces; paragraphs of the body
    stand apart by an empty line, and one whose placeholders are all empty is left out.
    ``when`` says to whom it goes and on what occasion. Somebody's preference counts for kinds
    that are not ``is_required``: those that let a person in, or that the person asked for.
    """

    key: str
    label: Words
    when: Words
    subject: Words
    body: Words
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)
    is_required: bool = False


LETTERS: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Let an app say which mails it writes. Called once, when the app is ready."""
    for kind in kinds:
        if LETTERS.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"There is a kind of mail “{kind.key}” already.")
