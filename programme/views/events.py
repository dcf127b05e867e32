from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import CreateView, DeleteView, ListView, UpdateView

from programme.access import VisibleMixin, require
from programme.forms.events import ExternalEventForm
from programme.models import ExternalEvent
from programme.views.pages import DeletePage, FormPage


def events_url(request):
    return reverse("programme:event_list", args=[request.programme.slug])


class EventPage:
    """Where the pages for events of others come from and go to."""

    request: Any
    object: Any

    def crumbs(self):
        workplan = reverse("programme:workplan", args=[self.request.programme.slug])
        return [(_("Workplan"), workplan), (_("Events of others"), events_url(self.request))]

    def done_url(self):
        return events_url(self.request)


class EventList(EventPage, VisibleMixin, ListView):
    model = ExternalEvent
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().order_by("-starts_on", "title", "pk")

    def get_context_data(self, **kwargs):
        crumbs = self.crumbs()
        return super().get_context_data(**kwargs) | {
            "can_edit": self.request.seat.is_staff,
            "crumbs": [crumbs[0], (crumbs[1][0], "")],
            "today": timezone.localdate(),
        }


class EventCreate(EventPage, FormPage, CreateView):
    model = ExternalEvent
    form_class = ExternalEventForm
    heading = _("Add an event of others")
    standfirst = _("It is shown beside the workplan, and named where a date would clash with it.")
    save_label = _("Add it")
    verb = "external_event_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_staff)

    def sentence(self, form):
        return gettext("The event “%(event)s” was added.") % {"event": form.instance}


class EventUpdate(EventPage, FormPage, UpdateView):
    model = ExternalEvent
    form_class = ExternalEventForm
    heading = _("Change the event of others")
    verb = "external_event_changed"

    def sentence(self, form):
        return gettext("The event “%(event)s” was changed.") % {"event": form.instance}

    def delete_url(self):
        args = [self.request.programme.slug, self.object.pk]
        return reverse("programme:event_delete", args=args)


class EventDelete(EventPage, DeletePage, DeleteView):
    model = ExternalEvent
    verb = "external_event_deleted"

    def heading(self):
        return gettext("Delete the event “%(event)s”?") % {"event": self.object}

    def sentence(self):
        return gettext("The event “%(event)s” was deleted.") % {"event": self.object}
