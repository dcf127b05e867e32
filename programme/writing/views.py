"""What a page of texts that save by themselves is answered."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from programme.access import ProgrammeRequest
from programme.writing.forms import LongText, SharedRowForm, VersionedTextForm
from programme.writing.markdown import render_unkept
from programme.writing.presence import note_presence, others_in

View = Callable[..., HttpResponse]


def is_its_person(request: HttpRequest) -> bool:
    """Whether who is logged in is whom the page was made for.

    A page stays open while somebody else logs in in the same browser: what the first person
    typed must not be saved under the second one's name. A page that names nobody is believed.
    """
    named = request.headers.get("X-Person") or request.POST.get("person", "")
    return named in ("", str(request.user.pk))


def for_its_person(view: View) -> View:
    """Refuse, in JSON, what a page of somebody else sends by itself."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_its_person(request):
            return view(request, *args, **kwargs)
        return JsonResponse({"state": "other-person"}, status=409)

    return guarded


def other_person_words(request: ProgrammeRequest) -> str:
    """Why a form of somebody else's page is not saved."""
    return _(
        "Nothing was saved: the page was opened by somebody else, and %(who)s is logged in now."
    ) % {"who": request.user}


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


def answer_of_row(form: SharedRowForm, stored: SharedRowForm) -> JsonResponse:
    """The answer to short fields that were saved by themselves: what each field holds now, and
    what is wrong with those that were not saved."""
    initial = {stored[name].html_initial_name: stored.stored(name) for name in stored.fields}
    errors = {
        form[name].html_name if name in form.fields else "": " ".join(map(str, messages))
        for name, messages in form.errors.items()
    }
    return JsonResponse({"initial": initial, "errors": errors}, status=422 if errors else 200)


def answer_of_presence(
    request: ProgrammeRequest, place: str, forms: Iterable[VersionedTextForm]
) -> JsonResponse:
    """Who else is here, and each text that is newer than the version the page says it has."""
    note_presence(request.programme, place, user=request.user)
    newer = {}
    for form in forms:
        known = request.POST.get(form.device_key, "")
        if known.isdecimal() and len(known) < 10 and form.instance.version > int(known):
            newer[form.device_key] = form.as_it_is(request.user)
    return JsonResponse({"others": others_in(place, but=request.user), "newer": newer})


def preview_of(request: HttpRequest) -> JsonResponse:
    """A text as readers will see it once it is stored."""
    try:
        text = LongText().clean(request.POST.get("text", ""))
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=422)
    return JsonResponse({"html": render_unkept(text)})


SAVED = "saved_texts"


def remember_saved(request: HttpRequest, keys: Iterable[str]) -> None:
    """Note for the page after the redirect that the server has these texts, so that the device
    forgets its copies."""
    request.session[SAVED] = sorted({*request.session.get(SAVED, []), *keys})


def saved_before(request: HttpRequest) -> list[str]:
    """What was noted, once."""
    return request.session.pop(SAVED, [])
