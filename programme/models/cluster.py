"""Clusters and the figures known about them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programme.models.city import City, Sector
from programme.models.programme import Programme
from programme.models.querysets import CityOwnedQuerySet


class LegalForm(models.TextChoices):
    """How a cluster organisation is set up."""

    COOPERATIVE = "cooperative", _("Co-operative")
    REGISTERED_ASSOCIATION = "registered_association", _("Registered association")
    LIMITED_COMPANY = "limited_company", _("Limited company")
    AGREEMENT = "agreement", _("Agreement of co-operation")
    BRAND = "brand", _("Brand owned by an organisation")
    FOUNDATION = "foundation", _("Foundation")
    PROJECT = "project", _("Project")
    AGENCY = "agency", _("Part of an agency")
    OTHER = "other", _("Other form")


class ClusterQuerySet(CityOwnedQuerySet):
    def matching(self, words: str) -> Self:
        """Clusters whose name, place or summary contains the words; accents may be left out."""
        words = words.strip()
        if not words:
            return self
        found = Q(name__icontains=words) | Q(place__icontains=words) | Q(summary__icontains=words)
        if plain := slugify(words):
            found |= Q(slug__contains=plain)
        return self.filter(found)

    def for_list(self) -> Self:
        return self.select_related("city__group", "sector").prefetch_related("figures")


class Cluster(models.Model):
    """Interconnected actors of a region with a theme in common, and who co-ordinates them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="clusters")
    city = models.ForeignKey(
        City, models.PROTECT, related_name="clusters", verbose_name=_("city-region")
    )
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters",
        verbose_name=_("sector"),
    )
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("place, if not the city itself"), max_length=120, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    founded_note = models.CharField(_("more about the founding"), max_length=120, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=30, choices=LegalForm, blank=True)
    legal_form_detail = models.CharField(_("legal form in words"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    website = models.URLField(_("website"), blank=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "name"]
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="cluster_slug_once",
                violation_error_message=_("Another cluster already has this address."),
            ),
            models.CheckConstraint(
                condition=Q(legal_form__in=["", *LegalForm.values]),
                name="cluster_legal_form_known",
                violation_error_message=_("This legal form does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:cluster_detail", args=[self.programme.slug, self.slug])


class FigureQuerySet(CityOwnedQuerySet):
    programme_path = "cluster__programme"
    city_path = "cluster__city"


class Precision(models.TextChoices):
    """How exactly the date of a figure is known."""

    YEAR = "year", _("Year")
    MONTH = "month", _("Month")
    DAY = "day", _("Day")


class Figure(models.Model):
    """A number with its unit, date and source.

    Two sources may disagree: both rows stand side by side and none replaces the other.
    """

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="figures")
    label = models.CharField(_("what"), max_length=120)
    qualifier = models.CharField(
        _("qualifier"), max_length=20, blank=True, help_text=_("For example “about” or “over”.")
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    as_of = models.DateField(_("as of"))
    precision = models.CharField(
        _("date known to the"), max_length=10, choices=Precision, default=Precision.YEAR
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["cluster", "label", "as_of", "pk"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "label", "as_of", "source"],
                name="figure_once_per_source",
                violation_error_message=_("This source already gives this figure for the date."),
            ),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values),
                name="figure_precision_known",
                violation_error_message=_("This precision does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value_in_words}"

    @property
    def value_in_words(self) -> str:
        """“about 60 members”: whole numbers without decimals, thousands grouped."""
        number = f"{self.value:,.2f}".rstrip("0").rstrip(".")
        return " ".join(filter(None, [self.qualifier, number, self.unit]))

    @property
    def as_of_in_words(self) -> str:
        formats = {Precision.YEAR: "Y", Precision.MONTH: "F Y", Precision.DAY: "j F Y"}
        return date_format(self.as_of, formats[Precision(self.precision)])
