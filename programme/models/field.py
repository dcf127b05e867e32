"""The field around a programme: who is active in it, where money is, what countries do."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from programme.models.programme import Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class StaffKeptQuerySet(ProgrammeScopedQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Coordinator and experts know the field."""
        return self.in_programmes_of(user, roles=STAFF_ROLES)


class FieldEntryKind(models.TextChoices):
    ACTOR = "actor", _("International actor")
    FUNDING = "funding", _("Funding portal")
    NATIONAL_PROGRAMME = "national_programme", _("National cluster programme")


class FieldEntry(models.Model):
    """An actor, a funding portal, or what a country does for clusters."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="field_entries")
    kind = models.CharField(_("kind"), max_length=20, choices=FieldEntryKind)
    name = models.CharField(_("name"), max_length=160, blank=True)
    country = CountryField(_("country"), blank=True)
    # Of a country: whether it has a national cluster programme at all.
    exists = models.BooleanField(_("there is one"), default=True)
    website = models.URLField(_("website"), blank=True)
    note = models.CharField(_("what it is good for"), max_length=400, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    objects = StaffKeptQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "kind", "country", "name", "pk"]
        verbose_name = _("entry of the field")
        verbose_name_plural = _("entries of the field")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FieldEntryKind.values),
                name="field_entry_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=FieldEntryKind.NATIONAL_PROGRAMME) | ~Q(country=""),
                name="field_entry_programme_has_country",
                violation_error_message=_("Say which country it is about."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(exists=False),
                name="field_entry_has_name",
                violation_error_message=_("It needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(exists=True) | Q(kind=FieldEntryKind.NATIONAL_PROGRAMME),
                name="field_entry_absent_is_national",
                violation_error_message=_("Only a national programme can be said not to exist."),
            ),
            models.UniqueConstraint(
                fields=["programme", "kind", "country", "name"],
                name="field_entry_once",
                violation_error_message=_("This entry is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.country.name)

    def get_absolute_url(self) -> str:
        return f"{reverse('programme:field', args=[self.programme.slug])}#entry-{self.pk}"


class EventCalendarStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    FETCHING = "fetching", _("Being fetched")
    FETCHED = "fetched", _("Up to date")
    FAILED = "failed", _("Failed")


# Longer than a task can run: whoever took a calendar so long ago is no more.
LONGEST_FETCH = datetime.timedelta(minutes=3)
# How old what was fetched from an address may become.
FETCHED_EVERY = datetime.timedelta(days=1)


class EventCalendarQuerySet(StaffKeptQuerySet):
    def due(self) -> Self:
        """Calendars that a worker should read now: new or asked for, left by a worker that has
        ended, or from an address that was last read a day ago."""
        now = timezone.now()
        waiting = Q(status=EventCalendarStatus.WAITING)
        left = Q(status=EventCalendarStatus.FETCHING, heartbeat_at__lt=now - LONGEST_FETCH)
        old = Q(
            ~Q(address=""),
            status__in=[EventCalendarStatus.FETCHED, EventCalendarStatus.FAILED],
            heartbeat_at__lt=now - FETCHED_EVERY,
        )
        return self.filter(waiting | left | old)

    def in_hand(self) -> Self:
        """Calendars whose result somebody may be waiting for."""
        return self.filter(status__in=[EventCalendarStatus.WAITING, EventCalendarStatus.FETCHING])


class EventCalendar(models.Model):
    """An iCal file, or an address of one, whose events are shown with those of others."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="event_calendars")
    actor = models.ForeignKey(
        FieldEntry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="calendars",
        verbose_name=_("organiser"),
    )
    name = models.CharField(_("name"), max_length=160)
    # Either an address, fetched again and again, or a file that was given once.
    address = models.URLField(_("address of the calendar"), max_length=500, blank=True)
    file = models.FileField(_("iCal file"), upload_to="calendars/%Y/", blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=EventCalendarStatus,
        default=EventCalendarStatus.WAITING,
        editable=False,
    )
    # Whether its events are named where a date of the programme falls on the same days.
    counts_for_clashes = models.BooleanField(_("its events count for clashes"), default=True)
    # What a person reads of the last fetching: how many events, or why it failed.
    result = models.CharField(max_length=500, blank=True, editable=False)
    fetched_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When a worker last took it, and how often in a row one ended before it was done.
    heartbeat_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = EventCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "name", "pk"]
        verbose_name = _("calendar of others")
        verbose_name_plural = _("calendars of others")
        constraints = [
            models.CheckConstraint(
                condition=(Q(address="") & ~Q(file="")) | (~Q(address="") & Q(file="")),
                name="event_calendar_address_or_file",
                violation_error_message=_("Give an address or a file, not both."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=EventCalendarStatus.values),
                name="event_calendar_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status=EventCalendarStatus.FAILED) | ~Q(result=""),
                name="event_calendar_failed_says_why",
                violation_error_message=_("A failed calendar must say why."),
            ),
            models.UniqueConstraint(
                fields=["programme", "address"],
                condition=~Q(address=""),
                name="event_calendar_address_once",
                violation_error_message=_("This calendar is there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = reverse("programme:event_calendars", args=[self.programme.slug])
        return f"{page}#calendar-{self.pk}"

    @property
    def is_in_hand(self) -> bool:
        """Whether a worker reads it, or is about to."""
        return self.status in (EventCalendarStatus.WAITING, EventCalendarStatus.FETCHING)


class PolicyFact(models.Model):
    """A fact to quote to policymakers, with where it comes from."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="policy_facts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Large beside the statement: “4×”, “+3.6 %”.
    figure = models.CharField(_("the figure itself"), max_length=40, blank=True)
    statement = models.CharField(_("statement"), max_length=400)
    source = models.CharField(_("source"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    website = models.URLField(_("where to read it"), blank=True)
    note = models.CharField(
        _("what to keep in mind"),
        max_length=300,
        blank=True,
        help_text=_("For example which country it is about, or what it does not say."),
    )

    objects = StaffKeptQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "position", "pk"]
        verbose_name = _("fact for policymakers")
        verbose_name_plural = _("facts for policymakers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=""),
                name="policy_fact_has_source",
                violation_error_message=_("A fact needs its source."),
            )
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return f"{reverse('programme:policy_facts', args=[self.programme.slug])}#fact-{self.pk}"
