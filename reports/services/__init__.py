"""Every verb of reports; the only writers."""

from reports.services.content import (
    empty_parts,
    freeze,
    next_number,
    parts_of,
    report_content,
    text_content,
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
    "confirm_facts",
    "empty_parts",
    "freeze",
    "kept_open",
    "next_number",
    "open_city_report",
    "open_final_report",
    "parts_of",
    "publish",
    "reopen",
    "report_content",
    "return_from_city",
    "send_to_city",
    "text_content",
]
