"""Every verb of reports; the only writers."""

from reports.services.assembling import insert_assembled, replace_assembled
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
from reports.services.lessons import (
    add_lesson,
    change_lesson,
    delete_lesson,
    move_lesson,
)
from reports.services.moves import (
    confirm_facts,
    publish,
    reopen,
    return_from_city,
    send_to_city,
)
from reports.services.opening import open_city_report, open_final_report
from reports.services.rows import AnyReport, ReportMoveError, kept_open

__all__ = [
    "AnyReport",
    "ReportMoveError",
    "add_lesson",
    "change_lesson",
    "confirm_facts",
    "delete_lesson",
    "empty_parts",
    "freeze",
    "insert_assembled",
    "kept_open",
    "move_lesson",
    "next_number",
    "open_city_report",
    "open_final_report",
    "parts_of",
    "publish",
    "reopen",
    "replace_assembled",
    "report_content",
    "return_from_city",
    "send_to_city",
    "text_content",
    "untouched_parts",
    "unwritten_parts",
]
