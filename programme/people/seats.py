"""Roles in a programme as they change and end, with what was before kept.

One at a time in a programme: two coordinators who go in the same moment would leave nobody.
"""

from collections.abc import Iterable

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.editing import RowGoneError, delete_recorded, lock_programme, save_recorded
from programme.invitations.standing import NEVER_CAME, never_came, withdraw_open
from programme.models import City, FormerMembership, Membership, Programme, Role, User

SEATS = Membership.objects.select_related("user", "city", "partner", "programme")


class SeatError(Exception):
    """Why a role cannot be changed or given up; the text can be shown."""


def is_last_coordinator(membership: Membership) -> bool:
    """Whether the programme would be without a coordinator if this seat were given up.

    Who was invited and has not come, or whose account is closed, coordinates nothing yet.
    """
    if membership.role != Role.COORDINATOR:
        return False
    others = Membership.objects.coordinating(membership.programme).exclude(pk=membership.pk)
    others = others.filter(user__is_active=True)
    return not User.objects.filter(pk__in=others.values("user")).exclude(NEVER_CAME).exists()


def last_coordinator_stays() -> str:
    """Why the last coordinator cannot go."""
    return _("The programme has no other coordinator. Make somebody else coordinator first.")


def cities_without_editor(seats: Iterable[Membership]) -> list[City]:
    """The cities that nobody would write for if these seats were given up. One query."""
    edited = {seat.city_id: seat.city for seat in seats if seat.role == Role.EDITOR and seat.city}
    others = Membership.objects.filter(role=Role.EDITOR, city__in=edited, user__is_active=True)
    left = set(others.exclude(pk__in=[seat.pk for seat in seats]).values_list("city", flat=True))
    return [city for pk, city in edited.items() if pk not in left]


@transaction.atomic
def change_seat(form: forms.ModelForm, *, by: User) -> Membership:
    """Save another role or organisation of a seat; what it was is kept. Raises SeatError, also
    when somebody else has changed it since the form read it; RowGoneError when it has ended."""
    lock_programme(form.instance.programme)
    before = SEATS.filter(pk=form.instance.pk).first()
    if before is None:
        raise RowGoneError(_("Somebody has ended this role meanwhile."))
    changed: Membership = form.instance
    if any(form.initial[name] != value for name, value in _said_of(before).items()):
        raise SeatError(_("Somebody else has changed this role meanwhile. Look at it once more."))
    if changed.role != Role.COORDINATOR and is_last_coordinator(before):
        raise SeatError(last_coordinator_stays())
    if form.changed_data:
        keep_former(before, by=by)
        changed.began_at = timezone.now()
    seat: Membership = save_recorded(
        form,
        "membership_changed",
        _("%(person)s is now %(role)s.") % {"person": changed.user, "role": changed.label},
        by=by,
        programme=changed.programme,
        city=changed.city or before.city,
    )
    return seat


def _said_of(seat: Membership) -> dict[str, object]:
    return {"role": seat.role, "city": seat.city_id, "partner": seat.partner_id}


@transaction.atomic
def end_seat(seat: Membership, *, by: User, handed_to: User | None = None) -> None:
    """A person gives up a role, or loses it. What the person wrote stays. Raises SeatError for
    the last coordinator."""
    lock_programme(seat.programme)
    held = SEATS.filter(pk=seat.pk).first()
    if held is None:
        # Somebody else was faster.
        return
    if is_last_coordinator(held):
        raise SeatError(last_coordinator_stays())
    keep_former(held, by=by, handed_to=handed_to)
    words = {"person": held.user, "role": held.label}
    delete_recorded(
        held,
        "membership_removed",
        _("%(person)s is no longer %(role)s.") % words,
        by=by,
        programme=held.programme,
        city=held.city,
    )
    if not Membership.objects.filter(user=held.user, programme=held.programme).exists():
        withdraw_open(held.user, held.programme)


@transaction.atomic
def leave_programme(person: User, programme: Programme) -> None:
    """A person gives up every role in a programme. Raises SeatError for its last coordinator."""
    lock_programme(programme)
    for seat in SEATS.filter(user=person, programme=programme):
        end_seat(seat, by=person)


def keep_former(seat: Membership, *, by: User | None, handed_to: User | None = None) -> None:
    """Write down that somebody held this role. Who never came held none."""
    if never_came(seat.user):
        return
    # A clock set back between the two must not keep anybody.
    ended = max(timezone.now(), seat.began_at)
    FormerMembership.objects.create(
        user=seat.user,
        programme=seat.programme,
        role=seat.role,
        city=seat.city,
        partner=seat.partner,
        began_at=seat.began_at,
        ended_at=ended,
        ended_by=by,
        handed_to=handed_to,
    )
