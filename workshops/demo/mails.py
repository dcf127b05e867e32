"""Loads the mails about the next workshop of the demonstration as if they had left, and an address
from which the calendar of one log-in reads. Invented, like the people."""

import datetime

from django.utils import timezone

from programme.mails.posting import MOST_TRIES
from programme.models import Mail, MailStatus, Programme, User
from workshops.calendars.feeds import create_feed
from workshops.calendars.invitations import Invitations, coming_to
from workshops.letter_kinds import AGENDA_CHANGED, AGENDA_RELEASED
from workshops.models import Workshop

READER = "tobias.brandt@leipzig.example"
REFUSED = "The mail server does not accept the address. Is it written correctly?"


def confirm(workshop: Workshop) -> None:
    """The places confirmed long ago, before there was an agenda."""
    if workshop.is_held:
        return
    invitations = Invitations.of(workshop)
    found = [invitations.invitation(registration) for registration in coming_to(workshop)]
    mails = [mail for mail in found if mail]
    begin = timezone.now() - datetime.timedelta(days=45)
    for number, mail in enumerate(mails):
        mail.created_at = mail.send_after = begin + datetime.timedelta(hours=7 * number)
        mail.sent_at = mail.created_at + datetime.timedelta(seconds=9)
        mail.status, mail.tries = MailStatus.SENT, 1
    Mail.objects.bulk_create(mails)


def load(programme: Programme) -> None:
    """The last mail did not reach its reader; a log-in's calendar program reads from an address."""
    kinds = [AGENDA_RELEASED, AGENDA_CHANGED]
    last = Mail.objects.filter(programme=programme, kind__in=kinds).order_by("pk").last()
    if last:
        last.status, last.sent_at = MailStatus.FAILED, None
        last.tries, last.error = MOST_TRIES, REFUSED
        last.save(update_fields=["status", "sent_at", "tries", "error"])
    reader = User.objects.filter(email=READER, memberships__programme=programme).first()
    if reader:
        feed = create_feed(reader)
        feed.read_at = timezone.now() - datetime.timedelta(hours=3)
        feed.save(update_fields=["read_at"])
