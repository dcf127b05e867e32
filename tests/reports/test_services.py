import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme.models import Activity
from programme.writing.services import checksum_of, save_text
from reports import services
from reports.models import CityReport, FinalReport, ReportEdition, ReportSection, ReportStatus
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from reports.services import ReportMoveError
from tests.factories import (
    CityReportFactory,
    DistributedCaseFactory,
    FinalReportFactory,
    ObjectiveFactory,
    ProposedActionFactory,
    StrategicIssueFactory,
    WorkshopFactory,
)
from tests.reports import stages
from tests.together import run_together

pytestmark = pytest.mark.django_db


def newest_entry(report):
    return Activity.objects.about(report).first()


def section_of(report, key):
    return report.sections.get(key=key)


# Beginning


def test_a_city_report_begins_with_its_five_parts_empty(held, expert):
    report = services.open_city_report(held, by=expert)

    assert report.status == ReportStatus.DRAFTING
    assert [(s.key, s.text) for s in report.sections.all()] == [
        (part.key, "") for part in CITY_REPORT_PARTS
    ]
    assert (newest_entry(report).verb, newest_entry(report).actor) == ("report_begun", expert)


def test_who_begins_a_report_second_gets_the_one_that_is_there(written, expert):
    again = services.open_city_report(written.workshop, by=expert)

    assert again == written
    assert written.sections.count() == len(CITY_REPORT_PARTS)
    assert not Activity.objects.about(written).exists()


def test_a_meeting_without_a_host_city_has_no_city_report(programme, expert):
    kick_off = WorkshopFactory(programme=programme, city=None, kind="kick_off", number=None)

    with pytest.raises(ReportMoveError, match="Only a workshop of a host city"):
        services.open_city_report(kick_off, by=expert)

    assert not CityReport.objects.exists()


def test_the_final_report_begins_once(programme, expert):
    report = services.open_final_report(programme, by=expert)

    assert services.open_final_report(programme, by=expert) == report
    assert [s.key for s in report.sections.all()] == [part.key for part in FINAL_REPORT_PARTS]
    assert Activity.objects.about(report).count() == 1


# Moves: from which state to which, and what the log calls it.

MOVES = {
    "ask_review": ("drafting", "in_review", "report_review_asked"),
    "return_from_review": ("in_review", "drafting", "report_from_review"),
    "send_to_city": ("in_review", "with_city", "report_with_city"),
    "confirm_facts": ("with_city", "checked", "report_facts_confirmed"),
    "return_from_city": ("with_city", "drafting", "report_from_city"),
    "recall": ("with_city", "drafting", "report_recalled"),
    "approve": ("checked", "approved", "report_approved"),
    "publish": ("approved", "published", "report_published"),
    "reopen": ("published", "drafting", "report_reopened"),
}
REMARKS = dict.fromkeys(
    ("return_from_review", "return_from_city", "recall", "reopen"), {"remark": "Nine, not ten."}
)
STAGES = {
    "drafting": "written",
    "in_review": "in_review",
    "with_city": "with_city",
    "checked": "checked",
    "approved": "approved",
    "published": "published",
}
# What the host city does not read of: it is asked once the review is over.
INTERNAL = ("ask_review", "return_from_review")


@pytest.mark.parametrize("move", MOVES)
def test_a_move_changes_the_state_and_is_written_down(move, request, coordinator):
    before, after, verb = MOVES[move]
    report = request.getfixturevalue(STAGES[before])

    getattr(services, move)(report, by=coordinator, **REMARKS.get(move, {}))

    report.refresh_from_db()
    assert report.status == after
    entry = newest_entry(report)
    city = None if move in INTERNAL else report.workshop.city
    assert (entry.verb, entry.actor, entry.city) == (verb, coordinator, city)
    assert (entry.before, entry.after) == ({"status": before}, {"status": after})
    assert entry.remark == REMARKS.get(move, {}).get("remark", "")
    assert entry.path == report.get_absolute_url()


