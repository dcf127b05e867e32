"""The papers of a workshop: who may have them, and what is on them and what is not."""

import pytest
from django.utils import timezone

from reports.contexts import context_of
from reports.contexts.badges import BADGES_ON_A_SHEET
from reports.shelf import subjects_for
from tests import factories
from workshops.models import PracticalNeeds

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
    draft = factories.AgendaItemFactory(workshop=workshop, title="Only drafted")
    workshop.agenda_released_at = timezone.now()

    html = context_of("practical_note", workshop).html()

    assert draft.title not in html
    assert editor.email in html
