"""Secret addresses from which a person's calendar program reads."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, ProgrammeScopedQuerySet
from programme.models.keys import new_key
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class CalendarFeedQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Only one's own: who knows the address reads what its owner may see."""
        return self.filter(user=user.pk) if user.is_active else self.none()

    def editable_by(self, user: "AnyUser") -> Self:
        return self.visible_to(user)


class CalendarFeed(models.Model):
    """All that one person attends; or one programme; or one workshop, as that person sees it."""

    user = models.ForeignKey("programme.User", models.CASCADE, related_name="calendar_feeds")
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What was read last, and since when it has been like that: calendars ask only for news.
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["user", "pk"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__isnull=True) | Q(workshop__isnull=True),
                name="calendar_feed_of_one_thing",
                violation_error_message=_("A feed is of a programme or of a workshop."),
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(programme__isnull=True, workshop__isnull=True),
                name="calendar_feed_once_per_person",
                violation_error_message=_("This feed already exists."),
            ),
            models.UniqueConstraint(
                fields=["user", "programme"],
                condition=Q(programme__isnull=False),
                name="calendar_feed_once_per_programme",
                violation_error_message=_("This feed already exists."),
            ),
            models.UniqueConstraint(
                fields=["user", "workshop"],
                condition=Q(workshop__isnull=False),
                name="calendar_feed_once_per_workshop",
                violation_error_message=_("This feed already exists."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.workshop or self.programme or self.user)
