"""The outbox: what was written to whom, what became of it, and what can be done about it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from programme.access import get_editable, get_visible, may_edit, require
from programme.forms.mails import MailFilter
from programme.models import Mail
from programme.models.mail import MailQuerySet
from programme.outbox import Letter, Tally
from programme.outbox_verbs import discard, send_now

PER_PAGE = 30


@dataclass(frozen=True)
class MailsPlace:
    """A page that lists mails: which ones, and how it is called."""

    mails: MailQuerySet
    heading: str
    crumbs: list[tuple[str, str]]


@require_GET
def mail_list(request):
    """All mails of the programme."""
    return mails_page(request, MailsPlace(mails_of(request), _("Mails"), []))


def mails_page(request, place):
    """A list of mails for those who run the programme, filtered by the address."""
    require(request.seat.is_staff)
    form = MailFilter(request.GET, mails=place.mails)
    page = Paginator(form.apply(place.mails), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "crumbs": place.crumbs,
        "filter": form,
        "tally": Tally.of(place.mails),
        "page_obj": page,
        "letters": [Letter(mail) for mail in page.object_list],
        # “Paris” of “Europe/Paris”.
        "zone": timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    }
    return render(request, "programme/mail_list.html", context)


@require_GET
def mail(request, pk):
    """One mail, with its words as they left."""
    row = get_visible(mails_of(request), request.user, pk=pk)
    row.programme = request.programme
    mails_url = reverse("programme:mails", args=[request.programme.slug])
    crumbs = [(_("Mails"), mails_url), (row.subject, "")]
    context = {
        "mail": row,
        "letter": Letter(row),
        "can_edit": may_edit(row, request.user),
        "crumbs": crumbs if request.seat.is_staff else [],
    }
    return render(request, "programme/mail_detail.html", context)


def mails_of(request):
    return Mail.objects.visible_to(request.user).in_programme(request.programme)


@require_POST
def mail_retry(request, pk):
    return done(request, pk, send_now, _("The mail leaves within a minute."))


@require_POST
def mail_drop(request, pk):
    return done(request, pk, discard, _("The mail is not sent."))


def done(request, pk, service, sentence):
    row = get_editable(mails_of(request), request.user, pk=pk)
    row.programme = request.programme
    if service([row], by=request.user).count:
        messages.success(request, sentence)
    else:
        messages.error(request, _("This mail has left, or is no longer needed."))
    return redirect(row)
