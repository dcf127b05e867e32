"""Who comes to a workshop, and what they chose. Places are counted under a lock."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.access import Seat, may_edit
from programme.activity import record
from programme.models import Role, User, WorkplanItem
from programme.workplan import CHOICE_DUE
from workshops.models import AgendaItem, AttendsAs, Registration, SignUp, Workshop
from workshops.services.rows import locked_workshop


class RegistrationError(Exception):
    """Somebody cannot be registered, or cannot choose this; the text says why."""


def registration_of(workshop: Workshop, seat: Seat) -> Registration:
    """The registration of a member for oneself, not saved yet."""
    membership = next(iter(seat.memberships), None)
    city, partner = seat.city, membership.partner if membership else None
    organisation = city.region or city.name if city else partner.name if partner else ""
    return Registration(
        workshop=workshop,
        user=seat.user,
        # Without a name the account is called by its address, which may be longer.
        name=str(seat.user)[: Registration._meta.get_field("name").max_length],
        organisation=organisation,
        city=city,
        partner=None if city else partner,
        attends_as=_comes_as(workshop, seat),
    )


def _comes_as(workshop: Workshop, seat: Seat) -> str:
    if Role.EXPERT in seat.roles:
        return AttendsAs.EXPERT
    if seat.city and seat.city.pk == workshop.city_id:
        return AttendsAs.HOST
    return AttendsAs.PARTNER


@transaction.atomic
def register(registration: Registration, *, by: User) -> Registration:
    """Save a new registration. Raises RegistrationError if the person comes already, if all
    places are taken, or if the workshop is over.

    The workshop is locked, so the last place goes to one person only.
    """
    workshop = locked_workshop(registration.workshop)
    if workshop.is_held and not may_edit(workshop, by):
        raise RegistrationError(_("The workshop is over. The coordinator can still add people."))
    if registration.user_id and workshop.registrations.filter(user=registration.user_id).exists():
        raise RegistrationError(
            _("%(person)s is registered already.") % {"person": registration.name}
        )
    taken = workshop.registrations.count()
    if taken >= workshop.places:
        raise RegistrationError(
            ngettext(
                "The only place is taken. Ask the coordinator whether there is another.",
                "All %(places)s places are taken. Ask the coordinator whether there is another.",
                workshop.places,
            )
            % {"places": workshop.places}
        )
    registration.full_clean()
    registration.save()
    sentence = _("%(person)s was registered for %(workshop)s.")
    _log("registration_created", registration, sentence, by=by)
    return registration


@transaction.atomic
def withdraw_registration(registration: Registration, *, by: User) -> None:
    """Delete a registration and with it the choice. Raises RegistrationError once the workshop
    is over: then only the coordinator may correct who was there."""
    workshop = registration.workshop
    if workshop.is_held and not may_edit(workshop, by):
        raise RegistrationError(
            _("The workshop is over. Ask the coordinator to correct who was there.")
        )
    sentence = _("%(person)s was taken off the list of %(workshop)s.")
    _log("registration_withdrawn", registration, sentence, by=by)
    registration.delete()


@transaction.atomic
def choose(registration: Registration, item: AgendaItem, *, by: User) -> SignUp:
    """Sign a registered person up for one of the choices, instead of the other if there is one.

    Raises RegistrationError if the choice is closed or all its places are taken. The item is
    locked, so the last place goes to one person only.
    """
    workshop = registration.workshop
    if item.workshop_id != workshop.pk or not item.choice:
        raise RegistrationError(_("“%(item)s” is nothing to choose.") % {"item": item.title})
    last_day = choice_closes_on(workshop)
    if last_day and has_passed(last_day, workshop) and not may_edit(workshop, by):
        raise RegistrationError(
            _("The choice closed on %(day)s. Only the coordinator can change it now.")
            % {"day": date_format(last_day, "j F Y")}
        )
    item = AgendaItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    before = SignUp.objects.filter(registration=registration).select_related("item").first()
    if before and before.item_id == item.pk:
        return before
    taken = item.sign_ups.count()
    if item.capacity is not None and taken >= item.capacity:
        raise RegistrationError(
            ngettext(
                "“%(item)s” is full: its only place is taken. Nothing was changed.",
                "“%(item)s” is full: all %(places)s places are taken. Nothing was changed.",
                item.capacity,
            )
            % {"item": item, "places": item.capacity}
        )
    sign_up, _created = SignUp.objects.update_or_create(
        registration=registration, defaults={"item": item, "chosen_at": timezone.now()}
    )
    sentence = _("%(person)s chose “%(item)s” at %(workshop)s.")
    _log(
        "choice_made",
        registration,
        sentence,
        by=by,
        item=item,
        before=before.item.choice if before else "",
    )
    return sign_up


def choice_closes_on(workshop: Workshop) -> datetime.date | None:
    """The last day on which participants may choose: the workplan says, or the first day."""
    due = WorkplanItem.objects.filter(
        programme=workshop.programme_id, source_key=f"{workshop.source_prefix}{CHOICE_DUE}"
    ).values_list("due_on", flat=True)
    return due.first() or workshop.starts_on


def has_passed(day: datetime.date, workshop: Workshop) -> bool:
    """Whether a day is over where the workshop is."""
    return day < timezone.localdate(timezone=workshop.tz)


def _log(
    verb: str,
    registration: Registration,
    sentence: str,
    *,
    by: User,
    item: AgendaItem | None = None,
    before: str = "",
) -> None:
    workshop = registration.workshop
    record(
        verb,
        registration,
        sentence % {"person": registration.name, "workshop": workshop.title, "item": item or ""},
        by=by,
        programme=workshop.programme,
        city=registration.city,
        path=workshop.get_absolute_url(),
        before={"choice": before} if item else None,
        after={"choice": item.choice} if item else None,
    )
