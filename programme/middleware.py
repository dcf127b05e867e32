"""The wall before every page, and the programme of the address."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from programme.access import seats_of
from programme.accounts.factors import must_show_factor
from programme.editing import RowGoneError
from programme.kept_words import KeptWords

logger = logging.getLogger(__name__)


class LoginWall(LoginRequiredMiddleware):
    """Log-in for every page that is not said to be open.

    A visitor gets the same 404 whether the row exists or not, with a log-in form on it that
    leads back. Somebody whose session ended while writing gets a page that keeps the words;
    a page that saves by itself keeps them anyway and is only told.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> Any:
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"state": "logged-out"}, status=401)
        if request.method == "POST":
            return keep_what_was_typed(request)
        context = {"next": request.get_full_path()}
        return render(request, "404.html", context, status=404)


def keep_what_was_typed(request: HttpRequest) -> HttpResponse:
    """Ask for the log-in again, with the fields of the refused form signed into the page.

    Files cannot be kept; the page says so when there were any.
    """
    kept = KeptWords.of(request)
    context = {"payload": kept.sign(), "lost_files": kept.lost_files}
    return render(request, "session_expired.html", context, status=404)


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to the second factor that a programme asks for, and afterwards back here.

    What was typed is kept in the session, which is this person's own.
    """
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"state": "logged-out"}, status=401)
    back = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        KeptWords.of(request).keep_in(request.session, request.user)
        back = reverse("programme:resume")
    address = f"{reverse('second_factor_first')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


class ProgrammeMiddleware:
    """Put ``programme`` and ``seat`` on requests whose address names a programme.

    404 for people without a seat in it. Views read rows ``in_programme(request.programme)``.
    What somebody who is logged in is answered, there or on pages of the own account, is for this
    person alone: nothing on the way keeps it for another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "seat") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if hasattr(request, "has_logged_out"):
            # No page of this person comes back by the back button. What was typed and waits on
            # the device stays: it is no cache.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A row that somebody deletes in the very moment in which it is changed is not there.

        Only of what is sent: on a page that is read, a row that is missing is a fault of ours.
        """
        is_gone = isinstance(exception, ObjectDoesNotExist | RowGoneError)
        if request.method != "POST" or not is_gone or not hasattr(request, "seat"):
            return None
        logger.warning("Gone while it was changed: %s", request.path, exc_info=exception)
        typed = [
            # The names of fields are for programs.
            (_("What you typed"), value)
            for _name, value in KeptWords.of(request).fields
            if value.strip() and not value.isdigit()
        ]
        return render(request, "programme/gone.html", {"typed": typed}, status=404)

    def process_view(
        self, request: Any, view_func: Callable, view_args: Any, view_kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        slug = view_kwargs.pop("programme", None)
        if slug is None:
            return None
        if not request.user.is_authenticated:
            raise Http404
        request.seats = seats_of(request.user)
        for seat in request.seats:
            if seat.programme.slug == slug:
                if must_show_factor(request, seat):
                    return ask_for_second_factor(request)
                request.seat, request.programme = seat, seat.programme
                return None
        raise Http404
