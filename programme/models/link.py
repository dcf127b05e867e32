"""Links between clusters: how each began, and what became of it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models.city import Sector
from programme.models.cluster import Cluster
from programme.models.programme import Programme
from programme.models.querysets import STAFF_ROLES, ProgrammeScopedQuerySet, cities_edited_by

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class LinkStatus(models.TextChoices):
    """The life of a link. It may be closed from any state, and begin again."""

    PROPOSED = "proposed", _("Proposed")
    MET = "met", _("Met")
    EXPLORING = "exploring", _("Exploring")
    AGREED = "agreed", _("Agreed")
    CLOSED = "closed", _("Closed")


class ClusterLinkQuerySet(ProgrammeScopedQuerySet):
    def editable_by(self, user: "AnyUser") -> Self:
        """Those who run the programme, and the editors of either cluster’s city."""
        held = cities_edited_by(user)
        members = self.in_programmes_of(user)
        return self.any_of(
            self.in_programmes_of(user, roles=STAFF_ROLES),
            members.filter(first__city__in=held),
            members.filter(second__city__in=held),
        )

    def with_clusters(self) -> Self:
        """With all that a line says of its two clusters and its sector."""
        return self.select_related("first__city__group", "second__city__group", "sector")

    def open(self) -> Self:
        return self.exclude(status=LinkStatus.CLOSED)

    def of(self, cluster: Cluster) -> Self:
        """On either side."""
        return self.filter(Q(first=cluster) | Q(second=cluster))


class ClusterLink(models.Model):
    """Two clusters that were brought together. There is one row for a pair, whoever began it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="cluster_links")
    # The cluster with the smaller key is the first: a pair stands once.
    first = models.ForeignKey(Cluster, models.PROTECT, related_name="links_as_first")
    second = models.ForeignKey(Cluster, models.PROTECT, related_name="links_as_second")
    sector = models.ForeignKey(
        Sector,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cluster_links",
        verbose_name=_("sector"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=LinkStatus, default=LinkStatus.PROPOSED
    )
    about = models.CharField(_("what it is about"), max_length=300)
    agreement = models.CharField(_("what was agreed"), max_length=500, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    closed_reason = models.CharField(_("why it was closed"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClusterLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("link between clusters")
        verbose_name_plural = _("links between clusters")
        indexes = [models.Index(fields=["programme", "-changed_at"], name="cluster_link_changed")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="cluster_link_once",
                violation_error_message=_("These two clusters are linked already."),
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="cluster_link_of_two",
                violation_error_message=_("A link joins two different clusters."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=LinkStatus.values),
                name="cluster_link_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status=LinkStatus.AGREED)
                | (~Q(agreement="") & Q(agreed_on__isnull=False)),
                name="cluster_link_agreed_says_what",
                violation_error_message=_("Say what was agreed, and when."),
            ),
            models.CheckConstraint(
                condition=~Q(status=LinkStatus.CLOSED) | ~Q(closed_reason=""),
                name="cluster_link_closed_says_why",
                violation_error_message=_("Say why the link is closed."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(first)s and %(second)s") % {"first": self.first, "second": self.second}

    def get_absolute_url(self) -> str:
        return reverse("programme:link_detail", args=[self.programme.slug, self.pk])


class ClusterLinkEntryQuerySet(ProgrammeScopedQuerySet):
    programme_path = "link__programme"

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what happened stays."""
        return self.none()


class ClusterLinkEntry(models.Model):
    """A line in the log of a link: a step, or what somebody noted."""

    link = models.ForeignKey(ClusterLink, models.CASCADE, related_name="entries")
    # Empty for a note that changes nothing.
    status = models.CharField(_("status"), max_length=10, choices=LinkStatus, blank=True)
    text = models.CharField(_("what happened"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ClusterLinkEntryQuerySet.as_manager()

    class Meta:
        ordering = ["link", "at", "pk"]
        verbose_name = _("entry of a link")
        verbose_name_plural = _("entries of links")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *LinkStatus.values]),
                name="cluster_link_entry_status_known",
                violation_error_message=_("This status does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(status="", text=""),
                name="cluster_link_entry_says_something",
                violation_error_message=_("Write what happened."),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.get_status_display())
