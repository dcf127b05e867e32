"""Brings the demonstration programme to its end: held, published, followed up."""

import tomllib
from pathlib import Path

from django.utils import timezone

from programme.models import Mail, MailStatus, Programme
from reports.demo.complete import cases, reports, workshops


def load(programme: Programme) -> None:
    """Everything has happened. For a programme whose calendar is that of 2008 to 2011."""
    with (Path(__file__).parent / "texts.toml").open("rb") as file:
        data = tomllib.load(file)
    workshops.load(programme, data)
    cases.load(programme, data)
    reports.load(programme, data)
    workshops.tick_off_everything(programme)
    # Of what happened then nobody is told today.
    waiting = Mail.objects.filter(programme=programme, status=MailStatus.WAITING)
    waiting.update(status=MailStatus.SENT, sent_at=timezone.now(), tries=1)
