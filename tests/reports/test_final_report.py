"""What the final report compiles: lessons, people, networking, actions; and nothing else."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import ActionFollowUp, Case
from programme.activity import log_opened
from programme.mapping.answers import answer_map
from programme.models import Activity
from reports.annex import programme_annex
from reports.contexts import context_of
from reports.models import CityReport, FinalReport, ReportEdition
from reports.services import report_content
from tests import factories
from tests.reports.conftest import distribute, publish, write_case, write_report
from workshops.models import Attendance
from workshops.services.releases import release_agenda

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LAST_WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def learn(programme):
    """A city with a published report that has these lessons, as pairs of gap and text."""

    def learn(name, *lessons):
        case = write_case(factories.CityFactory(programme=programme, name=name))
        report = write_report(case.workshop)
        for number, (gap, text) in enumerate(lessons, start=1):
            factories.LessonFactory(city_report=report, gap=gap, text=text, number=number)
        publish(report)
        return report

    return learn


def held(programme, **values):
    return factories.HeldWorkshopFactory(city=factories.CityFactory(programme=programme), **values)


def test_a_person_is_counted_once_however_often_and_however_written(programme):
    first, second = held(programme), held(programme)
    user = factories.UserFactory(email="Ana@city.example")
    for workshop, row in [
        (first, {"user": user}),
        (second, {"user": user}),
        (first, {"user": None, "email": "guest@firm.example"}),
        (second, {"user": None, "name": "G. Uest", "email": "Guest@Firm.example"}),
        (first, {"user": None, "name": "Bo  Ek", "organisation": "Mill"}),
        (second, {"user": None, "name": "bo ek", "organisation": "Mill"}),
        (second, {"user": None, "name": "Bo Ek", "organisation": "Another mill"}),
    ]:
        factories.RegistrationFactory(workshop=workshop, **row)

    people = programme_annex(programme)["people"]

    assert (people["registrations"], people["people"], people["came"]) == (7, 4, 4)
    assert [(row["times"], row["people"]) for row in people["times"]] == [(1, 1), (2, 3), (3, 0)]


def test_who_was_never_ticked_off_did_not_come_where_a_list_was_kept(programme):
    with_list, without = held(programme), held(programme)
    came, stayed = factories.RegistrationFactory.create_batch(2, workshop=with_list)
    factories.RegistrationFactory(workshop=without)
    Attendance.objects.create(
        registration=came, day=with_list.starts_on, half="pm", is_present=True
    )

    people = programme_annex(programme)["people"]

    assert (people["registrations"], people["attendances"], people["came"]) == (3, 2, 2)
    assert people["without_list"] == [without.place_name]


def test_the_first_map_is_that_of_the_end_of_the_kick_off(programme, city, coordinator):
    day = timezone.localdate() - datetime.timedelta(days=60)
    factories.WorkshopFactory(
        kind="kick_off", city=None, place="Here", number=None, programme=programme, starts_on=day
    )
    other = factories.CityFactory(programme=programme)
    sector = factories.SectorFactory(programme=programme)
    factories.MapCellFactory(city=city, sector=sector, mark="none")
    for marked in (city, other):
        answer_map(marked, {sector: "opportunity"}, by=coordinator)
    report = factories.FinalReportFactory(programme=programme)

    net = context_of("final_report_draft", report).networking

    cells = {line.city: (line.cells[0].before, line.cells[0].now) for line in net.lines}
    assert cells == {city.name: ("none", "opportunity"), other.name: ("", "opportunity")}
    assert net.pairs_words.startswith("1 pair of cities has a sector in common now; ")
    assert "end of the kick-off" in net.before_words


def test_without_a_kick_off_the_first_map_is_what_each_city_answered_first(city, coordinator):
    sector = factories.SectorFactory(programme=city.programme)
    for mark in ("none", "opportunity"):
        answer_map(city, {sector: mark}, by=coordinator)
    with log_opened("test"):
        Activity.objects.update(at=timezone.now())

    before = programme_annex(city.programme)["matrix_before"]

    assert (before["source"], before["rows"]) == ("first", [["none"]])


def test_lessons_stand_gap_by_gap_with_their_numbers_and_a_way_to_their_city(programme, learn):
    learn("Lyon", ("capital", "Name who owns the year after."))
    learn("Turin", ("capital", "Pay in steps."), ("global", "Go with one firm."))

    content = context_of("final_report_draft", factories.FinalReportFactory(programme=programme))

    counts = {line.city: line.counts for line in content.lessons.lines}
    assert counts == {"Lyon": (0, 0, 1, 0, 0, 0, 0), "Turin": (0, 0, 1, 0, 0, 0, 1)}
    part = next(part for part in content.parts() if part.key == "lessons")
    assert '<a href="#city-lyon">Lyon L1</a>' in part.html()


def test_nothing_of_a_draft_and_nobody_s_name_is_in_it(programme, learn, coordinator):
    """Words of drafts, of cases that are not distributed, and the names of people."""
    report = learn("Lyon", ("capital", "Known to all."))
    report.lessons.update(text="CANARY of a lesson")
    report.sections.update(text="CANARY of a report")
    unfinished = write_report(write_case(factories.CityFactory(programme=programme)).workshop)
    factories.LessonFactory(city_report=unfinished, text="CANARY of a draft")
    hidden = factories.CaseFactory(city=factories.CityFactory(programme=programme))
    factories.ProposedActionFactory(case=hidden, text="CANARY of an action")
    workshop = held(programme)
    factories.AgendaItemFactory(
        workshop=workshop, day=workshop.starts_on, title="Welcome", led_by="CANARY the speaker"
    )
    release_agenda(workshop, by=coordinator)
    workshop.agenda_items.update(title="CANARY of an agenda")
    factories.RegistrationFactory(
        workshop=workshop, user=None, name="CANARY the guest", email="canary@firm.example"
    )

    annex = json.dumps(programme_annex(programme))

    assert "Known to all." in annex
    assert "Welcome" in annex
    assert "canary" not in annex.lower()


def test_what_became_of_an_action_is_told_with_its_number_and_reason(edition):
    action = factories.ProposedActionFactory(case=edition.case, number=3, progress="dropped")
    for months, progress, why in [(6, "adopted", ""), (12, "dropped", "No money.")]:
        ActionFollowUp.objects.create(action=action, months=months, progress=progress, why=why)
    programme = edition.case.programme

    content = context_of("final_report_draft", factories.FinalReportFactory(programme=programme))

    (told,) = content.actions.dropped
    assert (told.identifier, told.why) == (action.identifier, "No money.")
    assert content.register[0].rows[0].after == ("Adopted", "Dropped")


def test_queries_do_not_grow_with_anything_that_is_compiled(programme, learn, coordinator):
    def add(name):
        report = learn(name, ("capital", "Words."))
        workshop, city = held(programme), report.workshop.city
        case = Case.objects.get(city=city)
        distribute(case)
        action = factories.ProposedActionFactory(case=case, progress="done")
        ActionFollowUp.objects.create(action=action, months=6, progress="done")
        factories.AgendaItemFactory(workshop=workshop, day=workshop.starts_on)
        release_agenda(workshop, by=coordinator)
        factories.RegistrationFactory(workshop=workshop, city=city)
        factories.MapCellFactory(city=city)
        factories.TakeUpFactory(city=city, source_city=workshop.city)

    def count():
        with CaptureQueriesContext(connection) as queries:
            programme_annex(programme)
        return len(queries)

    add("Lyon")
    one = count()
    add("Turin")
    add("Ghent")

    assert (count(), one <= 30) == (one, True)


def test_an_edition_of_former_days_still_prints(final_report):
    new = ("lessons", "matrix_before", "take_ups", "people", "funnel", "documents")
    content = report_content(final_report)
    content["annex"] = {key: row for key, row in content["annex"].items() if key not in new}
    old = ("foreword", "programme_and_objectives", "method", "lessons", "conclusions")
    content["parts"] = [part for part in content["parts"] if part["key"] in old]
    former = {"number": 7, "gap": "former-gap", "text": "Of another day."}
    content["annex"]["chapters"][0]["content"]["lessons"] = [former]
    for row in content["annex"]["calendar"]:
        del row["agenda"]
    for row in content["annex"]["actions"]:
        for action in row["rows"]:
            for name in ("identifier", "level_key", "status_key", "progress_key", "follow_ups"):
                del action[name]
    edition = factories.ReportEditionFactory(
        city_report=None, final_report=final_report, content=content
    )

    html = context_of("final_report", edition).html()

    assert "Who took part" not in html
    assert "former-gap" in html
    assert "Register of actions" in html


def test_cities_of_one_name_and_a_name_of_dots_have_anchors_of_their_own(final_report):
    content = report_content(final_report)
    row = content["annex"]["chapters"][0]
    names = ("Köln", "Koln", "北京", "../../x", "X", "X 5", "X")
    content["annex"]["chapters"] = [{**row, "city": name} for name in names]
    edition = factories.ReportEditionFactory(
        city_report=None, final_report=final_report, content=content
    )

    keys = [part.key for part in context_of("final_report", edition).parts()]

    assert len(set(keys)) == len(keys)
    assert {"city-koln", "city-koln-2", "city-3", "city-x"} < set(keys)


def test_the_page_of_lessons_narrows_and_shows_drafts_to_those_who_read_them(
    client, programme, participant, expert, learn
):
    learn("Lyon", ("capital", "Pay in steps."), ("policy", "Let go."))
    draft = write_report(write_case(factories.CityFactory(programme=programme)).workshop)
    factories.LessonFactory(city_report=draft, gap="global", text="Not said yet.")

    def page(user, **query):
        client.force_login(user)
        url = reverse("reports:learning_lessons", args=[programme.slug], query=query)
        return client.get(url).content.decode()

    narrowed = page(participant, gap="capital")
    assert "Pay in steps." in narrowed
    assert "Let go." not in narrowed
    assert "Not said yet." not in page(participant, drafts="1")
    assert "Not said yet." not in page(expert)
    assert "Not said yet." in page(expert, drafts="1")


def test_the_demonstration_can_be_brought_to_its_end():
    call_command("load_demo", "--complete", verbosity=0)

    final = FinalReport.objects.get(programme__slug="clusnet")
    content = context_of("final_report", final.editions.get())

    assert CityReport.objects.filter(status="published").count() == 9
    assert len(content.chapters) == len(content.comparison.cases) == 9
    assert content.missing == ()
    assert len(content.lessons.lines) == 9
    assert not ReportEdition.objects.filter(frozen_at__gt=timezone.now() - LAST_WEEK).exists()
    register = [row for city in content.register for row in city.rows]
    assert all(row.after != ("", "") for row in register if row.answer.startswith("Accepted"))
