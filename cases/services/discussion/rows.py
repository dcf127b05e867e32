"""How every write in a discussion room begins: it holds the room and takes the next number.

Who knows a number asks for what came later and misses nothing, because a number is only given by
whoever holds the row, and what it numbers is there for others before the next one is given.
"""

from django.utils.translation import gettext

from cases.models import Discussion


class DiscussionError(Exception):
    """Something cannot be done in the room; its text says why."""


class RoomClosed(DiscussionError):
    """The discussion is over."""

    def __init__(self) -> None:
        super().__init__(gettext("The discussion is closed, so nothing is added any more."))


class WordsChanged(DiscussionError):
    """Somebody else was first; ``now`` is what stands there. Whoever has read it may go on."""

    def __init__(self, now: str) -> None:
        self.now = now
        super().__init__(
            gettext(
                "Somebody changed this meanwhile. It says now: “%(text)s”. Save again if your "
                "words are to stand."
            )
            % {"text": now}
        )


def held_room(room: Discussion, *, while_open: bool = False) -> Discussion:
    """The room as it stands now, held until the end of the transaction.

    Raises RoomClosed when it has to be open and is not.
    """
    now = Discussion.objects.select_for_update(of=("self",)).get(pk=room.pk)
    # The same case for everybody who goes on with it: no query for its programme and city.
    now.case = room.case
    if while_open and not now.is_open:
        raise RoomClosed
    return now


def next_change(room: Discussion, *fields: str) -> int:
    """Give the next number to a change of the held room; ``fields`` are saved with it."""
    room.last_change += 1
    room.save(update_fields=["last_change", *fields])
    return room.last_change
