"""Writing a case, section by section."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.access import section_or_404, written_case
from cases.outline import SECTIONS
from cases.pages.writing import WritePage, keep_key, write_url
from cases.progress import progress_of
from cases.services import CaseMoveError
from cases.views.reading import crumbs_of
from cases.writing.editor import SectionEditor
from cases.writing.saving import save_section
from programme.writing.views import (
    is_its_person,
    other_person_words,
    remember_saved,
    saved_before,
)


@require_GET
def write_start(request, city):
    """To the first section in which something is missing."""
    case = written_case(request, city)
    return redirect(write_url(case, progress_of([case])[case.pk].next_to_write))


@require_http_methods(["GET", "POST"])
def case_write(request, city, section):
    case, section = written_case(request, city), section_or_404(section)
    if request.method == "GET":
        return _page(request, SectionEditor.of(case, section))
    if not is_its_person(request):
        messages.error(request, other_person_words(request))
        return _refused(request, case, section)
    try:
        editor = save_section(case, section, request.POST, by=request.user)
    except CaseMoveError as error:
        messages.error(request, str(error))
        return _refused(request, written_case(request, city), section)
    # What was refused stands in the answer itself.
    remember_saved(request, [*editor.saved, keep_key(case, section)])
    if editor.errors:
        return _page(request, editor, status=409 if editor.has_conflict else 422)
    messages.success(request, _("“%(section)s” is saved.") % {"section": section.title})
    return redirect(_where_to(request, case, section))


def _refused(request, case, section):
    """The section as it is, and above it what was typed and not saved."""
    typed = SectionEditor.of(case, section, request.POST).typed
    return _page(request, SectionEditor.of(case, section), typed=typed, status=409)


def _page(request, editor, *, typed=None, status=200):
    page = WritePage.of(request.seat, editor, typed)
    context = {
        "page": page,
        "case": page.case,
        "crumbs": crumbs_of(page.case, page.section.title),
        "next": page.url,
        "saved": saved_before(request),
    }
    return render(request, "cases/case_write.html", context, status=status)


def _where_to(request, case, section):
    """Where the pressed button leads: on, back, or the same section again."""
    way = request.POST.get("go", "")
    step = {"before": -1, "after": 1}.get(way, 0)
    place = section.number - 1 + step
    if place >= len(SECTIONS):
        return reverse("cases:review", args=[case.programme.slug, case.city.slug])
    return write_url(case, SECTIONS[max(place, 0)])
