"""One's own registration: one page to come, to change what was said, and to withdraw."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from workshops.forms import OwnRegistrationForm
from workshops.matchmaking.stake import words_at_stake
from workshops.models import AgendaItem, Choice, SignUp
from workshops.people.lines import in_line, position_of
from workshops.people.standing import Standing, outcome_of, words_of_wait
from workshops.services import (
    RegistrationError,
    change_registration,
    choices_open_to,
    choose,
    give_consents,
    register,
    registration_of,
    save_needs,
    set_consents,
)
from workshops.views.workshops import crumbs_to, get_workshop


def own_registration(workshop, user):
    """The person's registration with all that the page shows; None for whoever does not come."""
    # Who sees a workshop sees the own registration.
    rows = workshop.registrations.filter(user=user)
    found = rows.select_related("sign_up__item", "choice_wait__item", "needs", "city").first()
    if found:
        found.workshop = workshop
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def register_oneself(request, slug):
    """Come to the workshop, or change what one has said about it."""
    workshop = get_workshop(request, slug)
    registration = own_registration(workshop, request.user)
    can_come = workshop.is_dated and not workshop.is_held
    at_stake = "" if workshop.is_held else words_at_stake(registration)
    form = None
    if registration or can_come:
        row = registration or registration_of(workshop, request.seat)
        form = own_form(request, row, late=request.seat.is_coordinator)
        if form.is_valid() and save_own(form, by=request.user):
            say_how_it_went(request, form, is_new=registration is None, at_stake=at_stake)
            return redirect(workshop)
    context = {
        "workshop": workshop,
        "registration": registration,
        "form": form,
        "at_stake": at_stake,
        "standing": Standing.of(workshop, registration),
        "heading": _("Your registration") if registration else _("Register"),
        "crumbs": crumbs_to(request, workshop, _("Your registration")),
        "cancel_url": workshop.get_absolute_url(),
    }
    status = 422 if form and form.errors else 200
    return render(request, "workshops/registration_own.html", context, status=status)


def own_form(request, registration, *, late=False):
    """The form of one's own page; whoever waits for a place has nothing to choose yet."""
    items = []
    if not registration.is_waiting:
        items = choices_open_to(registration.workshop, late=late)
    data = request.POST or None
    # Whoever comes already has said so on the page, where it is changed.
    wanted = request.GET.get("item", "") if registration._state.adding else ""
    initial = {"item": wanted} if wanted in {str(item.pk) for item in items} else None
    return OwnRegistrationForm(data, instance=registration, items=items, initial=initial)


def save_own(form, *, by):
    """Save all that the page says, or nothing, with the reason on the form."""
    registration = form.save(commit=False)
    is_new = registration._state.adding
    consents = {name: form.cleaned_data[name] for name in ("in_list", "photos")}
    try:
        if is_new:
            give_consents(registration, **consents)
            register(registration, by=by, item=wanted_item(form), needs=form.given_needs)
        else:
            with transaction.atomic():
                save_changes(form, by=by)
                set_consents(registration, **consents, by=by)
    except (RegistrationError, ValidationError) as error:
        if is_new:
            # The row that was not saved after all.
            registration.pk, registration._state.adding = None, True
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return False
    return True


@transaction.atomic
def save_changes(form, *, by):
    """Save what a form changed about a registration: its columns, the choice, the needs."""
    registration = form.instance
    change_registration(registration, form.changed_data, by=by)
    item = wanted_item(form)
    if item and "item" in form.changed_data:
        choose(registration, item, by=by)
    save_needs(registration, form.given_needs, by=by)


def wanted_item(form):
    """The item that the form names, by its key or as a row; None for none."""
    item = form.cleaned_data.get("item")
    if item is None or isinstance(item, AgendaItem):
        return item
    return AgendaItem(pk=item, title=_("This item"))


def say_how_it_went(request, form, *, is_new, at_stake):
    registration = form.instance
    words = {"workshop": registration.workshop.title}
    if registration.is_waiting:
        words["in_line"] = in_line(position_of(registration))
        messages.warning(
            request, _("All places of %(workshop)s are taken. You are %(in_line)s.") % words
        )
    elif registration.workshop.is_held:
        messages.success(request, _("Saved."))
    elif is_new:
        messages.success(request, _("You are registered for %(workshop)s.") % words)
    else:
        messages.success(request, _("Your registration is saved."))
    if "item" in form.changed_data:
        say_choice(request, outcome_of(registration), at_stake=at_stake)


def say_choice(request, outcome, *, at_stake):
    """Whether there is a place in what was chosen, or where the person stands in line.

    ``at_stake`` says what was to be lost by leaving choice B, before it was left.
    """
    if outcome is None:
        return
    if isinstance(outcome, SignUp):
        chosen = _("“%(item)s” is chosen.") % {"item": outcome.item}
        lost = at_stake if outcome.item.choice != Choice.B else ""
        messages.success(request, f"{chosen} {lost}".strip())
        return
    messages.warning(request, words_of_wait(outcome))
