"""Who is in the programme, and adding people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from programme.access import get_visible, require
from programme.forms.people import PeopleFilter, PersonForm
from programme.invitations.services import LINK_LIVES, InvitationError, invite, may_invite
from programme.models import Role
from programme.people.pages import PeoplePage, PersonPage, people_file, people_known_to
from programme.people.seats import SEATS
from programme.people.services import add_person
from programme.privacy.requests import open_erasure
from programme.rate_limits import at_most, limited, too_many
from programme.trace.lists import note_list_fetched
from programme.views.files import TABLES, as_file


@require_GET
@vary_on_headers("HX-Request")
def people(request):
    form = PeopleFilter(request.GET, seat=request.seat)
    chosen = form.chosen()
    page = PeoplePage.of(request.seat, chosen, request.GET.get("page", "1"))
    # The links of the answer are made from it: they keep what is shown, not what is empty.
    request.GET = kept = form.kept(page.page.number)
    context = {
        "filter": form,
        "is_filtered": any(chosen.values()),
        "page": page,
        "page_obj": page.page,
        "counts": [(role.label, page.counts[role]) for role in Role if page.counts[role]],
        "exports": TABLES,
        "can_edit": request.seat.is_coordinator,
        "can_invite": can_invite(request.seat),
        "sees_invitations": request.seat.is_staff or request.seat.is_editor,
    }
    if not request.htmx:
        return render(request, "programme/people.html", context)
    response = render(request, "programme/_people_table.html", context)
    # The address says what is shown, so that it can be kept and sent.
    return replace_url(response, f"{request.path}?{kept.urlencode()}".removesuffix("?"))


def can_invite(seat):
    return seat.is_coordinator or seat.is_editor


@require_GET
@at_most("60/m/user", "export")
def people_export(request, kind):
    """The people that the page shows with the same address, as a file."""
    page = PeoplePage.of(request.seat, PeopleFilter(request.GET, seat=request.seat).chosen())
    note_list_fetched(
        request.programme,
        gettext("%(person)s fetched the list of people.") % {"person": request.user},
        by=request.user,
        programme=request.programme,
    )
    return as_file(people_file(kind, page), kind, f"{request.programme.slug}-people")


@require_GET
def person(request, pk):
    """Somebody of the programme, now or before."""
    known = people_known_to(request.user, request.programme)
    someone = get_object_or_404(known, pk=pk)
    page = PersonPage.of(someone, request.seat, [seat.programme.pk for seat in request.seats])
    context = {
        "page": page,
        "crumbs": [(_("People"), people_url(request)), (str(someone), "")],
        "can_edit": request.seat.is_coordinator,
        "is_own": someone == request.user,
        "erasure": erasure_by_others(someone) if request.seat.is_coordinator else None,
    }
    return render(request, "programme/person.html", context)


def erasure_by_others(someone):
    """What somebody asked for oneself is nobody else's to see, or to take back."""
    erasure = open_erasure(someone)
    return erasure if erasure and erasure.requested_by_id != someone.pk else None


@require_http_methods(["GET", "POST"])
def person_add(request):
    require(can_invite(request.seat))
    # The page of a city leads here and names it.
    given = {"city": request.GET.get("city", "")}
    form = PersonForm(request.POST or None, seat=request.seat, initial=given)
    if request.method == "POST" and form.is_valid():
        # Each writes a mail to an address that somebody typed.
        if limited(request, "person_add", "60/10m/user"):
            return too_many(request)
        said = {name: form.cleaned_data[name] for name in ("email", "name", "role", "city")}
        try:
            added = add_person(
                request.programme, **said, partner=form.cleaned_data["partner"], by=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say_what_happened(request, added.membership, is_invited=added.is_invited)
            return redirect("programme:people", request.programme.slug)
    context = {
        "form": form,
        "heading": _("Invite somebody"),
        "standfirst": gettext(
            "The person gets a mail with a link to come in, which works for %(days)s days. Whoever"
            " has an account already is in at once, and told so."
        )
        % {"days": LINK_LIVES.days},
        "crumbs": [(_("People"), people_url(request)), (_("Invite somebody"), "")],
        "save_label": _("Send the invitation"),
        "cancel_url": people_url(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/form_page.html", context, status=status)


@require_POST
@at_most("120/m/user", "invitation_send")
def membership_invite(request, pk):
    """Write once more to somebody who has a seat."""
    seat = get_visible(SEATS, request.user, programme=request.programme, pk=pk)
    require(can_invite(request.seat) and may_invite(seat, request.user))
    try:
        is_invited = invite(seat, by=request.user) is not None
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        say_what_happened(request, seat, is_invited=is_invited)
    return redirect(back_to_people(request))


def back_to_people(request):
    """The page of the list from which a button was pressed."""
    kept = QueryDict(request.POST.get("back", "").removeprefix("?")).urlencode()
    return f"{people_url(request)}?{kept}".removesuffix("?")


def say_what_happened(request, membership, *, is_invited):
    """What the person has to do now."""
    words = {
        "person": membership.user,
        "email": membership.user.email,
        "role": membership.label,
        "days": LINK_LIVES.days,
    }
    text = gettext(
        "%(person)s is in the programme as %(role)s and has an account already. A mail to"
        " %(email)s says so."
    )
    if is_invited:
        text = gettext(
            "%(person)s is in the programme as %(role)s. A mail to %(email)s has a link to come"
            " in; it works for %(days)s days."
        )
    messages.success(request, text % words)


def people_url(request):
    return reverse("programme:people", args=[request.programme.slug])
