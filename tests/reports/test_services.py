import pytest

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
    "send_to_city": ("drafting", "with_city", "report_with_city"),
    "confirm_facts": ("with_city", "checked", "report_facts_confirmed"),
    "return_from_city": ("with_city", "drafting", "report_from_city"),
    "publish": ("checked", "published", "report_published"),
    "reopen": ("published", "drafting", "report_reopened"),
}
REMARKS = {"return_from_city": {"remark": "Nine, not ten."}, "reopen": {"remark": "A mistake."}}
STAGES = {
    "drafting": "written",
    "with_city": "with_city",
    "checked": "checked",
    "published": "published",
}


@pytest.mark.parametrize("move", MOVES)
def test_a_move_changes_the_state_and_is_written_down(move, request, expert):
    before, after, verb = MOVES[move]
    report = request.getfixturevalue(STAGES[before])

    getattr(services, move)(report, by=expert, **REMARKS.get(move, {}))

    report.refresh_from_db()
    assert report.status == after
    entry = newest_entry(report)
    assert (entry.verb, entry.actor, entry.city) == (verb, expert, report.workshop.city)
    assert (entry.before, entry.after) == ({"status": before}, {"status": after})
    assert entry.remark == REMARKS.get(move, {}).get("remark", "")
    assert entry.path == report.get_absolute_url()


WRONG = [
    ("send_to_city", "with_city"),
    ("send_to_city", "published"),
    ("confirm_facts", "drafting"),
    ("confirm_facts", "checked"),
    ("confirm_facts", "published"),
    ("return_from_city", "drafting"),
    ("return_from_city", "checked"),
    ("return_from_city", "published"),
    ("publish", "published"),
    ("reopen", "drafting"),
    ("reopen", "with_city"),
    ("reopen", "checked"),
]


@pytest.mark.parametrize(("move", "stage"), WRONG)
def test_a_move_that_does_not_fit_says_where_the_report_stands(move, stage, request, expert):
    report = request.getfixturevalue(STAGES[stage])
    entries = Activity.objects.count()

    with pytest.raises(ReportMoveError, match=f"is “{report.get_status_display()}” now"):
        getattr(services, move)(report, by=expert, **REMARKS.get(move, {}))

    report.refresh_from_db()
    assert report.status == stage
    assert Activity.objects.count() == entries


@pytest.mark.parametrize("move", ["send_to_city", "publish"])
def test_a_report_with_an_empty_part_stays_and_the_part_is_named(move, written, expert):
    written.sections.filter(key__in=["case", "linkages"]).update(text="")

    with pytest.raises(ReportMoveError) as refusal:
        getattr(services, move)(written, by=expert)

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

    assert report.facts_checked_at is None


# Publishing


def test_publishing_freezes_the_text_with_number_and_checksum(checked, expert):
    edition = services.publish(checked, by=expert, remark="First.")

    edition.refresh_from_db()
    assert (edition.number, edition.frozen_by, edition.remark) == (1, expert, "First.")
    assert [(p["key"], p["text"]) for p in edition.content["parts"]] == [
        (part.key, "As it was on Friday.") for part in CITY_REPORT_PARTS
    ]
    assert edition.checksum == checksum_of(edition.content)


def test_an_edition_holds_issue_actions_and_the_check_of_facts_of_its_day(checked, expert):
    case = DistributedCaseFactory(city=checked.workshop.city, workshop=checked.workshop)
    StrategicIssueFactory(case=case, question="Which way?")
    action = ProposedActionFactory(case=case, text="Go left.")

    edition = services.publish(checked, by=expert)

    action.text = "Go right."
    action.save()
    edition.refresh_from_db()
    assert edition.content["issue"] == "Which way?"
    assert [row["text"] for row in edition.content["actions"]] == ["Go left."]
    assert edition.content["facts_checked_at"].startswith(f"{checked.facts_checked_at:%Y-%m-%dT}")


def test_the_next_edition_has_the_next_number_and_leaves_the_first_alone(reopened, expert):
    first = reopened.editions.get()

    second = services.publish(reopened, by=expert, remark="Mended.")

    assert second.number == 2
    assert second.content["parts"][0]["text"] == "Not public yet."
    first_again = ReportEdition.objects.get(pk=first.pk)
    assert (first_again.content, first_again.checksum) == (first.content, first.checksum)


def test_the_workplan_follows_publishing_and_reopening(checked, due, expert):
    services.publish(checked, by=expert)
    due.refresh_from_db()
    assert (due.is_done, due.done_by) == (True, expert)

    services.reopen(checked, by=expert, remark="A mistake.")
    due.refresh_from_db()
    assert not due.is_done


def test_the_final_report_holds_objectives_and_published_city_reports(published, programme, expert):
    ObjectiveFactory(programme=programme, title="Learn from cases")
    CityReportFactory(workshop__city__programme=programme, parts="A draft.")
    final = FinalReportFactory(programme=programme, parts="Learnt.")

    edition = services.publish(final, by=expert)

    annex = edition.content["annex"]
    assert [objective["title"] for objective in annex["objectives"]] == ["Learn from cases"]
    assert [chapter["city"] for chapter in annex["chapters"]] == [published.workshop.place_name]
    assert FinalReport.objects.get().status == ReportStatus.PUBLISHED


def test_the_text_of_a_report_takes_three_queries(written, django_assert_num_queries):
    case = DistributedCaseFactory(city=written.workshop.city, workshop=written.workshop)
    StrategicIssueFactory(case=case)
    ProposedActionFactory.create_batch(3, case=case)
    written = CityReport.objects.select_related("workshop__city", "workshop__programme").get()

    with django_assert_num_queries(3):  # parts, issue, actions
        services.text_content(written)


# Two at once


def test_a_save_after_the_publication_is_refused(published):
    with (
        pytest.raises(ReportMoveError, match="was published meanwhile"),
        services.kept_open(published),
    ):
        pytest.fail("nothing inside may be done")


def test_who_publishes_second_with_an_old_page_open_is_told(checked, expert, coordinator):
    stale = CityReport.objects.get(pk=checked.pk)
    services.publish(checked, by=expert)

    with pytest.raises(ReportMoveError, match="is “Published” now"):
        services.publish(stale, by=coordinator)

    assert ReportEdition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_make_one_edition(checked, expert, coordinator):
    given = run_together(
        lambda: services.publish(checked, by=expert),
        lambda: services.publish(checked, by=coordinator),
    )

    assert sorted(type(each).__name__ for each in given) == ["ReportEdition", "ReportMoveError"]
    assert list(ReportEdition.objects.values_list("number", flat=True)) == [1]
    assert Activity.objects.filter(verb="report_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_saved_while_somebody_publishes_is_in_the_edition_or_refused(checked, expert):
    def save():
        with services.kept_open(checked):
            section = section_of(checked, "policy")
            return save_text(section, "Late words.", base_version=0, by=expert)

    run_together(save, lambda: services.publish(checked, by=expert))

    working_text = section_of(checked, "policy").text
    assert ReportEdition.objects.get().content["parts"][0]["text"] == working_text


# What the database refuses


def test_a_part_outside_the_outline_is_refused(written):
    section = ReportSection(city_report=written, key="foreword")

    assert "This part is not in the outline of the report." in str(section_errors(section))


def section_errors(section):
    with pytest.raises(Exception) as refusal:  # noqa: PT011  ValidationError, shown as a dict
        section.full_clean()
    return refusal.value
