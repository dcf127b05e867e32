"""Somebody who wants mails once a day, with one that waits for the next morning. Demo values."""

from programme.letter_kinds import REMINDER
from programme.mail import post
from programme.mail_preferences import choose
from programme.models import Delivery, Programme, User

READER = "paivi.lehtinen@helsinki.example"


def load(programme: Programme) -> None:
    reader = User.objects.filter(email=READER).first()
    if reader is None:
        return
    choose(reader, programme, {REMINDER: Delivery.DIGEST})
    post(
        programme,
        kind=REMINDER,
        subject="Case of Helsinki: three sections are still empty (demo)",
        body=(
            f"Dear {reader.name},\n\nthree sections of your case have no text yet. This mail is"
            " made up for the demonstration: it waits for the digest of tomorrow morning, because"
            " its reader wants reminders once a day."
        ),
        to=reader,
    )
