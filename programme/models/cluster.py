"""The directory of clusters: what practitioners expect of a profile."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from programme.models.city import City, Ecosystem, Sector
from programme.models.programme import Programme
from programme.models.querysets import CityOwnedQuerySet
from programme.plain import plain


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


class QualityLabel(models.TextChoices):
    """The label of cluster management excellence."""

    BRONZE = "bronze", _("Bronze")
    SILVER = "silver", _("Silver")
    GOLD = "gold", _("Gold")


class Actor(models.TextChoices):
    """Who is in a cluster: the triple helix, and the two that make it a penta helix.

    The value is the name of the column with the number of such members.
    """

    COMPANIES = "companies", _("Companies")
    RESEARCH = "research", _("Research and education")
    PUBLIC = "public", _("Public sector")
    START_UPS = "start_ups", _("Start-ups and entrepreneurs")
    FINANCERS = "financers", _("Financers")


TRIPLE_HELIX = (Actor.COMPANIES, Actor.RESEARCH, Actor.PUBLIC)


class Income(models.TextChoices):
    """Where the money of a cluster organisation comes from.

    The value is the name of the column with its share in percent.
    """

    FEES = "income_fees", _("Member fees")
    PROJECTS = "income_projects", _("Projects")
    EVENTS = "income_events", _("Events")
    GRANTS = "income_grants", _("Aid and grants")
    PRIVATE = "income_private", _("Private")


def _income_is_whole() -> Q:
    """All shares or none, and together the whole."""
    none = Q(**{f"{name}__isnull": True for name in Income.values})
    shares = Q(**{f"{name}__isnull": False for name in Income.values})
    rest = 100 - sum((F(name) for name in Income.values[1:]), start=F(Income.values[0]) * 0)
    return none | (shares & Q(**{Income.values[0]: rest}))


class ClusterQuerySet(CityOwnedQuerySet):
    def with_place_and_sector(self) -> Self:
        """With all that is asked to say where a cluster is, what it is about, and its address."""
        return self.select_related("city__group", "sector", "programme")


class Cluster(models.Model):
    """Interconnected actors of a region with a theme in common, and who co-ordinates them.

    It belongs to a partner city, or stands in another city-region: then ``place`` and ``country``
    say where, and the coordinator keeps its profile.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="clusters")
    city = models.ForeignKey(
        City,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters",
        verbose_name=_("partner city"),
    )
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clusters",
        verbose_name=_("sector"),
    )
    # Empty: that of its sector.
    ecosystem = models.CharField(
        _("industrial ecosystem"), max_length=20, choices=Ecosystem, blank=True
    )
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    # Its number in the directory that it came from: an import finds it again by this.
    reference = models.CharField(_("number in another directory"), max_length=60, blank=True)
    place = models.CharField(_("place, if not the city itself"), max_length=120, blank=True)
    # Empty: that of its city.
    country = CountryField(_("country"), blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    founded_note = models.CharField(_("more about the founding"), max_length=120, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=30, choices=LegalForm, blank=True)
    legal_form_detail = models.CharField(_("legal form in words"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    website = models.URLField(_("website"), blank=True)
    manager = models.CharField(_("manager"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail of the office"), blank=True)
    # Two-letter codes with a space between them: "en fr".
    languages = models.CharField(_("languages"), max_length=80, blank=True)
    staff = models.DecimalField(
        _("staff, in full-time equivalents"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    # One a line.
    themes = models.TextField(_("themes"), max_length=1000, blank=True)
    themes_from_members = models.BooleanField(
        _("the themes were drawn from joint challenges of the members"), null=True, blank=True
    )
    funded_until = models.DateField(_("funding is secured until"), null=True, blank=True)
    companies = models.PositiveIntegerField(Actor.COMPANIES.label, null=True, blank=True)
    research = models.PositiveIntegerField(Actor.RESEARCH.label, null=True, blank=True)
    public = models.PositiveIntegerField(Actor.PUBLIC.label, null=True, blank=True)
    start_ups = models.PositiveIntegerField(Actor.START_UPS.label, null=True, blank=True)
    financers = models.PositiveIntegerField(Actor.FINANCERS.label, null=True, blank=True)
    income_fees = models.PositiveSmallIntegerField(Income.FEES.label, null=True, blank=True)
    income_projects = models.PositiveSmallIntegerField(Income.PROJECTS.label, null=True, blank=True)
    income_events = models.PositiveSmallIntegerField(Income.EVENTS.label, null=True, blank=True)
    income_grants = models.PositiveSmallIntegerField(Income.GRANTS.label, null=True, blank=True)
    income_private = models.PositiveSmallIntegerField(Income.PRIVATE.label, null=True, blank=True)
    label = models.CharField(_("quality label"), max_length=10, choices=QualityLabel, blank=True)
    label_on = models.DateField(_("label given on"), null=True, blank=True)
    # Of staff, members and income.
    profile_as_of = models.DateField(_("figures as of"), null=True, blank=True)
    profile_source = models.CharField(_("source of the figures"), max_length=200, blank=True)
    # What is searched, without accents and capitals (see ``set_derived``).
    search_text = models.TextField(editable=False, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "name", "pk"]
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        indexes = [
            models.Index(fields=["programme", "changed_at"], name="cluster_changed"),
            models.Index(fields=["programme", "name"], name="cluster_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="cluster_slug_once",
                violation_error_message=_("Another cluster already has this address."),
            ),
            models.UniqueConstraint(
                fields=["programme", "reference"],
                condition=~Q(reference=""),
                name="cluster_reference_once",
                violation_error_message=_("Another cluster already has this number."),
            ),
            models.CheckConstraint(
                condition=Q(legal_form__in=["", *LegalForm.values]),
                name="cluster_legal_form_known",
                violation_error_message=_("This legal form does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(city__isnull=False) | (~Q(country="") & ~Q(place="")),
                name="cluster_is_somewhere",
                violation_error_message=_(
                    "Say which partner city it belongs to, or its city-region and country."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ecosystem__in=["", *Ecosystem.values]),
                name="cluster_ecosystem_known",
                violation_error_message=_("This ecosystem does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | Q(staff__gte=0),
                name="cluster_staff_not_negative",
                violation_error_message=_("Staff cannot be less than nothing."),
            ),
            models.CheckConstraint(
                condition=_income_is_whole(),
                name="cluster_income_is_whole",
                violation_error_message=_(
                    "The shares of the income must be given for all sources, and sum up to 100 %."
                ),
            ),
            models.CheckConstraint(
                condition=Q(label__in=["", *QualityLabel.values]),
                name="cluster_label_known",
                violation_error_message=_("This label does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(label_on__isnull=True) | ~Q(label=""),
                name="cluster_label_date_needs_label",
                violation_error_message=_("The day belongs to a label: say which."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:cluster_detail", args=[self.programme.slug, self.slug])

    def clean(self) -> None:
        self.set_derived()

    def set_derived(self) -> None:
        """Compute what follows from the other columns; whoever saves without a form calls it."""
        said = (self.name, self.place, self.manager, self.themes, self.summary)
        self.search_text = plain(" ".join(filter(None, said)))

    @property
    def theme_list(self) -> list[str]:
        return [line.strip() for line in self.themes.splitlines() if line.strip()]

    @property
    def language_codes(self) -> list[str]:
        return self.languages.split()

    @property
    def members(self) -> dict[Actor, int | None]:
        """How many members of each kind; None where nobody has said."""
        return {actor: getattr(self, actor.value) for actor in Actor}

    @property
    def income(self) -> dict[Income, int]:
        """The shares of its income in percent; empty where nobody has said."""
        shares = {source: getattr(self, source.value) for source in Income}
        return {} if None in shares.values() else shares

    @property
    def ecosystem_known(self) -> str:
        """Its own ecosystem, or that of its sector; empty where neither is said."""
        return self.ecosystem or (self.sector.ecosystem if self.sector else "")

    @property
    def country_code(self) -> str:
        """Where it is: its own country, or that of its city."""
        country = self.country or (self.city.country if self.city else None)
        return country.code if country else ""

    @property
    def place_name(self) -> str:
        """“Borås”, or the city that it belongs to."""
        return self.place or (self.city.name if self.city else "")
