"""Files of a workshop: presentations, signed lists, photos."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from workshops.models.agenda import AgendaItem
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class FileKind(models.TextChoices):
    PRESENTATION = "presentation", _("Presentation")
    DOCUMENT = "document", _("Document")
    PHOTO = "photo", _("Photo")
    SIGNED_LIST = "signed_list", _("Signed list of attendance")


# Names and signatures: for those who run the workshop alone.
INTERNAL_KINDS = (FileKind.SIGNED_LIST,)


class WorkshopFileQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Every member once the agenda is released; signed lists only staff and host."""
        shared = (
            self.in_programmes_of(user)
            .exclude(kind__in=INTERNAL_KINDS)
            .filter(workshop__agenda_released_at__isnull=False)
        )
        return self.any_of(
            shared, self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user)
        )

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class WorkshopFile(models.Model):
    """A file of the workshop, or of one item. Stored privately, handed out through access."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="files")
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=FileKind, default=FileKind.PRESENTATION
    )
    file = models.FileField(_("file"), upload_to="workshops/%Y/")
    name = models.CharField(_("file name"), max_length=200, editable=False)
    content_type = models.CharField(max_length=120, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    checksum = models.CharField(max_length=64, editable=False)
    description = models.CharField(_("description"), max_length=200)
    uploaded_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = WorkshopFileQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "uploaded_at", "pk"]
        verbose_name = _("file of a workshop")
        verbose_name_plural = _("files of workshops")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values),
                name="workshop_file_kind_known",
                violation_error_message=_("This kind of file does not exist."),
            )
        ]

    def __str__(self) -> str:
        return self.description or self.name
