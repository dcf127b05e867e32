"""The field around the programme: who is active, where money is, what countries do."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import require
from programme.field.page import FieldPage
from programme.forms.field import FieldEntryForm
from programme.models import FieldEntry, FieldEntryKind
from programme.views.pages import DeletePage, FormPage

HEADINGS = {
    FieldEntryKind.ACTOR: _("Add an international actor"),
    FieldEntryKind.FUNDING: _("Add a funding portal"),
    FieldEntryKind.NATIONAL_PROGRAMME: _("Add what a country does for clusters"),
}


def crumbs_to_field(request):
    """The way from the networking map to the field, for the pages below it."""
    slug = request.programme.slug
    return [
        (_("Networking"), reverse("programme:networking", args=[slug])),
        (_("The field"), reverse("programme:field", args=[slug])),
    ]


@require_safe
def field(request):
    page = FieldPage.of(request.seat)
    return render(request, "programme/field.html", {"page": page})


class EntryPage:
    """Where the pages for entries of the field come from and go to."""

    request: Any
    object: Any

    def crumbs(self):
        return crumbs_to_field(self.request)

    def done_url(self):
        if self.object and self.object.pk:
            return self.object.get_absolute_url()
        return reverse("programme:field", args=[self.request.programme.slug])


class EntryCreate(EntryPage, FormPage, CreateView):
    model = FieldEntry
    form_class = FieldEntryForm
    save_label = _("Add it")
    verb = "field_entry_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_staff)
        self.kind = request.GET.get("kind", FieldEntryKind.ACTOR)
        if self.kind not in FieldEntryKind.values:
            raise Http404

    def title(self):
        return HEADINGS[FieldEntryKind(self.kind)]

    def get_initial(self):
        # From the line of a country that nobody has said anything about yet.
        return {"country": self.request.GET.get("country", "")[:2]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.kind}

    def sentence(self, form):
        return gettext("“%(entry)s” was added to the field.") % {"entry": form.instance}


class EntryUpdate(EntryPage, FormPage, UpdateView):
    model = FieldEntry
    form_class = FieldEntryForm
    verb = "field_entry_changed"

    def title(self):
        return self.stored_name

    def sentence(self, form):
        return gettext("“%(entry)s” of the field was changed.") % {"entry": form.instance}

    def delete_url(self):
        args = [self.request.programme.slug, self.object.pk]
        return reverse("programme:field_entry_delete", args=args)


class EntryDelete(EntryPage, DeletePage, DeleteView):
    model = FieldEntry
    verb = "field_entry_deleted"

    def heading(self):
        return gettext("Delete “%(entry)s” from the field?") % {"entry": self.object}

    def sentence(self):
        return gettext("“%(entry)s” was deleted from the field.") % {"entry": self.object}

    def done_url(self):
        return reverse("programme:field", args=[self.request.programme.slug])

    @transaction.atomic
    def form_valid(self, form):
        # Its events stay, under the name that it had.
        self.object.events.update(organiser=self.object.name)
        return super().form_valid(form)
