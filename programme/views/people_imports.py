"""People from a file: read, shown row by row, and invited in one go."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, get_visible, require
from programme.exchange.tables import FileProblemError
from programme.forms.people import PeopleFileForm
from programme.invitations import bulk, sheets
from programme.models import PeopleImport
from programme.rate_limits import at_most
from programme.views.files import TABLES, as_file
from programme.views.people import people_url

PER_PAGE = 100
SEEN_AT_ONCE = 15


@require_http_methods(["GET", "POST"])
@at_most("40/10m/user", "people_import")
def people_import(request):
    require(request.seat.is_coordinator)
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = sheets.read_people(request.programme, file, name=file.name, by=request.user)
        except FileProblemError as error:
            form.add_error("file", str(error))
        else:
            return redirect("programme:people_preview", request.programme.slug, row.pk)
    context = {
        "form": form,
        "waiting": imports_of(request).first(),
        "templates": TABLES,
        "crumbs": [(_("People"), people_url(request)), (_("Invite from a file"), "")],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/people_import.html", context, status=status)


def imports_of(request):
    rows = PeopleImport.objects.visible_to(request.user).in_programme(request.programme)
    return rows.select_related("programme")


@require_GET
def people_template(request, kind):
    return as_file(sheets.template_file(kind), kind, "people-template")


@require_GET
def preview(request, pk):
    """What would happen with each row of the file."""
    row = get_visible(imports_of(request), request.user, pk=pk)
    plan = bulk.Plan.of(row)
    only_wrong = "wrong" in request.GET
    rows = [line for line in plan.rows if line.state == bulk.WRONG] if only_wrong else plan.rows
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "people": row,
        "plan": plan,
        "page_obj": page,
        "only_wrong": only_wrong,
        # In a short list the wrong rows are seen anyway.
        "can_narrow": only_wrong or (plan.counts["wrong"] and len(plan.rows) > SEEN_AT_ONCE),
        "labels": list(sheets.labels().values()),
        "crumbs": [(_("People"), people_url(request)), (row.file_name, "")],
    }
    return render(request, "programme/people_preview.html", context)


@require_POST
def leave_out(request, pk):
    row = get_editable(imports_of(request), request.user, pk=pk)
    number = number_in(request.POST.get("out") or request.POST.get("row", ""))
    url = reverse("programme:people_preview", args=[request.programme.slug, row.pk])
    try:
        bulk.leave_out(row, number, is_out="out" in request.POST)
    except bulk.BulkError as error:
        messages.error(request, str(error))
        return redirect("programme:people_import", request.programme.slug)
    place = next((at for at, said in enumerate(row.rows) if said["row"] == number), 0)
    return redirect(f"{url}?page={place // PER_PAGE + 1}#row-{number}")


@require_POST
def invite_all(request, pk):
    row = get_editable(imports_of(request), request.user, pk=pk)
    seen = number_in(request.POST.get("people", ""))
    try:
        number = bulk.invite_all(row, expected=seen, by=request.user)
    except bulk.BulkError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(number)s person is invited.", "%(number)s people are invited.", number)
        messages.success(request, text % {"number": number})
        return redirect("programme:invitations", request.programme.slug)
    return redirect("programme:people_import", request.programme.slug)


@require_POST
def throw_away(request, pk):
    row = get_editable(imports_of(request), request.user, pk=pk)
    try:
        bulk.throw_away(row)
    except bulk.BulkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The list is gone; nobody was invited."))
    return redirect("programme:people_import", request.programme.slug)


def number_in(text):
    """A number that a form of ours has sent; -1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
