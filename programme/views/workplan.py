from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_editable, require
from programme.contexts import WorkplanPage
from programme.forms.workplan import WorkplanItemForm, WorkplanNoteForm
from programme.models import WorkplanItem
from programme.views.pages import DeletePage, FormPage
from programme.workplan import take_up_again, tick_off


@require_GET
def workplan(request):
    page = WorkplanPage.of(request.programme, request.user, request.GET)
    context = {"page": page, "can_edit": request.seat.is_coordinator}
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


@require_POST
def item_done(request, pk):
    item = get_editable(WorkplanItem, request.user, programme=request.programme, pk=pk)
    if tick_off(item, by=request.user):
        messages.success(request, gettext("“%(title)s” is marked done.") % {"title": item})
    else:
        messages.info(request, gettext("“%(title)s” was done already.") % {"title": item})
    return redirect(back_to_plan(request, item))


@require_POST
def item_open(request, pk):
    item = get_editable(WorkplanItem, request.user, programme=request.programme, pk=pk)
    if take_up_again(item, by=request.user):
        messages.success(request, gettext("“%(title)s” is open again.") % {"title": item})
    else:
        messages.info(request, gettext("“%(title)s” was open already.") % {"title": item})
    return redirect(back_to_plan(request, item))


def back_to_plan(request, item):
    """The plan as it was filtered, at the line of the item."""
    filtered = request.POST.get("next", "")
    plan = workplan_url(request)
    if filtered.startswith(plan) and url_has_allowed_host_and_scheme(filtered, None):
        plan = filtered.partition("#")[0]
    return f"{plan}#item-{item.pk}"