# From where each move starts; from everywhere else it is refused.
STARTS = {move: {before} for move, (before, _after, _verb) in MOVES.items()}
STARTS["send_to_city"] |= {"checked"}
STARTS["reopen"] |= {"checked", "approved"}
WRONG = [(stage, [m for m in MOVES if stage not in STARTS[m]]) for stage in STAGES]


@pytest.mark.parametrize(("stage", "moves"), WRONG)
def test_there_is_no_way_past_the_check_nor_past_the_approval(stage, moves, request, coordinator):
    report = request.getfixturevalue(STAGES[stage])
    entries = Activity.objects.count()

    for move in moves:
        with pytest.raises(ReportMoveError, match=f"is “{report.get_status_display()}” now"):
            getattr(services, move)(report, by=coordinator, **REMARKS.get(move, {}))

    report.refresh_from_db()
    assert report.status == stage
    assert Activity.objects.count() == entries


def test_a_report_with_an_empty_part_stays_and_the_part_is_named(written, expert):
    written.sections.filter(key__in=["case", "linkages"]).update(text="")

    with pytest.raises(ReportMoveError) as refusal:
        services.ask_review(written, by=expert)

    assert str(refusal.value) == (
        "These parts have no text yet: The cluster case, "
        "Potential for transnational cluster linkages."
    )
    written.refresh_from_db()
    assert written.status == ReportStatus.DRAFTING
    assert not ReportEdition.objects.exists()


def test_the_check_of_facts_counts_until_the_report_is_sent_again(checked, expert):
    assert checked.facts_checked_at is not None

    report = services.send_to_city(checked, by=expert)

    assert report.facts_checked_at is None


def test_the_check_of_facts_does_not_count_for_what_is_written_after_reopening(published, expert):
    assert published.facts_checked_at is not None

    report = services.reopen(published, by=expert, remark="A mistake.")

    assert (report.facts_checked_at, report.approved_at) == (None, None)


# Publishing


def test_publishing_freezes_the_text_with_number_and_checksum(approved, expert):
    edition = services.publish(approved, by=expert, remark="First.")

    edition.refresh_from_db()
    assert (edition.number, edition.frozen_by, edition.remark) == (1, expert, "First.")
    assert [(p["key"], p["text"]) for p in edition.content["parts"]] == [
        (part.key, "As it was on Friday.") for part in CITY_REPORT_PARTS
    ]
    assert edition.checksum == checksum_of(edition.content)


def test_an_edition_holds_issue_actions_and_the_check_of_facts_of_its_day(approved, expert):
    case = DistributedCaseFactory(city=approved.workshop.city, workshop=approved.workshop)
    StrategicIssueFactory(case=case, question="Which way?")
    action = ProposedActionFactory(case=case, text="Go left.")

    edition = services.publish(approved, by=expert)

    action.text = "Go right."
    action.save()
    edition.refresh_from_db()
    assert edition.content["issue"] == "Which way?"
    assert [row["text"] for row in edition.content["actions"]] == ["Go left."]
    assert edition.content["facts_checked_at"].startswith(f"{approved.facts_checked_at:%Y-%m-%dT}")


def test_the_next_edition_has_the_next_number_and_leaves_the_first_alone(reopened, expert):
    first = reopened.editions.get()

    approved = stages.bring_to(reopened, "approved")
    second = services.publish(approved, by=expert, remark="Mended.")

    assert second.number == 2
    assert second.content["parts"][0]["text"] == "Not public yet."
    first_again = ReportEdition.objects.get(pk=first.pk)
    assert (first_again.content, first_again.checksum) == (first.content, first.checksum)


def test_the_workplan_follows_publishing_and_reopening(approved, due, expert):
    services.publish(approved, by=expert)
    due.refresh_from_db()
    assert (due.is_done, due.done_by) == (True, expert)

    services.reopen(approved, by=expert, remark="A mistake.")
    due.refresh_from_db()
    assert not due.is_done


