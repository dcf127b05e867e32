"""Files that are handed in with a case."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import SHARED_STATUSES, Case
from cases.models.editions import Edition
from cases.models.parts import CasePartQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class AttachmentQuerySet(CasePartQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """With the draft; to all who read the case once an edition has it, also an older one.

        What was added to a reopened case waits for the next edition. A confidential one stays
        with the city's group and the staff.
        """
        drafts = super().visible_to(user)
        shared = self._of_editions().filter(
            case__in=Case.objects.visible_to(user).filter(status__in=SHARED_STATUSES)
        )
        in_confidence = shared.filter(case__in=Case.objects.in_confidence_of(user))
        return self.any_of(drafts, shared.filter(is_confidential=False), in_confidence)

    def _of_editions(self) -> Self:
        """Those that were there when one of the case's editions was frozen."""
        # Files and editions of a case come one after the other: each holds its row (see
        # ``start_drafting``), so their times say which edition has which file.
        after_it_came = Edition.objects.filter(
            case=OuterRef("case"), frozen_at__gte=OuterRef("uploaded_at")
        )
        before_it_went = after_it_came.filter(frozen_at__lt=OuterRef("removed_at"))
        return self.filter(Q(Exists(after_it_came), removed_at=None) | Q(Exists(before_it_went)))


class Attachment(models.Model):
    """Slides or a document of the case. Stored privately, handed out only through access."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.FileField(_("file"), upload_to="attachments/%Y/")
    name = models.CharField(_("file name"), max_length=200, editable=False)
    content_type = models.CharField(max_length=120, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    # SHA-256 of the file, so that an edition says which file it came with.
    checksum = models.CharField(max_length=64, editable=False)
    description = models.CharField(_("description"), max_length=200)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    uploaded_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    # Taken out of the working text, but still named by an edition, which keeps its file.
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["case", "uploaded_at", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.description or self.name
