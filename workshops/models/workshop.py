"""The meetings of a programme, with their dates."""

import datetime
import zoneinfo
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.days import days_in_words
from programme.models import STAFF_ROLES, City, CityOwnedQuerySet, Programme, Role, WorkplanItem
from programme.models.city import validate_time_zone
from programme.workplan.dates import WORKSHOP_HELD

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class WorkshopKind(models.TextChoices):
    KICK_OFF = "kick_off", _("Kick-off")
    CITY = "city", _("City workshop")
    FINAL = "final", _("Final conference")


WORD_SLUGS: dict[str, str] = {
    WorkshopKind.KICK_OFF: "kick-off",
    WorkshopKind.FINAL: "final-conference",
}


class WorkshopQuerySet(CityOwnedQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Dates, place and count-back belong to the coordinator."""
        return self.in_programmes_of(user, roles=[Role.COORDINATOR])

    def agenda_editable_by(self, user: "AnyUser") -> Self:
        """The agenda: coordinator, experts and the host city's editors."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def hosted_by(self, user: "AnyUser") -> Self:
        """Those whose guests' needs the person may know: the coordinator's and the host's own."""
        return self.any_of(
            self.in_programmes_of(user, roles=[Role.COORDINATOR]), self.in_cities_of(user)
        )

    def of_host_cities(self) -> Self:
        return self.filter(kind=WorkshopKind.CITY)

    def with_registered(self) -> Self:
        """How many people are registered for each."""
        # Counting would drop the model's own order.
        ordering = self.model._meta.ordering
        coming = Count("registrations", filter=Q(registrations__is_waiting=False))
        return self.annotate(registered=coming).order_by(*ordering)

    def survey_due(self) -> Self:
        """Over for a week at most, without a survey. An older one is opened by hand, or not."""
        today = timezone.localdate()
        return self.filter(
            survey_opened_at__isnull=True,
            ends_on__gte=today - datetime.timedelta(days=7),
            # In a place east of here the next day has begun; ``survey.opens_on`` decides.
            ends_on__lte=today,
        )

    def survey_running(self) -> Self:
        """With a survey that takes answers, or did so yesterday in a place west of here."""
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        return self.filter(survey_opened_at__isnull=False, survey_closes_on__gte=yesterday)

    def just_held(self) -> Self:
        """Over, and not yet marked so in the workplan."""
        key = Concat(
            Value("workshop:"), Cast(OuterRef("pk"), models.CharField()), Value(f":{WORKSHOP_HELD}")
        )
        open_milestones = WorkplanItem.objects.open().filter(source_key=key)
        # In a place west of here the day may not be over yet; ``is_held`` decides.
        return self.filter(Exists(open_milestones), ends_on__lt=timezone.localdate())


class Workshop(models.Model):
    """A meeting of the programme: kick-off, city workshop or final conference."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="workshops")
    kind = models.CharField(_("kind"), max_length=20, choices=WorkshopKind)
    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        help_text=_("Only workshops of a host city are numbered."),
    )
    slug = models.SlugField(_("address"), max_length=40, editable=False)
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workshops",
        verbose_name=_("host city"),
    )
    place = models.CharField(
        _("place"),
        max_length=80,
        blank=True,
        help_text=_("Where it is, when no city of the programme hosts it."),
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Monday of the first day's week; one workshop a week is a rule of the database.
    week = models.DateField(null=True, blank=True, editable=False)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Paris", validators=[validate_time_zone]
    )
    places = models.PositiveSmallIntegerField(_("places"), default=40)
    # When the release that people read now was frozen; empty while there is none.
    agenda_released_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Rises when dates or place change: calendars know the newer one (SEQUENCE of RFC 5545).
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    survey_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    survey_closes_on = models.DateField(_("survey closes on"), null=True, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        # Undated ones last; databases disagree on where NULL sorts.
        ordering = ["programme", F("starts_on").asc(nulls_last=True), "number", "pk"]
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WorkshopKind.values),
                name="workshop_kind_known",
                violation_error_message=_("This kind of workshop does not exist."),
            ),
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="workshop_slug_once",
                violation_error_message=_("There is already a workshop with this number."),
            ),
            models.CheckConstraint(
                condition=Q(kind=WorkshopKind.CITY, number__isnull=False, city__isnull=False)
                | (~Q(kind=WorkshopKind.CITY) & Q(number__isnull=True)),
                name="workshop_of_city_is_numbered",
                violation_error_message=_(
                    "A workshop of a host city needs a number and that city; others have no number."
                ),
            ),
            models.UniqueConstraint(
                fields=["programme", "city"],
                condition=Q(kind=WorkshopKind.CITY),
                name="workshop_once_per_city",
                violation_error_message=_("This city already hosts a workshop."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="workshop_ends_after_it_starts",
                violation_error_message=_("A workshop cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, week__isnull=True)
                | Q(starts_on__isnull=False, week__isnull=False, week__lte=F("starts_on")),
                name="workshop_week_follows_start",
                violation_error_message=_("The week must be that of the first day."),
            ),
            models.UniqueConstraint(
                fields=["programme", "week"],
                name="workshop_one_a_week",
                violation_error_message=_("Another workshop is already in this week."),
            ),
            models.CheckConstraint(
                condition=Q(survey_opened_at__isnull=True) | Q(survey_closes_on__isnull=False),
                name="workshop_survey_closes",
                violation_error_message=_("A survey that is open needs the day on which it ends."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workshops:detail", args=[self.programme.slug, self.slug])

    def clean(self) -> None:
        self.set_derived()

    def set_derived(self) -> None:
        """Compute week and address, which follow from date, kind and number."""
        self.week = monday_of(self.starts_on) if self.starts_on else None
        self.slug = str(self.number) if self.number else WORD_SLUGS.get(self.kind, "")

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """What this kind is called in the programme: “Study visit”, “Kick-off”."""
        if self.kind == WorkshopKind.CITY:
            return capfirst(self.programme.workshop_label)
        return str(WorkshopKind(self.kind).label) if self.kind else ""

    @property
    def title(self) -> str:
        """“Göteborg city workshop”, “Kick-off in Stockholm”."""
        if self.kind == WorkshopKind.CITY:
            return f"{self.place_name} {self.programme.workshop_label}"
        return gettext("%(kind)s in %(place)s") % {
            "kind": self.get_kind_display(),
            "place": self.place_name,
        }

    @property
    def place_name(self) -> str:
        return self.place or (self.city.name if self.city else gettext("a place to be named"))

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def time_zone_name(self) -> str:
        """Whose time the agenda is in, with its short name: “Göteborg time (CEST)”."""
        day = self.starts_on or timezone.localdate(timezone=self.tz)
        noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=self.tz)
        return gettext("%(place)s time (%(zone)s)") % {
            "place": self.place_name,
            "zone": noon.tzname(),
        }

    @property
    def dates_in_words(self) -> str:
        """“Wednesday 8 to Friday 10 September 2010”; empty without dates."""
        first, last = self.starts_on, self.ends_on
        if first is None or last is None:
            return ""
        end = date_format(last, "l j F Y")
        if first == last:
            return end
        same_month = (first.year, first.month) == (last.year, last.month)
        same_year = first.year == last.year
        start = date_format(first, "l j" if same_month else "l j F" if same_year else "l j F Y")
        return gettext("%(first)s to %(last)s") % {"first": start, "last": end}

    @property
    def dates(self) -> str:
        """“8–10 September 2010”; empty without dates."""
        return self._dates("F")

    @property
    def dates_short(self) -> str:
        """“8–10 Sep 2010”; empty without dates."""
        return self._dates("M")

    def _dates(self, month: str) -> str:
        if self.starts_on is None or self.ends_on is None:
            return ""
        return days_in_words(self.starts_on, self.ends_on, month)

    @property
    def is_dated(self) -> bool:
        return self.starts_on is not None

    @property
    def first_day(self) -> datetime.date:
        """The first day of a workshop that has dates; only to be asked of such a one."""
        if self.starts_on is None:
            raise ValueError(self.pk)
        return self.starts_on

    @property
    def last_day(self) -> datetime.date:
        """The last day of a workshop that has dates; only to be asked of such a one."""
        if self.ends_on is None:
            raise ValueError(self.pk)
        return self.ends_on

    @property
    def is_held(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate(timezone=self.tz)

    @property
    def days(self) -> list[datetime.date]:
        """Every day from the first to the last."""
        if self.starts_on is None or self.ends_on is None:
            return []
        length = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + datetime.timedelta(days=day) for day in range(length)]

    @property
    def days_until(self) -> int | None:
        """Days until the first day; negative once it has begun; None without dates."""
        if self.starts_on is None:
            return None
        return (self.starts_on - timezone.localdate(timezone=self.tz)).days

    def is_built_upon(self) -> bool:
        """Whether a case or a report belongs to it: then its host and its kind stay. One query."""
        found = Q()
        for relation in self._meta.related_objects:
            # What this app itself keeps of a workshop, such as its practical note, moves along.
            is_of_others = relation.field.model._meta.app_label != self._meta.app_label
            if relation.one_to_one and is_of_others:
                rows = relation.field.model._base_manager
                found |= Q(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
        return Workshop.objects.filter(found, pk=self.pk).exists()

    @property
    def source_prefix(self) -> str:
        """Under which the workplan keeps the dates computed from this workshop."""
        return f"workshop:{self.pk}:"


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())
