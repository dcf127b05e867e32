"""The mail log of a workshop, as the evidence of it."""

import datetime
from dataclasses import dataclass

from programme.models import Mail
from programme.outbox import Letter
from workshops.models import Workshop


@dataclass(frozen=True)
class LogLine:
    """One mail: what for, to whom, when, and what became of it."""

    at: datetime.datetime
    kind: str
    subject: str
    name: str
    address: str
    state: str


def mail_log(workshop: Workshop) -> list[LogLine]:
    """Every mail about the workshop, the oldest first. One query; whoever asks must be one who
    may know: it names people and their addresses."""
    mails = Mail.objects.about(workshop.source_prefix).order_by("created_at", "pk")
    return [_line(Letter(mail)) for mail in mails.defer("body", "calendar")]


def _line(letter: Letter) -> LogLine:
    mail = letter.mail
    return LogLine(letter.at, letter.kind, mail.subject, mail.name, mail.address, letter.state)
