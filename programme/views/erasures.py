"""What is left to look at after erasures, and holds on erasing: for who runs a programme."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import get_editable, require
from programme.forms.privacy import HoldForm
from programme.keys import is_key
from programme.models import Leftover, LeftoverOutcome, LegalHold
from programme.privacy.holding import HoldError, lift_hold, sentence_of, set_hold
from programme.privacy.leftovers import LeftoverError, settle
from programme.privacy.leftovers_page import LeftoversPage, page_of

OUTCOMES = (LeftoverOutcome.STAYS, LeftoverOutcome.CHANGED)


@require_GET
def leftovers(request):
    require(request.seat.is_staff)
    return leftovers_page(request)


def leftovers_page(request, *, typed=None, status=200):
    """The list; ``typed`` is what was refused, for the form from which it came."""
    page = LeftoversPage(request.programme, request.user)
    context = {"page": page, "can_edit": request.seat.is_coordinator, "typed": typed}
    return render(request, "programme/leftovers.html", context, status=status)


@require_GET
def leftover(request, pk):
    """To the place itself, where it is replaced, deleted or changed."""
    rows = Leftover.objects.visible_to(request.user).in_programme(request.programme)
    url = page_of(get_object_or_404(rows, pk=pk))
    if not url:
        messages.info(request, gettext("No page shows this by itself. It may be in the log."))
    return redirect(url or "programme:leftovers", *([] if url else [request.programme.slug]))


@require_POST
def leftovers_settle(request, pk):
    """Some places of one erasure at once, with one reason."""
    rows = Leftover.objects.visible_to(request.user).in_programme(request.programme)
    listed = rows.filter(request=pk).select_related("request").first()
    if listed is None:
        raise Http404
    require(request.seat.is_coordinator)
    outcome = request.POST.get("outcome", "")
    typed = request.POST.getlist("place")
    keys = [int(key) for key in typed if is_key(key)]
    reason = request.POST.get("reason", "").replace("\0", "")
    try:
        if outcome not in OUTCOMES:
            raise LeftoverError(gettext("Say what became of it."))
        number = settle(
            listed.request,
            request.programme,
            keys,
            LeftoverOutcome(outcome),
            by=request.user,
            reason=reason,
        )
    except LeftoverError as error:
        messages.error(request, str(error))
        is_file = request.POST.get("part") == "file"
        back = {"request": pk, "is_file": is_file, "reason": reason, "places": keys}
        return leftovers_page(request, typed=back, status=422)
    said = ngettext("Noted for %(number)s place.", "Noted for %(number)s places.", number)
    messages.success(request, said % {"number": number})
    return redirect("programme:leftovers", request.programme.slug)


@require_http_methods(["GET", "POST"])
def holds(request):
    """Who set them sees them; setting one asks for a reason and a day."""
    require(request.seat.is_coordinator)
    form = HoldForm(request.POST or None, programme=request.programme)
    if form.is_valid():
        try:
            hold = set_hold(request.programme, **form.cleaned_data, by=request.user)
        except (HoldError, ValidationError) as error:
            form.add_error(
                None, error.messages if isinstance(error, ValidationError) else str(error)
            )
        else:
            messages.success(request, sentence_of(hold))
            return redirect("programme:holds", request.programme.slug)
    rows = LegalHold.objects.editable_by(request.user).in_programme(request.programme)
    context = {
        "form": form,
        "in_force": rows.in_force().select_related("user", "set_by"),
        "before": rows.exclude(pk__in=rows.in_force()).select_related("user", "set_by")[:50],
    }
    status = 422 if form.errors else 200
    return render(request, "programme/holds.html", context, status=status)


@require_POST
def hold_lift(request, pk):
    hold = get_editable(LegalHold, request.user, programme=request.programme, pk=pk)
    lift_hold(hold, by=request.user)
    messages.success(request, gettext("Lifted. What waited for it goes on."))
    return redirect("programme:holds", request.programme.slug)
