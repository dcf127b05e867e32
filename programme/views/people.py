from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import DeleteView, UpdateView

from programme.access import get_editable, require
from programme.contexts import organisations_of
from programme.forms.cities import SearchForm
from programme.forms.people import PersonForm, SeatForm
from programme.invitations import days_of_link, send_invitation
from programme.models import Membership
from programme.people import add_person, is_last_coordinator, last_coordinator_stays
from programme.views.pages import DeletePage, FormPage

SEATS = Membership.objects.select_related("user", "city", "partner", "programme")


@require_GET
def people(request):
    search = SearchForm(request.GET)
    search.fields["q"].label = _("Name, e-mail or organisation")
    words = search.words()
    memberships = Membership.objects.visible_to(request.user).in_programme(request.programme)
    found = list(memberships.matching(words).for_people_list())
    context = {
        "search": search,
        "words": words,
        "organisations": organisations_of(found),
        "number": len({membership.user_id for membership in found}),
        "can_edit": request.seat.is_coordinator,
    }
    return render(request, "programme/people.html", context)


@require_http_methods(["GET", "POST"])
def person_add(request):
    require(request.seat.is_coordinator)
    form = PersonForm(request.POST or None, programme=request.programme)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_person(
                request.programme,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                city=form.cleaned_data["city"],
                partner=form.cleaned_data["partner"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say_what_happened(request, added.membership)
            return redirect("programme:people", request.programme.slug)
    context = {
        "form": form,
        "heading": _("Add a person"),
        "standfirst": gettext(
            "The person gets a mail. Whoever has no account yet finds a link in it to choose a"
            " password; it works for %(days)s days."
        )
        % {"days": days_of_link()},
        "crumbs": [(_("People"), people_url(request)), (_("Add a person"), "")],
        "save_label": _("Add and send the mail"),
        "cancel_url": people_url(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/form_page.html", context, status=status)


class MembershipUpdate(FormPage, UpdateView):
    model = Membership
    queryset = SEATS
    form_class = SeatForm
    verb = "membership_changed"

    def get_object(self, queryset=None):
        membership = super().get_object(queryset)
        self.stored_name = str(membership.user)
        return membership

    def title(self):
        return gettext("Change the role of %(person)s") % {"person": self.stored_name}

    def sentence(self, form):
        seat = form.instance
        return gettext("%(person)s is now %(role)s.") % {"person": seat.user, "role": seat.label}

    def crumbs(self):
        return [(_("People"), people_url(self.request))]

    def done_url(self):
        return people_url(self.request)

    def delete_url(self):
        return membership_url(self.request, "membership_remove", self.object)


class MembershipDelete(DeletePage, DeleteView):
    model = Membership
    queryset = SEATS
    verb = "membership_removed"
    action_label = _("Remove")

    def heading(self):
        return gettext("Remove %(person)s as %(role)s?") % {
            "person": self.object.user,
            "role": self.object.label,
        }

    def sentence(self):
        return gettext("%(person)s is no longer %(role)s.") % {
            "person": self.object.user,
            "role": self.object.label,
        }

    def lost(self):
        return [
            gettext("%(person)s loses what this role lets people see and do in %(programme)s.")
            % {"person": self.object.user, "programme": self.object.programme},
            gettext("What the person wrote stays, and so does the account."),
        ]

    def refusal(self):
        return last_coordinator_stays() if is_last_coordinator(self.object) else ""

    def done_url(self):
        return people_url(self.request)


@require_POST
def membership_invite(request, pk):
    membership = get_editable(SEATS, request.user, programme=request.programme, pk=pk)
    say_what_happened(request, membership)
    return redirect("programme:people", request.programme.slug)


def say_what_happened(request, membership):
    """Send the mail and tell the coordinator what the person has to do now."""
    words = {
        "person": membership.user,
        "email": membership.user.email,
        "role": membership.label,
        "days": days_of_link(),
    }
    if not send_invitation(membership):
        failed = gettext(
            "%(person)s is in the programme as %(role)s, but the mail to %(email)s was not sent."
            " Send it again in a while."
        )
        messages.warning(request, failed % words)
    elif membership.user.has_usable_password():
        known = gettext(
            "%(person)s is in the programme as %(role)s and has an account already. A mail to"
            " %(email)s says so."
        )
        messages.success(request, known % words)
    else:
        invited = gettext(
            "%(person)s is in the programme as %(role)s. A mail to %(email)s has a link to choose"
            " a password; it works for %(days)s days."
        )
        messages.success(request, invited % words)


def people_url(request):
    return reverse("programme:people", args=[request.programme.slug])


def membership_url(request, name, membership):
    return reverse(f"programme:{name}", args=[request.programme.slug, membership.pk])
