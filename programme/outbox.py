"""The outbox as the people read it who run the programme, and what they can do about a mail."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.models import CalendarMethod, Mail, MailStatus
from programme.models.mail import MailQuerySet

KIND_WORDS: dict[str, Promise] = {
    "agenda_released": gettext_lazy("Agenda released or changed"),
    "calendar": gettext_lazy("Place, and event for the calendar"),
    "choice-moved-up": gettext_lazy("Place in a choice"),
    "guest-link": gettext_lazy("Link for a guest"),
    "meetings_changed": gettext_lazy("Time of meetings changed"),
    "meetings_opened": gettext_lazy("Requests for meetings open"),
    "meetings_published": gettext_lazy("Times of meetings"),
    "meeting_outcome": gettext_lazy("What came of meetings"),
    "meeting_outcome_later": gettext_lazy("What came of meetings, half a year later"),
    "meeting-answer": gettext_lazy("Meeting agreed"),
    "meeting-ended": gettext_lazy("Meeting declined, withdrawn or cancelled"),
    "meeting-moved": gettext_lazy("Meeting moved"),
    "meeting-reminder": gettext_lazy("Reminder of a request for a meeting"),
    "meeting-request": gettext_lazy("Request for a meeting"),
    "reminder": gettext_lazy("Reminder of the workplan"),
    "report": gettext_lazy("Review, check of facts and approval of a report"),
    "survey_opened": gettext_lazy("Survey"),
    "survey_reminder": gettext_lazy("Reminder of the survey"),
    "waiting-list": gettext_lazy("Waiting list"),
}
CHIPS: dict[str, str] = {
    MailStatus.WAITING: "chip-info",
    MailStatus.SENDING: "chip-info",
    MailStatus.SENT: "chip-done",
    MailStatus.FAILED: "chip-late",
}
# A part of an address that nobody remembers: whoever has it gets in without a log-in.
SECRET = re.compile(r"(?<=/)(?=[^/\s]*[\dA-Z])[\w:.=~-]{24,}")


def words_for_kind(kind: str) -> str:
    """What a mail is for. One that is new here says its own name."""
    known = KIND_WORDS.get(kind)
    return str(known) if known else re.sub(r"[-_]", " ", kind).capitalize()


@dataclass(frozen=True)
class Letter:
    """One mail, as a page shows it."""

    mail: Mail

    @property
    def kind(self) -> str:
        return words_for_kind(self.mail.kind)

    @property
    def state(self) -> str:
        if self.mail.status == MailStatus.WAITING and self.mail.error:
            return _("Not sent yet")
        return self.mail.get_status_display()

    @property
    def chip(self) -> str:
        is_tried = self.mail.status == MailStatus.WAITING and self.mail.error
        return "chip-due" if is_tried else CHIPS.get(self.mail.status, "")

    @property
    def at(self) -> datetime.datetime:
        return self.mail.sent_at or self.mail.created_at

    @property
    def is_delayed(self) -> bool:
        """Whether it waits for a moment that is still to come."""
        return self.mail.status == MailStatus.WAITING and self.mail.send_after > timezone.now()

    @property
    def can_retry(self) -> bool:
        return self.mail.status == MailStatus.FAILED or self.is_delayed

    @property
    def can_drop(self) -> bool:
        return self.mail.status in (MailStatus.WAITING, MailStatus.FAILED)

    @property
    def event(self) -> str:
        """What the mail does in the reader's calendar."""
        if self.mail.calendar_method == CalendarMethod.CANCEL:
            return _("Takes the event out of the reader's calendar.")
        return _("Carries an event for the reader's calendar.") if self.mail.calendar else ""

    @property
    def text(self) -> str:
        """As it left, but for the reader's own way in, which is nobody else's. The demo, where
        mails reach nobody, shows that too."""
        if settings.DEMO:
            return self.mail.body
        return hide_secrets(self.mail.body)


def hide_secrets(text: str) -> str:
    """The text without addresses of this site that open without a log-in."""
    address = re.compile(rf"{re.escape(settings.SITE_URL)}\S*")
    words = _("[a link for its reader alone]")
    return address.sub(lambda found: words if SECRET.search(found[0]) else found[0], text)


@dataclass(frozen=True)
class Tally:
    """How many mails there are, by state."""

    waiting: int
    sent: int
    failed: int

    @classmethod
    def of(cls, mails: MailQuerySet) -> Self:
        on_the_way = Q(status__in=[MailStatus.WAITING, MailStatus.SENDING])
        return cls(
            **mails.order_by().aggregate(
                waiting=Count("pk", filter=on_the_way),
                sent=Count("pk", filter=Q(status=MailStatus.SENT)),
                failed=Count("pk", filter=Q(status=MailStatus.FAILED)),
            )
        )

    @property
    def sentence(self) -> str:
        left = ngettext("%(n)s mail has left", "%(n)s mails have left", self.sent)
        parts = [left % {"n": self.sent} if self.sent else _("No mail has left yet")]
        if self.waiting:
            parts.append(ngettext("%(n)s waits", "%(n)s wait", self.waiting) % {"n": self.waiting})
        if self.failed:
            parts.append(_("%(n)s could not be sent") % {"n": self.failed})
        return ", ".join(parts) + "."
