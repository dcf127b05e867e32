"""What clusters and people look for in others, and what they have to give."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models.cluster import Cluster
from programme.models.querysets import CityOwnedQuerySet


class OfferKind(models.TextChoices):
    OFFER = "offer", _("Offers")
    SEEK = "seek", _("Seeks")


class PartneringTopic(models.TextChoices):
    """What it is about: an offer meets a search of the same topic."""

    TEST_BEDS = "test_beds", _("Test beds and pilots")
    JOINT_RESEARCH = "joint_research", _("Joint research and development")
    TECHNOLOGY = "technology", _("Technology and licences")
    SUPPLIERS = "suppliers", _("Suppliers and production")
    CUSTOMERS = "customers", _("Customers and sales abroad")
    INVESTORS = "investors", _("Investors and capital")
    SKILLS = "skills", _("Skills and staff exchange")
    START_UPS = "start_ups", _("Start-ups and incubation")
    FUNDING = "funding", _("Partners for funded projects")
    POLICY = "policy", _("Experience with policy and management")


class PartneringEntry(models.Model):
    """An offer or a search: its topic, and the same in one’s own words."""

    kind = models.CharField(_("kind"), max_length=10, choices=OfferKind)
    topic = models.CharField(_("topic"), max_length=20, choices=PartneringTopic)
    words = models.CharField(_("in your own words"), max_length=200, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OfferKind.values),
                name="%(class)s_kind_known",
                violation_error_message=_("This kind does not exist."),
            ),
            models.CheckConstraint(
                condition=Q(topic__in=PartneringTopic.values),
                name="%(class)s_topic_known",
                violation_error_message=_("This topic does not exist."),
            ),
        ]

    def __str__(self) -> str:
        # Formatted by the words that people read, not by the keys.
        said = f"{self.get_kind_display()}: {self.get_topic_display()}"
        return f"{said}, {self.words}" if self.words else said


class ClusterOfferQuerySet(CityOwnedQuerySet):
    programme_path = "cluster__programme"
    city_path = "cluster__city"


class ClusterOffer(PartneringEntry):
    """What a cluster offers to others or seeks from them."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="offers")

    objects = ClusterOfferQuerySet.as_manager()

    class Meta(PartneringEntry.Meta):
        abstract = False
        ordering = ["cluster", "kind", "pk"]
        verbose_name = _("offer or search of a cluster")
        verbose_name_plural = _("offers and searches of clusters")
