"""The programme, its objectives and its groups, sectors and partners that are no city."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from programme.models.querysets import ProgrammeScopedQuerySet

# The first parts of addresses that belong to the site itself.
RESERVED_SLUGS = {
    "account",
    "admin",
    "calendar",
    "invitation",
    "media",
    "offline",
    "privacy",
    "programmes",
    "security",
    "static",
}


def validate_programme_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself."), params={"slug": slug}
        )


class Part(models.TextChoices):
    """The three main objectives; also the three parts of every city workshop."""

    POLICY = "policy", _("City-region policy")
    CLUSTER = "cluster", _("Cluster")
    NETWORKING = "networking", _("Networking")


class ProgrammeQuerySet(ProgrammeScopedQuerySet):
    programme_path = "pk"

    def in_programme(self, programme: models.Model) -> Self:
        return self.filter(pk=programme.pk)


class Programme(models.Model):
    """A learning programme of cities, from kick-off to final report. One site hosts several."""

    slug = models.SlugField(_("address"), unique=True, validators=[validate_programme_slug])
    name = models.CharField(_("short name"), max_length=60)
    title = models.CharField(_("full name"), max_length=200)
    headline = models.CharField(_("headline"), max_length=200)
    overall_objective = models.TextField(_("overall objective"), blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    workshop_label = models.CharField(
        _("what a workshop is called"), max_length=60, default="city workshop"
    )
    expert_label = models.CharField(
        _("what the experts are called"),
        max_length=60,
        default="CSC",
        help_text=_("Shown where a case goes to the experts: “Submit to CSC”."),
    )
    funding_line = models.CharField(_("funding line"), max_length=300, blank=True)
    logo = models.ImageField(
        _("logo of the funder"),
        upload_to="logos/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"])],
    )
    fact_check_days = models.PositiveSmallIntegerField(
        _("days for a check of facts"),
        default=10,
        help_text=_(
            "How long a host city has to check the facts of its report; silence is consent."
        ),
    )
    coordinators_need_second_factor = models.BooleanField(
        _("coordinators log in with a second factor"),
        default=False,
        help_text=_(
            "Besides the password, a code from their phone or a passkey. Whoever has none yet is"
            " asked to set it up first."
        ),
    )
    # Since when no mail of the programme leaves; the outbox gathers them.
    mails_held_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("A programme must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(fact_check_days__gte=1, fact_check_days__lte=90),
                name="programme_fact_check_takes_days",
                violation_error_message=_("A check of facts takes from 1 to 90 days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:overview", args=[self.slug])

    @property
    def years(self) -> str:
        """First and last year: “2009–2011”."""
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}–{last}"


class Objective(models.Model):
    """One of the programme's main objectives."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="objectives")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    part = models.CharField(_("part of a workshop"), max_length=20, choices=Part)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "position"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="objective_position_once",
                violation_error_message=_("Another objective already has this position."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=Part.values),
                name="objective_part_known",
                violation_error_message=_("This part does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Group(models.Model):
    """Cities that prepare together. Its number gives its colour."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80, blank=True)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "number"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="group_number_once",
                violation_error_message=_("Another group already has this number."),
            )
        ]

    def __str__(self) -> str:
        return self.name or gettext("Group %(number)s") % {"number": self.number}


class PartnerKind(models.TextChoices):
    EXPERT = "expert", _("Expert")
    NETWORK = "network", _("Network")
    OTHER = "other", _("Other")


class Partner(models.Model):
    """A partner that is no city: the experts, a network."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind)
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("description"), blank=True)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "short_name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "short_name"],
                name="partner_short_name_once",
                violation_error_message=_("Another partner already has this short name."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PartnerKind.values),
                name="partner_kind_known",
                violation_error_message=_("This kind of partner does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name
