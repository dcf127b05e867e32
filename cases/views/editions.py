"""Editions of a distributed case: reading them, receipts, the next one, and the switch to public.

The page for visitors stands in ``reports``, which knows the PDF that goes with it.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases import services
from cases.access import draft_case, led_case, visible_case
from cases.editions.changes import EditionChanges
from cases.editions.public import public_editions
from cases.forms.editions import PublishForm, ReopenForm
from cases.models import Edition
from cases.moves import may_read_confidential
from cases.pages.case import CasePage
from cases.views.reading import crumbs_of, show, unread_key
from programme.access import get_visible, require


@require_GET
def case_draft(request, city):
    """The working text of a distributed case, apart from what members read."""
    case = draft_case(request, city)
    if not case.is_shared:
        return redirect(case)
    return show(request, CasePage.of(case, request.seat, is_draft=True), _("Working text"))


@require_GET
def edition(request, city, number):
    case = visible_case(request, city)
    try:
        page = CasePage.of(case, request.seat, number=number)
    except Edition.DoesNotExist as error:
        raise Http404 from error
    return show(request, page, _("Edition %(number)s") % {"number": number})


@require_GET
def edition_changes(request, city, number):
    """What an edition changed against the one before it."""
    case = visible_case(request, city)
    in_confidence = may_read_confidential(request.seat, case)
    changes = EditionChanges.of(_edition(request, case, number), in_confidence=in_confidence)
    if changes is None:
        raise Http404
    context = {
        "case": case,
        "changes": changes,
        "crumbs": crumbs_of(case, _("What edition %(number)s changed") % {"number": number}),
    }
    return render(request, "cases/edition_changes.html", context)


# Receipts


@require_POST
def edition_read(request, city, number):
    return _say(request, visible_case(request, city), number, services.mark_read)


@require_POST
def edition_unread(request, city, number):
    case = visible_case(request, city)
    response = _say(request, case, number, services.take_back_read)
    # Whoever takes it back does not want the page to say it again by itself.
    request.session[unread_key(case, number)] = True
    return response


def _say(request, case, number, service):
    said_of = _edition(request, case, number)
    if case.editions.filter(number__gt=number).exists():
        messages.error(request, _("There is a newer edition by now; this one is not asked about."))
        return redirect(case)
    receipt = service(said_of, by=request.user)
    # Only participants of the workshop are asked whether they have read it.
    require(receipt is not None)
    if request.htmx:
        context = {"case": case, "receipt": receipt, "edition": said_of}
        return render(request, "cases/_case_receipt.html", context)
    return redirect(f"{said_of.get_absolute_url()}#case-receipt")


@require_POST
def edition_send_again(request, city, number):
    case = led_case(request, city)
    again = services.send_again(_edition(request, case, number), by=request.user)
    messages.success(
        request,
        ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", again)
        % {"count": again},
    )
    return redirect(f"{case.get_absolute_url()}#case-readers")


# The next edition


@require_http_methods(["GET", "POST"])
def case_reopen(request, city):
    case = led_case(request, city)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_case(case, by=request.user, reason=form.cleaned_data["reason"])
        except services.CaseMoveError as error:
            form.add_error(None, str(error))
        else:
            done = _("%(city)s can write again. Members keep reading the last edition.")
            messages.success(request, done % {"city": case.city.name})
            return redirect(case)
    if request.method == "GET" and (why := services.why_not_reopened(case)):
        messages.error(request, why)
        return redirect(case)
    context = {"form": form, "case": case, "crumbs": crumbs_of(case, _("A new edition"))}
    return render(request, "cases/case_reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def case_publish(request, city):
    case = led_case(request, city)
    if request.method == "GET" and case.reopened_at is None:
        messages.error(request, _("The case is not open for a new edition."))
        return redirect(case)
    changes = EditionChanges.of_draft(case)
    form = PublishForm(request.POST or None, initial={"remark": changes.summary})
    if request.method == "POST" and form.is_valid():
        try:
            published = services.publish_edition(
                case, by=request.user, remark=form.cleaned_data["remark"]
            )
        except services.CaseMoveError as error:
            form.add_error(None, str(error))
        else:
            done = _("Edition %(number)s is published. The participants are told by mail.")
            messages.success(request, done % {"number": published.number})
            return redirect(case)
    context = {
        "form": form,
        "case": case,
        "changes": changes,
        "public": public_editions().filter(case=case).first(),
        "findings": [(finding, finding.url_for(case)) for finding in changes.errors],
        "crumbs": crumbs_of(case, _("Publish edition %(number)s") % {"number": changes.number}),
    }
    return render(request, "cases/case_publish.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def case_end_writing(request, city):
    """Close a reopened case without a new edition."""
    case = led_case(request, city)
    if request.method == "POST":
        try:
            services.end_without_edition(case, by=request.user)
        except services.CaseMoveError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("The writing has ended. What was written stands in the history.")
            )
        return redirect(case)
    context = {
        "heading": _("End the writing without a new edition?"),
        "lost": [
            _("Nothing that was written is lost: it is kept as a version in the history."),
            _("It also stays in the working text. If the case is opened again, it goes on there."),
            _("The city cannot write until then, and members keep reading the last edition."),
        ],
        "action_label": _("End without a new edition"),
        "cancel_url": case.get_absolute_url(),
    }
    return render(request, "clusnet/confirm.html", context)


# The public edition


@require_POST
def edition_make_public(request, city, number):
    case = led_case(request, city)
    try:
        services.make_public(_edition(request, case, number), by=request.user)
    except services.CaseMoveError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Visitors can read this edition now, without log-in."))
    return redirect(f"{case.get_absolute_url()}#case-public")


@require_POST
def case_withdraw_public(request, city):
    case = led_case(request, city)
    services.withdraw_public(case, by=request.user)
    messages.success(request, _("Visitors cannot read the case any more."))
    return redirect(f"{case.get_absolute_url()}#case-public")


def _edition(request, case, number):
    found = get_visible(Edition, request.user, case=case, number=number)
    found.case = case
    return found
