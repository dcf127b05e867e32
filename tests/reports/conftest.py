"""Reports at each stage, and texts to be printed with something of everything in them."""

import datetime

import pytest
from django.utils import timezone

from cases.contents import content_of
from cases.models import CaseStatus
from reports import services
from reports.models import ReportSection
from reports.services import report_content
from tests import factories
from workshops.models import (
    ItemNotes,
    Outcome,
    PracticalNeeds,
    PracticalNote,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    monday_of,
)
from workshops.surveys.results import FEWEST, usual_questions

PROSE = """A first paragraph with **weight** and [a link](https://example.org/).

- one
- two

  with a second paragraph

1. first
2. second

| what | how many |
|---|---|
| firms | 60 |

> Somebody said so.
"""


@pytest.fixture(autouse=True)
def own_parts(settings, tmp_path):
    """Nothing is kept from one test to the next."""
    settings.BOOK_PARTS_ROOT = tmp_path / "parts"


def write_case(city, *, issue="Which way should the cluster go?"):
    """A case of the city in which every topic, number and list has something in it."""
    case = factories.CaseFactory(
        city=city,
        lifecycle_stage="growing",
        initiator="joint",
        founding_year=2007,
        legal_form="Association",
    )
    case.answers.update(text=PROSE)
    for priority, target in enumerate(case.objective_targets.order_by("pk")):
        target.priority = priority % 6
        target.measure, target.baseline, target.target = "firms", 10, 20
        target.save()
    factories.StrategicIssueFactory(case=case, question=issue)
    factories.StrategicIssueFactory(case=case, question="And later?", is_in_focus=False)
    factories.FigureFactory(cluster=case.cluster)
    return case


def distribute(case):
    """Freeze the case as it is; returns the edition."""
    case.status, case.distributed_at = CaseStatus.DISTRIBUTED, timezone.now()
    case.save()
    return factories.EditionFactory(case=case, content=content_of(case))


def write_report(workshop, *, text=PROSE):
    """A city report with all its parts."""
    report = factories.CityReportFactory(workshop=workshop)
    report.sections.update(text=text)
    return report


def publish(report):
    now = timezone.now()
    report.status, report.published_at, report.approved_at = "published", now, now
    report.facts_checked_at = now
    report.save()
    return factories.ReportEditionFactory(city_report=report, content=report_content(report))


@pytest.fixture
def case(city):
    return write_case(city)


@pytest.fixture
def edition(case):
    return distribute(case)


@pytest.fixture
def workshop(case):
    """The workshop of the case, with a released agenda."""
    workshop = case.workshop
    workshop.agenda_released_at = timezone.now()
    workshop.save()
    day = workshop.starts_on
    factories.AgendaItemFactory(workshop=workshop, day=day, description=PROSE, led_by="CSC")
    for choice in "AB":
        factories.AgendaItemFactory(
            workshop=workshop,
            day=day + datetime.timedelta(days=1),
            choice=choice,
        )
    return workshop


@pytest.fixture
def report(edition, workshop):
    factories.ProposedActionFactory(case=edition.case, due_on=workshop.ends_on)
    factories.RegistrationFactory(workshop=workshop, city=workshop.city)
    sector = factories.SectorFactory(programme=workshop.programme)
    factories.MapCellFactory(city=workshop.city, sector=sector, mark="case")
    report = write_report(workshop)
    factories.LessonFactory(city_report=report, part="case")
    option = factories.BoardNoteFactory(
        discussion=factories.DiscussionFactory(case=edition.case, shows_votes=True), phase="options"
    )
    option.votes.create(voter=factories.UserFactory(), impact=4, feasibility=2)
    return report


@pytest.fixture
def final_report(report):
    publish(report)
    final = factories.FinalReportFactory(programme=report.workshop.programme)
    final.sections.update(text=PROSE)
    factories.ObjectiveFactory(programme=final.programme)
    factories.PartnerFactory(programme=final.programme)
    return final


PAPERS = (
    *("practical_note", "participant_list", "badges", "attendance_sheets", "bus_list"),
    *("diet_list", "notes", "survey_result", "evidence_pack"),
)


