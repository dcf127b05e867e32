"""What a text that saves by itself is answered."""

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
