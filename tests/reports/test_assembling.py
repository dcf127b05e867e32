"""The parts of a city report are assembled from what there is, and never a word is overwritten."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.contents import content_of
from cases.models import Answer
from programme.writing.models import MAX_TEXT_LENGTH
from programme.writing.services import TextConflict, save_text
from reports import services
from reports.assembling import assembled
from reports.models import CityReport, ReportSection
from reports.reading.checking import standing_of
from reports.services import ReportMoveError
from tests import factories
from tests.html_forms import fields_of
from workshops.models import (
    ItemNotes,
    Outcome,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
)
from workshops.surveys.results import FEWEST

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CANARY = "CANARY-4711"


def note(item, text):
    return ItemNotes.objects.create(item=item, text=text, updated_at=timezone.now())


@pytest.fixture
def items(held):
    """One item of each kind that reports are made of, with notes that name it."""
    days = [held.starts_on + datetime.timedelta(days=n) for n in range(3)]
    made = {
        "presentation": factories.AgendaItemFactory(workshop=held, day=days[0], part="policy"),
        "case": factories.AgendaItemFactory(workshop=held, day=days[0], part="cluster"),
        "visit": factories.AgendaItemFactory(workshop=held, day=days[1], kind="visit"),
        "discussion": factories.AgendaItemFactory(
            workshop=held, day=days[1], part="cluster", choice="A"
        ),
        "meetings": factories.AgendaItemFactory(workshop=held, day=days[1], choice="B"),
        "exchange": factories.AgendaItemFactory(workshop=held, day=days[2], part="policy"),
        "steering": factories.AgendaItemFactory(workshop=held, day=days[0], part=""),
    }
    for name, item in made.items():
        note(item, f"Noted at the {name}.")
    return made


@pytest.fixture
def case(held):
    case = factories.DistributedCaseFactory(city=held.city, workshop=held)
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Born in 2005.\n\nLater on.")
    Answer.objects.filter(case=case, topic="social_capital").update(
        text=f"{CANARY} between two firms.", is_confidential=True
    )
    factories.StrategicIssueFactory(case=case, question="Which way?")
    factories.StrategicIssueFactory(case=case, question="And later?", is_in_focus=False)
    factories.EditionFactory(case=case, content=content_of(case))
    return case


def test_each_note_goes_into_the_part_it_belongs_to(held, items):
    texts = assembled(held)

    found = {part: re.findall(r"Noted at the (\w+)\.", text) for part, text in texts.items()}
    assert found == {
        "policy": ["presentation"],
        "experiences": ["visit", "exchange"],
        "case": ["case"],
        "issues_and_next_steps": ["discussion"],
        "linkages": ["meetings"],
    }
    assert "*(From the notes on “" in texts["policy"]


def test_a_report_begins_with_what_there_is_and_says_that_nobody_wrote_it(held, items, expert):
    held.city.policy_profile = "The region pays half."
    held.city.save()
    Outcome.objects.create(item=items["exchange"], kind="decision", text="We go *on*.")

    report = services.open_city_report(held, by=expert)

    texts = {section.key: section for section in report.sections.all()}
    assert texts["policy"].text.startswith("The region pays half.\n\n*(From the policy sheet of")
    assert "- We go \\*on\\*." in texts["experiences"].text
    assert all(s.is_untouched and s.updated_by is None for s in texts.values())
    assert [part.key for part in services.untouched_parts(report)] == list(texts)
    assert standing_of(report).untouched == len(texts)


def test_the_case_speaks_through_its_edition_without_what_is_confidential(held, case):
    Answer.objects.filter(case=case, topic="position_and_strengths").update(
        text=f"{CANARY} of the draft."
    )

    texts = assembled(held)

    assert "Born in 2005." in texts["case"]
    assert "Later on." not in texts["case"]
    assert "*Which way?*" in texts["issues_and_next_steps"]
    assert "- And later?" in texts["issues_and_next_steps"]
    assert CANARY not in "".join(texts.values())


def test_a_case_that_was_never_distributed_says_nothing(held):
    case = factories.CaseFactory(city=held.city, workshop=held)
    Answer.objects.filter(case=case).update(text=CANARY)
    factories.StrategicIssueFactory(case=case, question=f"{CANARY}?")

    assert CANARY not in "".join(assembled(held).values())


def test_nothing_confidential_can_be_inserted_from_beside_the_text(client, held, case, expert):
    services.open_city_report(held, by=expert)
    client.force_login(expert)

    page = client.get(_url(held, "case")).content.decode()

    inserts = re.findall(r'data-insert="([^"]*)"', page)
    assert any("Born in 2005." in words for words in inserts)
    assert not any(CANARY in words for words in inserts)


def test_the_board_comes_with_votes_only_when_they_were_shown(held, case):
    room = factories.DiscussionFactory(case=case, shows_votes=False)
    factories.BoardNoteFactory(discussion=room, phase="facts", text="Two firms *lead*.")
    away = factories.BoardNoteFactory(discussion=room, phase="facts", text=CANARY)
    away.put_away_at = timezone.now()
    away.save()
    option = factories.BoardNoteFactory(discussion=room, phase="options", text="Open a desk.")
    option.votes.create(voter=factories.UserFactory(), impact=4, feasibility=2)

    hidden = assembled(held)
    room.shows_votes = True
    room.save()
    shown = assembled(held)

    assert "- Two firms \\*lead\\*." in shown["experiences"]
    assert "- Open a desk.\n" in hidden["issues_and_next_steps"]
    assert "- Open a desk (impact 4.0, feasibility 2.0; votes: 1)" in shown["issues_and_next_steps"]
    assert CANARY not in "".join([*hidden.values(), *shown.values()])


@pytest.mark.parametrize(("answers", "is_told"), [(FEWEST, True), (FEWEST - 1, False)])
def test_words_of_the_survey_come_only_from_enough_people(answers, is_told, held):
    held.survey_opened_at = timezone.now()
    held.survey_closes_on = timezone.localdate() - datetime.timedelta(days=2)
    held.save()
    question = SurveyQuestion.objects.create(
        programme=held.programme, text="What next?", kind="text", position=1
    )
    # The survey itself has enough responses; this question not always.
    for number in range(FEWEST):
        response = SurveyResponse.objects.create(workshop=held)
        if number < answers:
            SurveyAnswer.objects.create(response=response, question=question, text=CANARY)

    assert (CANARY in assembled(held)["experiences"]) == is_told


def test_huge_notes_in_any_script_fit_and_close_what_they_open(held, items):
    words = "```\nخطة التجمع 🏙️ «Łódź»\n\n" + "слово " * 30_000
    ItemNotes.objects.update(text=words)
    for number in range(20):
        item = factories.AgendaItemFactory(
            workshop=held, kind="visit", day=held.starts_on, title=f"Visit *{number}*"
        )
        note(item, words)

    text = assembled(held)["experiences"]

    assert len(text) < MAX_TEXT_LENGTH
    assert "خطة التجمع 🏙️ «Łódź»" in text
    assert text.count("```") % 2 == 0
    assert "“Visit \\*1\\*”" in text


# Again


@pytest.fixture
def begun(held, items, expert):
    services.open_city_report(held, by=expert)
    return CityReport.objects.get(workshop=held)


def _url(workshop, part, verb="write"):
    return reverse(
        f"reports:city_report_{verb}", args=[workshop.programme.slug, workshop.slug, part]
    )


def _part(report, key="experiences"):
    return ReportSection.objects.get(city_report=report, key=key)


def _post(client, report, way, part="experiences"):
    url = _url(report.workshop, part, "assemble")
    return client.post(url, fields_of(client.get(url), "assemble-form") | {"way": way})


def test_what_is_new_is_put_behind_the_written_text_and_stands_in_its_history(
    client, begun, items, expert
):
    section = _part(begun)
    save_text(section, "My own words.", base_version=section.version, by=expert)
    note(
        factories.AgendaItemFactory(
            workshop=begun.workshop, day=items["visit"].day, kind="visit", title="A second visit"
        ),
        "Seen later.",
    )
    client.force_login(expert)

    response = _post(client, begun, "insert")

    section = _part(begun)
    assert response.url == _url(begun.workshop, "experiences")
    assert section.text.startswith("My own words.\n\nSeen later.\n\n*(From the notes on “A second")
    # What the writer has taken out is not new again.
    assert "Noted at the visit." not in section.text
    assert not section.is_untouched
    history = [revision.text for revision in section.revisions.order_by("version")]
    assert [text[:12] for text in history] == ["Noted at the", "My own words", "My own words"]
    assert (
        "Nothing is new"
        in client.get(_url(begun.workshop, "experiences", "assemble")).content.decode()
    )


def test_an_untouched_part_is_replaced_and_stays_untouched(client, begun, items, expert):
    ItemNotes.objects.filter(item=items["visit"]).update(text="Mended notes.")
    client.force_login(expert)

    _post(client, begun, "replace")

    section = _part(begun)
    assert section.text.startswith("Mended notes.")
    assert section.is_untouched
    assert section.updated_by == expert


def test_a_part_in_which_somebody_wrote_is_never_replaced(begun, expert):
    section = save_text(_part(begun), "Written.", base_version=1, by=expert)

    with pytest.raises(ReportMoveError, match="is not replaced"):
        services.replace_assembled(begun, section, "Other.", base_version=2, by=expert)

    assert _part(begun).text == "Written."


def test_who_inserts_second_is_told_and_nothing_is_lost(client, begun, items, expert):
    client.force_login(expert)
    ItemNotes.objects.filter(item=items["visit"]).update(text="Mended notes.")
    url = _url(begun.workshop, "experiences", "assemble")
    shown = fields_of(client.get(url), "assemble-form")
    section = save_text(_part(begun), "Saved meanwhile.", base_version=1, by=expert)

    response = client.post(url, shown | {"way": "insert"})
    with pytest.raises(TextConflict):
        services.insert_assembled(begun, section, "More.", base_version=1, by=expert)

    assert response.status_code == 409
    assert _part(begun).text == "Saved meanwhile."


def test_assembling_again_is_for_the_writers_alone(client, begun, coordinator, participant):
    url = _url(begun.workshop, "experiences", "assemble")
    found = []
    for person in (coordinator, participant):
        client.force_login(person)
        found.append(client.post(url, {"way": "replace"}).status_code)

    assert found == [403, 404]


def test_the_list_of_reports_counts_what_somebody_wrote(begun, expert):
    section = _part(begun)
    before = set(begun.sections.written())
    save_text(section, "My own words.", base_version=section.version, by=expert)

    assert (before, set(begun.sections.written())) == (set(), {section})


def test_whoever_sends_it_to_the_city_reads_which_parts_nobody_has_written(
    client, begun, coordinator
):
    client.force_login(coordinator)
    begun.sections.filter(key="policy").update(version=5)

    page = client.get(
        reverse(
            "reports:city_report_send", args=[begun.workshop.programme.slug, begun.workshop.slug]
        )
    )

    said = page.context["warning"]
    assert "not written yet: Experiences made, " in said
    assert "Cluster support policies" not in said
