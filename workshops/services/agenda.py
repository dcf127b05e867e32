"""How an agenda is begun: from the typical agenda or an earlier one."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import User
from workshops.agendas.releases import released_items
from workshops.agendas.typical import typical_agenda
from workshops.models import AgendaItem, Workshop, typical_values
from workshops.services.rows import locked_workshop, log_workshop


class AgendaError(Exception):
    """The agenda cannot be changed like this; the text says why and what to do."""


@transaction.atomic
def create_typical_agenda(workshop: Workshop, *, by: User | None) -> list[AgendaItem]:
    """Fill an empty agenda with the programme's typical one.

    Raises AgendaError if there are items already, or too few days.
    """
    workshop = _locked_and_empty(workshop)
    items = _save_items(workshop, typical_agenda(workshop))
    sentence = _("The agenda of %(workshop)s was created from the typical agenda.")
    sentence %= {"workshop": workshop.title}
    log_workshop("agenda_created", workshop, sentence, by=by, after=_titles_of(items))
    return items


@transaction.atomic
def copy_agenda(workshop: Workshop, source: Workshop, *, by: User | None) -> list[AgendaItem]:
    """Fill an empty agenda with that of another workshop, day by day: as it was released, or its
    draft while it never was. Who speaks, where, and how one gets there belongs to the other place.

    Raises AgendaError if there are items already, none to copy, or too few days.
    """
    workshop = _locked_and_empty(workshop)
    items = released_items(source) or source.agenda_items.in_draft()
    copies = [_copy(item, workshop, source) for item in items]
    if not copies:
        raise AgendaError(_("%(source)s has no agenda to copy.") % {"source": source.title})
    created = _save_items(workshop, copies)
    sentence = _("The agenda of %(workshop)s was copied from %(source)s.") % {
        "workshop": workshop.title,
        "source": source.title,
    }
    log_workshop("agenda_created", workshop, sentence, by=by, after=_titles_of(created))
    return created


def _titles_of(items: Iterable[AgendaItem]) -> dict[str, list[str]]:
    return {"agenda": [item.title for item in items]}


def _copy(item: AgendaItem, workshop: Workshop, source: Workshop) -> AgendaItem:
    return AgendaItem(
        workshop=workshop,
        day=workshop.first_day + (item.day - source.first_day),
        **typical_values(item),
    )


def _locked_and_empty(workshop: Workshop) -> Workshop:
    workshop = locked_workshop(workshop)
    if not workshop.is_dated:
        raise AgendaError(_("Give the workshop its dates first; the agenda follows its days."))
    if workshop.agenda_items.in_draft().exists():
        raise AgendaError(_("There is an agenda already. Change its items, or delete them first."))
    return workshop


def _save_items(workshop: Workshop, items: list[AgendaItem]) -> list[AgendaItem]:
    days = set(workshop.days)
    if any(item.day not in days for item in items):
        first = workshop.days[0]
        needed = max((item.day - first).days for item in items) + 1
        raise AgendaError(
            ngettext(
                "That agenda needs %(needed)s days, and this workshop has %(count)s day.",
                "That agenda needs %(needed)s days, and this workshop has %(count)s days.",
                len(days),
            )
            % {"needed": needed, "count": len(days)}
        )
    for item in items:
        item.full_clean()
    return AgendaItem.objects.bulk_create(items)
