"""How much somebody may send who is not logged in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat

AT_ONCE = 64 * 1024
# So much is read and thrown away, that the answer is heard; more is cut off.
MOST_HEARD = 12 * 1024 * 1024


class VisitorsSendLittle:
    """Refuse the long forms of visitors before anything is made of them.

    No page that is open to visitors takes files or long texts, and to take ten megabytes of fields
    apart costs seconds. It stands behind the sessions, which it asks for large requests alone, and
    before the check of tokens, which reads forms. Whoever was logged out while writing a long text
    is told how to send it again; shorter ones are kept (``programme.middleware``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) <= settings.VISITOR_MAX_BYTES or SESSION_KEY in request.session:
            return self.get_response(request)
        _hear_out(request)
        if request.headers.get("Accept") == "application/json":
            # A page that saves by itself keeps the words.
            return JsonResponse({"state": "logged-out"}, status=401)
        context = {"most": filesizeformat(settings.VISITOR_MAX_BYTES), "is_visitor": True}
        return render(request, "413.html", context, status=413)


def _length(request: HttpRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written[:18]) if written.isascii() and written.isdigit() else 0


def _hear_out(request: HttpRequest) -> None:
    """Browsers show no answer to what they could not send whole."""
    for _part in range(MOST_HEARD // AT_ONCE):
        if not request.read(AT_ONCE):
            return
