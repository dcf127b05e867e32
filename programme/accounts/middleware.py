"""Notes now and then that a session is in use, and which browsers are known."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from programme.accounts.known_browsers import note_known_browser
from programme.accounts.sessions import see


class SeenSessions:
    """For the list of sessions on everybody's account page; see ``sessions.see``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A page that asked nothing of the session does not read it for this either.
        if request.session.accessed:
            see(request)
        note_known_browser(request, response)
        return response
