"""What the members put on the board, and may still change themselves."""

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext

from cases.models import BoardNote, Discussion
from cases.services.discussion.rows import (
    DiscussionError,
    RoomClosed,
    WordsChanged,
    held_room,
    next_change,
)
from cases.services.log import log
from programme.models import User


@transaction.atomic
def add_point(room: Discussion, *, by: User, phase: str, text: str, key: uuid.UUID) -> BoardNote:
    """Put a point on the board, with the next number. However often its key is sent, once."""
    now = held_room(room)
    sent_before = BoardNote.objects.filter(discussion=now, key=key).first()
    if sent_before:
        if sent_before.author_id != by.pk:
            raise DiscussionError(gettext("This point was sent by somebody else."))
        return sent_before
    # Only now: what arrived before the end is confirmed after it too.
    if not now.is_open:
        raise RoomClosed
    last = BoardNote.objects.filter(discussion=now).aggregate(last=Max("number"))["last"] or 0
    return BoardNote.objects.create(
        discussion=now,
        phase=phase,
        text=text,
        key=key,
        number=last + 1,
        position=last + 1,
        author=by,
        change=next_change(now),
    )


def is_untouched(room: Discussion, note: BoardNote, user_pk: int) -> bool:
    """Whether the author may still change the point: until the leader does something with it,
    or options are voted on."""
    return (
        room.is_open
        and note.author_id == user_pk
        and note.group_id is None
        and note.put_away_at is None
        and note.edited_by_id in (None, user_pk)
        and not (room.is_voting or room.shows_votes)
    )


@transaction.atomic
def change_point(note: BoardNote, *, by: User, text: str, before: str, leads: bool) -> BoardNote:
    """Other words for a point: by its author while it is untouched, by the leader always.

    ``before`` is what the person read when beginning; raises WordsChanged if it is not that.
    """
    room, now = _held_note(note, while_open=not leads)
    if not leads:
        _require_untouched(room, now, by)
    if text == now.text:
        return now
    if before != now.text:
        raise WordsChanged(now.text)
    older = now.text
    now.text, now.edited_at, now.edited_by = text, timezone.now(), by
    now.change = next_change(room)
    now.save(update_fields=["text", "edited_at", "edited_by", "change"])
    sentence = gettext("Point %(number)s on the board was worded anew.") % {"number": now.number}
    log(room.case, "point_changed", sentence, by=by, before={"text": older}, after={"text": text})
    return now


@transaction.atomic
def withdraw_point(note: BoardNote, *, by: User) -> BoardNote:
    """Take an own point off the board again; one that is off it already stays there."""
    room, now = _held_note(note, while_open=True)
    if now.put_away_at is not None:
        return now
    _require_untouched(room, now, by)
    now.put_away_at = timezone.now()
    now.change = next_change(room)
    now.save(update_fields=["put_away_at", "change"])
    sentence = gettext("Point %(number)s was taken off the board.") % {"number": now.number}
    log(room.case, "point_withdrawn", sentence, by=by, before={"text": now.text})
    return now


def _held_note(note: BoardNote, *, while_open: bool) -> tuple[Discussion, BoardNote]:
    room = held_room(note.discussion, while_open=while_open)
    now = BoardNote.objects.get(pk=note.pk)
    now.discussion = room
    return room, now


def _require_untouched(room: Discussion, note: BoardNote, by: User) -> None:
    if not is_untouched(room, note, by.pk):
        raise DiscussionError(
            gettext("The leader has worked with this point, so it is the leader’s to change.")
        )
