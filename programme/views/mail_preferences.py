"""Which mails somebody gets, and when: one page behind the log-in, and one click without."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from programme.forms.mail_preferences import PreferencesForm
from programme.letters.kinds import label_of
from programme.mails.preferences import choices_of, choose, said_by, stop


@require_http_methods(["GET", "POST"])
def mail_preferences(request):
    """Each kind of mail that can reach the person, with when it goes."""
    choices = choices_of(request.user, request.programme, request.seat.roles)
    form = PreferencesForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        choose(request.user, request.programme, form.wishes)
        messages.success(request, _("Your choice is kept. It counts for all mails from now on."))
        return redirect("programme:mail_preferences", request.programme.slug)
    status = 422 if form.errors else 200
    return render(request, "programme/mail_preferences.html", {"form": form}, status=status)


# Programs of mail providers send the POST, with no cookie and no token of ours: what the address
# carries is signed, and lets them do this one thing.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def mail_stop(request, token):
    """End one kind of mail to one person (RFC 8058). Reading the page changes nothing."""
    said = said_by(token)
    if said is None:
        raise Http404
    user, programme, kind = said
    is_done = request.method == "POST"
    if is_done:
        stop(user, programme, kind)
    if is_done and "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(_("Done."), content_type="text/plain")
    context = {
        "is_done": is_done,
        "kind": label_of(kind),
        "of": programme,
        "preferences_url": reverse("programme:mail_preferences", args=[programme.slug]),
    }
    return render(request, "programme/mail_stop.html", context)
