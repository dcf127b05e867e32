"""What is said about the draft of a report."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, ProgrammeScopedQuerySet
from programme.writing.models import TextComment, comment_rules
from reports.models.report import CityReport, FinalReport
from reports.outline import CITY_REPORT_PART_BY_KEY, FINAL_REPORT_PART_BY_KEY

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class ReportCommentQuerySet(ProgrammeScopedQuerySet):
    def visible_to(self, user: "AnyUser") -> Self:
        """Whoever may read the draft; what is internal, and answers to it, for staff alone."""
        as_staff = CityReport.objects.in_programmes_of(user, roles=STAFF_ROLES)
        shared = Q(is_internal=False) & (Q(parent=None) | Q(parent__is_internal=False))
        city = Q(city_report__in=CityReport.objects.draft_visible_to(user))
        final = Q(final_report__in=FinalReport.objects.draft_visible_to(user))
        return self.filter(Q(city_report__in=as_staff) | city & shared | final)

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
    # Said among those who run the programme: the city does not read it with its draft.
    is_internal = models.BooleanField(_("only for the experts and the coordinator"), default=False)

    place_field = "part"

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
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(city_report__isnull=False),
                name="report_comment_internal_where_a_city_reads",
                violation_error_message=_("No city reads the draft of a final report."),
            ),
            *comment_rules("report_comment"),
        ]
