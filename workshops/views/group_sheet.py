"""The sheets of the groups: a page of the kick-off, open before a kick-off is planned, too."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import get_visible, require
from programme.models import City
from programme.workplan.group_sheet import GroupSheets, editable, save_row, save_sheets
from programme.writing.views import (
    answer_of_row,
    for_its_person,
    is_its_person,
    other_person_words,
    remember_saved,
    saved_before,
)
from workshops.models import Workshop, WorkshopKind


def _kick_off(request):
    rows = Workshop.objects.visible_to(request.user).in_programme(request.programme)
    return rows.filter(kind=WorkshopKind.KICK_OFF).select_related("city").first()


@require_http_methods(["GET", "POST"])
def group_sheet(request):
    kick_off = _kick_off(request)
    is_over = kick_off is not None and kick_off.is_held
    if request.method == "GET":
        sheets = GroupSheets.of(request.seat, is_over=is_over)
        sheets.saved = saved_before(request)
        return _page(request, kick_off, sheets)
    require(editable(request.seat, is_over=is_over).exists())
    if not is_its_person(request):
        sheets = GroupSheets.of(request.seat, is_over=is_over, data=request.POST)
        return _page(request, kick_off, sheets, other_person_words(request), status=422)
    sheets = save_sheets(request.seat, request.POST, is_over=is_over)
    if sheets.errors:
        return _page(request, kick_off, sheets, status=422)
    remember_saved(request, sheets.saved)
    return redirect("workshops:group_sheet", request.programme.slug)


@require_POST
@for_its_person
def group_sheet_save(request, slug):
    """One line that saves by itself."""
    get_visible(City, request.user, programme=request.programme, slug=slug)
    kick_off = _kick_off(request)
    is_over = kick_off is not None and kick_off.is_held
    saved = save_row(request.seat, slug, request.POST, is_over=is_over)
    if saved is None:
        raise PermissionDenied
    return answer_of_row(*saved)


def _page(request, kick_off, sheets, refusal="", status=200):
    first = (_("Workshops"), reverse("workshops:list", args=[request.programme.slug]))
    crumbs = [first, (_("Sheets of the groups"), "")]
    if kick_off:
        kick_off.programme = request.programme
        name = kick_off.get_kind_display()
        crumbs.insert(1, (name, kick_off.get_absolute_url()))
    context = {"page": sheets, "kick_off": kick_off, "crumbs": crumbs, "refusal": refusal}
    return render(request, "workshops/group_sheet.html", context, status=status)
