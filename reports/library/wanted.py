"""What the library of a programme could have: the things of which a PDF can be built.

Of a case or report that is the last edition, or the draft while there is none; of a workshop
the papers that would show something now. What a person may not see is not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils import timezone

from cases.models import SHARED_STATUSES, Case, Edition
from programme.models import City, Programme, Sector, User
from reports.documents.shelf import may_have, with_papers
from reports.models import (
    CityReport,
    DocumentKind,
    FinalReport,
    ReportEdition,
    ReportStatus,
)
from workshops.models import AgendaItem, Meeting, Workshop
from workshops.surveys import results as survey

# Of the meetings of choice B.
MEETING_KINDS = (
    DocumentKind.MEETING_SCHEDULES,
    DocumentKind.TABLE_SCHEDULES,
    DocumentKind.MEETING_DESK,
)
PAPERS = (
    *(DocumentKind.AGENDA, DocumentKind.AGENDA_DRAFT, DocumentKind.PRACTICAL_NOTE),
    *(DocumentKind.PARTICIPANT_LIST, DocumentKind.BADGES, DocumentKind.ATTENDANCE_SHEETS),
    *(DocumentKind.BUS_LIST, DocumentKind.DIET_LIST, DocumentKind.NOTES),
    *(DocumentKind.SURVEY_RESULT, DocumentKind.POLICY_PAGE, DocumentKind.DECK),
    DocumentKind.EVIDENCE_PACK,
    *MEETING_KINDS,
)
# For the days of the workshop: of no use to build once they are over.
FOR_THE_DAYS = (
    *(DocumentKind.BADGES, DocumentKind.ATTENDANCE_SHEETS),
    *(DocumentKind.BUS_LIST, DocumentKind.DIET_LIST),
    *MEETING_KINDS,
)


@dataclass(frozen=True)
class Wanted:
    """A thing of which there could be a document."""

    kind: str
    subject: int
    name: str
    city: City | None = None
    workshop: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.subject


def wanted_by(programme: Programme, user: User) -> list[Wanted]:
    """All that the person could have of the programme. The same queries whatever there is."""
    return [
        *_cases(programme, user),
        *_reports(programme, user),
        *_papers(programme, user),
        *_of_cities(programme, user),
    ]


def _cases(programme: Programme, user: User) -> Iterator[Wanted]:
    editions = Edition.objects.visible_to(user).current().filter(case__programme=programme)
    rows = list(editions.select_related("case__city", "case__cluster").defer("content"))
    if rows:
        yield Wanted(DocumentKind.CASE_BOOK, programme.pk, programme.name)
    for edition in rows:
        yield _case(DocumentKind.CASE, edition, edition.case)
    in_work = Q(reopened_at__isnull=False) | ~Q(status__in=SHARED_STATUSES)
    drafts = Case.objects.draft_visible_to(user).in_programme(programme).filter(in_work)
    for case in drafts.select_related("city", "cluster"):
        yield _case(DocumentKind.CASE_DRAFT, case, case)


def _case(kind: str, subject: Model, case: Case) -> Wanted:
    return Wanted(kind, subject.pk, str(case), case.city, case.workshop_id)


def _reports(programme: Programme, user: User) -> Iterator[Wanted]:
    newer = ReportEdition.objects.filter(number__gt=OuterRef("number")).filter(
        Q(city_report=OuterRef("city_report")) | Q(final_report=OuterRef("final_report"))
    )
    of_programme = Q(city_report__workshop__programme=programme) | Q(
        final_report__programme=programme
    )
    editions = ReportEdition.objects.visible_to(user).filter(of_programme, ~Exists(newer))
    for edition in editions.select_related(
        "city_report__workshop__city", "city_report__workshop__programme", "final_report__programme"
    ).defer("content"):
        if edition.city_report:
            yield _city_report(DocumentKind.CITY_REPORT, edition, edition.city_report)
        else:
            yield Wanted(DocumentKind.FINAL_REPORT, edition.pk, str(edition.final_report))
    in_work = ~Q(status=ReportStatus.PUBLISHED)
    drafts = CityReport.objects.draft_visible_to(user).in_programme(programme).filter(in_work)
    for report in drafts.select_related("workshop__city", "workshop__programme"):
        yield _city_report(DocumentKind.CITY_REPORT_DRAFT, report, report)
    finals = FinalReport.objects.draft_visible_to(user).in_programme(programme).filter(in_work)
    for final in finals.select_related("programme"):
        yield Wanted(DocumentKind.FINAL_REPORT_DRAFT, final.pk, str(final))


def _city_report(kind: str, subject: Model, report: CityReport) -> Wanted:
    return Wanted(kind, subject.pk, str(report), report.workshop.city, report.workshop_id)


def _papers(programme: Programme, user: User) -> Iterator[Wanted]:
    """The papers of all workshops. One query."""
    mine = OuterRef("pk")
    buses = AgendaItem.objects.filter(workshop=mine, bus_at__isnull=False)
    workshops = (
        with_papers(Workshop.objects.visible_to(user).in_programme(programme), user, PAPERS)
        .select_related("programme", "city")
        .annotate(has_bus=Exists(buses), has_meetings=with_meetings())
        .order_by(F("starts_on").asc(nulls_last=True), "pk")
    )
    for workshop in workshops:
        for kind in PAPERS:
            if may_have(workshop, kind) and _has_content(kind, workshop):
                yield Wanted(kind, workshop.pk, workshop.title, workshop.city, workshop.pk)


def _of_cities(programme: Programme, user: User) -> Iterator[Wanted]:
    """What each city with a case learnt from the others, and the map of all. One query."""
    sectors = Sector.objects.filter(programme=OuterRef("programme"))
    cases = Case.objects.filter(city=OuterRef("pk"))
    cities = City.objects.visible_to(user).in_programme(programme)
    rows = list(cities.annotate(has_case=Exists(cases), has_map=Exists(sectors)))
    for city in rows:
        if city.has_case:
            yield Wanted(DocumentKind.LEARNING_PASSPORT, city.pk, city.name, city)
    if any(city.has_map for city in rows):
        for kind in (DocumentKind.NETWORKING_MAP, DocumentKind.NETWORKING_MAP_PICTURE):
            yield Wanted(kind, programme.pk, programme.name)


def _has_content(kind: str, workshop: Any) -> bool:
    """Whether the paper would show anything now, and be of use."""
    is_over = workshop.ends_on is not None and workshop.ends_on < timezone.localdate()
    if kind in FOR_THE_DAYS and is_over:
        return False
    match kind:
        case DocumentKind.AGENDA_DRAFT:
            return workshop.agenda_released_at is None
        case DocumentKind.BUS_LIST:
            return bool(workshop.has_bus)
        case kind if kind in MEETING_KINDS:
            return bool(workshop.has_meetings)
    return is_time_for(kind, workshop)


def with_meetings() -> Exists:
    """Whether there are meetings with times that people may see, in a query of workshops."""
    return Exists(Meeting.objects.with_time_shown().filter(session__workshop=OuterRef("pk")))


def is_time_for(kind: str, workshop: Workshop) -> bool:
    """Whether the paper can be made already: no survey while it is open, no pack beforehand."""
    match kind:
        case DocumentKind.SURVEY_RESULT:
            return survey.is_closed(workshop)
        case DocumentKind.EVIDENCE_PACK:
            return workshop.days_until is not None and workshop.days_until <= 0
    return True
