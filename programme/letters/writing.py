"""Words and values become a mail. Values are put in as they are: nothing in them is read again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from programme.letters.kinds import LETTERS
from programme.mail_server import one_line
from programme.models import MailTemplate, Programme

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Line ends apart, no mail needs what steers a screen or a printer.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")
GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Written:
    """A mail's words with the values in their places."""

    subject: str
    body: str


@dataclass(frozen=True)
class Template:
    """The words of one kind of mail in one programme; read once for many mails."""

    subject: str
    body: str

    @classmethod
    def of(cls, programme: Programme, kind: str) -> "Template":
        """The programme's own words for a kind of mail, or the usual ones. One query."""
        own = MailTemplate.objects.filter(programme=programme, kind=kind).first()
        if own:
            return cls(own.subject, own.body)
        usual = LETTERS[kind]
        return cls(str(usual.subject), str(usual.body))

    def write(self, values: Mapping[str, object]) -> Written:
        """Put the values in. A placeholder without a value stays empty."""
        words = {name: "" if value is None else str(value) for name, value in values.items()}
        paragraphs = [_filled(text, words) for text in GAP.split(_in_lines(self.body))]
        return Written(
            subject=one_line(CONTROL.sub(" ", _put_in(self.subject, words))),
            body="\n\n".join(text for text in paragraphs if text),
        )


def write_letter(programme: Programme, kind: str, values: Mapping[str, object]) -> Written:
    """The words of one mail of a kind; KeyError when the kind is not registered."""
    return Template.of(programme, kind).write(values)


def _filled(paragraph: str, values: Mapping[str, str]) -> str:
    names = PLACEHOLDER.findall(paragraph)
    if names and not any(values.get(name, "").strip() for name in names):
        return ""
    return CONTROL.sub("", _in_lines(_put_in(paragraph, values))).strip()


def _put_in(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def _in_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
