"""A distributed case that is written again: everything that comes out of it reads its edition."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Answer
from cases.outline import SECTION_BY_KEY
from cases.pages.neighbours import others_for
from programme.access import seats_of
from reports.contexts import context_of
from reports.documents.shelf import subjects_for
from reports.models import DocumentKind
from reports.services import text_content
from reports.writing.sources import CitySources
from tests.factories import (
    AgendaItemFactory,
    CaseFactory,
    CityReportFactory,
    DistributedCaseFactory,
    EditionFactory,
    StrategicIssueFactory,
    WorkshopFactory,
)
from workshops.models import monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OLD, NEW = "A question that members know?", "A question still in the making?"


@pytest.fixture
def case(city):
    """Edition 1 asks the old question; the city is writing another one."""
    first_day = monday_of(timezone.localdate()) + datetime.timedelta(weeks=2, days=2)
    workshop = WorkshopFactory(city=city, starts_on=first_day, agenda_released_at=timezone.now())
    case = DistributedCaseFactory(city=city, workshop=workshop, reopened_at=timezone.now())
    issue = {
        "question": OLD,
        "kind": "new_objectives",
        "kind_words": "New objectives after the low-hanging fruit",
        "decided_by": "",
        "decide_by": None,
        "background": "",
    }
    EditionFactory(case=case, content={"title": str(case), "issue": issue})
    StrategicIssueFactory(case=case, question=NEW, kind="facilitators")
    Answer.objects.filter(case=case).update(text=NEW)
    return case


def test_the_agenda_asks_what_members_have_read(case):
    AgendaItemFactory(workshop=case.workshop)

    for kind in (DocumentKind.AGENDA, DocumentKind.AGENDA_DRAFT):
        assert context_of(kind, case.workshop).cover.quote == OLD


def test_the_overview_asks_what_members_have_read(client, case, participant):
    client.force_login(participant)

    page = client.get(reverse("reports:overview", args=[case.programme.slug]))

    assert page.context["overview"].next_workshop.question == OLD
    assert NEW not in page.text


def test_the_city_report_asks_what_members_have_read(case):
    content = text_content(CityReportFactory(workshop=case.workshop))

    assert content["issue"] == OLD
    assert content["issue_kind"] == "New objectives after the low-hanging fruit"


def test_the_writers_of_the_report_have_the_edition_beside_them(case, expert):
    [seat] = seats_of(expert)

    assert CitySources.of(seat, case.workshop, "policy").question == OLD


def test_other_cities_see_what_members_have_read(case, stranger):
    own = CaseFactory(city=stranger.memberships.get().city)

    others = others_for(own, SECTION_BY_KEY["strategic_issues"], stranger)

    assert [other.issue for other in others if other.city == case.city] == [OLD]


@pytest.mark.parametrize(
    ("who", "may"),
    [("expert", True), ("editor", True), ("participant", False), ("stranger", False)],
)
def test_the_pdf_of_the_draft_is_for_those_who_write(case, who, may, request):
    person = request.getfixturevalue(who)

    found = subjects_for(DocumentKind.CASE_DRAFT, person).filter(pk=case.pk)

    assert found.exists() is may


def test_the_two_pdfs_do_not_mix_edition_and_draft(case):
    edition = context_of(DocumentKind.CASE, case.editions.get())
    draft = context_of(DocumentKind.CASE_DRAFT, case)

    assert (OLD in edition.html(), NEW in edition.html()) == (True, False)
    assert (OLD in draft.html(), NEW in draft.html()) == (False, True)
    assert draft.cover.stamp == "Draft"
