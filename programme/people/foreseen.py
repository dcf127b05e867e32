"""What will happen when a city is handed over, in words, before it happens."""

from django.utils.translation import gettext as _

from programme.invitations.services import LINK_LIVES
from programme.models import Membership, Role
from programme.people.seats import SEATS


def hand_over_foreseen(giver: Membership, *, email: str, name: str, stays: bool) -> list[str]:
    """A sentence for each thing that follows. Three queries.

    It does not tell whether a new e-mail has an account in another programme.
    """
    here = SEATS.filter(programme=giver.programme, user__email__iexact=email)
    theirs, words = list(here), {"city": giver.city, "giver": giver.user, "taker": name}
    sentences = [_("%(taker)s writes for %(city)s in the place of %(giver)s.") % words]
    if not theirs:
        sentences.append(
            _(
                "A mail goes to %(email)s. Whoever has no account yet comes in by the link in it,"
                " which works for %(days)s days."
            )
            % {"email": email, "days": LINK_LIVES.days}
        )
    sentences.append(_what_is_left(giver, stays=stays) % words)
    sentences.append(
        _("What waits for the editor waits for %(taker)s then. What was written stays as it is.")
        % words
    )
    return [*sentences, *_others(giver, theirs), _way_back(giver, name)]


def _what_is_left(giver: Membership, *, stays: bool) -> str:
    if stays:
        return _("%(giver)s stays as participant of %(city)s: reads, and no longer writes for it.")
    own = Membership.objects.filter(user=giver.user, programme=giver.programme)
    if own.exclude(pk=giver.pk).exists():
        return _("%(giver)s no longer takes part for %(city)s, and keeps all other roles.")
    return _("%(giver)s no longer takes part for %(city)s, and no longer sees the programme.")


def _others(giver: Membership, theirs: list[Membership]) -> list[str]:
    """Who writes for the city beside the two, as before."""
    taken = {giver.user_id, *(seat.user_id for seat in theirs)}
    editors = SEATS.filter(city=giver.city, role=Role.EDITOR).exclude(user__in=taken)
    names = ", ".join(str(seat.user) for seat in editors)
    return [_("Writes for the city as before: %(names)s.") % {"names": names}] if names else []


def _way_back(giver: Membership, taker: str) -> str:
    coordinators = Membership.objects.coordinating(giver.programme).select_related("user")
    names = ", ".join(str(seat.user) for seat in coordinators)
    return _(
        "It can be handed back in the same way, by %(taker)s or by who coordinates (%(names)s);"
        " not by %(giver)s."
    ) % {"taker": taker, "names": names, "giver": giver.user}
