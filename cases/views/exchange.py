"""A case as a file to write offline, and such a file back: compared first, then taken over."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import draft_case, visible_case, written_case
from cases.exchange import waiting
from cases.exchange.files import SUFFIXES, make_file
from cases.exchange.forms import UploadForm
from cases.exchange.page import ExchangePage, draft_sheet, edition_sheet
from cases.exchange.preview import Preview
from cases.moves import may_read_confidential, writes_for
from cases.outline import TOPICS
from cases.services import CaseMoveError, why_locked
from cases.views.reading import crumbs_of
from programme.access import require


@require_http_methods(["GET", "POST"])
def case_exchange(request, city):
    """What can be downloaded, and the way back in."""
    case = visible_case(request, city)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(writes_for(request.seat, case))
        if not case.is_open:
            messages.error(request, why_locked(case))
            return redirect(_url(case))
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            token = waiting.keep(form.incoming, case, request.user)
            return redirect(_url(case, "preview", token))
    page = ExchangePage.of(case, request.seat)
    context = {"case": case, "page": page, "form": form, "crumbs": crumbs_of(case, page.title)}
    status = 422 if form.is_bound else 200
    return render(request, "cases/exchange/page.html", context, status=status)


@require_GET
def exchange_draft(request, city, suffix):
    """The working text, for whoever may read it."""
    case = draft_case(request, city)
    return _download(draft_sheet(case), suffix)


@require_GET
def exchange_edition(request, city, suffix):
    """The last edition, as this reader may read it."""
    case = visible_case(request, city)
    edition = case.last_edition()
    if edition is None:
        raise Http404
    in_confidence = may_read_confidential(request.seat, case)
    return _download(edition_sheet(case, edition, in_confidence=in_confidence), suffix)


@require_http_methods(["GET", "POST"])
def exchange_preview(request, city, token):
    """What an uploaded file would change; a POST takes over what was ticked."""
    case = written_case(request, city)
    preview = Preview.of(case, _incoming_or_404(request, case, token))
    if request.method == "GET":
        return _preview_page(request, case, preview, token)
    try:
        taken = preview.take_over(request.POST, by=request.user)
    except CaseMoveError as error:
        messages.error(request, str(error))
        return redirect(_url(case, "preview", token))
    (messages.success if taken.is_whole else messages.warning)(request, taken.sentence)
    for sentence in taken.left:
        messages.warning(request, sentence)
    if taken.is_whole:
        return redirect(case)
    return redirect(_url(case, "preview", token))


@require_POST
def exchange_place(request, city, token):
    """Put the pieces that had no place to the topics that were chosen for them."""
    case = written_case(request, city)
    incoming = _incoming_or_404(request, case, token)
    asked = [(n, request.POST.get(f"place-{n}", "")) for n in range(len(incoming.loose))]
    chosen = dict(pair for pair in asked if pair[1] in TOPICS)
    if request.POST.get("pieces") != str(len(incoming.loose)):
        messages.error(request, _("The list of pieces has changed meanwhile. Choose again."))
    elif not chosen:
        messages.error(request, _("Choose a topic first."))
    else:
        incoming.place(chosen)
        # Beside what was there before: to which the button “Back” leads, and another tab.
        token = waiting.keep(incoming, case, request.user)
        messages.success(request, _("The pieces stand with their topics now. Look at the changes."))
    return redirect(_url(case, "preview", token))


def _incoming_or_404(request, case, token):
    incoming = waiting.find(case, request.user, token)
    if incoming is None:
        raise Http404(_("This file has been here for a day and is gone. Upload it again."))
    return incoming


def _preview_page(request, case, preview, token):
    context = {
        "case": case,
        "preview": preview,
        "token": token,
        "back": _url(case),
        "crumbs": crumbs_of(case, _("What would change")),
    }
    return render(request, "cases/exchange/preview.html", context)


def _download(sheet, suffix):
    if suffix not in SUFFIXES:
        raise Http404
    made = make_file(sheet, suffix)
    response = HttpResponse(made.data, content_type=made.content_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _url(case, *more):
    name = "cases:exchange_preview" if more else "cases:exchange"
    return reverse(name, args=[case.programme.slug, case.city.slug, *more[1:]])
