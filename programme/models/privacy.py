"""What a person agreed to, how long things are kept, and a person's requests about the own data."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet, Role

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ConsentPurpose(models.TextChoices):
    """Each is asked for by itself. What a workshop asks for stands with its registration."""

    LISTED = "listed", _("Name, role and e-mail are shown to the members of the programme")
    PHOTOS = "photos", _("Pictures with this person may be published")
    NEWS = "news", _("News of the programme may be sent after it has ended")


class ConsentQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own; the coordinator has to know what was agreed to."""
        own = self.in_programmes_of(user).filter(user=user.pk)
        return self.any_of(own, self.in_programmes_of(user, roles=[Role.COORDINATOR]))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody agrees for another."""
        return self.in_programmes_of(user).filter(user=user.pk)

    def current(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Somebody agreed to something, in these words, from then until it was withdrawn.

    A withdrawn one stays: it says what was allowed while it was.
    """

    user = models.ForeignKey("programme.User", models.CASCADE, related_name="consents")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    wording = models.TextField(_("words that were agreed to"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=ConsentPurpose.values),
                name="consent_purpose_known",
                violation_error_message=_("This purpose does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("A consent is withdrawn after it was given."),
            ),
            models.UniqueConstraint(
                fields=["user", "programme", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_given_once",
                violation_error_message=_("This consent is given already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_purpose_display()}"


class RetentionRule(models.Model):
    """How long a programme keeps one kind of personal data, where it is not the usual time.

    What there is to keep, from which day it is counted and the usual time stand in code
    (``programme.privacy``); ``key`` names it there.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="retention_rules")
    key = models.SlugField(max_length=40)
    days = models.PositiveIntegerField(_("days"))

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "key"]
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"],
                name="retention_rule_once",
                violation_error_message=_("There is a rule for this already."),
            ),
            models.CheckConstraint(
                condition=Q(days__lte=36_525),
                name="retention_rule_within_a_century",
                violation_error_message=_("Nothing is kept longer than a hundred years."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.days}"


class DataRequestKind(models.TextChoices):
    EXPORT = "export", _("My data as a file")
    ERASURE = "erasure", _("Erase my data")


class DataRequestStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_REQUESTS = (DataRequestStatus.WAITING, DataRequestStatus.RUNNING)
SETTLED_REQUESTS = (DataRequestStatus.DONE, DataRequestStatus.WITHDRAWN)


class DataRequestQuerySet(models.QuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own alone: the file of an export holds all that is known of a person."""
        return self.filter(user=user.pk) if user.is_active else self.none()

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)

    def open(self) -> Self:
        return self.filter(status__in=OPEN_REQUESTS)


class DataRequest(models.Model):
    """A person's own data are put into a file, or erased, by the worker.

    The row is the truth, not the message of the queue: ``heartbeat_at`` tells whether somebody
    works at it.
    """

    user = models.ForeignKey(
        "programme.User", models.CASCADE, null=True, blank=True, related_name="data_requests"
    )
    # Somebody without an account: the row by which a programme knows the person, as the log names
    # it. What is known of a guest is asked of that programme alone.
    guest = models.CharField(max_length=100, blank=True, editable=False)
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )
    kind = models.CharField(_("what"), max_length=10, choices=DataRequestKind)
    status = models.CharField(
        _("status"), max_length=10, choices=DataRequestStatus, default=DataRequestStatus.WAITING
    )
    requested_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    # An erasure waits for some days, in which it can be withdrawn.
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    file = models.FileField(upload_to="own-data/", blank=True, editable=False)
    # How much of what was found, erased and made nameless: numbers alone. Only while an erasure
    # runs it also has the words by which the person is known, for whoever has to go on with it.
    tally = models.JSONField(default=dict, blank=True, editable=False)
    error = models.CharField(max_length=200, blank=True, editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DataRequestKind.values),
                name="data_request_kind_known",
                violation_error_message=_("This kind of request does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=DataRequestStatus.values),
                name="data_request_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="data_request_progress_is_percent",
                violation_error_message=_("Progress goes from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=SETTLED_REQUESTS) | Q(done_at__isnull=False),
                name="data_request_settled_says_when",
                violation_error_message=_("A request that is done or withdrawn says since when."),
            ),
            models.CheckConstraint(
                condition=Q(file="")
                | Q(kind=DataRequestKind.EXPORT, status=DataRequestStatus.DONE),
                name="data_request_file_is_of_an_export",
                violation_error_message=_("Only data that were asked for come as a file."),
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(status__in=OPEN_REQUESTS),
                name="data_request_open_once",
                violation_error_message=_("This is asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest="", programme__isnull=True)
                | Q(user__isnull=True, programme__isnull=False) & ~Q(guest=""),
                name="data_request_of_an_account_or_a_guest",
                violation_error_message=_("A request is of one person, with or without account."),
            ),
            models.UniqueConstraint(
                fields=["guest", "kind"],
                condition=Q(status__in=OPEN_REQUESTS) & ~Q(guest=""),
                name="data_request_of_a_guest_open_once",
                violation_error_message=_("This is asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.guest}: {self.get_kind_display()}"
