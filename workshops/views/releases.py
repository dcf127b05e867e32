"""Releasing an agenda, withdrawing it, and what was released before."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.keys import as_key
from workshops.agendas.letters import mails_of
from workshops.agendas.release_page import past_releases
from workshops.contexts import WorkshopPage
from workshops.forms.release import ReleaseForm
from workshops.services import AgendaError, release_agenda, withdraw_agenda
from workshops.services.releases import mark_of
from workshops.views.agenda import agenda_url, get_workshop_to_write
from workshops.views.workshops import crumbs_to


@require_http_methods(["GET", "POST"])
def agenda_release(request, slug):
    """What a release would change and for whom; it is made by sending the form below that."""
    workshop = get_workshop_to_write(request, slug)
    # Nobody needs a mail about the agenda of days that are over.
    form = ReleaseForm(request.POST or None, initial={"tell": not workshop.is_held})
    if request.method == "POST" and form.is_valid():
        try:
            release = release_agenda(workshop, by=request.user, **form.cleaned_data)
        except AgendaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said_of(release))
            return redirect(agenda_url(workshop))
    return release_preview(request, workshop, form)


def release_preview(request, workshop, form):
    page = WorkshopPage.of(workshop, request.seat, draft=True)
    context = {
        "workshop": workshop,
        "page": page,
        "state": page.release_state,
        "form": form,
        "seen": mark_of(workshop, page.items),
        "delay": settings.AGENDA_MAIL_DELAY.seconds // 60,
        "crumbs": crumbs_below_agenda(request, workshop, _("Release")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workshops/agenda_release.html", context, status=status)


def said_of(release):
    text = _("Release %(number)s is what every participant reads now.")
    if mails_of(release).exists():
        minutes = settings.AGENDA_MAIL_DELAY.seconds // 60
        text += " " + ngettext(
            "The mails leave in %(minutes)s minute; until then it can be withdrawn.",
            "The mails leave in %(minutes)s minutes; until then it can be withdrawn.",
            minutes,
        ) % {"minutes": minutes}
    return text % {"number": release.number}


def crumbs_below_agenda(request, workshop, label):
    *before, _here = crumbs_to(request, workshop, "")
    return [*before, (_("Agenda"), agenda_url(workshop)), (label, "")]


@require_POST
def agenda_withdraw(request, slug):
    workshop = get_workshop_to_write(request, slug)
    try:
        number = request.POST.get("number", "")
        release = withdraw_agenda(
            workshop, by=request.user, number=as_key(number) if number else None
        )
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        text = _("Release %(number)s is withdrawn. The draft and what people chose are kept.")
        messages.success(request, text % {"number": release.number})
    return redirect(agenda_url(workshop))


@require_GET
def release_list(request, slug):
    workshop = get_workshop_to_write(request, slug)
    context = {
        "workshop": workshop,
        "page": WorkshopPage.of(workshop, request.seat),
        "releases": past_releases(workshop),
        "agenda_url": agenda_url(workshop),
        "crumbs": crumbs_below_agenda(request, workshop, _("Releases")),
    }
    return render(request, "workshops/release_list.html", context)
