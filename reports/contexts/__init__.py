"""What a PDF shows: all queries of a PDF run here, its templates run none.

``context_of(kind, subject)`` reads the rows once and returns plain data. The same data has the
same ``content_key``, so a PDF is never drawn twice from the same words.
"""

from collections.abc import Callable
from typing import Any

from reports.contexts.agenda import AgendaPrint
from reports.contexts.archive import ArchivePrint
from reports.contexts.attendance_sheets import AttendancePrint
from reports.contexts.badges import BadgesPrint
from reports.contexts.base import Print
from reports.contexts.case import CasePrint
from reports.contexts.case_book import CaseBookPrint
from reports.contexts.city_report import CityReportPrint
from reports.contexts.evidence import EvidencePrint
from reports.contexts.final_report import FinalReportPrint
from reports.contexts.logistics import BusPrint, DietPrint
from reports.contexts.meetings import (
    MeetingDeskPrint,
    MeetingSchedulesPrint,
    MyMeetingsPrint,
    TableSchedulesPrint,
)
from reports.contexts.networking_map import NetworkingMapPrint
from reports.contexts.notes import NotesPrint
from reports.contexts.participants import ParticipantsPrint
from reports.contexts.passport import PassportPrint
from reports.contexts.policy import DeckPrint, PolicyPrint
from reports.contexts.practical_note import PracticalNotePrint
from reports.contexts.survey_result import SurveyPrint
from reports.models import DocumentKind

READERS: dict[str, Callable[[Any], Print]] = {
    DocumentKind.CASE_DRAFT: CasePrint.of_draft,
    DocumentKind.CASE: CasePrint.of_edition,
    DocumentKind.CASE_CONFIDENTIAL: CasePrint.in_confidence,
    DocumentKind.CASE_BOOK: CaseBookPrint.of,
    DocumentKind.AGENDA_DRAFT: AgendaPrint.of_draft,
    DocumentKind.AGENDA: AgendaPrint.of,
    DocumentKind.PRACTICAL_NOTE: PracticalNotePrint.of,
    DocumentKind.PARTICIPANT_LIST: ParticipantsPrint.of,
    DocumentKind.BADGES: BadgesPrint.of,
    DocumentKind.ATTENDANCE_SHEETS: AttendancePrint.of,
    DocumentKind.BUS_LIST: BusPrint.of,
    DocumentKind.DIET_LIST: DietPrint.of,
    DocumentKind.NOTES: NotesPrint.of,
    DocumentKind.SURVEY_RESULT: SurveyPrint.of,
    DocumentKind.EVIDENCE_PACK: EvidencePrint.of,
    DocumentKind.POLICY_PAGE: PolicyPrint.of,
    DocumentKind.DECK: DeckPrint.of,
    DocumentKind.CITY_REPORT_DRAFT: CityReportPrint.of_draft,
    DocumentKind.CITY_REPORT: CityReportPrint.of_edition,
    DocumentKind.FINAL_REPORT_DRAFT: FinalReportPrint.of_draft,
    DocumentKind.FINAL_REPORT: FinalReportPrint.of_edition,
    # A Word file says what the PDF says.
    DocumentKind.CITY_REPORT_DRAFT_WORD: CityReportPrint.of_draft,
    DocumentKind.CITY_REPORT_WORD: CityReportPrint.of_edition,
    DocumentKind.FINAL_REPORT_DRAFT_WORD: FinalReportPrint.of_draft,
    DocumentKind.FINAL_REPORT_WORD: FinalReportPrint.of_edition,
    DocumentKind.LEARNING_PASSPORT: PassportPrint.of,
    DocumentKind.NETWORKING_MAP: NetworkingMapPrint.of,
    DocumentKind.NETWORKING_MAP_PICTURE: NetworkingMapPrint.of,
    DocumentKind.MEETING_SCHEDULES: MeetingSchedulesPrint.of,
    DocumentKind.TABLE_SCHEDULES: TableSchedulesPrint.of,
    DocumentKind.MEETING_DESK: MeetingDeskPrint.of,
    DocumentKind.MY_MEETINGS: MyMeetingsPrint.of,
    DocumentKind.ARCHIVE: ArchivePrint.of,
}


def context_of(kind: str, subject: Any) -> Print:
    """Everything that the PDF of this kind shows about the subject."""
    return READERS[kind](subject)


__all__ = ["Print", "context_of"]
