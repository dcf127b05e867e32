"""The list of invitations, and what can be done about each."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from programme.access import get_editable, require
from programme.forms.invitations import InvitationFilter
from programme.invitations.pages import InvitationPage
from programme.invitations.services import (
    INVITATIONS,
    InvitationError,
    send_again,
    send_all_expired,
    withdraw,
)
from programme.models import InvitationStatus
from programme.rate_limits import at_most
from programme.views.people import back_to_people, people_url


@require_GET
def invitation_list(request):
    """Who was invited, by whom and when, and whether the mail arrived."""
    require(request.seat.is_staff or request.seat.is_editor)
    form = InvitationFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    page = InvitationPage.of(request.seat, chosen, request.GET.get("page"))
    context = {
        "filter": form,
        "is_filtered": any(chosen.values()),
        "page": page,
        "page_obj": page.page,
        "counts": [(status.label, page.counts[status]) for status in InvitationStatus],
        "expired": page.counts[InvitationStatus.EXPIRED],
        "can_edit": request.seat.is_coordinator or request.seat.is_editor,
        "crumbs": [(_("People"), people_url(request)), (_("Invitations"), "")],
    }
    return render(request, "programme/invitations.html", context)


@require_POST
@at_most("120/m/user", "invitation_send")
def invitation_send(request, pk):
    row = get_editable(INVITATIONS, request.user, programme=request.programme, pk=pk)
    done = _("%(person)s gets a new link; the old one no longer works.") % {"person": row.user}
    return answered(request, lambda: send_again(row, by=request.user), done)


@require_POST
def invitation_withdraw(request, pk):
    row = get_editable(INVITATIONS, request.user, programme=request.programme, pk=pk)
    done = _("The invitation of %(person)s is withdrawn; its link no longer works.")
    return answered(request, lambda: withdraw(row, by=request.user), done % {"person": row.user})


@require_POST
@at_most("10/m/user", "invitations_send_expired")
def invitations_send_expired(request):
    require(request.seat.is_coordinator or request.seat.is_editor)
    number = send_all_expired(request.programme, by=request.user)
    text = ngettext(
        "%(number)s person gets a new link.", "%(number)s people get a new link.", number
    )
    messages.success(request, text % {"number": number})
    return redirect("programme:invitations", request.programme.slug)


def answered(request, service, sentence):
    try:
        service()
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    if "back" in request.POST:
        return redirect(back_to_people(request))
    return redirect("programme:invitations", request.programme.slug)
