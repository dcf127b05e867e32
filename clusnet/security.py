"""How somebody who has found a hole tells it, for people and for machines (RFC 9116)."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

# Long enough for whoever keeps a copy, and far below the year that the standard allows.
VALID = datetime.timedelta(days=90)


@login_not_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """What protects the data of this site, in plain words, and whom to tell of a hole."""
    response = render(request, "clusnet/security.html", {"contact": settings.SECURITY_CONTACT})
    response["X-Robots-Tag"] = "all"
    return response


@login_not_required
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """404 where the operator has named nobody: an address that nobody reads helps nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {(midnight + VALID):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
        f"Policy: {settings.SITE_URL}{reverse('security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
