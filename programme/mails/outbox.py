"""The outbox as the people read it who run the programme, and what they can do about a mail."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letters.kinds import label_of
from programme.mails.late_words import shown
from programme.mails.secret_links import hide_secrets
from programme.models import CalendarMethod, Mail, MailStatus, User
from programme.models.mail import MailQuerySet

CHIPS: dict[str, str] = {
    MailStatus.WAITING: "chip-info",
    MailStatus.HELD: "chip-due",
    MailStatus.GATHERED: "chip-info",
    MailStatus.SENDING: "chip-info",
    MailStatus.SENT: "chip-done",
    MailStatus.FAILED: "chip-late",
    MailStatus.BOUNCED: "chip-late",
}
# What has not left and may still leave by itself, or be let go by a person.
HOLDABLE = (MailStatus.WAITING, MailStatus.GATHERED)
UNSENT = (*HOLDABLE, MailStatus.HELD, MailStatus.FAILED)
# With those whose words went out with a digest left out.
CAN_LEAVE = Q(status__in=UNSENT, digest=None)
# What the filter of the list calls mails that did not reach their readers.
NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Letter:
    """One mail, as a page shows it to a reader: somebody's own mails with the links in them."""

    mail: Mail
    viewer: User | None = None

    @property
    def kind(self) -> str:
        return label_of(self.mail.kind)

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
    def can_edit(self) -> bool:
        has_words = bool(self.mail.body)
        return has_words and self.mail.status in UNSENT and self.mail.digest_id is None

    @property
    def can_send(self) -> bool:
        """Whether sending it now changes anything."""
        return self.can_edit and (self.mail.status != MailStatus.WAITING or self.is_delayed)

    @property
    def can_hold(self) -> bool:
        return self.can_edit and self.mail.status in HOLDABLE

    @property
    def is_refused(self) -> bool:
        """Whether it waits because mails to its reader came back, or came back itself."""
        return self.mail.status == MailStatus.BOUNCED or (self.is_held and bool(self.mail.error))

    @property
    def can_release(self) -> bool:
        """Whether it would leave later than now."""
        return self.is_held and self.mail.send_after > timezone.now()

    @property
    def is_held(self) -> bool:
        return self.mail.status == MailStatus.HELD

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
        is_own = self.viewer is not None and self.mail.user_id == self.viewer.pk
        if settings.DEMO or is_own:
            return shown(self.mail)
        return hide_secrets(self.mail.body)

    @property
    def html(self) -> SafeString:
        return with_own_links(self.text)


def with_own_links(text: str) -> SafeString:
    """The words with the addresses of this site as links. What others wrote into a mail may look
    like an address: it stays words."""
    address = re.compile(rf"({re.escape(settings.SITE_URL)}/[^\s<>\"'“”]*[^\s<>\"'“”.,;:!?)])")
    pieces = address.split(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{}">{}</a>', piece, piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces)
        ),
    )


@dataclass(frozen=True)
class Tally:
    """How many mails there are, by state."""

    waiting: int
    held: int
    gathered: int
    sent: int
    failed: int

    @classmethod
    def of(cls, mails: MailQuerySet) -> Self:
        in_states = {
            "waiting": [MailStatus.WAITING, MailStatus.SENDING],
            "held": [MailStatus.HELD],
            "gathered": [MailStatus.GATHERED],
            "sent": [MailStatus.SENT],
            "failed": [MailStatus.FAILED, MailStatus.BOUNCED],
        }
        counts = {
            name: Count("pk", filter=Q(status__in=states, digest=None))
            for name, states in in_states.items()
        }
        return cls(**mails.order_by().aggregate(**counts))

    @property
    def parts(self) -> list[tuple[str, str]]:
        """What there is, each with the state by which the list shows it."""
        n = {"n": self.sent}
        left = ngettext("%(n)s mail has left", "%(n)s mails have left", self.sent) % n
        waits = ngettext("%(n)s waits", "%(n)s wait", self.waiting)
        held = ngettext("%(n)s is held", "%(n)s are held", self.held)
        gathered = ngettext("%(n)s goes into a digest", "%(n)s go into digests", self.gathered)
        parts = [(left, MailStatus.SENT.value)] if self.sent else [(_("No mail has left yet"), "")]
        for words, number, state in (
            (waits, self.waiting, MailStatus.WAITING.value),
            (held, self.held, MailStatus.HELD.value),
            (gathered, self.gathered, MailStatus.GATHERED.value),
            (_("%(n)s did not arrive"), self.failed, NOT_REACHED),
        ):
            if number:
                parts.append((words % {"n": number}, state))
        return parts

    @property
    def sentence(self) -> str:
        return ", ".join(words for words, _state in self.parts) + "."
