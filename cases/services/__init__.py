"""What can happen to a case."""

from cases.services.actions import (
    ActionError,
    answer_action,
    change_action,
    delete_action,
    move_action,
    propose_action,
)
from cases.services.attachments import add_attachment, delete_attachment, is_in_an_edition
from cases.services.bring_in import BroughtIn, Conflict, Refusal, bring_in, completed
from cases.services.deadline import give_more_time, take_time_back
from cases.services.editions import (
    end_without_edition,
    make_public,
    publish_edition,
    reopen_case,
    why_not_reopened,
    withdraw_public,
)
from cases.services.follow_up import (
    ActionGone,
    FollowUpError,
    say_what_became,
    take_back_follow_up,
    tick_follow_up,
)
from cases.services.frame import change_frame
from cases.services.locks import LockError, lock_section, unlock_section
from cases.services.moves import (
    accept_case,
    close_case,
    create_case,
    distribute_case,
    mark_discussed,
    move_case,
    return_case,
    start_drafting,
    submit_case,
)
from cases.services.receipts import (
    mark_read,
    note_opened,
    send_again,
    send_out,
    take_back_read,
)
from cases.services.refusals import (
    CaseMoveError,
    NotComplete,
    ReasonNeeded,
    SectionLocked,
    why_locked,
    why_not,
)
from cases.services.restoring import name_version, restore_answer
from cases.services.versions import freeze_case, keep_version

__all__ = [
    "ActionError",
    "ActionGone",
    "BroughtIn",
    "CaseMoveError",
    "Conflict",
    "FollowUpError",
    "LockError",
    "NotComplete",
    "ReasonNeeded",
    "Refusal",
    "SectionLocked",
    "accept_case",
    "add_attachment",
    "answer_action",
    "bring_in",
    "change_action",
    "change_frame",
    "close_case",
    "completed",
    "create_case",
    "delete_action",
    "delete_attachment",
    "distribute_case",
    "end_without_edition",
    "freeze_case",
    "give_more_time",
    "is_in_an_edition",
    "keep_version",
    "lock_section",
    "make_public",
    "mark_discussed",
    "mark_read",
    "move_action",
    "move_case",
    "name_version",
    "note_opened",
    "propose_action",
    "publish_edition",
    "reopen_case",
    "restore_answer",
    "return_case",
    "say_what_became",
    "send_again",
    "send_out",
    "start_drafting",
    "submit_case",
    "take_back_follow_up",
    "take_back_read",
    "take_time_back",
    "tick_follow_up",
    "unlock_section",
    "why_locked",
    "why_not",
    "why_not_reopened",
    "withdraw_public",
]
