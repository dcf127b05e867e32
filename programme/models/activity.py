"""Who did what to which row."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models.city import City
from programme.models.kept_log import StaysAsWritten
from programme.models.programme import Programme
from programme.models.querysets import (
    STAFF_ROLES,
    ProgrammeScopedQuerySet,
    Role,
    cities_edited_by,
)
from programme.plain import plain

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser

# Who agreed to what, who asked to be erased, why somebody is not: rows that the coordinator alone
# may see.
FOR_COORDINATORS = ("programme.consent:", "programme.user:", "programme.legalhold:")


class ActivityQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """The coordinator sees all, the experts all but what is between a person and the
        coordinator; an editor what happened to the rows of the own city."""
        own = cities_edited_by(user)
        further = ActivityCity.objects.filter(city__in=own).values("entry")
        of_staff = self.in_programmes_of(user, roles=STAFF_ROLES)
        readings = [
            self.in_programmes_of(user, roles=[Role.COORDINATOR]),
            of_staff.exclude(_begins_with(FOR_COORDINATORS)),
        ]
        if own:
            readings += [self.in_cities_of(user), self.filter(pk__in=further)]
        return self.any_of(*readings)

    def of_city(self, city: City) -> Self:
        """What happened to rows of the city, its own and those that it shares with others."""
        shared = ActivityCity.objects.filter(city=city).values("entry")
        return self.filter(Q(city=city) | Q(pk__in=shared))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody: what happened stays as it happened."""
        return self.none()

    def with_cities(self) -> Self:
        """With who did it, and the names of all cities whose row it is about."""
        further = ActivityCity.objects.select_related("city__group")
        return self.select_related("actor", "city__group").prefetch_related(
            # As a list: a queryset for each entry is most of what a long file of the log costs.
            Prefetch("further_cities", further, to_attr="further")
        )

    def about(self, row: models.Model) -> Self:
        return self.filter(subject=subject_of(row))


def _begins_with(starts: Iterable[str]) -> Q:
    return reduce(or_, (Q(subject__startswith=start) for start in starts))


class LogOpeningQuerySet(models.QuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Nobody: there is none outside the transaction that wrote it."""
        return self.none()

    editable_by = visible_to


class LogOpening(models.Model):
    """While a row of these stands, the transaction that wrote it may rewrite or empty the log.

    ``programme.activity.log_opened`` alone writes it, and takes it away before the transaction
    ends: nobody else ever sees one, and for everybody else the log stays shut.
    """

    reason = models.CharField(max_length=80)

    objects = LogOpeningQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("opening of the log")
        verbose_name_plural = _("openings of the log")

    def __str__(self) -> str:
        return self.reason


class Activity(models.Model):
    """One entry of the log. Written by ``programme.activity.record`` and never changed.

    The database itself refuses it (``StaysAsWritten``): a person's name leaves the log, and a
    programme takes its log along, inside ``programme.activity.log_opened`` alone.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="activities")
    city = models.ForeignKey(
        City, models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    actor = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    # A verb in the past tense, as code: "case_submitted". Shown through ``sentence``.
    verb = models.CharField(max_length=60)
    # The row as "app.model:pk": the log outlives the row, so it is no foreign key.
    subject = models.CharField(max_length=80, db_index=True)
    sentence = models.CharField(_("what happened"), max_length=300)
    remark = models.TextField(_("remark"), blank=True)
    path = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    # The words above and the name of whoever did it, as they are searched: see ``plain``.
    folded = models.TextField(blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["programme", "-at", "-id"], name="activity_of_programme"),
            models.Index(fields=["city", "-at", "-id"], name="activity_of_city"),
        ]
        constraints = [
            StaysAsWritten(
                name="activity_stays_as_written",
                opened_by="programme_logopening",
                # Whoever has done something is erased, not deleted: it stays somebody's deed.
                keeps=["actor"],
                violation_error_message=_("What happened stays as it happened."),
            )
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def cities(self) -> list[City]:
        """Whose row it is about: for a list come from ``with_cities``."""
        rows = self.further if hasattr(self, "further") else self.further_cities.all()
        return [city for city in [self.city, *(row.city for row in rows)] if city is not None]

    def set_derived(self) -> None:
        """Fold the words for the search. Called whenever one of them is written."""
        self.folded = plain(f"{self.sentence} {self.remark} {self.actor or ''}")


class ActivityCityQuerySet(ProgrammeScopedQuerySet):
    programme_path = "entry__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        return self.filter(entry__in=Activity.objects.visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        """Nobody, as the entry."""
        return self.none()


class ActivityCity(models.Model):
    """A further city whose row an entry is about: the second of a link, those of a meeting."""

    entry = models.ForeignKey(Activity, models.CASCADE, related_name="further_cities")
    city = models.ForeignKey(City, models.SET_NULL, null=True, related_name="+")

    objects = ActivityCityQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "pk"]
        verbose_name = _("further city of an activity")
        verbose_name_plural = _("further cities of activities")
        constraints = [
            StaysAsWritten(
                name="activity_city_stays_as_written",
                opened_by="programme_logopening",
                violation_error_message=_("What happened stays as it happened."),
            )
        ]

    def __str__(self) -> str:
        return str(self.city or "")


def subject_of(row: models.Model) -> str:
    """The name under which the log knows a row: ``cases.case:12``."""
    return f"{row._meta.label_lower}:{row.pk}"