@pytest.fixture
def papers(workshop):
    """Everything that the papers of the workshop show, something of each."""
    item = workshop.agenda_items.exclude(choice="").first()
    item.bus_at, item.meeting_point = datetime.time(8, 45), "At the fountain"
    item.save()
    for name in ("Ελένη Παππά", "ليلى حداد"):
        row = factories.RegistrationFactory(workshop=workshop, city=workshop.city, name=name)
        PracticalNeeds.objects.create(registration=row, diet="No nuts", access="Step-free")
        factories.SignUpFactory(registration=row, item=item)
    PracticalNote.objects.create(workshop=workshop, text=PROSE, updated_at=timezone.now())
    ItemNotes.objects.create(item=item, text=PROSE, updated_at=timezone.now())
    Outcome.objects.create(item=item, kind="decision", text="We go on.")
    Outcome.objects.create(
        item=item, kind="action", text="Ask", owner="CSC", due_on=workshop.ends_on
    )
    workshop.survey_opened_at = timezone.now()
    workshop.survey_closes_on = timezone.localdate() - datetime.timedelta(days=2)
    workshop.save()
    questions = usual_questions(workshop.programme)
    SurveyQuestion.objects.bulk_create(questions)
    for _ in range(FEWEST):
        response = SurveyResponse.objects.create(workshop=workshop)
        for question in questions:
            said = {"score": 4} if question.kind == "scale" else {"text": "More time."}
            SurveyAnswer.objects.create(response=response, question=question, **said)


@pytest.fixture
def meeting(workshop):
    """Two people who meet at a table; the first needs an interpreter, a third one meets nobody."""
    session = factories.NetworkingSessionFactory(workshop=workshop)
    slot = factories.MeetingSlotFactory(session=session)
    factories.MeetingSlotFactory(session=session)
    table = factories.MeetingTableFactory(session=session, name="Winter garden")
    people = [
        factories.NetworkerFactory(
            registration=factories.RegistrationFactory(
                workshop=workshop,
                city=workshop.city,
                name=name,
                user=factories.MembershipFactory(programme=workshop.programme).user,
            ),
            cluster=factories.ClusterFactory(city=workshop.city),
            languages="en",
            interpreter=interpreter,
        )
        for name, interpreter in (("Nadia Cuervo", "es"), ("Per Ek", ""), ("Ona Alone", ""))
    ]
    return factories.meeting_of(*people[:2], slot=slot, table=table)


@pytest.fixture
def subjects(papers, final_report, edition, report, workshop, meeting):
    """One subject for each kind of document."""
    final_edition = factories.ReportEditionFactory(
        city_report=None, final_report=final_report, content=report_content(final_report)
    )
    return {
        "case_draft": edition.case,
        "case": edition,
        "case_confidential": edition,
        "case_book": edition.case.programme,
        "agenda_draft": workshop,
        "agenda": workshop,
        **dict.fromkeys(PAPERS, workshop),
        **dict.fromkeys(("policy_page", "deck"), edition.case.workshop),
        "city_report_draft": report,
        "city_report": report.editions.get(),
        "learning_passport": workshop.city,
        **dict.fromkeys(("networking_map", "networking_map_picture"), workshop.programme),
        "final_report_draft": final_report,
        "final_report": final_edition,
        "city_report_draft_word": report,
        "city_report_word": report.editions.get(),
        "final_report_draft_word": final_report,
        "final_report_word": final_edition,
        **dict.fromkeys(("meeting_schedules", "table_schedules", "meeting_desk"), workshop),
        "my_meetings": meeting.participants.first().networker,
        "archive": factories.ArchiveFactory(programme=workshop.programme),
    }


# A city report at each stage, brought there by the services as people would.


@pytest.fixture
def held(city):
    """A workshop that was held about three weeks ago."""
    first_day = monday_of(timezone.localdate()) - datetime.timedelta(weeks=3, days=-2)
    return factories.WorkshopFactory(city=city, starts_on=first_day)


@pytest.fixture
def written(held):
    """A city report in which every part is written."""
    return factories.CityReportFactory(workshop=held, parts="As it was on Friday.")


@pytest.fixture
def due(written):
    return factories.WorkplanItemFactory(
        programme=written.workshop.programme,
        source_key=written.due_key,
        owner_role="expert",
        due_on=timezone.localdate() + datetime.timedelta(days=21),
    )


@pytest.fixture
def in_review(written, expert):
    return services.ask_review(written, by=expert)


@pytest.fixture
def with_city(in_review, coordinator):
    return services.send_to_city(in_review, by=coordinator)


@pytest.fixture
def checked(with_city, editor):
    return services.confirm_facts(with_city, by=editor)


@pytest.fixture
def approved(checked, coordinator):
    return services.approve(checked, by=coordinator)


@pytest.fixture
def published(approved, expert):
    services.publish(approved, by=expert)
    approved.refresh_from_db()
    return approved


@pytest.fixture
def reopened(published, expert):
    """Published once, and written again since: the first part says something else now."""
    report = services.reopen(published, by=expert, remark="A number was wrong.")
    ReportSection.objects.filter(city_report=report, key="policy").update(text="Not public yet.")
    return report
