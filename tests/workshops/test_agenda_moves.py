"""Moving items on the page of the agenda, and the typical agenda in the settings."""

import pytest
from django.urls import reverse

from programme.models import Activity
from tests.factories import (
    AgendaItemFactory,
    MembershipFactory,
    ProgrammeFactory,
    TypicalItemFactory,
    WorkshopFactory,
    released,
)
from tests.workshops.conftest import address, wednesday_in
from workshops.agendas.positions import Position
from workshops.models import TypicalItem

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def item(workshop):
    """On the first day, 13:30 to 15:00."""
    return AgendaItemFactory(workshop=workshop, title="Case")


def typed(item, **values):
    return {
        "base": str(Position.of(item)),
        "day": item.day.isoformat(),
        "starts_at": f"{item.starts_at:%H:%M}",
        "ends_at": f"{item.ends_at:%H:%M}",
        **values,
    }


def times(item):
    item.refresh_from_db()
    return f"{item.starts_at:%H:%M}", f"{item.ends_at:%H:%M}"


def test_an_item_is_moved_and_brought_back_without_a_script(client, editor, workshop, item):
    client.force_login(editor)

    response = client.post(address("item_move", workshop, item.pk), typed(item, by="15"))

    assert response.url == f"{address('agenda_edit', workshop)}#item-{item.pk}"
    assert times(item) == ("13:45", "15:15")
    last = client.get(address("agenda_edit", workshop)).context["last_move"]
    assert last["said"].startswith("Saved. “Case” is on Wednesday")

    client.post(address("moves_undo", workshop), {"key": last["key"]})

    assert times(item) == ("13:30", "15:00")
    assert client.get(address("agenda_edit", workshop)).context["last_move"]["is_undo"]


def test_a_script_gets_the_board_anew(client, editor, workshop, item):
    client.force_login(editor)

    response = client.post(
        address("item_move", workshop, item.pk),
        typed(item, starts_at="16:00", ends_at="17:30"),
        headers={"HX-Request": "true"},
    )

    page = response.content.decode()
    assert page.lstrip().startswith('<div id="board"')
    assert "from-h16 from-m0 to-h17 to-m30" in page


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"starts_at": "15:00", "ends_at": "14:00"}, "The end, 14:00, is not after"),
        ({"starts_at": "soon"}, "From: Enter a valid time."),
        ({"by": "599"}, "That would be on another day."),
        ({"base": "somewhere"}, "Reload the page"),
    ],
    ids=["ends first", "no time", "after midnight", "from nowhere"],
)
def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(
    client, editor, workshop, item, values, why
):
    client.force_login(editor)
    form = typed(item, **values)

    response = client.post(address("item_move", workshop, item.pk), form)

    assert response.status_code == 422
    assert why in response.context["error"]
    assert response.context["refused"]["starts_at"] == form["starts_at"]
    assert times(item) == ("13:30", "15:00")


def test_an_older_page_undoes_no_newer_move(client, editor, workshop, item):
    client.force_login(editor)
    client.post(address("item_move", workshop, item.pk), typed(item, by="15"))

    response = client.post(address("moves_undo", workshop), {"key": "another"})

    assert (response.status_code, response.context["error"]) == (
        422,
        "There is nothing more to undo.",
    )
    assert times(item) == ("13:45", "15:15")


def test_what_was_taken_out_is_said_and_put_back(client, editor, workshop, item):
    released(workshop)
    client.force_login(editor)

    question = client.get(address("item_delete", workshop, item.pk))
    client.post(address("item_delete", workshop, item.pk))
    board = client.get(address("agenda_edit", workshop)).context["page"]

    assert question.context["action_label"] == "Take it out"
    assert (board.items, board.removed) == ([], [item])

    client.post(address("item_put_back", workshop, item.pk))

    assert list(workshop.agenda_items.in_draft()) == [item]


def test_a_second_one_is_opened_to_change_it(client, editor, workshop, item):
    client.force_login(editor)

    response = client.post(address("item_duplicate", workshop, item.pk))

    second = workshop.agenda_items.last()
    assert response.url == address("item_edit", workshop, second.pk)
    assert times(second) == ("15:00", "16:30")


def test_who_runs_another_programme_can_copy_from_it(client, coordinator, workshop):
    other = ProgrammeFactory()
    MembershipFactory(programme=other, user=coordinator, role="expert")
    source = WorkshopFactory(city__programme=other, number=2, starts_on=wednesday_in(30))
    AgendaItemFactory(workshop=source, title="Walk")
    client.force_login(coordinator)

    offered = client.get(address("agenda_edit", workshop)).context["sources"]
    client.post(address("agenda_copy", workshop), {"source": f"{other.slug}/2"})

    assert list(offered) == [source]
    assert workshop.agenda_items.get().title == "Walk"


def settings_address(name, programme, *rest):
    return reverse(f"workshops:{name}", args=[programme.slug, *rest])


def test_the_usual_agenda_becomes_the_programmes_own_with_what_is_added(
    client, coordinator, programme
):
    client.force_login(coordinator)
    page = client.get(settings_address("typical_agenda", programme))

    response = client.post(
        settings_address("typical_item_create", programme),
        {
            "kind": "break",
            "day": "1",
            "starts_at": "14:45",
            "ends_at": "15:00",
            "title": "Coffee",
        },
    )

    assert [len(items) for _day, items in page.context["days"]] == [3, 3, 2]
    assert response.url == settings_address("typical_agenda", programme)
    assert TypicalItem.objects.in_programme(programme).count() == 9
    assert Activity.objects.filter(verb="typical_item_added").count() == 1


@pytest.mark.parametrize("who", ["participant", "expert"])
def test_only_the_coordinator_changes_the_typical_agenda(client, request, programme, who):
    item = TypicalItemFactory(programme=programme)
    client.force_login(request.getfixturevalue(who))

    page = client.get(settings_address("typical_agenda", programme))
    answers = [
        client.post(settings_address("typical_agenda_own", programme)),
        client.post(settings_address("typical_item_create", programme)),
        client.post(settings_address("typical_item_edit", programme, item.pk)),
        client.post(settings_address("typical_item_delete", programme, item.pk)),
    ]

    assert (page.status_code, page.context["can_edit"]) == (200, False)
    assert {answer.status_code for answer in answers} == {403}
    assert TypicalItem.objects.count() == 1
