"""Who comes into a programme: adding people, and handing a city over to somebody else."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import record
from programme.editing import lock_programme
from programme.invitations.services import invite
from programme.models import City, Membership, Partner, Programme, Role, User
from programme.people.names import clean_name
from programme.people.seats import SEATS, SeatError, end_seat, keep_former


@dataclass(frozen=True)
class Added:
    """A new membership, and whether a link was sent that lets the person in."""

    membership: Membership
    is_invited: bool


@transaction.atomic
def add_person(
    programme: Programme,
    *,
    email: str,
    name: str,
    role: str,
    city: City | None,
    partner: Partner | None,
    by: User,
) -> Added:
    """Give somebody a role and write to the person. An e-mail that is known keeps its account and
    its name.

    A new account has no password: the link of the invitation lets the person in. Raises
    ValidationError when the person has the role already, or the account was closed.
    """
    lock_programme(programme)
    user = _account(email, name)
    membership = Membership(user=user, programme=programme, role=role, city=city, partner=partner)
    membership.full_clean()
    membership.save()
    record_added(membership, by=by)
    return Added(membership, invite(membership, by=by) is not None)


def record_added(seat: Membership, *, by: User) -> None:
    record(
        "person_added",
        seat,
        _("%(person)s was added as %(role)s.") % {"person": seat.user, "role": seat.label},
        by=by,
        programme=seat.programme,
        city=seat.city,
        path=reverse("programme:person", args=[seat.programme.slug, seat.user_id]),
        after={"role": seat.role, "city": seat.city_id},
    )


def _account(email: str, name: str) -> User:
    """The account of an e-mail, made where there is none. Raises ValidationError."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        try:
            with transaction.atomic():
                return User.objects.create_user(email, name=clean_name(name))
        except IntegrityError:
            # Another programme was faster by a moment.
            user = User.objects.get(email__iexact=email)
    if not user.is_active:
        closed = _("The account of this person was closed by the operators of the site.")
        raise ValidationError({"email": closed})
    return user


@transaction.atomic
def hand_over(
    seat: Membership, *, email: str, name: str, stays: bool, by: User
) -> tuple[Membership, bool]:
    """Somebody else writes for the city from now on: the new seat, and whether a link was sent.

    The giver becomes participant of the city (``stays``) or loses this seat; what waits for the
    editor follows the role. Raises SeatError when the seat is gone or the other is the giver,
    ValidationError for a closed account.
    """
    lock_programme(seat.programme)
    held = SEATS.filter(pk=seat.pk, role=Role.EDITOR).first()
    if held is None or held.city is None:
        raise SeatError(_("This person no longer writes for the city."))
    taker = _account(email, name)
    if taker.pk == held.user_id:
        raise SeatError(_("Choose somebody else to hand the city over to."))
    added = _editor_of(held.city, taker, by=by)
    _step_back(held, taker, stays=stays, by=by)
    record(
        "city_handed_over",
        held.city,
        _("%(giver)s handed %(city)s over to %(taker)s.")
        % {"giver": held.user, "city": held.city, "taker": taker},
        by=by,
        programme=held.programme,
        city=held.city,
        path=held.city.get_absolute_url(),
        before={"editor": held.user_id},
        after={"editor": taker.pk},
    )
    return added


def _editor_of(city: City, taker: User, *, by: User) -> tuple[Membership, bool]:
    """The seat of the taker as editor; who took part for the city so far does more now."""
    own = list(SEATS.filter(user=taker, city=city, role__in=[Role.EDITOR, Role.PARTICIPANT]))
    for seat in own:
        if seat.role == Role.EDITOR:
            return seat, False
    if own:
        seat = own[0]
        keep_former(seat, by=by)
        seat.role, seat.began_at = Role.EDITOR, timezone.now()
        seat.save(update_fields=["role", "began_at"])
        record_added(seat, by=by)
        return seat, invite(seat, by=by) is not None
    added = add_person(
        city.programme,
        email=taker.email,
        name=taker.name,
        role=Role.EDITOR,
        city=city,
        partner=None,
        by=by,
    )
    return added.membership, added.is_invited


def _step_back(held: Membership, taker: User, *, stays: bool, by: User) -> None:
    takes_part = Membership.objects.filter(
        user=held.user, programme=held.programme, city=held.city, role=Role.PARTICIPANT
    )
    if not stays or takes_part.exists():
        end_seat(held, by=by, handed_to=taker)
        return
    keep_former(held, by=by, handed_to=taker)
    held.role, held.began_at = Role.PARTICIPANT, timezone.now()
    held.save(update_fields=["role", "began_at"])
