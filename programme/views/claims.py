"""What others entered with one's e-mail, to be taken over."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from programme.access import seats_of
from programme.accounts.confirmed import is_confirmed
from programme.invitations.letters import CONFIRM, confirmation_words
from programme.letters.writing import post_letter
from programme.people.claims import ClaimError, claims_of, confirm_by, take_over
from programme.rate_limits import limited, too_many


@require_http_methods(["GET", "POST"])
def claims(request):
    """What carries the own e-mail. Nothing of it is shown before the address is confirmed."""
    confirmed = is_confirmed(request.user)
    if request.method == "POST":
        try:
            number = take_over(request.user, request.POST.getlist("claims")[:200])
        except ClaimError as error:
            messages.error(request, str(error))
            return redirect("programme:claims")
        text = ngettext("%(number)s is yours now.", "%(number)s are yours now.", number)
        messages.success(request, text % {"number": number})
        return redirect("programme:home")
    context = {
        "is_confirmed": confirmed,
        "claims": claims_of(request.user) if confirmed else [],
    }
    return render(request, "programme/claims.html", context)


@require_POST
def claims_send(request):
    """A mail to the own address shows that it is one's own."""
    if limited(request, "claims_send", "5/h/user"):
        return too_many(request)
    seats = seats_of(request.user)
    if seats and not is_confirmed(request.user):
        post_letter(
            seats[0].programme,
            CONFIRM,
            confirmation_words(request.user),
            to=request.user,
            source_key=f"confirm:{request.user.pk}:{timezone.now():%Y%m%d%H%M%S}",
        )
    words = {"email": request.user.email}
    messages.success(request, _("A mail is on its way to %(email)s.") % words)
    return redirect("programme:claims")


@require_http_methods(["GET", "POST"])
def claims_confirm(request, key):
    """The page behind the link of that mail: it asks once, for programs open links too."""
    if request.method == "POST":
        if confirm_by(key, request.user):
            messages.success(request, _("The address is confirmed."))
        else:
            messages.error(request, _("This link no longer works. Ask for a new mail."))
        return redirect("programme:claims")
    return render(request, "programme/claims_confirm.html")
