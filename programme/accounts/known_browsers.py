"""Browsers in which somebody has shown a second factor: others use up none of their tries.

A signed cookie, which opens nothing by itself.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from programme.accounts.factors import used_second_factor
from programme.models import User

SALT = "programme.known-browsers"
KEPT = 180 * 24 * 60 * 60


def known_browser(request: HttpRequest, person: User) -> str:
    """What tells this browser from others of the person; empty if it is not known."""
    if request.user == person and used_second_factor(request):
        return f"session:{request.session.session_key}"
    return _noted(request, person)


def know_browser(request: HttpRequest, person: User) -> None:
    """The person has shown a second factor here: it is noted with the answer to this request."""
    if not _noted(request, person):
        request.is_known_of = person  # type: ignore[attr-defined]


def _noted(request: HttpRequest, person: User) -> str:
    written = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    try:
        whose, own = signing.loads(written, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return ""
    return f"browser:{own}" if whose == person.pk else ""


def note_known_browser(request: HttpRequest, response: HttpResponse) -> None:
    person = getattr(request, "is_known_of", None)
    if person is None:
        return
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps([person.pk, secrets.token_urlsafe(16)], salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
