"""One's own account: everything that is set, a line each, and where it is changed."""

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import seats_of
from programme.accounts import sessions
from programme.accounts.factors import Factors
from programme.forms.account import NameForm
from programme.models.account import EmailChange


@require_GET
def account(request):
    user = request.user
    context = {
        "factors": Factors.of(user),
        "sessions": sessions.open_sessions(user, request.session.session_key),
        "email_change": EmailChange.objects.visible_to(user).first(),
        "seats": seats_of(user),
    }
    return render(request, "programme/account.html", context)


@require_http_methods(["GET", "POST"])
def account_name(request):
    form = NameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Your name is saved."))
        return redirect("programme:account")
    context = {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "programme/account_name.html", context, status=status)


@require_GET
def session_list(request):
    found = sessions.open_sessions(request.user, request.session.session_key)
    return render(request, "programme/account_sessions.html", {"sessions": found})


@require_POST
def session_end(request, pk):
    row = sessions.end_session(request.user, pk)
    if row is None:
        raise Http404
    if row.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    messages.success(request, gettext("That browser is logged out."))
    return redirect("programme:sessions")


@require_POST
def sessions_end(request):
    """Log out everywhere else; with ``here`` in this browser too."""
    if "here" in request.POST:
        sessions.end_sessions(request.user)
        logout(request)
        return redirect("account_login")
    count = sessions.end_sessions(request.user, but=request.session.session_key)
    messages.success(
        request,
        ngettext(
            "%(count)s other browser is logged out.",
            "%(count)s other browsers are logged out.",
            count,
        )
        % {"count": count},
    )
    return redirect("programme:sessions")
