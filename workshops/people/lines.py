"""Those who wait: for a place at a workshop, or in one of its choices. Who stands where."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workshops.models import ChoiceWait, Registration

ORDINALS = (
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
    gettext_lazy("sixth"),
    gettext_lazy("seventh"),
    gettext_lazy("eighth"),
    gettext_lazy("ninth"),
    gettext_lazy("tenth"),
)


def position_of(registration: Registration) -> int:
    """Where somebody who waits for a place stands in line: 1 gets the next one. One query."""
    at = registration.registered_at
    before = Q(registered_at__lt=at) | Q(registered_at=at, pk__lt=registration.pk)
    return registration.workshop.registrations.waiting().filter(before).count() + 1


def choice_position_of(wait: ChoiceWait) -> int:
    """Where somebody stands in line for a choice: 1 gets the next place. One query."""
    return ChoiceWait.objects.filter(item=wait.item_id, pk__lt=wait.pk).count() + 1


def in_line(position: int) -> str:
    """“third in line”, “number 14 in line”."""
    if position <= len(ORDINALS):
        return _("%(ordinal)s in line") % {"ordinal": ORDINALS[position - 1]}
    return _("number %(position)s in line") % {"position": position}
