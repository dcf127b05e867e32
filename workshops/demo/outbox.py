"""Own words for a mail, and mails that wait to be looked at, for the demonstration."""

from programme.letters.kinds import LETTERS
from programme.letters.own import locked_words, save_words
from programme.mails.outbox_verbs import hold
from programme.models import Mail, Programme, Role, User
from workshops.letter_kinds import SURVEY_REMINDER
from workshops.models import Workshop
from workshops.services.survey import remind

SUBJECT = "Three minutes until {until}: your view of the {workshop}"
BODY = """Dear {name},

We would still like to know what the {workshop} was worth to you. The next host reads them before the next workshop, so each answer counts. It takes about three minutes: {link}

The survey is anonymous: the site notes that you have answered, but not which answers are yours. It is open until {until}.

{programme} (words of the demonstration)
"""  # noqa: E501  lines of a mail are as long as they are


def load(programme: Programme) -> None:
    """Those who have not answered the running survey are reminded; the coordinator holds it."""
    coordinator = User.objects.filter(
        memberships__programme=programme, memberships__role=Role.COORDINATOR
    ).first()
    running = Workshop.objects.survey_running().filter(programme=programme).first()
    if coordinator is None or running is None:
        return
    kind = LETTERS[SURVEY_REMINDER]
    row = locked_words(programme, kind)
    before = {"subject": row.subject, "body": row.body}
    row.subject, row.body = SUBJECT, BODY.strip()
    save_words(row, kind, before, by=coordinator)
    remind(running, by=coordinator)
    hold(Mail.objects.filter(programme=programme, kind=SURVEY_REMINDER), by=coordinator)
