"""The practical note as a row. Its words are written by ``programme.writing`` alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import differences, values_of
from programme.models import User
from programme.writing.history import TextState
from programme.writing.restoring import restore_text
from workshops.models import PracticalNote, Workshop
from workshops.services.rows import log_workshop


def open_note(workshop: Workshop) -> PracticalNote:
    """The note of the workshop. It begins with the first save."""
    rows = PracticalNote.objects.select_related("updated_by")
    note, _is_new = rows.get_or_create(workshop=workshop)
    # With what is known of it already: no query for each.
    note.workshop = workshop
    return note


@transaction.atomic
def restore_note(
    note: PracticalNote, state: TextState, *, base_version: int, by: User
) -> PracticalNote:
    """Save the note as it was once. What it replaces stays in the history.

    Raises TextConflict when somebody saved since ``base_version``; nothing is written then.
    """
    workshop = note.workshop
    saved = restore_text(note, state, base_version=base_version, by=by)
    if saved.version != note.version:
        sentence = _("The practical note of %(workshop)s is back as it was before.")
        words = {"workshop": workshop.title}
        values = differences(values_of(note), values_of(saved))
        sentence %= words
        log_workshop("practical_note_restored", workshop, sentence, by=by, about=note, **values)
    return saved
