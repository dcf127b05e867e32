"""The outbox: every mail of the site, before and after it left."""

import datetime
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.programme import Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


# Longer than a task can run: whoever took a mail so long ago is no more.
LONGEST_CLAIM = datetime.timedelta(minutes=10)


class MailStatus(models.TextChoices):
    WAITING = "waiting", _("Queued")
    # Somebody wants to look at it first; nothing lets it leave but a person.
    HELD = "held", _("Held")
    # Its words go out with the next digest of the reader, or went out with ``digest``.
    GATHERED = "gathered", _("In the digest")
    # A worker has taken it and is talking to the mail server.
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    # The mail server of the reader sent it back.
    BOUNCED = "bounced", _("Came back")
    # No longer true before it left: the agenda was withdrawn, the person comes no more.
    DROPPED = "dropped", _("No longer needed")


# Both have left; what bounced came back later.
LEFT = (MailStatus.SENT, MailStatus.BOUNCED)


class CalendarMethod(models.TextChoices):
    """What a calendar does with the event in a mail (RFC 5546)."""

    REQUEST = "REQUEST", "REQUEST"
    CANCEL = "CANCEL", "CANCEL"


class MailQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Who runs the programme sees what was written to whom; everybody the own mails."""
        own = self.in_programmes_of(user).filter(user=user.pk)
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), own)

    def waiting(self) -> Self:
        """Mails that should leave now, of programmes that hold none back."""
        # As a subquery, so that a worker can claim a mail by it in one statement.
        holding = Programme.objects.filter(mails_held_at__isnull=False)
        return self.filter(status=MailStatus.WAITING, send_after__lte=timezone.now()).exclude(
            programme__in=holding
        )

    def stuck(self) -> Self:
        """Taken by a worker that has ended since: it may have left or not."""
        return self.filter(status=MailStatus.SENDING, claimed_at__lt=timezone.now() - LONGEST_CLAIM)

    def out(self) -> Self:
        """Mails that have left, or may have: they cannot be taken back."""
        return self.filter(Q(status__in=LEFT) | Q(claimed_at__isnull=False))

    def left_or_gathered(self) -> Self:
        """Mails that their readers have, or get with the next digest."""
        return self.filter(status__in=[*LEFT, MailStatus.GATHERED])

    def about(self, source_prefix: str) -> Self:
        """Mails about one thing: everything whose key begins like this."""
        return self.filter(source_key__startswith=source_prefix)


class Mail(models.Model):
    """One mail to one person. Written by ``programme.mails.posting`` alone, sent by the worker.

    The row is the truth, not the message of the queue: a mail that was forgotten is found here.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="mails")
    user = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    address = models.EmailField(_("e-mail"))
    # What it is for, as a word of the code: “agenda_changed”, “reminder”.
    kind = models.SlugField(_("kind"), max_length=40)
    # What it is about: “workshop:12:release:2”. The same is written to an address only once.
    source_key = models.CharField(max_length=160, blank=True, editable=False)
    # The same for all mails that were written on one occasion: the outbox shows them as one.
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    # An event for the calendar of the reader, as text of RFC 5545, and what it does there.
    calendar = models.TextField(blank=True, editable=False)
    calendar_method = models.CharField(
        max_length=10, choices=CalendarMethod, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=MailStatus, default=MailStatus.WAITING
    )
    error = models.CharField(max_length=200, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)
    send_after = models.DateTimeField(default=timezone.now, editable=False)
    # When a worker took it to the mail server; empty again once that is known to have failed.
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    bounced_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The mail that carried the words of this one to its reader.
    digest = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="gathered"
    )
    # Somebody changed its words in the outbox.
    edited_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [models.Index(fields=["status", "send_after"], name="mail_to_send")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values),
                name="mail_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(calendar="", calendar_method="")
                | ~Q(calendar="") & Q(calendar_method__in=CalendarMethod.values),
                name="mail_calendar_has_method",
                violation_error_message=_("An event in a mail says what it does."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=LEFT, sent_at__isnull=False)
                | ~Q(status__in=LEFT) & Q(sent_at__isnull=True),
                name="mail_sent_has_time",
                violation_error_message=_("A mail that was sent says when."),
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.BOUNCED, bounced_at__isnull=False)
                | ~Q(status=MailStatus.BOUNCED) & Q(bounced_at__isnull=True),
                name="mail_bounced_has_time",
                violation_error_message=_("A mail that came back says when."),
            ),
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(status=MailStatus.GATHERED),
                name="mail_in_digest_is_gathered",
                violation_error_message=_("A mail in a digest leaves with that."),
            ),
            models.CheckConstraint(
                condition=~Q(status=MailStatus.SENDING) | Q(claimed_at__isnull=False),
                name="mail_on_its_way_since",
                violation_error_message=_("A mail on its way says since when."),
            ),
            models.UniqueConstraint(
                fields=["source_key", "address"],
                condition=~Q(source_key=""),
                name="mail_once_per_source",
                violation_error_message=_("This mail is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("programme:mail", args=[self.programme.slug, self.pk])


class MailTemplateQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.in_programmes_of(user, roles=STAFF_ROLES)


class MailTemplate(models.Model):
    """The words of one kind of mail, where a programme has words of its own for it.

    The usual words and what may stand in them are code (``programme.letters``).
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="mail_templates")
    kind = models.SlugField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), max_length=20_000)
    changed_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MailTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "kind"]
        verbose_name = _("mail template")
        verbose_name_plural = _("mail templates")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind"],
                name="mail_template_once",
                violation_error_message=_("There are words for this kind of mail already."),
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""),
                name="mail_template_has_words",
                violation_error_message=_("A mail needs a subject and a text."),
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Delivery(models.TextChoices):
    """How somebody wants mails of a kind."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Once a day, in one mail")
    NEVER = "never", _("Not by mail")


class MailPreferenceQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own alone."""
        return self.in_programmes_of(user).filter(user=user.pk)

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class MailPreference(models.Model):
    """How a person wants one kind of mail of one programme, where it is not at once."""

    user = models.ForeignKey("programme.User", models.CASCADE, related_name="mail_preferences")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="mail_preferences")
    kind = models.SlugField(_("kind"), max_length=40)
    delivery = models.CharField(_("how"), max_length=10, choices=Delivery)

    objects = MailPreferenceQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "user", "kind"]
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "programme", "kind"],
                name="mail_preference_once",
                violation_error_message=_("This is chosen already."),
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values),
                name="mail_preference_delivery_known",
                violation_error_message=_("This way does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
