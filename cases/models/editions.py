"""A case kept whole: editions for its readers, with who read them, and versions for its writers."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.case import SHARED_STATUSES, Case
from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from programme.writing.models import FrozenEdition

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class EditionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "case__programme"
    city_path = "case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(case__in=Case.objects.visible_to(user))

    def current(self) -> Self:
        """The last edition of each distributed case: the one that its readers have."""
        newer = Edition.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer), case__status__in=SHARED_STATUSES)

    def in_confidence_of(self, user: "AnyUser") -> Self:
        """Editions that the person may read with their confidential parts."""
        return self.visible_to(user).filter(case__in=Case.objects.in_confidence_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: an edition is frozen."""
        return self.none()


class Edition(FrozenEdition):
    """A case as it was distributed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="editions")
    # Since when visitors may read it, without its confidential parts.
    public_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-number"]
        verbose_name = _("edition of a case")
        verbose_name_plural = _("editions of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="edition_number_once",
                violation_error_message=_("This edition already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "cases:edition", args=[self.case.programme.slug, self.case.city.slug, self.number]
        )


class ReceiptQuerySet(ProgrammeScopedQuerySet):
    programme_path = "edition__case__programme"
    city_path = "edition__case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Who leads the discussion sees them all, everybody else the own one."""
        own = self.in_programmes_of(user).filter(user=user.pk)
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), own)

    def editable_by(self, user: "AnyUser") -> Self:
        """Reading is said by the reader alone."""
        return self.in_programmes_of(user).filter(user=user.pk)


class Receipt(models.Model):
    """That one participant was sent an edition, opened it, and has read it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="receipts")
    user = models.ForeignKey("programme.User", models.CASCADE, related_name="case_receipts")
    # When the mail with the link left; empty for whoever came upon the case without one.
    sent_at = models.DateTimeField(null=True, blank=True)
    send_error = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"],
                name="receipt_once",
                violation_error_message=_("This person already has this edition."),
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(opened_at__isnull=False),
                name="receipt_read_was_opened",
                violation_error_message=_("What was read was opened before."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(send_error=""),
                name="receipt_sent_has_no_error",
                violation_error_message=_("A mail that left did not fail."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.user}"


class Occasion(models.TextChoices):
    """Why a version of a case was kept."""

    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    DISTRIBUTED = "distributed", _("Distributed")
    REOPENED = "reopened", _("Opened for a new edition")
    IMPORTED = "imported", _("Before a file was read in")
    RESTORED = "restored", _("Before an older version was brought back")
    NAMED = "named", _("Kept by hand")


class CaseVersionQuerySet(ProgrammeScopedQuerySet):
    programme_path = "case__programme"
    city_path = "case__city"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(case__in=Case.objects.draft_visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: a version is frozen."""
        return self.none()


class CaseVersion(FrozenEdition):
    """The working text of a case as it stood at a hand-over, or when a writer named it.

    Those who write compare versions and bring one back; readers only ever see editions.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="versions")
    occasion = models.CharField(max_length=20, choices=Occasion)
    name = models.CharField(_("name"), max_length=120, blank=True)

    objects = CaseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-number"]
        verbose_name = _("version of a case")
        verbose_name_plural = _("versions of cases")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="case_version_number_once",
                violation_error_message=_("This version already exists."),
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=Occasion.values),
                name="case_version_occasion_known",
                violation_error_message=_("This occasion does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(occasion=Occasion.NAMED) | ~Q(name=""),
                name="case_version_by_hand_has_name",
                violation_error_message=_("Give the version a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_occasion_display()
