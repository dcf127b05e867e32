"""What a person has to hand over before the own data can be erased."""

from django.utils.translation import gettext as _

from programme.models import Role, User, WorkplanItem
from programme.people.seats import SEATS, cities_without_editor, is_last_coordinator


def obstacles_for(user: User) -> list[str]:
    """Whole sentences that say what must be done first; empty when nothing stands in the way."""
    seats = list(SEATS.filter(user=user))
    found = [
        _(
            "In %(programme)s there is no other coordinator. Make somebody else coordinator first,"
            " on the page “People”."
        )
        % {"programme": seat.programme.name}
        for seat in seats
        if is_last_coordinator(seat)
    ]
    for city in cities_without_editor(seats):
        open_tasks = WorkplanItem.objects.filter(
            city=city, owner_role=Role.EDITOR, done_at__isnull=True
        ).count()
        if open_tasks:
            found.append(
                _(
                    "Nobody else edits for %(city)s, and the city still has tasks in the workplan"
                    " (%(number)s). Hand the city over to somebody first, on the page “People”."
                )
                % {"city": city.name, "number": open_tasks}
            )
    if user.is_superuser and not _has_other_operator(user):
        found.append(_("You are the only operator of this site. Name another operator first."))
    return found


def _has_other_operator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True)
    return others.exclude(pk=user.pk).exists()
