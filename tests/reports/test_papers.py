"""The papers of a workshop: who may have them, and what is on them and what is not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.contexts import context_of
from reports.contexts.badges import BADGES_ON_A_SHEET
from reports.documents.orders import request_document
from reports.documents.shelf import same_subjects, subjects_for
from reports.library.papers import PAPERS
from reports.models import Document, DocumentKind
from tests import factories
from tests.reports.test_documents import make_ready
from workshops.models import PracticalNeeds, monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def come(workshop, *names, **fields):
    return [
        factories.RegistrationFactory(workshop=workshop, user=None, name=name, **fields)
        for name in names
    ]


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        ("practical_note", "coordinator expert editor participant"),
        ("notes", "coordinator expert editor participant"),
        ("participant_list", "coordinator expert editor"),
        ("badges", "coordinator expert editor"),
        ("attendance_sheets", "coordinator expert editor"),
        ("survey_result", "coordinator expert editor"),
        ("bus_list", "coordinator editor"),
        ("diet_list", "coordinator editor"),
        ("evidence_pack", "coordinator expert"),
    ],
)
def test_each_paper_is_for_those_who_may_know_what_is_on_it(
    kind, people, papers, workshop, request, coordinator, expert, editor, participant, outsider
):
    every = {"coordinator", "expert", "editor", "participant", "outsider"}

    may = {
        name
        for name in every
        if subjects_for(kind, request.getfixturevalue(name)).filter(pk=workshop.pk).exists()
    }

    assert may == set(people.split())


def test_papers_that_are_asked_about_together_are_for_the_same_people(coordinator):
    def question(kind):
        return str(subjects_for(kind, coordinator).query)

    kinds = [DocumentKind.AGENDA_DRAFT, *(kind for kind, _what in PAPERS)]

    assert all(question(kind) == question(same_subjects(kind)) for kind in kinds)


def test_the_list_names_only_who_agreed_and_counts_the_others(workshop):
    come(workshop, "Agreed", city=workshop.city)
    come(workshop, "Silent", list_consent_at=None)
    come(workshop, "Waiting", is_waiting=True)

    html = context_of("participant_list", workshop).html()

    assert "Agreed" in html
    assert "Silent" not in html
    assert "Waiting" not in html
    assert "2 people come. 1 of them did not ask to stand in this list." in html


def test_people_stand_under_their_city_then_under_their_partner_then_as_guests(workshop):
    partner = factories.PartnerFactory(programme=workshop.programme, short_name="AAA")
    come(workshop, "Of the city", city=workshop.city)
    come(workshop, "Of the partner", partner=partner)
    come(workshop, "A guest")

    delegations = context_of("participant_list", workshop).delegations

    assert [each.name for each in delegations][1:] == ["AAA", "Guests"]
    assert [each.people[0].name for each in delegations] == [
        "Of the city",
        "Of the partner",
        "A guest",
    ]


def test_badges_fill_their_sheets_with_some_to_write_on(workshop):
    come(workshop, *[f"Person {number}" for number in range(BADGES_ON_A_SHEET - 2)])

    sheets = context_of("badges", workshop).sheets

    assert [len(sheet.badges) for sheet in sheets] == [BADGES_ON_A_SHEET] * 2
    assert [badge.person.name for badge in sheets[1].badges] == [""] * BADGES_ON_A_SHEET


def test_there_is_a_sheet_to_sign_for_each_half_day_with_something_on(workshop):
    come(workshop, "Anna")

    content = context_of("attendance_sheets", workshop)

    # The agenda of these tests has items on two afternoons.
    assert len(content.half_days) == 2
    assert [line.person.name for line in content.lines][:2] == ["Anna", ""]


def test_a_bus_takes_those_of_the_choice_who_did_not_say_no(workshop):
    visit = workshop.agenda_items.get(choice="A")
    visit.bus_at = visit.starts_at
    visit.save()
    rider, walker, _other = come(workshop, "Rider", "Walker", "Other choice")
    for row in (rider, walker):
        factories.SignUpFactory(registration=row, item=visit)
    PracticalNeeds.objects.create(registration=walker, takes_bus=False)

    (bus,) = context_of("bus_list", workshop).buses

    assert [person.name for person in bus.riders] == ["Rider"]
    assert bus.others == ("Walker",)


def test_the_same_diet_is_one_line_however_it_was_written(workshop):
    for row, diet in zip(
        come(workshop, "A", "B", "C", "D"), ("Vegan", "vegan.", "no nuts", ""), strict=True
    ):
        PracticalNeeds.objects.create(registration=row, diet=diet)

    content = context_of("diet_list", workshop)

    assert [(need.what, len(need.people)) for need in content.diets] == [
        ("Vegan", 2),
        ("no nuts", 1),
    ]
    assert content.without_diet == 1


def test_no_answer_is_printed_while_somebody_could_guess_whose_it_is(papers, workshop):
    workshop.survey_responses.first().delete()

    html = context_of("survey_result", workshop).html()

    assert "More time." not in html
    assert "their answers stay closed" in html


def test_a_long_list_asks_the_database_no_more_often(workshop, django_assert_max_num_queries):
    come(workshop, *map(str, range(60)), city=workshop.city)
    kinds = ("participant_list", "badges", "attendance_sheets", "bus_list", "diet_list")

    for kind in kinds:
        with django_assert_max_num_queries(3):
            context_of(kind, workshop)


def test_the_practical_note_shows_the_released_agenda_and_whom_to_ask(papers, workshop, editor):
    draft = factories.AgendaItemFactory(workshop=workshop, title="Only drafted", in_release=False)

    html = context_of("practical_note", workshop).html()

    assert draft.title not in html
    assert editor.email in html


# The page


def papers_url(workshop, name="papers"):
    return reverse(f"reports:{name}", args=[workshop.programme.slug, workshop.slug])


def lines_for(client, workshop, person):
    client.force_login(person)
    page = client.get(papers_url(workshop)).context["page"]
    return {line.kind: line.state for line in page.lines}


def test_a_participant_sees_the_papers_for_all_and_the_host_those_to_print(
    client, papers, workshop, participant, editor
):
    for_all = {"agenda", "practical_note", "notes"}

    assert set(lines_for(client, workshop, participant)) == for_all
    assert set(lines_for(client, workshop, editor)) == {
        *for_all,
        *("participant_list", "badges", "attendance_sheets", "bus_list", "diet_list"),
        "survey_result",
    }


def test_a_paper_says_when_what_it_shows_has_changed(client, papers, workshop, coordinator):
    for kind in ("participant_list", "notes"):
        make_ready(request_document(kind, workshop, by=None))

    come(workshop, "Newcomer")

    states = lines_for(client, workshop, coordinator)
    assert states["participant_list"] == "outdated"
    assert states["notes"] == "ready"
    assert states["badges"] == "not made yet"


def test_how_far_a_paper_is_built_is_said_by_its_button_alone(
    client, papers, workshop, coordinator
):
    request_document("notes", workshop, by=None)
    client.force_login(coordinator)

    page = client.get(papers_url(workshop)).text

    # The button comes anew by itself; what stands beside it would still be there after the last.
    assert "PDF is being made" in page
    assert ">being made<" not in page


def test_all_that_is_missing_is_built_with_one_button(client, papers, workshop, editor):
    ready = make_ready(request_document("notes", workshop, by=None))
    client.force_login(editor)

    client.post(papers_url(workshop, "papers_build"))

    asked = Document.objects.exclude(pk=ready.pk)
    assert set(asked.values_list("kind", flat=True)) == {
        *("agenda", "practical_note", "participant_list", "badges", "attendance_sheets"),
        *("bus_list", "diet_list", "survey_result"),
    }


def test_a_participant_builds_no_list(client, papers, workshop, participant):
    client.force_login(participant)

    assert client.post(papers_url(workshop, "papers_build")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_no_more_often_for_more_people_and_files(
    client, papers, workshop, coordinator, rows, django_assert_num_queries
):
    workshop.starts_on = workshop.week = monday_of(timezone.localdate())
    workshop.save()
    for kind, _what in PAPERS:
        make_ready(request_document(kind, workshop, by=None))
    come(workshop, *map(str, range(rows)), city=workshop.city)
    factories.WorkshopFileFactory.create_batch(rows, workshop=workshop)
    client.force_login(coordinator)

    # Most of them read the content of what is built already, to see whether it has changed.
    with django_assert_num_queries(15):
        client.get(papers_url(workshop))


def test_the_pack_is_as_of_a_moment_until_somebody_asks_for_it_anew(
    client, papers, workshop, coordinator
):
    workshop.starts_on = workshop.week = monday_of(timezone.localdate())
    workshop.save()
    packed = make_ready(request_document("evidence_pack", workshop, by=None))
    come(workshop, "Newcomer")

    assert lines_for(client, workshop, coordinator)["evidence_pack"] == "ready"
    client.post(papers_url(workshop, "papers_build"))

    assert Document.objects.filter(kind="evidence_pack", pk__gt=packed.pk).exists()


def test_a_practical_note_that_nobody_wrote_is_no_paper(client, workshop, participant):
    assert "practical_note" not in lines_for(client, workshop, participant)


def test_notes_for_all_have_the_words_of_the_release_and_nothing_beside_it(workshop):
    shown = workshop.agenda_items.get(choice="A")
    released_title = shown.title
    added = factories.AgendaItemFactory(workshop=workshop, title="Only drafted", in_release=False)
    for item in (shown, added):
        factories.OutcomeFactory(item=item)
    shown.title = "Renamed in the draft"
    shown.save()

    html = context_of("notes", workshop).html()

    assert released_title in html
    assert "Renamed in the draft" not in html
    assert "Only drafted" not in html
