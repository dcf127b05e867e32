"""What a text that saves by itself is answered."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from programme.writing.forms import VersionedTextForm


def answer_of(
    request: HttpRequest, form: VersionedTextForm, template: str, context: dict[str, Any]
) -> JsonResponse:
    """The answer to a form on which ``save_version`` was tried.

    200 with the new base; 409 with the fragment that shows both texts; 422 with what is wrong.
    """
    if form.conflict:
        html = render_to_string(template, context, request)
        return JsonResponse({"message": form.first_error, "html": html}, status=409)
    if form.errors:
        return JsonResponse({"message": form.first_error}, status=422)
    return JsonResponse({"base": form.next_base, "words": form.word_count})


SAVED = "saved_texts"


def remember_saved(request: HttpRequest, keys: Iterable[str]) -> None:
    """Note for the page after the redirect that the server has these texts, so that the device
    forgets its copies."""
    request.session[SAVED] = sorted({*request.session.get(SAVED, []), *keys})


def saved_before(request: HttpRequest) -> list[str]:
    """What was noted, once."""
    return request.session.pop(SAVED, [])
