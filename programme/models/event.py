"""What others hold: events that a date of the programme should not clash with."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from programme.days import days_in_words
from programme.models.field import EventCalendar, FieldEntry
from programme.models.programme import Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


# An event in a calendar of others that takes longer is a call or an exhibition.
LONGEST_MEETING_DAYS = 10


class ExternalEventQuerySet(ProgrammeScopedQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Coordinator and experts know the field's calendar. What was taken in from a calendar
        changes with that calendar alone."""
        return self.in_programmes_of(user, roles=STAFF_ROLES).filter(calendar__isnull=True)

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Events that have at least one of these days."""
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def named(self) -> Self:
        """With ``organiser_name``, to be filtered and put in order by."""
        return self.annotate(organiser_name=Coalesce("actor__name", "organiser"))

    def with_organisers(self) -> Self:
        """With all that ``organised_by`` and ``may_clash`` ask for.

        Few organisers have many events: a join would make each of them a thousand times.
        """
        return self.prefetch_related("actor", "calendar")


class ExternalEvent(models.Model):
    """A conference or fair of somebody else, shown beside the workplan."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="external_events")
    title = models.CharField(_("title"), max_length=200)
    organiser = models.CharField(_("organiser"), max_length=160, blank=True)
    # The organiser where it is known as an actor; ``organiser`` is the name for all others.
    actor = models.ForeignKey(
        FieldEntry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("organiser"),
    )
    # Where it was imported from, and what it is called there (UID of RFC 5545).
    calendar = models.ForeignKey(
        EventCalendar,
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="events",
    )
    uid = models.CharField(max_length=255, blank=True, editable=False)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = CountryField(_("country"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    website = models.URLField(_("website"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ExternalEventQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "starts_on", "title", "pk"]
        verbose_name = _("event of others")
        verbose_name_plural = _("events of others")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="external_event_ends_after_it_starts",
                violation_error_message=_("An event cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["calendar", "uid", "starts_on"],
                condition=Q(calendar__isnull=False),
                name="external_event_once_per_calendar",
                violation_error_message=_("This event is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its line in the list of events of its days, be they over or far away."""
        page = reverse("programme:event_list", args=[self.programme.slug])
        return f"{page}?from={self.starts_on}&to={self.ends_on}#event-{self.pk}"

    @property
    def organised_by(self) -> str:
        """The name of the organiser, whether it is known as an actor or only by this name."""
        return self.actor.name if self.actor else self.organiser

    @property
    def may_clash(self) -> bool:
        """Whether a date of the programme should not be on its days.

        Somebody typed it for that; of a calendar only what is neither left out nor so long that
        nobody is there all the time.
        """
        if self.calendar is None:
            return True
        is_short = (self.ends_on - self.starts_on).days < LONGEST_MEETING_DAYS
        return self.calendar.counts_for_clashes and is_short

    @property
    def dates(self) -> str:
        """“8–10 September 2010”."""
        return days_in_words(self.starts_on, self.ends_on)

    @property
    def where(self) -> str:
        """“Brussels, Belgium”."""
        return ", ".join(filter(None, [self.place, self.country.name]))
