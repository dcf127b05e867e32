"""What a person changes about the own account."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.keys import new_key

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class EmailChangeQuerySet(models.QuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(user=user.pk) if user.is_active else self.none()

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class EmailChange(models.Model):
    """A new e-mail that somebody wants to log in with; it counts once both addresses agree."""

    user = models.OneToOneField("programme.User", models.CASCADE, related_name="email_change")
    new_address = models.EmailField(_("new e-mail"))
    old_key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    new_key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    old_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    new_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ["user"]
        verbose_name = _("change of e-mail")
        verbose_name_plural = _("changes of e-mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="email_change_expires_later",
                violation_error_message=_("A change of e-mail expires after it was asked for."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.new_address}"
