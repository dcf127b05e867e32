"""Looking over a case before it goes to the experts: all of it, or one section of it."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from cases.access import draft_case, section_or_404
from cases.checking.checks import Level, findings_by_level, lines_in
from cases.models import CaseStatus
from cases.moves import may_write, moves_for, writes_for
from cases.pages.sections import SectionTable
from cases.progress import progress_of
from cases.views.reading import crumbs_of


@require_GET
def case_review(request, city):
    """What is missing, and the button that submits."""
    case = draft_case(request, city)
    levels = findings_by_level(case)
    errors = sum(found.count for found in levels if found.level == Level.ERROR)
    progress = progress_of([case])[case.pk]
    context = {
        "case": case,
        "progress": progress,
        # Those who write have them beside the page already.
        "sections": SectionTable.of(case, request.seat, progress)
        if request.seat.is_staff
        else None,
        "levels": levels,
        "is_ready": not errors,
        "standing": _standing(case, errors),
        "can_write": writes_for(request.seat, case),
        "can_mend": may_write(request.seat, case),
        "submit": next(
            (m for m in moves_for(request.seat, case) if m.to == CaseStatus.SUBMITTED), None
        ),
        "crumbs": crumbs_of(case, _("Review")),
    }
    return render(request, "cases/case_review.html", context)


@require_GET
def section_checks(request, city, section):
    """What was found in one section, and how far the case is: a fragment, fetched after a save."""
    case, section = draft_case(request, city), section_or_404(section)
    context = {
        "case": case,
        "section": section,
        "checks": lines_in(case, section),
        "can_write": writes_for(request.seat, case),
        "progress": progress_of([case])[case.pk],
    }
    return render(request, "cases/_section_checks_live.html", context)


def _standing(case, errors):
    expert = case.programme.expert_label
    if not case.is_open:
        return _("The case is “%(status)s”, so nobody can change it.") % {
            "status": case.get_status_display()
        }
    if case.is_shared:
        if not errors:
            return _("Nothing keeps the new edition from being published.")
        return ngettext(
            "%(number)s thing is missing before the new edition can be published.",
            "%(number)s things are missing before the new edition can be published.",
            errors,
        ) % {"number": errors}
    if not errors:
        return _("Nothing keeps the case from going to %(expert)s.") % {"expert": expert}
    return ngettext(
        "%(number)s thing is missing before the case can go to %(expert)s.",
        "%(number)s things are missing before the case can go to %(expert)s.",
        errors,
    ) % {"number": errors, "expert": expert}
