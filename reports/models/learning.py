"""What was learnt: lessons with the gap they belong to, and what a city took up from another."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import ActionProgress, ProposedAction
from programme.models import City, ProgrammeScopedQuerySet
from reports.models.report import CityReport
from reports.outline import CITY_REPORT_PART_BY_KEY

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class Gap(models.TextChoices):
    """The seven gaps between actors by which the final report is organised (domain.md, 9)."""

    RESEARCH = "research", _("Research")
    EDUCATION = "education", _("Education")
    CAPITAL = "capital", _("Capital")
    POLICY = "policy", _("Policy")
    FIRM_TO_FIRM = "firm_to_firm", _("Firm to firm")
    CLUSTER_TO_CLUSTER = "cluster_to_cluster", _("Cluster to cluster")
    GLOBAL = "global", _("Global")


class LessonQuerySet(ProgrammeScopedQuerySet):
    programme_path = "city_report__workshop__programme"
    city_path = "city_report__workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """With the working text of its report. Members read lessons in published editions."""
        return self.filter(city_report__in=CityReport.objects.draft_visible_to(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.filter(city_report__in=CityReport.objects.editable_by(user))


class Lesson(models.Model):
    """One thing that other cities can learn from a workshop, with the gap that it narrows."""

    city_report = models.ForeignKey(CityReport, models.CASCADE, related_name="lessons")
    # 1, 2, 3… within the report, never given again: “Lyon L2”.
    number = models.PositiveSmallIntegerField(editable=False)
    gap = models.CharField(_("gap"), max_length=20, choices=Gap)
    text = models.TextField(
        _("lesson"),
        max_length=1_000,
        help_text=_("One or two sentences that hold beyond this city."),
    )
    # The part of the report in which it is told; empty for none in particular.
    part = models.CharField(_("told in"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["city_report", "position", "pk"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["city_report", "number"],
                name="lesson_number_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=Q(gap__in=Gap.values),
                name="lesson_gap_known",
                violation_error_message=_("This gap is none of the seven."),
            ),
            models.CheckConstraint(
                condition=Q(part__in=["", *CITY_REPORT_PART_BY_KEY]),
                name="lesson_of_known_part",
                violation_error_message=_("This part is not in the outline of the report."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="lesson_has_text",
                violation_error_message=_("Write the lesson first."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class TakeUpQuerySet(ProgrammeScopedQuerySet):
    programme_path = "city__programme"
    city_path = "city"

    def editable_by(self, user: "AnyUser") -> Self:
        """The city itself says what it took up, and the coordinator for it."""
        return self.any_of(super().editable_by(user), self.in_cities_of(user))


class TakeUp(models.Model):
    """What a city took up from another: an entry of its learning passport."""

    city = models.ForeignKey(City, models.CASCADE, related_name="take_ups", verbose_name=_("city"))
    # 1, 2, 3… within the city, never given again: “Leipzig T2”.
    number = models.PositiveSmallIntegerField(editable=False)
    source_city = models.ForeignKey(
        City, models.PROTECT, related_name="given_on", verbose_name=_("from which city")
    )
    # What it goes back to, if it goes back to one action or one lesson.
    action = models.ForeignKey(
        ProposedAction, models.SET_NULL, null=True, blank=True, related_name="take_ups"
    )
    lesson = models.ForeignKey(
        Lesson, models.SET_NULL, null=True, blank=True, related_name="take_ups"
    )
    text = models.CharField(_("what was taken up"), max_length=600)
    progress = models.CharField(
        _("how far it is"),
        max_length=20,
        choices=ActionProgress,
        default=ActionProgress.ADOPTED,
    )
    result = models.TextField(_("what came of it"), max_length=2_000, blank=True)
    recorded_by = models.ForeignKey(
        "programme.User", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TakeUpQuerySet.as_manager()

    class Meta:
        ordering = ["city", "number"]
        verbose_name = _("entry of a learning passport")
        verbose_name_plural = _("entries of learning passports")
        constraints = [
            models.UniqueConstraint(
                fields=["city", "number"],
                name="take_up_number_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=~Q(city=F("source_city")),
                name="take_up_from_another_city",
                violation_error_message=_("A city takes up what another city did."),
            ),
            models.CheckConstraint(
                condition=Q(progress__in=ActionProgress.values),
                name="take_up_progress_known",
                violation_error_message=_("This progress does not exist."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="take_up_has_text",
                violation_error_message=_("Write what was taken up."),
            ),
            models.CheckConstraint(
                condition=Q(action__isnull=True) | Q(lesson__isnull=True),
                name="take_up_goes_back_to_one",
                violation_error_message=_("It goes back to an action or to a lesson, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("reports:passport", args=[self.city.programme.slug, self.city.slug])
