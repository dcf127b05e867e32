"""What happens on the spot: workshops, their agendas, who comes and what they chose."""

import datetime
import zoneinfo
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models import (
    STAFF_ROLES,
    City,
    CityOwnedQuerySet,
    Part,
    Partner,
    Programme,
    ProgrammeScopedQuerySet,
    Role,
)
from programme.models.city import validate_time_zone

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

    def of_host_cities(self) -> Self:
        return self.filter(kind=WorkshopKind.CITY)

    def upcoming(self) -> Self:
        """Dated, and not over: first the one that opens next."""
        return self.filter(ends_on__gte=timezone.localdate()).order_by("starts_on")


class Workshop(models.Model):
    """A meeting of the programme: kick-off, city workshop or final conference."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="workshops")
    kind = models.CharField(_("kind"), max_length=20, choices=WorkshopKind)
    number = models.PositiveSmallIntegerField(
        _("number"), null=True, blank=True, help_text=_("Only city workshops are numbered.")
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
    agenda_released_at = models.DateTimeField(null=True, blank=True, editable=False)

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
                    "A city workshop needs a number and a host city; others have no number."
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

    @property
    def title(self) -> str:
        """“Göteborg city workshop”, “Kick-off in Stockholm”."""
        if self.kind == WorkshopKind.CITY:
            label = self.programme.workshop_label
            return f"{self.city} {label}"
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
    def dates(self) -> str:
        """“8–10 September 2010”; empty without dates."""
        return self._dates("F")

    @property
    def dates_short(self) -> str:
        """“8–10 Sep 2010”; empty without dates."""
        return self._dates("M")

    def _dates(self, month: str) -> str:
        first, last = self.starts_on, self.ends_on
        if first is None or last is None:
            return ""
        end = date_format(last, f"j {month} Y")
        if first == last:
            return end
        if first.year != last.year:
            return f"{date_format(first, f'j {month} Y')} – {end}"
        if first.month != last.month:
            return f"{date_format(first, f'j {month}')} – {end}"
        return f"{first.day}–{end}"

    @property
    def is_dated(self) -> bool:
        return self.starts_on is not None

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

    @property
    def source_prefix(self) -> str:
        """Under which the workplan keeps the dates computed from this workshop."""
        return f"workshop:{self.pk}:"


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


class Choice(models.TextChoices):
    """Thursday afternoon: nobody can be in both."""

    A = "A", _("A: case discussion")
    B = "B", _("B: networking")


class AgendaItemQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """A released agenda for every member; a draft for those who write it."""
        released = self.in_programmes_of(user).filter(workshop__agenda_released_at__isnull=False)
        return self.any_of(released, self.editable_by(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))


class AgendaItem(models.Model):
    """One entry of a workshop's agenda. Times are the workshop's local time."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="agenda_items")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    part = models.CharField(_("part"), max_length=20, choices=Part, blank=True)
    led_by = models.CharField(_("led by"), max_length=120, blank=True)
    room = models.CharField(_("room or meeting point"), max_length=120, blank=True)
    choice = models.CharField(
        _("choice"),
        max_length=1,
        choices=Choice,
        blank=True,
        help_text=_("Participants choose one of A and B, which run side by side."),
    )
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "day", "starts_at", "choice", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="agenda_item_ends_after_it_starts",
                violation_error_message=_("An item must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["", *Part.values]),
                name="agenda_item_part_known",
                violation_error_message=_("This part does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", *Choice.values]),
                name="agenda_item_choice_known",
                violation_error_message=_("This choice does not exist."),
            ),
            models.UniqueConstraint(
                fields=["workshop", "choice"],
                condition=~Q(choice=""),
                name="agenda_item_choice_once",
                violation_error_message=_("Another item of this workshop is already this choice."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice}. {self.title}" if self.choice else self.title


class AttendsAs(models.TextChoices):
    """In what capacity a person comes."""

    PARTNER = "partner", _("Partner city")
    HOST = "host", _("Host city")
    CLUSTER_FIRM = "cluster_firm", _("Cluster firm")
    EXPERT = "expert", _("Expert")
    POLICYMAKER = "policymaker", _("Policymaker")


class RegistrationQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff and the host see everyone; others see those who came to the same programme."""
        return self.in_programmes_of(user)

    def editable_by(self, user: "AnyUser") -> Self:
        """The coordinator for anyone, an editor for the own city's people, anyone for oneself."""
        own = self.in_programmes_of(user).filter(user=user.pk)
        coordinated = self.in_programmes_of(user, roles=[Role.COORDINATOR])
        return self.any_of(coordinated, self.in_cities_of(user), own)


class Registration(models.Model):
    """Somebody comes to a workshop, with or without an account here."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(
        "programme.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    city = models.ForeignKey(
        City,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("city"),
    )
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("partner"),
    )
    attends_as = models.CharField(
        _("comes as"), max_length=20, choices=AttendsAs, default=AttendsAs.PARTNER
    )
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "name", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "user"],
                name="registration_once",
                violation_error_message=_("This person is already registered."),
            ),
            models.CheckConstraint(
                condition=Q(attends_as__in=AttendsAs.values),
                name="registration_capacity_known",
                violation_error_message=_("This way of coming does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SignUpQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"
    city_path = "registration__city"

    def editable_by(self, user: "AnyUser") -> Self:
        own = self.in_programmes_of(user).filter(registration__user=user.pk)
        coordinated = self.in_programmes_of(user, roles=[Role.COORDINATOR])
        return self.any_of(coordinated, self.in_cities_of(user), own)


class SignUp(models.Model):
    """What a registered person chose: A or B. One per registration, so nobody is in both."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="sign_up")
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="sign_ups")
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["chosen_at", "pk"]
        verbose_name = _("choice")
        verbose_name_plural = _("choices")

    def __str__(self) -> str:
        return f"{self.registration}: {self.item}"
