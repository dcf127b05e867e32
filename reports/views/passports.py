"""What became of it: the chain of a city, all actions, and the learning passports."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from cases.access import visible_case
from programme.access import get_editable, get_visible, require
from programme.editing import typed_into
from programme.models import City
from programme.rate_limits import at_most
from programme.spreadsheets import KINDS
from reports.models import DocumentKind, TakeUp
from reports.outcomes.actions import Outcomes, outcomes_file
from reports.outcomes.chain import Chain
from reports.outcomes.passport import Passport, PassportList, passport_url
from reports.outcomes.passport_forms import TakeUpForm
from reports.outcomes.passport_sources import sources_for
from reports.services import TakeUpGone, change_take_up, delete_take_up, record_take_up
from reports.views.learning import Desk


@require_GET
def outcomes(request):
    found = Outcomes.of(request.seat, request.GET)
    label = _("What became of it")
    context = {"outcomes": found, "exports": list(KINDS)}
    return _page(request, "outcomes", [(label, "")], context)


@require_safe
@at_most("60/m/user", "export")
def outcomes_export(request, kind):
    """The actions as the page shows them, filtered by the same address, as a file."""
    if kind not in KINDS:
        raise Http404
    title = _("%(programme)s: what became of it") % {"programme": request.programme.name}
    content = outcomes_file(kind, title, Outcomes.of(request.seat, request.GET))
    name = f"{request.programme.slug}-actions.{kind}"
    return HttpResponse(
        content,
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def chain(request, city):
    case = visible_case(request, city)
    crumbs = [
        (_("What became of it"), reverse("reports:outcomes", args=[request.programme.slug])),
        (case.city.name, ""),
    ]
    context = {"case": case, "chain": Chain.of(case, request.user)}
    return _page(request, "outcomes", crumbs, context, template="chain")


@require_GET
def passports(request):
    context = {"list": PassportList.of(request.seat)}
    return _page(request, "passports", [(_("Learning passports"), "")], context)


@require_GET
def passport(request, city):
    of_city = _city(request, city)
    found = Passport.of(of_city, can_edit=_may_write(request, of_city))
    context = {"passport": found, "kind": DocumentKind.LEARNING_PASSPORT}
    crumbs = [_list_crumb(request), (of_city.name, "")]
    return _page(request, "passports", crumbs, context, template="passport")


@require_http_methods(["GET", "POST"])
def take_up_create(request, city):
    of_city = _city(request, city)
    require(_may_write(request, of_city))
    sources = sources_for(of_city)
    wanted = f"action-{request.GET.get('action', '')}"
    source = sources.get(wanted)
    initial = {"source": wanted} if source else {}
    form = TakeUpForm(request.POST or None, sources=sources, initial=initial)
    if request.method == "POST" and form.is_valid():
        record_take_up(of_city, by=request.user, **form.words)
        messages.success(
            request, _("The entry stands in the passport of %(city)s.") % {"city": of_city.name}
        )
        return redirect(f"{passport_url(of_city)}#taken")
    return _form_page(request, of_city, form, _("Add what was taken up"))


@require_http_methods(["GET", "POST"])
def take_up_edit(request, city, pk):
    of_city = _city(request, city)
    entry = get_editable(TakeUp, request.user, city=of_city, pk=pk)
    form = TakeUpForm(request.POST or None, instance=entry, sources=sources_for(of_city))
    if request.method == "POST" and form.is_valid():
        try:
            change_take_up(entry, by=request.user, **form.words)
        except TakeUpGone:
            typed = typed_into(TakeUp, request.POST)
            return render(request, "programme/gone.html", {"typed": typed}, status=404)
        messages.success(request, _("The entry in the passport is changed."))
        return redirect(f"{passport_url(of_city)}#taken")
    return _form_page(request, of_city, form, _("Change what was taken up"), entry=entry)


@require_http_methods(["GET", "POST"])
def take_up_delete(request, city, pk):
    of_city = _city(request, city)
    entry = get_editable(TakeUp, request.user, city=of_city, pk=pk)
    back = f"{passport_url(of_city)}#taken"
    if request.method == "POST":
        try:
            delete_take_up(entry, by=request.user)
        except TakeUpGone as error:
            messages.info(request, str(error))
        else:
            messages.success(request, _("It is deleted from the passport."))
        return redirect(back)
    lost = [_("“%(text)s”") % {"text": entry.text}]
    if entry.result:
        lost.append(_("What came of it goes too: “%(result)s”") % {"result": entry.result})
    context = {
        "heading": _("Delete this entry of the passport?"),
        "lost": lost,
        "action_label": _("Delete the entry"),
        "cancel_url": back,
    }
    return render(request, "clusnet/confirm.html", context)


def _city(request, slug):
    city = get_visible(
        City.objects.select_related("group"), request.user, programme=request.programme, slug=slug
    )
    city.programme = request.programme
    return city


def _may_write(request, city):
    return request.seat.edits(city) or request.seat.is_coordinator


def _list_crumb(request):
    return (
        _("Learning passports"),
        reverse("reports:passports", args=[request.programme.slug]),
    )


def _form_page(request, city, form, heading, *, entry=None):
    crumbs = [_list_crumb(request), (city.name, passport_url(city)), (heading, "")]
    context = {"form": form, "heading": heading, "city": city, "entry": entry, "crumbs": crumbs}
    status = 422 if form.errors else 200
    return render(request, "reports/take_up_form.html", context, status=status)


def _page(request, tab, crumbs, context, *, template=""):
    """A page under Learning, beside the tabs of the others."""
    desk = Desk(request.programme.slug, [], may_see_drafts=False, with_drafts=False)
    cases = (_("Cases"), reverse("cases:list", args=[desk.programme]))
    learning = (_("Learning across cases"), desk.url("learning"))
    shared = {"desk": desk, "page": tab, "crumbs": [cases, learning, *crumbs]}
    return render(request, f"reports/{template or tab}.html", shared | context)
