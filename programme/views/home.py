"""The front door, and the way back in for somebody whose form was refused."""

from urllib.parse import urlsplit

from allauth.account.forms import LoginForm
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views import csrf
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from programme.access import seats_of
from programme.kept_words import KeptWords
from programme.middleware import keep_what_was_typed
from programme.starting import may_start


@login_not_required
@require_GET
def home(request):
    if not request.user.is_authenticated:
        return redirect("account_login")
    seats = seats_of(request.user)
    if len(seats) == 1:
        return redirect(seats[0].programme)
    context = {"seats": seats, "may_start": may_start(request.user)}
    return render(request, "programme/home.html", context)


@login_not_required
@sensitive_post_parameters("password")
def resume(request):
    """Log in on the page that keeps somebody's words; then offer to send them.

    By GET whoever had a further step to do, a second factor, comes back to them.
    """
    if request.method != "POST":
        kept = None
        if request.user.is_authenticated:
            kept = KeptWords.kept_in(request.session, request.user)
        return send_again(request, kept) if kept else HttpResponseNotAllowed(["POST"])
    payload = request.POST.get("payload", "")
    try:
        kept = KeptWords.read(payload)
    except BadSignature:
        return render(request, "400.html", status=400)
    if request.user.is_authenticated:
        return send_again(request, kept)
    form = LoginForm(request.POST, request=request)
    if "elsewhere" in request.POST:
        error = gettext("You are not logged in yet in this browser.")
    else:
        error = refusal_of(request, form)
    if error:
        context = {
            "payload": payload,
            "lost_files": kept.lost_files,
            "email": request.POST.get("login", ""),
            "error": error,
        }
        return render(request, "session_expired.html", context, status=422)
    response = form.login(request, redirect_url=reverse("programme:resume"))
    if request.user.is_authenticated:
        return send_again(request, kept)
    # The second factor comes first; the words wait in the session, which the password opened.
    kept.keep_in(request.session, form.user)
    return response


def refusal_of(request: HttpRequest, form: LoginForm) -> str:
    """Why the log-in is refused; empty if it is right. Counts against allauth's limits."""
    if not ratelimit.consume(request, action="login"):
        return gettext("Too many log-ins from here. Wait a minute, then try again.")
    if form.is_valid():
        return ""
    return " ".join(error for errors in form.errors.values() for error in errors)


def send_again(
    request: HttpRequest, kept: KeptWords, *, was_stale: bool = False, status: int = 200
) -> HttpResponse:
    """A page with one button that sends the kept fields to where they were meant to go."""
    # A path like //elsewhere.example/ would lead a form off this site.
    if not url_has_allowed_host_and_scheme(kept.action, allowed_hosts=None):
        return render(request, "400.html", status=400)
    context = {
        "action": kept.action,
        "fields": kept.fields,
        "lost_files": kept.lost_files,
        "was_stale": was_stale,
    }
    return render(request, "session_resume.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Keep what was typed into a form of ours whose token is out of date.

    That happens after a log-in in another tab. A form from elsewhere gets the plain refusal:
    its fields are not what this person typed.
    """
    if not comes_from_ourselves(request) or request.headers.get("HX-Request"):
        return csrf.csrf_failure(request, reason=reason)
    if not request.user.is_authenticated:
        asks_for_login = getattr(request.resolver_match.func, "login_required", True)  # type: ignore[union-attr]
        return (
            keep_what_was_typed(request) if asks_for_login else csrf.csrf_failure(request, reason)
        )
    kept = KeptWords.of(request)
    if request.path == reverse("programme:resume"):
        try:
            kept = KeptWords.read(request.POST.get("payload", ""))
        except BadSignature:
            return csrf.csrf_failure(request, reason=reason)
    return send_again(request, kept, was_stale=True, status=403)


def comes_from_ourselves(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this host."""
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source)[:2] == (request.scheme, request.get_host())
