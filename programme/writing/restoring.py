"""Bringing a text back as it once was."""

from typing import TypeVar

from django.db import transaction

from programme.models import User
from programme.writing.history import TextState
from programme.writing.models import VersionedText
from programme.writing.revisions import close_revision
from programme.writing.services import save_text

Row = TypeVar("Row", bound=VersionedText)


@transaction.atomic
def restore_text(row: Row, state: TextState, *, base_version: int, by: User) -> Row:
    """Save the text as it was in ``state``, with what belonged to it.

    What it replaces stays in the history as it is. ``base_version`` is the version that the person
    was shown: raises TextConflict, and changes nothing, when somebody has saved since.
    """
    close_revision(row)
    values = {name: (state.values or {})[name] for name in row.kept_with_text if state.values}
    return save_text(row, state.text, base_version=base_version, by=by, **values)
