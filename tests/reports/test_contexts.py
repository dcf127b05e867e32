"""What a PDF shows, and when it is the same PDF."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from cases.models import Answer
from reports.contexts import base, context_of
from reports.models import DocumentKind
from reports.services import report_content
from tests import factories
from tests.reports.conftest import distribute, publish, write_case, write_report

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_templates_of_pdfs_run_no_query(subjects, django_assert_num_queries):
    contents = {kind: context_of(kind, subjects[kind]) for kind in DocumentKind.values}

    with django_assert_num_queries(0):
        pages = {kind: content.html() for kind, content in contents.items()}

    assert [kind for kind, html in pages.items() if contents[kind].cover.title not in html] == []


def test_the_same_content_has_the_same_key(subjects):
    first, second = (
        {kind: context_of(kind, subjects[kind]).content_key() for kind in DocumentKind.values}
        for _ in range(2)
    )

    assert first == second


def test_a_changed_word_changes_the_key(case):
    before = context_of("case_draft", case).content_key()

    Answer.objects.filter(case=case, topic="growth").update(text="Another word")

    assert context_of("case_draft", case).content_key() != before


def test_a_changed_style_changes_the_key(case, monkeypatch):
    before = context_of("case_draft", case).content_key()

    monkeypatch.setattr(base, "style_version", lambda: "another")

    assert context_of("case_draft", case).content_key() != before


def test_an_edition_keeps_its_key_when_the_draft_goes_on(edition):
    before = context_of("case", edition).content_key()

    edition.case.answers.update(text="Written later")

    assert context_of("case", edition).content_key() == before


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_a_final_report_do_not_grow_with_its_cities(
    rows, programme, django_assert_max_num_queries
):
    for _ in range(rows):
        case = write_case(factories.CityFactory(programme=programme))
        distribute(case)
        factories.ProposedActionFactory(case=case)
        publish(write_report(case.workshop))
    final = factories.FinalReportFactory(programme=programme)

    # Five of them for meetings and links.
    with django_assert_max_num_queries(23):
        content = context_of("final_report_draft", final)

    assert len(content.chapters) == len(content.comparison.cases) == rows


def test_confidential_parts_are_left_out_of_an_edition_and_marked_in_a_draft(case):
    case.answers.filter(topic="growth").update(text="Secret of the house", is_confidential=True)
    edition = distribute(case)

    public, draft = context_of("case", edition), context_of("case_draft", case)

    assert "Secret of the house" not in public.html()
    assert "left out of this edition" in public.html()
    assert "Secret of the house" in draft.html()
    assert (public.cover.mark, draft.cover.mark) == ("", "Confidential")
    assert b"Confidential" in draft.pictures()["stamp"].data


def test_confidential_parts_do_not_reach_the_reports(case):
    case.objective_targets.filter(objective="intelligence").update(measure="secret measure")
    case.answers.filter(topic="intelligence").update(is_confidential=True)
    edition = distribute(case)
    report = write_report(edition.case.workshop)
    final = factories.FinalReportFactory(programme=case.programme)

    contents = [report_content(report), report_content(final)]

    assert ["secret measure" in str(content) for content in contents] == [False, False]


def test_a_draft_says_so_across_the_page_and_an_edition_does_not(edition):
    public, draft = context_of("case", edition), context_of("case_draft", edition.case)

    assert "stamp" in draft.pictures()
    assert "clusnet:stamp" in draft.html()
    assert "stamp" not in public.pictures()
    assert "clusnet:stamp" not in public.html()


def test_the_logo_of_the_funder_is_on_the_cover_and_part_of_the_key(edition):
    programme = edition.case.programme
    before = context_of("case", edition).content_key()
    picture = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "PNG")
    programme.logo.save("funder.png", ContentFile(picture.getvalue()))
    edition.refresh_from_db()

    content = context_of("case", edition)

    assert content.pictures()["logo"].data == picture.getvalue()
    assert 'src="clusnet:logo"' in content.html()
    assert content.content_key() != before


def test_a_logo_that_was_lost_does_not_stop_a_document(edition):
    programme = edition.case.programme
    programme.logo.name = "logos/lost.png"
    programme.save()
    edition.refresh_from_db()

    assert context_of("case", edition).pictures() == {}


def test_an_agenda_is_stamped_until_it_is_released(workshop):
    assert context_of("agenda", workshop).cover.stamp == ""

    workshop.agenda_released_at = None
    workshop.save()

    assert context_of("agenda", workshop).cover.stamp == "Draft"


def test_choices_of_an_agenda_stand_side_by_side(workshop):
    days = context_of("agenda", workshop).days

    assert [[len(slot.items) for slot in day.slots] for day in days] == [[1], [2]]


def test_a_city_report_carries_its_actions_agenda_case_and_partners(report):
    other = factories.CityFactory(programme=report.workshop.programme)
    sector = report.workshop.city.map_cells.get().sector
    factories.MapCellFactory(city=other, sector=sector, mark="opportunity")

    body = context_of("city_report_draft", report).body

    assert [part.number for part in body.parts] == [1, 2, 3, 4, 5]
    assert len(body.actions) == 1
    assert len(body.agenda) == 2
    assert body.case.title == str(report.workshop.case)
    assert [partner.city for partner in body.linkages[0].partners] == [other.name]


def test_a_published_report_stays_as_it_was_when_its_workshop_changes(report):
    edition = publish(report)
    before = context_of("city_report", edition).html()

    report.workshop.agenda_items.all().delete()
    factories.ProposedActionFactory(case=report.workshop.case, text="A late idea")

    assert context_of("city_report", edition).html() == before


def test_a_final_report_has_the_published_reports_and_names_the_missing_ones(final_report):
    unpublished = write_case(factories.CityFactory(programme=final_report.programme))

    content = context_of("final_report_draft", final_report)

    published = [chapter.city for chapter in content.chapters]
    assert published == [final_report.programme.cities.first().name]
    assert content.missing == (unpublished.city.name,)


def test_a_sector_with_one_city_has_no_partner(final_report):
    lonely = final_report.programme.sectors.get()

    content = context_of("final_report_draft", final_report)

    assert content.networking.lonely == lonely.name


@pytest.mark.parametrize("kind", ["case", "city_report"])
def test_an_edition_without_content_is_still_a_document(kind):
    factory = factories.EditionFactory if kind == "case" else factories.ReportEditionFactory

    content = context_of(kind, factory(content={}))

    assert content.title in content.html()
