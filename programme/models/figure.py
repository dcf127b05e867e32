"""Figures known about clusters, each with its date and source."""

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.models.cluster import Cluster
from programme.models.querysets import CityOwnedQuerySet


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
