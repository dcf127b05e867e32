"""What the workplan, which knows no workshops, asks of them (see ``WorkshopsConfig.ready``)."""

import datetime
from collections.abc import Iterable

from programme.models import Programme, User, WorkplanItem
from programme.workplan.dates import WORKSHOP_HELD
from workshops.models import AgendaItem, Registration, Workshop


def last_days(programme: Programme) -> dict[str, datetime.date]:
    """The last day of each meeting, by the source key of its milestone."""
    rows = Workshop.objects.in_programme(programme).filter(ends_on__isnull=False)
    return {
        f"workshop:{pk}:{WORKSHOP_HELD}": ends_on
        for pk, ends_on in rows.values_list("pk", "ends_on")
    }


def who_must_choose(item: WorkplanItem) -> Iterable[User]:
    """Those who come and have neither chosen A or B nor wait for a place in one of them."""
    workshop = int(item.source_key.split(":")[1])
    if not AgendaItem.objects.in_draft().choices().filter(workshop=workshop).exists():
        return User.objects.none()
    undecided = Registration.objects.coming().filter(
        workshop=workshop, sign_up__isnull=True, choice_wait__isnull=True
    )
    return User.objects.filter(pk__in=undecided.values("user"))
