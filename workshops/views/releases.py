"""Releasing an agenda, withdrawing it, and what was released before."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workshops.services import AgendaError, release_agenda, withdraw_agenda
from workshops.views.agenda import agenda_url, get_workshop_to_write


@require_POST
def agenda_release(request, slug):
    workshop = get_workshop_to_write(request, slug)
    try:
        release_agenda(workshop, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The agenda is released: every participant can see it."))
    return redirect(agenda_url(workshop))


@require_POST
def agenda_withdraw(request, slug):
    workshop = get_workshop_to_write(request, slug)
    try:
        withdraw_agenda(workshop, by=request.user)
    except AgendaError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The agenda is a draft again. What people chose is kept."))
    return redirect(agenda_url(workshop))
