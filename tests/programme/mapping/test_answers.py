"""Answers for the map: one mark at a time, and two people at once."""

import pytest
from django.urls import reverse

from programme.mapping.answers import AnsweredMeanwhileError, answer_map
from programme.models import Activity, MapCell, Mark, Sector
from tests.factories import CityFactory, ClusterFactory, MapCellFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def ict(programme):
    return SectorFactory(programme=programme, name="ICT", slug="ict", ecosystem="digital")


def answer(city, sector):
    return reverse("programme:map_cell_answer", args=[city.programme.slug, city.slug, sector.slug])


def cell(city, sector):
    return reverse("programme:map_cell", args=[city.programme.slug, city.slug, sector.slug])


def test_an_answer_of_the_matrix_is_saved_and_said(client, editor, city, ict):
    client.force_login(editor)

    response = client.post(answer(city, ict), {"mark": "case", "seen": ""}, **JSON)

    assert response.json()["message"] == f"Saved. {city}, ICT: City case."
    assert 'data-mark="case"' in response.json()["html"]
    assert MapCell.objects.get().mark == Mark.CASE
    assert Activity.objects.get().after == {"ICT": "case"}


def test_an_answer_that_another_gave_meanwhile_is_shown_and_not_overwritten(
    client, editor, coordinator, city, ict
):
    answer_map(city, {ict: "none"}, by=coordinator)
    client.force_login(editor)

    response = client.post(answer(city, ict), {"mark": "case", "seen": ""}, **JSON)

    assert response.status_code == 409
    assert str(coordinator) in response.json()["message"]
    assert "ICT: None" in response.json()["message"]
    assert 'data-mark="none"' in response.json()["html"]
    assert MapCell.objects.get().mark == Mark.NONE


def test_of_two_people_who_give_the_same_answer_nobody_is_disturbed(editor, coordinator, city, ict):
    answer_map(city, {ict: "case"}, by=coordinator, seen={ict: ""})

    assert answer_map(city, {ict: "case"}, by=editor, seen={ict: ""}) == []
    assert Activity.objects.count() == 1


def test_for_a_sector_that_was_deleted_meanwhile_there_is_no_answer(coordinator, city, ict):
    Sector.objects.filter(pk=ict.pk).delete()

    with pytest.raises(Sector.DoesNotExist):
        answer_map(city, {ict: Mark.CASE}, by=coordinator)


def test_when_one_answer_is_newer_none_of_the_row_is_changed(coordinator, city, ict):
    other = SectorFactory(programme=city.programme)
    answer_map(city, {ict: "none"}, by=coordinator)

    with pytest.raises(AnsweredMeanwhileError) as raised:
        answer_map(city, {ict: "case", other: "case"}, by=None, seen={ict: "", other: ""})

    assert raised.value.marks == {ict: "none"}
    assert [cell.mark for cell in MapCell.objects.all()] == [Mark.NONE]


def test_the_form_of_a_row_shows_what_another_answered_meanwhile(
    client, editor, coordinator, city, ict
):
    answer_map(city, {ict: "none"}, by=coordinator)
    client.force_login(editor)
    row = reverse("programme:map_row_edit", args=[city.programme.slug, city.slug])
    typed = {f"sector-{ict.pk}": "case", f"seen-{ict.pk}": ""}

    refused = client.post(row, typed)
    seen = refused.context["form"][f"seen-{ict.pk}"].value()
    client.post(row, typed | {f"seen-{ict.pk}": seen})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [f"sector-{ict.pk}"]
    assert MapCell.objects.get().mark == Mark.CASE


def test_who_did_not_touch_an_answer_leaves_that_of_another(client, editor, coordinator, city, ict):
    other = SectorFactory(programme=city.programme)
    answer_map(city, {ict: "case"}, by=coordinator)
    client.force_login(editor)
    row = reverse("programme:map_row_edit", args=[city.programme.slug, city.slug])

    client.post(
        row,
        {
            **{f"sector-{ict.pk}": "", f"seen-{ict.pk}": ""},
            **{f"sector-{other.pk}": "none", f"seen-{other.pk}": ""},
        },
    )

    assert {cell.sector: cell.mark for cell in MapCell.objects.all()} == {
        ict: Mark.CASE,
        other: Mark.NONE,
    }


