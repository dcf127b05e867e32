from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import require
from programme.field.files import calendar_of_events, events_file
from programme.field.page import EventsPage
from programme.forms.events import ExternalEventForm
from programme.models import ExternalEvent
from programme.rate_limits import at_most
from programme.views.field import crumbs_to_field
from programme.views.files import TABLES_AND_CALENDAR, as_file
from programme.views.pages import DeletePage, FormPage


def events_url(request):
    return reverse("programme:event_list", args=[request.programme.slug])


@require_safe
def event_list(request):
    page = EventsPage.of(request.seat, request.GET)
    context = {
        "page": page,
        "page_obj": page.page_obj,
        "can_edit": request.seat.is_staff,
        "crumbs": [*crumbs_to_field(request), (_("Events of others"), "")],
        "exports": TABLES_AND_CALENDAR,
    }
    return render(request, "programme/event_list.html", context)


@require_safe
@at_most("60/m/user", "export")
def event_export(request, kind):
    """The events as the page shows them, filtered by the same address, as a file."""
    page = EventsPage.of(request.seat, request.GET)
    title = gettext("%(programme)s: events of others") % {"programme": request.programme.name}
    if kind == "ics":
        content = calendar_of_events(title, page.rows)
    else:
        content = events_file(kind, title, page.rows)
    return as_file(content, kind, f"{request.programme.slug}-events")


class EventPage:
    """Where the pages for events of others come from and go to."""

    request: Any
    object: Any

    def crumbs(self):
        return [*crumbs_to_field(self.request), (_("Events of others"), events_url(self.request))]

    def done_url(self):
        return events_url(self.request)


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
