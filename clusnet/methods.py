"""Which methods the site knows: it is read, and forms are sent to it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

KNOWN = ["GET", "HEAD", "POST"]


class KnownMethods:
    """GET and POST are all that a page has to tell apart.

    HEAD is a GET whose body is left out, whatever a page says about its methods. All others are
    refused once the wall and the programme have let somebody in: generic views would take PUT
    for POST, and pages that only ask “is it POST?” any of them for GET.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return without_body(response)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        return None if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)


def without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same headers, the length of what is left out among them."""
    if isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    else:
        response.streaming_content = []  # type: ignore[attr-defined]
    return response
