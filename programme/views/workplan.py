import logging

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_visible, require
from programme.forms.workplan import DoneForm, WorkplanItemForm, WorkplanNoteForm
from programme.models import WorkplanItem
from programme.rate_limits import at_most
from programme.stored_files import NO_ROOM, handed_out
from programme.views.files import TABLES_AND_CALENDAR, as_file
from programme.views.pages import DeletePage, FormPage
from programme.workplan.calendar import calendar_of
from programme.workplan.done import content_type_of, mark_item_done, may_mark_done, take_up_again
from programme.workplan.exports import workplan_file
from programme.workplan.page import WorkplanPage

logger = logging.getLogger(__name__)


@require_GET
def workplan(request):
    page = WorkplanPage.of(request.seat, request.GET)
    context = {
        "page": page,
        "can_edit": request.seat.is_coordinator,
        "exports": TABLES_AND_CALENDAR,
    }
    return render(request, "programme/workplan.html", context)


def workplan_url(request):
    return reverse("programme:workplan", args=[request.programme.slug])


class ItemCreate(FormPage, CreateView):
    model = WorkplanItem
    form_class = WorkplanItemForm
    heading = _("Add a date to the workplan")
    standfirst = _("Dates that follow from a workshop appear by themselves once it has its days.")
    save_label = _("Add it")
    verb = "workplan_item_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def sentence(self, form):
        return gettext("“%(title)s” was added to the workplan.") % {"title": form.instance}

    def crumbs(self):
        return [(_("Workplan"), workplan_url(self.request))]

    def done_url(self):
        return self.object.get_absolute_url() if self.object else workplan_url(self.request)


class ItemUpdate(FormPage, UpdateView):
    model = WorkplanItem
    queryset = WorkplanItem.objects.select_related("city")
    verb = "workplan_item_changed"

    def title(self):
        return self.stored_name

    def lead(self):
        if self.object.is_computed:
            return _("This date follows from a workshop and moves with it. A note can be added.")
        return ""

    def get_form_class(self):
        return WorkplanNoteForm if self.object.is_computed else WorkplanItemForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def sentence(self, form):
        if self.object.is_computed:
            return gettext("The note on “%(title)s” was changed.") % {"title": form.instance}
        return gettext("“%(title)s” was changed in the workplan.") % {"title": form.instance}

    def crumbs(self):
        return [(_("Workplan"), workplan_url(self.request))]

    def done_url(self):
        return f"{workplan_url(self.request)}#item-{self.object.pk}"

    def delete_url(self):
        if self.object.is_computed:
            return ""
        return reverse("programme:item_delete", args=[self.request.programme.slug, self.object.pk])


class ItemDelete(DeletePage, DeleteView):
    model = WorkplanItem
    queryset = WorkplanItem.objects.select_related("city")
    verb = "workplan_item_deleted"

    def heading(self):
        return gettext("Delete “%(title)s” from the workplan?") % {"title": self.object}

    def sentence(self):
        return gettext("“%(title)s” was deleted from the workplan.") % {"title": self.object}

    def refusal(self):
        if self.object.is_computed:
            return gettext("This date follows from a workshop: it goes when the workshop goes.")
        return ""

    def done_url(self):
        return workplan_url(self.request)

    def form_valid(self, form):
        file, name = self.object.evidence_file, self.object.evidence_file.name
        response = super().form_valid(form)
        if name and self.object.pk is None:
            file.storage.delete(name)
        return response


@require_POST
def item_done(request, pk):
    item = get_task(request, pk)
    if mark_item_done(item, seat=request.seat):
        messages.success(request, gettext("“%(title)s” is marked done.") % {"title": item})
    else:
        messages.info(request, gettext("“%(title)s” was done already.") % {"title": item})
    return redirect(back_to_plan(request, item))


@require_POST
def item_open(request, pk):
    item = get_task(request, pk)
    if take_up_again(item, seat=request.seat):
        messages.success(request, gettext("“%(title)s” is open again.") % {"title": item})
    else:
        messages.info(request, gettext("“%(title)s” was open already.") % {"title": item})
    return redirect(back_to_plan(request, item))


def get_task(request, pk):
    """An item that the person may mark done: 404 if invisible, 403 if it is somebody else's."""
    rows = WorkplanItem.objects.select_related("city")
    item = get_visible(rows, request.user, programme=request.programme, pk=pk)
    item.programme = request.programme
    require(may_mark_done(item, request.seat))
    return item


@require_http_methods(["GET", "POST"])
def item_evidence(request, pk):
    """Done, with what shows it; or what showed it, once more."""
    item = get_task(request, pk)
    form = DoneForm(request.POST or None, request.FILES or None, item=item)
    if request.method == "POST" and form.is_valid() and save_evidence(request, item, form):
        messages.success(request, gettext("“%(title)s” is marked done.") % {"title": item})
        return redirect(f"{workplan_url(request)}#item-{item.pk}")
    context = {
        "item": item,
        "form": form,
        "crumbs": [
            (_("Workplan"), workplan_url(request)),
            (_("What shows that it is done") if item.is_done else _("Mark done"), ""),
        ],
        "cancel_url": f"{workplan_url(request)}#item-{item.pk}",
    }
    status = 422 if form.errors else 200
    return render(request, "programme/workplan_done.html", context, status=status)


def save_evidence(request, item, form):
    """Whether it could be kept; otherwise the form says why not."""
    given = form.cleaned_data
    try:
        mark_item_done(
            item,
            seat=request.seat,
            evidence=given["evidence"],
            upload=given["file"],
            removes_file=given.get("removes_file", False),
        )
    except OSError:
        logger.exception("A file could not be stored.")
        form.add_error("file", NO_ROOM)
    return not form.errors


@require_safe
def item_file(request, pk):
    """The file that shows that a task is done, for whoever sees the task."""
    rows = WorkplanItem.objects.exclude(evidence_file="")
    item = get_visible(rows, request.user, programme=request.programme, pk=pk)
    return handed_out(
        item.evidence_file, name=item.evidence_name, content_type=content_type_of(item)
    )


@require_safe
@at_most("60/m/user", "export")
def export(request, kind):
    """The dates as the page shows them, filtered by the same address, as a file."""
    page = WorkplanPage.of(request.seat, request.GET)
    title = gettext("%(programme)s: workplan") % {"programme": request.programme.name}
    if kind == "ics":
        content = calendar_of(request.programme, page.items)
    else:
        content = workplan_file(kind, title, page.lines)
    return as_file(content, kind, f"{request.programme.slug}-workplan")


def back_to_plan(request, item):
    """The plan as it was filtered, at the line of the item."""
    filtered = request.POST.get("next", "")
    plan = workplan_url(request)
    if filtered.startswith(plan) and url_has_allowed_host_and_scheme(filtered, None):
        plan = filtered.partition("#")[0]
    return f"{plan}#item-{item.pk}"
