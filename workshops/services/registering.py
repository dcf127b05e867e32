"""Who comes to a workshop. Places are counted under a lock; the next in line moves up."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.access import Seat, may_edit
from programme.activity import values_of
from programme.mails.posting import drop
from programme.models import Mail, Role, User
from workshops.calendars.invitations import cancel, invite
from workshops.letter_kinds import WAITING_LIST
from workshops.models import AgendaItem, AttendsAs, Registration, Workshop
from workshops.people.lines import in_line
from workshops.services.choosing import choose, settle_choices
from workshops.services.linking import renew_link
from workshops.services.meetings.leaving import leave_choice_b
from workshops.services.needs import save_needs
from workshops.services.registration import (
    SAID,
    RegistrationError,
    hold_registration,
    log_registration,
    mail_key,
    write_to,
)
from workshops.services.rows import locked_workshop

# They come from rows that the caller reached; asking for each again would be a query.
KNOWN_ROWS = {"workshop", "user", "city", "partner", "registered_by"}


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


def register(
    registration: Registration,
    *,
    by: User,
    item: AgendaItem | None = None,
    needs: dict[str, Any] | None = None,
) -> Registration:
    """Save a new registration, with choice and needs: with a place, or in line for one when all
    are taken. Whoever waits for a place chooses later.

    Raises RegistrationError if the person comes already or if the workshop is over, and
    ValidationError for words that do not fit. The workshop is locked while its places are
    counted; the person is told by mail.
    """
    registration.clean_fields(exclude=KNOWN_ROWS)
    with transaction.atomic():
        workshop = locked_workshop(registration.workshop)
        _check_can_come(registration, workshop, by=by)
        registration.workshop = workshop
        free, in_line_before = _places_of(workshop)
        # Also while somebody waits: the next free place is for the first in line.
        is_full = free <= 0 or in_line_before > 0
        registration.is_waiting = not workshop.is_held and is_full
        # Now, and not when the form was opened: this is the order of the line.
        registration.registered_at = timezone.now()
        registration.registered_by = by
        registration.save()
        sentence = _("%(person)s was registered for %(workshop)s.")
        if registration.is_waiting:
            sentence = _("%(person)s waits for a place at %(workshop)s.")
        after = values_of(registration, *SAID)
        log_registration("registration_created", registration, sentence, by=by, after=after)
        if item and not registration.is_waiting:
            choose(registration, item, by=by)
        save_needs(registration, needs or {}, by=by)
        _tell_registered(registration, place_in_line=in_line_before + 1)
    return registration


def _check_can_come(registration: Registration, workshop: Workshop, *, by: User) -> None:
    if workshop.is_held and not may_edit(workshop, by):
        raise RegistrationError(_("The workshop is over. The coordinator can still add people."))
    same = workshop.registrations.none()
    if registration.user_id:
        same = workshop.registrations.filter(user=registration.user_id)
    elif registration.email:
        same = workshop.registrations.filter(
            email__iexact=registration.email, name__iexact=registration.name
        )
    if same.exists():
        raise RegistrationError(
            _("%(person)s is registered already.") % {"person": registration.name}
        )


def _places_of(workshop: Workshop) -> tuple[int, int]:
    """How many places are free, and how many people wait for one."""
    counts = workshop.registrations.aggregate(
        coming=Count("pk", filter=Q(is_waiting=False)),
        waiting=Count("pk", filter=Q(is_waiting=True)),
    )
    return workshop.places - counts["coming"], counts["waiting"]


def _tell_registered(registration: Registration, *, place_in_line: int) -> None:
    if not registration.is_waiting:
        _confirm(registration)
        return
    write_to(
        registration,
        kind=WAITING_LIST,
        values={"in_line": in_line(place_in_line)},
        key="waiting",
    )


def _confirm(
    registration: Registration, *, words: str = "", batch: uuid.UUID | None = None
) -> None:
    """The mail that a place is there, with the event for the calendar; to whoever has no account
    also with the own link."""
    if invite(registration, words=words, batch=batch) and registration.user_id is None:
        registration.link_sent_at = timezone.now()
        registration.save(update_fields=["link_sent_at"])


@transaction.atomic
def change_registration(
    registration: Registration, changed: Collection[str], *, by: User | None
) -> None:
    """Save the columns that a form changed on the row, and write down what they were.

    Raises RegistrationError if the registration was withdrawn meanwhile.
    """
    hold_registration(registration)
    own = [field.name for field in registration._meta.concrete_fields if field.name in changed]
    if not own:
        return
    before = Registration.objects.filter(pk=registration.pk).values(*own).get()
    registration.save(update_fields=own)
    after = values_of(registration, *SAID)
    sentence = _("The registration of %(person)s for %(workshop)s was changed.")
    log_registration(
        "registration_changed",
        registration,
        sentence,
        by=by,
        before={name: value for name, value in before.items() if name in SAID},
        after={name: value for name, value in after.items() if name in own},
    )
    if before.get("email") and by is not None and registration.user_id is None:
        # Whoever reads the former address is not to read on in the person's own page.
        renew_link(registration, by=by)


@transaction.atomic
def withdraw_registration(registration: Registration, *, by: User | None) -> None:
    """Delete a registration and with it the choice; the places go to the next in line.

    Raises RegistrationError once the workshop is over: then only the coordinator may correct
    who was there. ``by`` is None for whoever has no account.
    """
    workshop = locked_workshop(registration.workshop)
    if workshop.is_held and not (by and may_edit(workshop, by)):
        raise RegistrationError(
            _("The workshop is over. Ask the coordinator to correct who was there.")
        )
    if not Registration.objects.filter(pk=registration.pk).exists():
        return
    sentence = _("%(person)s was taken off the list of %(workshop)s.")
    before = values_of(registration, *SAID)
    log_registration("registration_withdrawn", registration, sentence, by=by, before=before)
    cancel(registration)
    leave_choice_b(registration, by=by)
    drop(Mail.objects.about(mail_key(registration)).values_list("pk", flat=True))
    registration.delete()
    settle_choices(workshop)
    promote_waiting(workshop)


@transaction.atomic
def promote_waiting(workshop: Workshop) -> list[Registration]:
    """Give free places to those who wait for them, in order of arrival, and tell them.

    To be called after whatever frees places: a withdrawal, or more places. Returns who moved up.
    """
    workshop = locked_workshop(workshop)
    free = workshop.places - workshop.registrations.coming().count()
    if workshop.is_held or free <= 0:
        return []
    waiting = workshop.registrations.waiting().select_related("user", "city")
    moving = list(waiting[:free])
    batch = uuid.uuid4()
    for registration in moving:
        registration.workshop = workshop
        registration.is_waiting = False
        registration.save(update_fields=["is_waiting"])
        sentence = _("A place became free: %(person)s comes to %(workshop)s.")
        values = {"before": {"is_waiting": True}, "after": {"is_waiting": False}}
        log_registration("registration_moved_up", registration, sentence, by=None, **values)
        _confirm(registration, words=_("A place became free for you."), batch=batch)
    return moving
