"""What a person agrees to, what everybody may read about it, and how long things are kept."""

import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programme.access import require
from programme.forms.retention import RetentionForm
from programme.models import Activity, ConsentPurpose, LegalHold
from programme.privacy.consents import give_consent, withdraw_consent
from programme.privacy.consents_page import consents_of, own_consents, who_wants_news
from programme.privacy.elsewhere import SOURCES
from programme.privacy.leftovers_page import LeftoversPage
from programme.privacy.retention import KINDS, going_within, lines_of
from programme.privacy.site import OF_SITE
from programme.privacy.wording import WORDS
from programme.rate_limits import at_most
from programme.spreadsheets import table_file
from programme.trace.lists import note_list_fetched
from programme.views.files import as_file

ERASED_SHOWN = 20


@require_GET
def privacy(request):
    """The own consents, in every programme."""
    return render(request, "programme/privacy.html", {"programmes": consents_of(request.user)})


@require_POST
def consent_give(request, purpose):
    """With one press; the words stand beside the button."""
    _known(purpose)
    give_consent(request.user, request.programme, purpose, by=request.user)
    messages.success(request, gettext("You agreed. You can take it back here at any time."))
    return redirect("programme:privacy")


@require_POST
def consent_withdraw(request, pk):
    """Also for a programme that the person has left."""
    consent = get_object_or_404(own_consents(request.user), pk=pk)
    withdraw_consent(request.user, consent.programme, consent.purpose, by=request.user)
    messages.success(request, gettext("You took it back. It counts from now on."))
    return redirect("programme:privacy")


@require_POST
def consent_elsewhere(request, source, pk):
    """A consent that was given with a form of another app."""
    if source not in SOURCES or not SOURCES[source].withdraw(request.user, pk):
        raise Http404
    messages.success(request, gettext("You took it back. It counts from now on."))
    return redirect("programme:privacy")


def _known(purpose):
    if purpose not in ConsentPurpose.values:
        raise Http404


@login_not_required
@require_GET
def privacy_notice(request):
    """What the software keeps, why, how long, who sees it, and what everybody may ask for."""
    context = {
        "kinds": KINDS.values(),
        "of_site": OF_SITE,
        "consents": WORDS.values(),
        "contact": settings.PRIVACY_CONTACT,
    }
    return render(request, "programme/privacy_notice.html", context)


@require_http_methods(["GET", "POST"])
def retention(request):
    """What goes when, for who runs the programme; the coordinator sets the times."""
    require(request.seat.is_staff and (request.method == "GET" or request.seat.is_coordinator))
    today = timezone.localdate()
    lines = lines_of(request.programme, today)
    form = RetentionForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save(request.programme, by=request.user)
        messages.success(request, gettext("Saved. The days below follow from it."))
        return redirect("programme:retention", request.programme.slug)
    erased = Activity.objects.visible_to(request.user).in_programme(request.programme)
    context = {
        "form": form,
        "rows": [(line, form.field_of(line.kind.key)) for line in lines],
        "in_a_month": going_within(lines, today + datetime.timedelta(days=30)),
        "can_edit": request.seat.is_coordinator,
        "left_open": LeftoversPage(request.programme, request.user).number_open,
        "holds_in_force": LegalHold.objects.editable_by(request.user)
        .in_programme(request.programme)
        .in_force()
        .count(),
        "erased": erased.filter(verb__startswith="retention_", verb__endswith="_erased")[
            :ERASED_SHOWN
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/retention.html", context, status=status)


@require_GET
@at_most("20/m/user", "export")
def news_export(request, kind):
    """The addresses of those who agreed to news, for the coordinator; that it was fetched is
    written down."""
    require(request.seat.is_coordinator)
    rows = [[person.name, person.email] for person in who_wants_news(request.programme)]
    note_list_fetched(
        request.programme,
        gettext("%(person)s fetched the addresses for news.") % {"person": request.user},
        by=request.user,
        programme=request.programme,
    )
    headings = [gettext("Name"), gettext("E-mail")]
    return as_file(table_file(kind, gettext("News"), headings, rows), kind, "news")
