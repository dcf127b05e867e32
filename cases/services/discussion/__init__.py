"""What can happen in a discussion room."""

from cases.services.discussion.arranging import (
    bring_back,
    make_group,
    move_group,
    move_point,
    move_to_phase,
    put_away,
    put_into_group,
    rename_group,
    take_apart,
    take_out,
)
from cases.services.discussion.leading import (
    begin_phase,
    close_discussion,
    open_discussion,
    plan_minutes,
    reopen_discussion,
)
from cases.services.discussion.points import (
    add_point,
    change_point,
    is_untouched,
    withdraw_point,
)
from cases.services.discussion.rows import DiscussionError, RoomClosed, WordsChanged
from cases.services.discussion.voting import (
    cast_vote,
    end_vote,
    hide_votes,
    open_vote,
    options_of,
    show_votes,
)

__all__ = [
    "DiscussionError",
    "RoomClosed",
    "WordsChanged",
    "add_point",
    "begin_phase",
    "bring_back",
    "cast_vote",
    "change_point",
    "close_discussion",
    "end_vote",
    "hide_votes",
    "is_untouched",
    "make_group",
    "move_group",
    "move_point",
    "move_to_phase",
    "open_discussion",
    "open_vote",
    "options_of",
    "plan_minutes",
    "put_away",
    "put_into_group",
    "rename_group",
    "reopen_discussion",
    "show_votes",
    "take_apart",
    "take_out",
    "withdraw_point",
]
