"""A file of clusters that is brought into the directory: first shown, then applied."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("To be looked at")
    # Wanted by somebody who has seen the preview; the worker brings it in.
    WANTED = "wanted", _("To be brought in")
    APPLYING = "applying", _("Being brought in")
    APPLIED = "applied", _("Brought in")
    FAILED = "failed", _("Failed")


AT_WORK = (
    ImportStatus.WAITING,
    ImportStatus.READING,
    ImportStatus.WANTED,
    ImportStatus.APPLYING,
)


class ClusterImportQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """The coordinator’s: a file holds what was never checked."""
        return self.editable_by(user)


class ClusterImport(models.Model):
    """One file, how far its reading is, and what was found in it row by row."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cluster_imports")
    file = models.FileField(_("file"), upload_to="imports/%Y/")
    name = models.CharField(_("name of the file"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus, default=ImportStatus.WAITING
    )
    # 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    # What was found: counts, and the rows that are new, changed or wrong with their reasons.
    findings = models.JSONField(default=dict, blank=True, editable=False)
    error = models.CharField(max_length=500, blank=True, editable=False)
    created_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Written by the worker while it is alive; a silent one is taken for dead.
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ClusterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of clusters")
        verbose_name_plural = _("imports of clusters")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values),
                name="cluster_import_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status=ImportStatus.FAILED) | ~Q(error=""),
                name="cluster_import_failed_has_error",
                violation_error_message=_("A failed import must say why."),
            ),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100),
                name="cluster_import_progress_in_percent",
                violation_error_message=_("Progress is a percentage."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:cluster_import", args=[self.programme.slug, self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK
