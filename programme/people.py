"""Who is in a programme: adding people, changing and ending what they do there."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import City, Membership, Partner, Programme, Role, User


@dataclass(frozen=True)
class Added:
    """A new membership, and whether the person's account is new too."""

    membership: Membership
    has_new_account: bool


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
    """Give somebody a role. An e-mail that is known keeps its account and its name.

    A new account has no password: the link of an invitation sets it. Raises ValidationError
    when the person has the role already, or the account was closed.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user and not user.is_active:
        closed = _("The account of this person was closed by the operators of the site.")
        raise ValidationError({"email": closed})
    has_new_account = user is None
    if user is None:
        user = User.objects.create_user(email, name=name)
    membership = Membership(user=user, programme=programme, role=role, city=city, partner=partner)
    membership.full_clean()
    membership.save()
    record(
        "person_added",
        membership,
        _("%(person)s was added as %(role)s.") % {"person": user, "role": membership.label},
        by=by,
        programme=programme,
        city=city,
        after={"role": role, "city": city.pk if city else None},
    )
    return Added(membership, has_new_account)


def is_last_coordinator(membership: Membership) -> bool:
    """Whether the programme would be without a coordinator if this seat were given up."""
    if membership.role != Role.COORDINATOR:
        return False
    others = Membership.objects.coordinating(membership.programme).exclude(pk=membership.pk)
    return not others.exists()


def last_coordinator_stays() -> str:
    """Why the last coordinator cannot go."""
    return _("This is the programme’s last coordinator. Make somebody else coordinator first.")
