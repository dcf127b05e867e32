"""The site without a network: its service worker, and the page that says so."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

WORKER = Path(settings.BASE_DIR) / "static" / "clusnet" / "worker.js"


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script itself, at the root: a worker answers only for what is below its address."""
    # Asked for anew each time, or a mistake in it would stay on devices.
    headers = {"Cache-Control": "no-cache"}
    content_type = "text/javascript; charset=utf-8"
    return HttpResponse(WORKER.read_bytes(), content_type=content_type, headers=headers)


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What a device shows instead of a page that it has not kept. The worker asks for it as a
    visitor, so nothing of anybody is in it."""
    return render(request, "clusnet/offline.html")
