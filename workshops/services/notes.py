"""The notes of an agenda item as rows. Their words are written by ``programme.writing`` alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import differences, values_of
from programme.models import User
from programme.writing.history import TextState
from programme.writing.restoring import restore_text
from workshops.models import AgendaItem, ItemNotes
from workshops.services.rows import log_workshop


class NotesError(Exception):
    """The notes cannot be written like this; the text says why."""


def open_notes(item: AgendaItem) -> ItemNotes:
    """The notes of the item, kept from being deleted with it until the transaction ends.

    They begin with the first save. Raises NotesError when the item was deleted meanwhile.
    """
    rows = AgendaItem.objects.select_for_update(of=("self",), no_key=True)
    if not rows.filter(pk=item.pk).exists():
        raise NotesError(_("This item was taken off the agenda, so it has no notes any more."))
    notes, _is_new = ItemNotes.objects.select_related("updated_by").get_or_create(item=item)
    # With what is known of it already: no query for each.
    notes.item = item
    return notes


@transaction.atomic
def restore_notes(notes: ItemNotes, state: TextState, *, base_version: int, by: User) -> ItemNotes:
    """Save the notes as they were once. What they replace stays in the history.

    Raises TextConflict when somebody saved since ``base_version``, NotesError when the item was
    deleted; nothing is written then.
    """
    item = notes.item
    saved = restore_text(open_notes(item), state, base_version=base_version, by=by)
    if saved.version != notes.version:
        workshop = item.workshop
        sentence = _("The notes on “%(item)s” at %(workshop)s are back as they were before.")
        words = {"item": item.title, "workshop": workshop.title}
        values = differences(values_of(notes), values_of(saved))
        log_workshop("notes_restored", workshop, sentence % words, by=by, about=notes, **values)
    return saved
