"""Cities, and what they say they look for: sectors and the networking map."""

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField

from programme.models.programme import Group, Programme
from programme.models.querysets import (
    STAFF_ROLES,
    CityOwnedQuerySet,
    ProgrammeScopedQuerySet,
    Role,
)

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


@cache
def time_zones() -> frozenset[str]:
    """The names of all; to find them, a thousand files are looked at."""
    return frozenset(zoneinfo.available_timezones())


def validate_time_zone(name: str) -> None:
    if name not in time_zones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Europe/Stockholm."),
            params={"name": name},
        )


class CityQuerySet(CityOwnedQuerySet):
    city_path = "pk"

    def matching(self, words: str) -> Self:
        """Cities whose name, region or country contains the words; accents may be left out."""
        words = words.strip()
        if not words:
            return self
        codes = [code for code, name in countries if words.casefold() in name.casefold()]
        found = Q(name__icontains=words) | Q(region__icontains=words) | Q(country__in=codes)
        if plain := slugify(words):
            found |= Q(slug__contains=plain)
        return self.filter(found)

    def sheet_editable_by(self, user: "AnyUser") -> Self:
        """What a group notes at the kick-off: who runs the programme, and the editors of any city
        of that group."""
        if not user.is_active:
            return self.none()
        held = user.holdings
        groups = {one.group for one in held if one.role == Role.EDITOR} - {None}
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES),
            self.in_cities_of(user),
            self.in_programmes_of(user).filter(group__in=groups),
        )

    def for_list(self) -> Self:
        return self.select_related("group").annotate(cluster_count=Count("clusters"))


class City(models.Model):
    """A partner city or city-region. It may host a workshop and write a case; it need not."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cities")
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="cities", verbose_name=_("group")
    )
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    region = models.CharField(_("city-region or body"), max_length=120, blank=True)
    country = CountryField(_("country"))
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Paris", validators=[validate_time_zone]
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(
        _("year of the figure"), null=True, blank=True
    )
    population_source = models.CharField(_("source of the figure"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    policy_profile = models.TextField(
        _("cluster support policy"),
        blank=True,
        help_text=_("How the city-region supports its clusters, in a few paragraphs."),
    )
    proposed_case = models.CharField(
        _("proposed case at the kick-off"),
        max_length=200,
        blank=True,
        help_text=_("Stays visible beside the case that was written in the end."),
    )
    preliminary_issue = models.CharField(
        _("preliminary strategic issue at the kick-off"), max_length=300, blank=True
    )
    # The highest number an entry of its learning passport ever had; it is never given again.
    last_take_up_number = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "position", "name"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="city_slug_once",
                violation_error_message=_("Another city already has this address."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="city_latitude_on_earth",
                violation_error_message=_("A latitude lies between -90 and 90."),
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="city_longitude_on_earth",
                violation_error_message=_("A longitude lies between -180 and 180."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:city_detail", args=[self.programme.slug, self.slug])

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def clock(self) -> str:
        """Which time it is there, as people say it: “Stockholm time (CET)”."""
        place = self.time_zone.rpartition("/")[2].replace("_", " ")
        zone = timezone.localtime(timezone=self.tz).tzname()
        return gettext("%(place)s time (%(zone)s)") % {"place": place, "zone": zone}


class Ecosystem(models.TextChoices):
    """The 14 industrial ecosystems of the European industrial strategy."""

    AEROSPACE = "aerospace", _("Aerospace and defence")
    AGRI_FOOD = "agri_food", _("Agri-food")
    CONSTRUCTION = "construction", _("Construction")
    CULTURAL = "cultural", _("Cultural and creative industries")
    DIGITAL = "digital", _("Digital")
    ELECTRONICS = "electronics", _("Electronics")
    ENERGY_INTENSIVE = "energy_intensive", _("Energy-intensive industries")
    RENEWABLE_ENERGY = "renewable_energy", _("Renewable energy")
    HEALTH = "health", _("Health")
    MOBILITY = "mobility", _("Mobility, transport and automotive")
    PROXIMITY = "proximity", _("Proximity and social economy")
    RETAIL = "retail", _("Retail")
    TEXTILES = "textiles", _("Textiles")
    TOURISM = "tourism", _("Tourism")


class Sector(models.Model):
    """A column of the networking map; the programme's own list."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="sectors")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    slug = models.SlugField(_("address"), max_length=60)
    name = models.CharField(_("name"), max_length=80)
    ecosystem = models.CharField(
        _("industrial ecosystem"), max_length=20, choices=Ecosystem, blank=True
    )

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "position", "name"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="sector_slug_once",
                violation_error_message=_("Another sector already has this address."),
            ),
            models.CheckConstraint(
                condition=Q(ecosystem__in=["", *Ecosystem.values]),
                name="sector_ecosystem_known",
                violation_error_message=_("This ecosystem does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mark(models.TextChoices):
    """What a city says about a sector. A missing row means: not answered."""

    CASE = "case", _("City case")
    OPPORTUNITY = "opportunity", _("Networking opportunity")
    NONE = "none", _("None")


class MapCellQuerySet(CityOwnedQuerySet):
    programme_path = "city__programme"


class MapCell(models.Model):
    """One answer on the map “City case × Networking opportunity”."""

    city = models.ForeignKey(City, models.CASCADE, related_name="map_cells")
    sector = models.ForeignKey(Sector, models.CASCADE, related_name="map_cells")
    mark = models.CharField(_("mark"), max_length=20, choices=Mark)

    objects = MapCellQuerySet.as_manager()

    class Meta:
        ordering = ["city", "sector"]
        verbose_name = _("mark on the map")
        verbose_name_plural = _("marks on the map")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "sector"],
                name="map_cell_once",
                violation_error_message=_("This city has already answered for this sector."),
            ),
            models.CheckConstraint(
                condition=Q(mark__in=Mark.values),
                name="map_cell_mark_known",
                violation_error_message=_("This mark does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.sector}: {self.get_mark_display()}"
