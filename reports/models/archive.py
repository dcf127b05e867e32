"""A choice of documents as one ZIP file."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ArchiveQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """One's own alone: it holds what this person may see."""
        return self.in_programmes_of(user).filter(owner=user.pk) if user.is_active else self.none()

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class Archive(models.Model):
    """A choice of documents that one person wants as one ZIP file."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="archives")
    owner = models.ForeignKey("programme.User", models.CASCADE, related_name="+")
    # The filters of the library, as ``reports.library.entries.Choice`` has them.
    choice = models.JSONField(default=dict, blank=True, editable=False)
    with_drafts = models.BooleanField(default=False, editable=False)
    # The keys of the documents in the file, in no relation: what was erased is in it all the same.
    contained = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("choice of documents")
        verbose_name_plural = _("choices of documents")

    def __str__(self) -> str:
        return gettext("Documents of %(programme)s") % {"programme": self.programme.name}

    def get_absolute_url(self) -> str:
        return reverse("reports:documents", args=[self.programme.slug])
