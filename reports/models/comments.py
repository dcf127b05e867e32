"""What is said about the draft of a report."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import ProgrammeScopedQuerySet
from programme.writing.models import TextComment, comment_rules
from reports.models.report import CityReport, FinalReport
from reports.outline import CITY_REPORT_PART_BY_KEY, FINAL_REPORT_PART_BY_KEY

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ReportCommentQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        city = Q(city_report__in=CityReport.objects.draft_visible_to(user))
        final = Q(final_report__in=FinalReport.objects.draft_visible_to(user))
        return self.filter(city | final)

    def editable_by(self, user: "AnyUser") -> Self:
        """Whoever may read the draft may answer and resolve."""
        return self.visible_to(user)


class ReportComment(TextComment):
    """A remark on a part of the draft of a report, or (empty part) on all of it."""

    city_report = models.ForeignKey(
        CityReport, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    final_report = models.ForeignKey(
        FinalReport, models.CASCADE, null=True, blank=True, related_name="comments"
    )
    part = models.CharField(_("about"), max_length=40, blank=True)

    objects = ReportCommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment on a report")
        verbose_name_plural = _("comments on reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(city_report__isnull=True, final_report__isnull=False)
                | Q(city_report__isnull=False, final_report__isnull=True),
                name="report_comment_on_one_report",
                violation_error_message=_("A comment is on one report."),
            ),
            models.CheckConstraint(
                condition=Q(part="")
                | Q(city_report__isnull=False, part__in=list(CITY_REPORT_PART_BY_KEY))
                | Q(final_report__isnull=False, part__in=list(FINAL_REPORT_PART_BY_KEY)),
                name="report_comment_part_known",
                violation_error_message=_("This part is not in the outline of the report."),
            ),
            *comment_rules("report_comment"),
        ]
