"""What can happen to a case."""

from cases.services.attachments import add_attachment, delete_attachment
from cases.services.comments import add_comment, reopen_comment, resolve_comment
from cases.services.follow_up import tick_follow_up
from cases.services.moves import (
    CaseMoveError,
    NotComplete,
    ReasonNeeded,
    SectionLocked,
    accept_case,
    close_case,
    create_case,
    distribute_case,
    freeze_case,
    mark_discussed,
    move_case,
    return_case,
    start_drafting,
    submit_case,
    why_locked,
    why_not,
)
from cases.services.versions import keep_version

__all__ = [
    "CaseMoveError",
    "NotComplete",
    "ReasonNeeded",
    "SectionLocked",
    "accept_case",
    "add_attachment",
    "add_comment",
    "close_case",
    "create_case",
    "delete_attachment",
    "distribute_case",
    "freeze_case",
    "keep_version",
    "mark_discussed",
    "move_case",
    "reopen_comment",
    "resolve_comment",
    "return_case",
    "start_drafting",
    "submit_case",
    "tick_follow_up",
    "why_locked",
    "why_not",
]
