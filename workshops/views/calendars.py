"""Calendars: the pages about secret addresses, and what stands behind such an address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from programme.access import get_visible
from workshops.calendars.feeds import (
    calendar_of_workshop,
    create_feed,
    feed_behind,
    read,
    remove_feed,
    renew_feed,
)
from workshops.calendars.page import PERSON, PROGRAMME, CalendarsPage
from workshops.models import CalendarFeed
from workshops.views.workshops import crumbs_to, get_workshop

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendars_url(request):
    return reverse("workshops:calendars", args=[request.programme.slug])


@require_GET
def calendars(request):
    context = {"page": CalendarsPage.of(request.seat)}
    return render(request, "workshops/calendars.html", context)


@require_GET
def calendar_options(request, slug):
    """How one workshop comes into somebody's calendar."""
    workshop = get_workshop(request, slug)
    crumbs = crumbs_to(request, workshop, _("Calendar"))
    context = {
        "workshop": workshop,
        "page": CalendarsPage.of_workshop(workshop, request.seat),
        "crumbs": crumbs,
        "back": workshop.slug,
    }
    return render(request, "workshops/calendar_options.html", context)


@require_GET
def calendar(request, slug):
    """The agenda as a file, to be taken into a calendar once."""
    workshop = get_workshop(request, slug)
    if not workshop.is_dated:
        raise Http404
    name = slugify(workshop.title)
    return HttpResponse(
        calendar_of_workshop(workshop, request.user, timezone.now()),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


@require_POST
def calendar_create(request):
    """Make an address for what the form names."""
    what = request.POST.get("what", "")
    if what == PERSON:
        feed = create_feed(request.user)
    elif what == PROGRAMME:
        feed = create_feed(request.user, programme=request.programme)
    elif what:
        feed = create_feed(request.user, workshop=get_workshop(request, what))
    else:
        messages.error(request, _("Choose the workshop first."))
        return redirect(calendars_url(request))
    messages.success(request, _("The address is there. Copy it into your calendar program."))
    return back_to(request, feed)


@require_POST
def calendar_renew(request, pk):
    feed = renew_feed(get_visible(CalendarFeed, request.user, pk=pk))
    messages.success(
        request, _("The address is a new one; the old one no longer works. Subscribe once again.")
    )
    return back_to(request, feed)


@require_POST
def calendar_remove(request, pk):
    remove_feed(get_visible(CalendarFeed, request.user, pk=pk))
    messages.success(request, _("The address no longer works."))
    return back_to(request)


def back_to(request, feed=None):
    """The page from which the form came: that of a workshop, or that of all calendars."""
    anchor = f"#feed-{feed.pk}" if feed else ""
    if slug := request.POST.get("back"):
        args = [request.programme.slug, get_workshop(request, slug).slug]
        return redirect(reverse("workshops:calendar_options", args=args) + anchor)
    return redirect(calendars_url(request) + anchor)


@login_not_required
@require_safe
def calendar_feed(request, key):
    """What a calendar program reads, without a log-in: whoever knows the address has it from its
    owner, and it shows what the owner may see today."""
    feed = feed_behind(key)
    found = read(feed) if feed else None
    if found is None:
        raise Http404
    etag = f'"{found.checksum[:32]}"'
    response = get_conditional_response(
        request, etag=etag, last_modified=int(found.changed_at.timestamp())
    ) or HttpResponse(found.text, content_type=CONTENT_TYPE)
    response["ETag"] = etag
    response["Last-Modified"] = found.http_date
    response["Cache-Control"] = "private, no-cache"
    return response
