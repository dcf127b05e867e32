"""What follows from what people agreed to: here everybody asks who agreed."""

from collections.abc import Collection

from programme.models import Consent, ConsentPurpose, Membership, Programme, Role
from programme.models.privacy import ConsentQuerySet
from programme.privacy.wording import words_in_force

# They run the programme or speak for a city: the others need their addresses for the work.
SPEAKERS = (Role.COORDINATOR, Role.EXPERT, Role.EDITOR)


def agreed_to(programme: Programme, purpose: ConsentPurpose) -> ConsentQuerySet:
    """The consents that count now: not withdrawn, and given in the words of today."""
    return Consent.objects.current().filter(
        programme=programme, purpose=purpose, wording__in=words_in_force(purpose)
    )


def open_addresses(programme: Programme, people: Collection[int]) -> set[int]:
    """Those of the people who agreed in the words of today, or whom the work has to reach.

    Who runs the programme and the editors of a person's own city read the address anyway; they
    do not ask here. Two queries.
    """
    agreed = agreed_to(programme, ConsentPurpose.LISTED).filter(user__in=people)
    speakers = Membership.objects.filter(programme=programme, role__in=SPEAKERS, user__in=people)
    return {
        *agreed.order_by().values_list("user", flat=True),
        *speakers.order_by().values_list("user", flat=True),
    }
