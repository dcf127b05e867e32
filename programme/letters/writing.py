"""Words and values become a mail. Values are put in as they are: nothing in them is read again."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, Unpack

from programme.letters.kinds import COMMON, LETTERS
from programme.mails.posting import Reader, Words, draft, post
from programme.mails.secret_links import hide_secrets
from programme.mails.server import one_line, without_controls
from programme.models import MailTemplate, Programme

if TYPE_CHECKING:
    from programme.models import Mail

PLACEHOLDER = re.compile(r"\{(\w+)\}")
GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Written:
    """A mail's words with the values in their places."""

    subject: str
    body: str


@dataclass(frozen=True)
class Template:
    """The words of one kind of mail in one programme; read once for all mails of an occasion.

    What one template writes is one batch: the outbox shows it in one line.
    """

    programme: Programme
    kind: str
    subject: str
    body: str
    batch: uuid.UUID = field(default_factory=uuid.uuid4, compare=False)

    @classmethod
    def of(cls, programme: Programme, kind: str) -> Self:
        """The programme's own words for a kind of mail, or the usual ones. One query; KeyError
        when the kind is not registered."""
        usual = LETTERS[kind]
        own = MailTemplate.objects.filter(programme=programme, kind=kind).first()
        if own:
            return cls(programme, kind, own.subject, own.body)
        return cls(programme, kind, str(usual.subject), str(usual.body))

    def write(self, values: Mapping[str, object]) -> Written:
        """Put the values in. A placeholder without a value stays empty."""
        words = self._fit(values)
        paragraphs = [_filled(text, words) for text in GAP.split(_in_lines(self.body))]
        return Written(
            # A subject is read in lists and on locked screens: no link that lets somebody in.
            subject=one_line(hide_secrets(_put_in(self.subject, words))),
            body="\n\n".join(text for text in paragraphs if text),
        )

    def draft(self, values: Mapping[str, object], **more: Unpack[Reader]) -> "Mail":
        """One mail that is not in the outbox yet; ``more`` says to whom (``posting.Reader``)."""
        return draft(self.programme, **self._words(values, more))

    def post(self, values: Mapping[str, object], **more: Unpack[Reader]) -> "Mail | None":
        """Put one mail into the outbox; None when it was there already."""
        return post(self.programme, **self._words(values, more))

    def _words(self, values: Mapping[str, object], more: Reader) -> Words:
        said = self.write(values)
        return Words(kind=self.kind, subject=said.subject, body=said.body, batch=self.batch, **more)

    def _fit(self, values: Mapping[str, object]) -> dict[str, str]:
        given = {"programme": self.programme.name, "programme_title": self.programme.title}
        known = {**LETTERS[self.kind].placeholders, **COMMON}
        fit = {}
        for name, value in {**given, **values}.items():
            text = "" if value is None else str(value)
            has_lines = name in known and known[name].has_lines
            fit[name] = without_controls(_in_lines(text)).strip() if has_lines else one_line(text)
        return fit


def post_letter(
    programme: Programme, kind: str, values: Mapping[str, object], **more: Unpack[Reader]
) -> "Mail | None":
    """Put one mail of a kind into the outbox; None when it was there already. For many mails of
    one kind ask ``Template.of`` once."""
    return Template.of(programme, kind).post(values, **more)


def _filled(paragraph: str, values: Mapping[str, str]) -> str:
    """A paragraph with its values; empty where all of them are. So is a line of it."""
    names = PLACEHOLDER.findall(paragraph)
    if names and not any(values.get(name, "") for name in names):
        return ""
    lines = [line for line in paragraph.split("\n") if not _is_void(line, values)]
    return without_controls(_put_in("\n".join(lines), values)).strip()


def _is_void(line: str, values: Mapping[str, str]) -> bool:
    names = PLACEHOLDER.findall(line)
    return bool(names) and not any(values.get(name, "") for name in names)


def _put_in(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def _in_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
