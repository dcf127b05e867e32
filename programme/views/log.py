from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from programme.access import require
from programme.forms.log import LogFilter
from programme.models import Activity, City
from programme.rate_limits import at_most
from programme.spreadsheets import table_file
from programme.trace.reading import LogPage, Trace, doers_of, rows_for_export
from programme.views.files import as_file
from programme.views.mails import zone_name


@require_GET
def log(request):
    """What happened in the programme, to a city, or to one row: each as far as one may see it."""
    chosen = Chosen(request)
    page = LogPage.of(chosen.entries, chosen.filter.value("before"))
    context = {
        "filter": chosen.filter,
        "page": page,
        "trace": chosen.trace,
        "exports": [
            (kind.upper(), reverse("programme:log_export", args=[request.programme.slug, kind]))
            for kind in ("csv", "xlsx")
        ],
        "zone": zone_name(),
        "words_of_address": request.GET.urlencode(),
    }
    return render(request, "programme/activity_list.html", context)


@require_GET
@at_most("60/m/user", "export")
def log_export(request, kind):
    """What the page shows, all pages of it, the newest first."""
    headings = [
        gettext("When"),
        gettext("Who"),
        gettext("City"),
        gettext("What happened"),
        gettext("Remark"),
        gettext("Before"),
        gettext("After"),
        gettext("Verb"),
        gettext("Row"),
    ]
    rows = rows_for_export(Chosen(request).entries)
    return as_file(table_file(kind, gettext("What happened"), headings, rows), kind, "log")


class Chosen:
    """The entries that the address asks for, as far as this person may see them."""

    def __init__(self, request):
        require(request.seat.is_staff or request.seat.is_editor)
        visible = Activity.objects.visible_to(request.user).in_programme(request.programme)
        cities = City.objects.visible_to(request.user).in_programme(request.programme)
        if not request.seat.is_staff:
            cities = cities.filter(pk__in=[city.pk for city in request.seat.edited_cities])
        self.filter = LogFilter(request.GET, cities=cities, people=doers_of(visible))
        row = self.filter.value("row")
        self.trace = Trace.of(row, request.user, request.programme) if row else None
        if self.trace:
            visible = visible.filter(self.trace.entries())
        self.entries = self.filter.apply(visible.with_cities())
