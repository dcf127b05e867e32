"""The outbox: what was written to whom, what became of it, and what is still to come."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from programme.access import get_visible, may_edit, require
from programme.forms.mails import MailFilter
from programme.mails import planned
from programme.mails.outbox import Letter, Tally
from programme.mails.outbox_list import Occasion, by_occasion, same_occasion
from programme.models import Mail
from programme.models.mail import MailQuerySet

PER_PAGE = 30


@dataclass(frozen=True)
class MailsPlace:
    """A page that lists mails: which ones, and how it is called."""

    mails: MailQuerySet
    heading: str
    crumbs: list[tuple[str, str]]
    # The outbox as a whole, with what holds for all of it.
    is_whole: bool = False


@require_GET
def mail_list(request):
    """All mails of the programme."""
    return mails_page(request, MailsPlace(mails_of(request), _("Mails"), [], is_whole=True))


def mails_page(request, place):
    """A list of mails for those who run the programme, filtered by the address: one line for an
    occasion."""
    require(request.seat.is_staff)
    form = MailFilter(request.GET, mails=place.mails)
    page = Paginator(by_occasion(form.apply(place.mails)), PER_PAGE)
    page_obj = page.get_page(request.GET.get("page"))
    occasions = Occasion.all_of(list(page_obj))
    context = {
        "place": place,
        "crumbs": place.crumbs,
        "filter": form,
        "is_filtered": bool(form.changed_data),
        "tally": Tally.of(place.mails),
        "page_obj": page_obj,
        "to_come": [row for row in occasions if row.can_change],
        "over": [row for row in occasions if not row.can_change],
        "can_edit": request.seat.is_coordinator,
        "zone": zone_name(),
    }
    return render(request, "programme/mail_list.html", context)


@require_GET
def mail_occasion(request, pk):
    """The people of one occasion, each with the state of the mail."""
    require(request.seat.is_staff)
    row = get_visible(mails_of(request), request.user, pk=pk)
    rows = list(same_occasion(mails_of(request), row).order_by("name", "address", "pk"))
    letters = sorted((Letter(mail) for mail in rows), key=lambda letter: not letter.can_edit)
    context = {
        "first": Letter(row),
        "letters": letters,
        "tally": Tally.of(same_occasion(mails_of(request), row)),
        "can_edit": request.seat.is_coordinator,
        "can_change": any(letter.can_edit for letter in letters),
        "crumbs": [(_("Mails"), mails_url(request)), (row.subject, "")],
        "zone": zone_name(),
    }
    return render(request, "programme/mail_occasion.html", context)


@require_GET
def my_mails(request):
    """What was written to the reader, who finds it here without any mail server."""
    mails = mails_of(request).filter(user=request.user).left_or_gathered()
    page = Paginator(mails.defer("calendar"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "letters": [Letter(mail, request.user) for mail in page.object_list],
        "zone": zone_name(),
    }
    return render(request, "programme/my_mails.html", context)


@require_GET
def mails_planned(request):
    """What the site will write by itself in the next days."""
    require(request.seat.is_staff)
    days = planned.days_to_come(request.programme)
    context = {
        "days": days,
        "number": sum(row.number for _day, rows in days for row in rows),
        "span": planned.DAYS,
        "crumbs": [(_("Mails"), mails_url(request)), (_("What will go"), "")],
    }
    return render(request, "programme/mails_planned.html", context)


@require_GET
def mail(request, pk):
    """One mail, with its words as they left."""
    row = get_visible(mails_of(request), request.user, pk=pk)
    row.programme = request.programme
    is_staff = request.seat.is_staff
    crumbs = [(_("Mails"), mails_url(request)), (row.subject, "")]
    if not is_staff:
        mine = reverse("programme:my_mails", args=[request.programme.slug])
        crumbs = [(_("My mails"), mine), (row.subject, "")]
    context = {
        "mail": row,
        "letter": Letter(row, request.user),
        "can_edit": may_edit(row, request.user),
        "others": same_occasion(mails_of(request), row).count() - 1 if is_staff else 0,
        "crumbs": crumbs,
        "zone": zone_name(),
    }
    return render(request, "programme/mail_detail.html", context)


def mails_of(request):
    mails = Mail.objects.visible_to(request.user).in_programme(request.programme)
    return mails.select_related("edited_by")


def mails_url(request):
    return reverse("programme:mails", args=[request.programme.slug])


def zone_name():
    """“Paris” of “Europe/Paris”."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
