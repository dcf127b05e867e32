"""Who is writing where right now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet


class Presence(models.Model):
    """Somebody has a page of texts open; the page says so every few seconds.

    ``place`` names the page as its app likes (“case-5-setting”). The app asks first whether a
    person may write there (see ``programme.writing.presence``).
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="presences")
    place = models.CharField(max_length=80)
    user = models.ForeignKey("programme.User", models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField()

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "user"],
                name="presence_once",
                violation_error_message=_("This person is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.place}"
