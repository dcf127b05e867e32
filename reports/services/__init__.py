"""Every verb of reports; the only writers."""

from reports.services.assembling import insert_assembled, replace_assembled
from reports.services.checks import (
    MarkConflict,
    answer_objection,
    ask_for_time,
    extend_check,
    mark_paragraph,
)
from reports.services.content import (
    empty_parts,
    freeze,
    next_number,
    parts_of,
    report_content,
    text_content,
    untouched_parts,
    unwritten_parts,
)
from reports.services.following import follow_checks
from reports.services.lessons import (
    add_lesson,
    change_lesson,
    delete_lesson,
    move_lesson,
)
from reports.services.moves import (
    approve,
    ask_review,
    asked_review,
    close_in_silence,
    confirm_facts,
    publish,
    recall,
    reopen,
    return_from_city,
    return_from_review,
    send_to_city,
)
from reports.services.opening import open_city_report, open_final_report
from reports.services.restoring import restore_part
from reports.services.rows import ReportMoveError, kept_open
from reports.services.take_ups import (
    TakeUpGone,
    change_take_up,
    delete_take_up,
    record_take_up,
)

__all__ = [
    "MarkConflict",
    "ReportMoveError",
    "TakeUpGone",
    "add_lesson",
    "answer_objection",
    "approve",
    "ask_for_time",
    "ask_review",
    "asked_review",
    "change_lesson",
    "change_take_up",
    "close_in_silence",
    "confirm_facts",
    "delete_lesson",
    "delete_take_up",
    "empty_parts",
    "extend_check",
    "follow_checks",
    "freeze",
    "insert_assembled",
    "kept_open",
    "mark_paragraph",
    "move_lesson",
    "next_number",
    "open_city_report",
    "open_final_report",
    "parts_of",
    "publish",
    "recall",
    "record_take_up",
    "reopen",
    "replace_assembled",
    "report_content",
    "restore_part",
    "return_from_city",
    "return_from_review",
    "send_to_city",
    "text_content",
    "untouched_parts",
    "unwritten_parts",
]
