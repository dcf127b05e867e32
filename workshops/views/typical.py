"""The typical agenda of a programme, in its settings."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import require
from programme.views.pages import DeletePage, FormPage
from programme.views.settings import settings_url
from workshops.agendas.typical import typical_items_of
from workshops.forms import TypicalItemForm
from workshops.models import TypicalItem
from workshops.services.typical import own_typical_items


@require_GET
def typical_agenda(request):
    """For every member to see, and for the coordinator to change."""
    items = typical_items_of(request.programme)
    days = sorted({item.day for item in items})
    context = {
        "days": [(day, [item for item in items if item.day == day]) for day in days],
        "is_own": any(item.pk for item in items),
        "can_edit": request.seat.is_coordinator,
        "crumbs": [
            (_("Programme settings"), settings_url(request)),
            (_("Typical agenda"), ""),
        ],
    }
    return render(request, "workshops/typical_agenda.html", context)


@require_POST
def typical_agenda_own(request):
    """Make the usual items the programme's own, so that they can be changed."""
    require(request.seat.is_coordinator)
    own_typical_items(request.programme, by=request.user)
    messages.success(request, _("The typical agenda is the programme's own now. Change it."))
    return redirect(typical_url(request))


def typical_url(request):
    return reverse("workshops:typical_agenda", args=[request.programme.slug])


class TypicalPage:
    """Where the pages of the typical agenda come from and go to."""

    request: Any

    def crumbs(self):
        return [
            (_("Programme settings"), settings_url(self.request)),
            (_("Typical agenda"), typical_url(self.request)),
        ]

    def done_url(self):
        return typical_url(self.request)


class TypicalItemCreate(TypicalPage, FormPage, CreateView):
    model = TypicalItem
    form_class = TypicalItemForm
    heading = _("Add an item to the typical agenda")
    verb = "typical_item_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_coordinator)

    def get_initial(self):
        """The day from which the person came, as the address says it."""
        return {"day": self.request.GET.get("day", "1")}

    def form_valid(self, form):
        # Beside the usual ones, not instead of them.
        own_typical_items(self.request.programme, by=self.request.user)
        return super().form_valid(form)

    def sentence(self, form):
        return gettext("“%(item)s” was added to the typical agenda.") % {"item": form.instance}


class TypicalItemUpdate(TypicalPage, FormPage, UpdateView):
    model = TypicalItem
    form_class = TypicalItemForm
    heading = _("Change the item of the typical agenda")
    verb = "typical_item_changed"

    def sentence(self, form):
        return gettext("“%(item)s” in the typical agenda was changed.") % {"item": form.instance}

    def delete_url(self):
        args = [self.request.programme.slug, self.object.pk]
        return reverse("workshops:typical_item_delete", args=args)


class TypicalItemDelete(TypicalPage, DeletePage, DeleteView):
    model = TypicalItem
    verb = "typical_item_deleted"

    def heading(self):
        return gettext("Take “%(item)s” out of the typical agenda?") % {"item": self.object}

    def lost(self):
        return [
            gettext("Agendas that were begun from it keep theirs."),
            *(
                [gettext("It is the last: without any, the usual agenda applies again.")]
                if TypicalItem.objects.visible_to(self.request.user)
                .in_programme(self.request.programme)
                .count()
                == 1
                else []
            ),
        ]

    def sentence(self):
        return gettext("“%(item)s” was taken out of the typical agenda.") % {"item": self.object}