def test_the_final_report_holds_objectives_and_published_city_reports(published, programme):
    ObjectiveFactory(programme=programme, title="Learn from cases")
    CityReportFactory(workshop__city__programme=programme, parts="A draft.")
    final = FinalReportFactory(programme=programme, parts="Learnt.")

    edition = stages.publish(final)

    annex = edition.content["annex"]
    assert [objective["title"] for objective in annex["objectives"]] == ["Learn from cases"]
    assert [chapter["city"] for chapter in annex["chapters"]] == [published.workshop.place_name]
    assert FinalReport.objects.get().status == ReportStatus.PUBLISHED


def test_the_text_of_a_report_takes_five_queries(written, django_assert_num_queries):
    case = DistributedCaseFactory(city=written.workshop.city, workshop=written.workshop)
    StrategicIssueFactory(case=case)
    ProposedActionFactory.create_batch(3, case=case)
    written = CityReport.objects.select_related("workshop__city", "workshop__programme").get()

    with django_assert_num_queries(5):  # parts, issue, actions, options, lessons
        services.text_content(written)


# Two at once


@pytest.mark.parametrize("stage", ["approved", "published"])
def test_a_save_after_the_approval_is_refused(stage, request):
    report = request.getfixturevalue(stage)

    with (
        pytest.raises(ReportMoveError, match=f"was {stage} meanwhile"),
        services.kept_open(report),
    ):
        pytest.fail("nothing inside may be done")


def test_who_publishes_second_with_an_old_page_open_is_told(approved, expert, coordinator):
    stale = CityReport.objects.get(pk=approved.pk)
    services.publish(approved, by=expert)

    with pytest.raises(ReportMoveError, match="is “Published” now"):
        services.publish(stale, by=coordinator)

    assert ReportEdition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_make_one_edition(approved, expert, coordinator):
    given = run_together(
        lambda: services.publish(approved, by=expert),
        lambda: services.publish(approved, by=coordinator),
    )

    assert sorted(type(each).__name__ for each in given) == ["ReportEdition", "ReportMoveError"]
    assert list(ReportEdition.objects.values_list("number", flat=True)) == [1]
    assert Activity.objects.filter(verb="report_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_saved_while_somebody_approves_holds_the_approval_up_or_is_refused(
    checked, expert, coordinator
):
    def save():
        with services.kept_open(checked):
            section = section_of(checked, "policy")
            return save_text(section, "Late words.", base_version=0, by=expert)

    given = run_together(save, lambda: services.approve(checked, by=coordinator))

    # Either the words were first, and are not the ones that the city has checked; or too late.
    assert sum(isinstance(each, ReportMoveError) for each in given) == 1
    checked.refresh_from_db()
    is_late = section_of(checked, "policy").text == "Late words."
    assert (checked.status, is_late) in (("approved", False), ("checked", True))


# What the database refuses


def test_a_part_outside_the_outline_is_refused(written):
    section = ReportSection(city_report=written, key="foreword")

    assert "This part is not in the outline of the report." in str(section_errors(section))


def section_errors(section):
    with pytest.raises(Exception) as refusal:  # noqa: PT011  ValidationError, shown as a dict
        section.full_clean()
    return refusal.value


@pytest.mark.parametrize(
    ("model", "status", "dates"),
    [
        (CityReport, "checked", {}),
        (CityReport, "approved", {"facts_checked_at"}),
        (CityReport, "published", {"facts_checked_at", "approved_at"}),
        (CityReport, "with_city", {"facts_checked_at"}),
        (CityReport, "checked", {"facts_checked_at", "approved_at"}),
        (FinalReport, "approved", {}),
        (FinalReport, "in_review", {"approved_at"}),
        (FinalReport, "with_city", {}),
    ],
)
def test_no_state_stands_without_its_dates_nor_a_date_without_its_state(
    model, status, dates, written
):
    if model is FinalReport:
        FinalReportFactory(programme=written.workshop.programme)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(status=status, **dict.fromkeys(dates, timezone.now()))
