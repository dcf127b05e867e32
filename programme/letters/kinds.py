"""Every kind of mail that the site writes, with its usual words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Placeholder:
    """A value that stands in a mail as ``{name}``: what it is, and how it may look.

    It is one line unless it ``has_lines``: a name cannot begin a paragraph of its own. What
    ``is_needed`` has to stand in the words, for instance the only way in.
    """

    label: Words
    example: Words
    has_lines: bool = False
    is_needed: bool = False


# What every mail may name; nobody has to supply it.
COMMON: Mapping[str, Placeholder] = {
    "programme": Placeholder(_("The name of the programme"), "CLUSNET"),
    "programme_title": Placeholder(
        _("Its title"), _("Clusters of cities learning from each other")
    ),
}


@dataclass(frozen=True)
class LetterKind:
    """One kind of mail.

    ``subject`` and ``body`` are plain words with placeholders in braces; paragraphs of the body
    stand apart by an empty line, and one whose placeholders are all empty is left out.
    ``when`` says to whom it goes and on what occasion, ``group`` what it belongs to. Somebody's
    preference counts for kinds that are not ``is_required``: those that let a person in, or that
    the person asked for.
    """

    key: str
    label: Words
    when: Words
    subject: Words
    body: Words
    placeholders: Mapping[str, Placeholder] = field(default_factory=dict)
    is_required: bool = False
    # The roles whose holders can get it (programme.models.Role); none: everybody.
    reaches: Collection[str] = ()
    group: Words = _("The programme")

    @property
    def all_placeholders(self) -> Mapping[str, Placeholder]:
        """Its own and those of every mail."""
        return {**self.placeholders, **COMMON}


LETTERS: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Let an app say which mails it writes. Called once, when the app is ready."""
    for kind in kinds:
        if LETTERS.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"There is a kind of mail “{kind.key}” already.")


def label_of(kind: str) -> str:
    """What a mail is for; its own key where no code writes such mails any more."""
    known = LETTERS.get(kind)
    return str(known.label) if known else kind.replace("-", " ").capitalize()
