"""Who did what to which row."""

from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.city import City
from programme.models.programme import Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ActivityQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """The coordinator and the experts see all; an editor what happened to the own city."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what happened stays as it happened."""
        return self.none()

    def about(self, row: models.Model) -> Self:
        return self.filter(subject=subject_of(row))


class Activity(models.Model):
    """One entry of the log. Written by ``programme.activity.record`` and never changed."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="activities")
    city = models.ForeignKey(
        City, models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    actor = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # A verb in the past tense, as code: "case_submitted". Shown through ``sentence``.
    verb = models.CharField(max_length=60)
    # The row as "app.model:pk": the log outlives the row, so it is no foreign key.
    subject = models.CharField(max_length=80, db_index=True)
    sentence = models.CharField(_("what happened"), max_length=300)
    remark = models.TextField(_("remark"), blank=True)
    path = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self) -> str:
        return self.sentence


def subject_of(row: models.Model) -> str:
    """The name under which the log knows a row: ``cases.case:12``."""
    return f"{row._meta.label_lower}:{row.pk}"
