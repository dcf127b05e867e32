"""Releasing an agenda. The only module that writes ``Workshop.agenda_released_at``."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import User
from programme.workplan import AGENDA_RELEASED, mark_done, mark_open
from workshops.agenda import conflicts_of
from workshops.models import Workshop
from workshops.services.agenda import AgendaError
from workshops.services.rows import locked_workshop, log_workshop


@transaction.atomic
def release_agenda(workshop: Workshop, *, by: User | None) -> Workshop:
    """Show the agenda to every member of the programme.

    Raises AgendaError if it is released already, empty, or has items outside the days.
    """
    workshop = locked_workshop(workshop)
    if workshop.agenda_released_at:
        raise AgendaError(_("The agenda is released already."))
    items = list(workshop.agenda_items.all())
    if not items:
        raise AgendaError(_("There is nothing to release yet. Add the items first."))
    errors = [conflict.text for conflict in conflicts_of(workshop, items) if conflict.is_error]
    if errors:
        raise AgendaError(_("Not released yet.") + " " + " ".join(errors))
    workshop.agenda_released_at = timezone.now()
    workshop.save(update_fields=["agenda_released_at"])
    mark_done(
        workshop.programme,
        f"{workshop.source_prefix}{AGENDA_RELEASED}",
        by=by,
        at=workshop.agenda_released_at,
    )
    sentence = _("The agenda of %(workshop)s was released.") % {"workshop": workshop.title}
    log_workshop("agenda_released", workshop, sentence, by=by)
    return workshop


@transaction.atomic
def withdraw_agenda(workshop: Workshop, *, by: User | None) -> Workshop:
    """Make a released agenda a draft again. What people chose stays.

    Raises AgendaError if it is a draft already.
    """
    workshop = locked_workshop(workshop)
    if not workshop.agenda_released_at:
        raise AgendaError(_("The agenda is a draft already."))
    workshop.agenda_released_at = None
    workshop.save(update_fields=["agenda_released_at"])
    mark_open(workshop.programme, f"{workshop.source_prefix}{AGENDA_RELEASED}")
    sentence = _("The agenda of %(workshop)s was withdrawn.") % {"workshop": workshop.title}
    log_workshop("agenda_withdrawn", workshop, sentence, by=by)
    return workshop