def test_an_answer_that_does_not_exist_is_refused_in_words(client, editor, city, ict):
    client.force_login(editor)

    response = client.post(answer(city, ict), {"mark": "perhaps"}, **JSON)

    assert response.status_code == 422
    assert response.json()["message"] == "This answer does not exist."


@pytest.mark.parametrize("role", ["stranger", "expert"])
def test_nobody_answers_a_mark_of_another_city(client, request, city, ict, role):
    client.force_login(request.getfixturevalue(role))

    response = client.post(answer(city, ict), {"mark": "case", "seen": ""})

    assert response.status_code == 403
    assert not MapCell.objects.exists()


def test_a_page_of_somebody_else_answers_nothing(client, editor, coordinator, city, ict):
    client.force_login(editor)

    response = client.post(
        answer(city, ict),
        {"mark": "case", "seen": ""},
        headers={"Accept": "application/json", "X-Person": str(coordinator.pk)},
    )

    assert response.status_code == 409
    assert not MapCell.objects.exists()


def test_a_suggestion_of_the_directory_is_taken_with_one_press(client, editor, city, ict):
    ClusterFactory(city=city, sector=ict, name="Point-One")
    page = reverse("programme:networking", args=[city.programme.slug])
    client.force_login(editor)

    before = client.get(page).context["page"].suggestions
    client.post(answer(city, ict), {"mark": "opportunity", "seen": "", "next": "map"})
    after = client.get(page).context["page"].suggestions

    assert [(one.city, one.sector, one.suggested) for one in before] == [(city, ict, "Point-One")]
    assert after == []


def test_what_is_remembered_of_the_directory_is_forgotten_when_it_changes(
    client, editor, city, ict, django_assert_num_queries
):
    client.force_login(editor)
    page = reverse("programme:networking", args=[city.programme.slug])
    first = ClusterFactory(city=city, sector=ict, name="First")
    client.get(page)
    # Session, user, seats; sectors, cities, marks, days: clusters only after a change.
    with django_assert_num_queries(7):
        client.get(page)

    first.name = "Renamed"
    first.save()
    (renamed,) = client.get(page).context["page"].suggestions
    ClusterFactory(city=city, sector=ict, name="Second")
    (both,) = client.get(page).context["page"].suggestions

    assert renamed.suggested == "Renamed"
    assert both.suggested == "Renamed and 1 more cluster"


def test_a_mark_says_who_is_there_and_whom_they_could_meet(client, participant, city, ict):
    cluster = ClusterFactory(city=city, ecosystem="digital", name="By its ecosystem")
    ClusterFactory(city=city, ecosystem="health", name="Of another")
    MapCellFactory(city=city, sector=ict, mark=Mark.CASE)
    seeker = MapCellFactory(city__programme=city.programme, sector=ict, mark=Mark.OPPORTUNITY).city
    client.force_login(participant)

    page = client.get(cell(city, ict)).context["page"]

    assert page.clusters == [cluster]
    assert [one.city for one in page.others] == [seeker]
    assert not page.may_answer


@pytest.mark.parametrize("rows", [1, 3])
def test_a_mark_asks_the_same_however_much_is_there(
    client, coordinator, city, ict, rows, django_assert_num_queries
):
    for _ in range(rows):
        ClusterFactory(city=city, sector=ict)
        MapCellFactory(city__programme=city.programme, sector=ict)
    client.force_login(coordinator)

    # Session, user, seats; city, sector; sectors, cities, marks, clusters twice, people, links.
    with django_assert_num_queries(12):
        client.get(cell(city, ict))


def test_nobody_is_led_to_ask_the_own_city_for_a_meeting(client, editor, city, ict):
    client.force_login(editor)
    elsewhere = CityFactory(programme=city.programme)

    own, other = client.get(cell(city, ict)), client.get(cell(elsewhere, ict))

    asking = reverse("workshops:ask_for_meeting", args=[city.programme.slug])
    assert asking not in own.content.decode()
    assert asking in other.content.decode()
