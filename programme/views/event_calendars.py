"""Calendars of others: given by coordinator and experts, read by the worker."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.generic import CreateView, DeleteView, UpdateView

from programme.access import get_editable, require
from programme.field.calendars import CalendarBusyError, ask_for_calendar, call_the_worker
from programme.field.page import CalendarsPage
from programme.forms.events import EventCalendarForm
from programme.models import EventCalendar
from programme.stored_files import delete_on_commit
from programme.views.field import crumbs_to_field
from programme.views.pages import DeletePage, FormPage


def calendars_url(request):
    return reverse("programme:event_calendars", args=[request.programme.slug])


@require_safe
@vary_on_headers("HX-Request")
def event_calendars(request):
    require(request.seat.is_staff)
    context = {
        "page": CalendarsPage.of(request.seat),
        "crumbs": [*crumbs(request)[:1], (_("Calendars"), "")],
    }
    name = "_event_calendars" if request.htmx else "event_calendars"
    return render(request, f"programme/{name}.html", context)


@require_POST
def event_calendar_read(request, pk):
    rows = EventCalendar.objects.select_related("programme")
    calendar = get_editable(rows, request.user, programme=request.programme, pk=pk)
    try:
        ask_for_calendar(calendar, by=request.user)
    except CalendarBusyError as error:
        messages.info(request, str(error))
    return redirect(calendar.get_absolute_url())


def crumbs(request):
    return [*crumbs_to_field(request), (_("Calendars"), calendars_url(request))]


class CalendarPage:
    """Where the pages for calendars of others come from and go to."""

    request: Any
    object: Any

    def crumbs(self):
        return crumbs(self.request)

    def done_url(self):
        return calendars_url(self.request)


class CalendarToRead(CalendarPage, FormPage):
    """A calendar that the worker reads once it is saved."""

    def form_valid(self, form):
        response = super().form_valid(form)
        call_the_worker(self.object.pk)
        return response


class CalendarCreate(CalendarToRead, CreateView):
    model = EventCalendar
    form_class = EventCalendarForm
    heading = _("Take a calendar in")
    standfirst = _("Its events then stand beside the workplan and follow what changes there.")
    save_label = _("Take it in")
    verb = "event_calendar_added"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        require(request.seat.is_staff)

    def sentence(self, form):
        return gettext("The calendar “%(name)s” was added.") % {"name": form.instance}


class CalendarUpdate(CalendarToRead, UpdateView):
    model = EventCalendar
    form_class = EventCalendarForm
    heading = _("Change the calendar")
    verb = "event_calendar_changed"

    def sentence(self, form):
        return gettext("The calendar “%(name)s” was changed.") % {"name": form.instance}

    def delete_url(self):
        args = [self.request.programme.slug, self.object.pk]
        return reverse("programme:event_calendar_delete", args=args)


class CalendarDelete(CalendarPage, DeletePage, DeleteView):
    model = EventCalendar
    verb = "event_calendar_deleted"

    def heading(self):
        return gettext("Delete the calendar “%(name)s”?") % {"name": self.object}

    def sentence(self):
        return gettext("The calendar “%(name)s” was deleted.") % {"name": self.object}

    def form_valid(self, form):
        file = self.object.file
        response = super().form_valid(form)
        if self.object.pk is None:
            delete_on_commit(file)
        return response
