"""The lessons of a city report: read and written by those who write the report."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import require
from reports import services
from reports.models import CityReport, Lesson
from reports.moves import may_write, writes_reports
from reports.outline import CITY_REPORT_PART_BY_KEY
from reports.services import ReportMoveError
from reports.views.pages import crumbs_of
from reports.writing.lessons import LessonForm, lesson_lines, lessons_url
from reports.writing.page import write_url


@require_http_methods(["GET", "HEAD", "POST"])
def lessons(request, slug):
    """All lessons, and one more."""
    report = _report(request, slug)
    if request.method != "POST":
        return _page(request, report, LessonForm())
    form = LessonForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    try:
        lesson = services.add_lesson(report, by=request.user, **form.values)
    except ReportMoveError as error:
        messages.error(request, str(error))
        return _page(request, report, form, status=409)
    messages.success(request, _("Lesson L%(number)s is added.") % {"number": lesson.number})
    return redirect(_back(request, report))


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_edit(request, slug, number):
    report, lesson = _lesson(request, slug, number)
    form = LessonForm(request.POST if request.method == "POST" else None, instance=lesson)
    status = 200
    if form.is_valid():
        try:
            services.change_lesson(lesson, by=request.user, **form.values)
        except ReportMoveError as error:
            messages.error(request, str(error))
            status = 409
        else:
            messages.success(request, _("The lesson is saved."))
            return redirect(lessons_url(report))
    elif form.is_bound:
        status = 422
    label = _("Lesson L%(number)s") % {"number": number}
    context = {
        "report": report,
        "form": form,
        "heading": label,
        "cancel_url": lessons_url(report),
        "crumbs": crumbs_of(request, report, label),
        "can_write": may_write(request.seat, report),
    }
    return render(request, "reports/lesson_form.html", context, status=status)


@require_POST
def lesson_delete(request, slug, number):
    report, lesson = _lesson(request, slug, number)
    done = _("Lesson L%(number)s is deleted.") % {"number": number}
    return _do(request, report, done, lambda: services.delete_lesson(lesson, by=request.user))


@require_POST
def lesson_move(request, slug, number):
    report, lesson = _lesson(request, slug, number)
    steps = -1 if request.POST.get("to") == "up" else 1
    return _do(
        request, report, "", lambda: services.move_lesson(lesson, steps=steps, by=request.user)
    )


def _do(request, report, done, act):
    try:
        act()
    except ReportMoveError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(lessons_url(report))


def _page(request, report, form, status=200):
    context = {
        "report": report,
        "form": form,
        "lines": lesson_lines(report),
        "can_write": may_write(request.seat, report),
        "crumbs": crumbs_of(request, report, _("Lessons")),
    }
    return render(request, "reports/lesson_list.html", context, status=status)


def _back(request, report):
    """To the part beside which the lesson was written, or to all lessons."""
    part = request.POST.get("from", "")
    return write_url(report, part) if part in CITY_REPORT_PART_BY_KEY else lessons_url(report)


def _report(request, slug):
    """The report in any state, for those who write: 404 unseen, 403 for other readers."""
    reports = CityReport.objects.visible_to(request.user).in_programme(request.programme)
    reports = reports.select_related("workshop__programme", "workshop__city__group")
    report = get_object_or_404(reports, workshop__slug=slug)
    require(writes_reports(request.seat))
    return report


def _lesson(request, slug, number):
    report = _report(request, slug)
    rows = Lesson.objects.visible_to(request.user).filter(city_report=report)
    lesson = get_object_or_404(rows, number=number)
    lesson.city_report = report
    return report, lesson
