import datetime

import pytest
from django.utils import timezone

from programme.models import Activity
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
    released,
)
from tests.workshops.conftest import address, said, wednesday_in
from workshops.models import AgendaItem, SignUp, Workshop

pytestmark = [pytest.mark.django_db, pytest.mark.once]

VERBS = ["agenda_create", "agenda_copy", "agenda_withdraw"]


@pytest.fixture
def draft(workshop):
    workshop.agenda_released_at = None
    workshop.save()
    return workshop


@pytest.fixture
def earlier(workshop):
    """Another workshop of the programme, with a released agenda of one item."""
    earlier = WorkshopFactory(
        city=CityFactory(programme=workshop.programme),
        number=3,
        starts_on=wednesday_in(-10),
        agenda_released_at=timezone.now(),
    )
    AgendaItemFactory(workshop=earlier, title="Visit")
    return earlier


def typed(workshop, **values):
    return {
        "kind": "session",
        "day": workshop.days[0].isoformat(),
        "starts_at": "09:00",
        "ends_at": "10:30",
        "title": "Welcome",
        "description": "",
        "part": "",
        "led_by": "",
        "room": "",
        "choice": "",
        "capacity": "",
        **values,
    }


def typed_again(item, **values):
    """The form of an item as the page sends it back, with some fields changed."""
    now = {
        "kind": item.kind,
        "day": item.day.isoformat(),
        "starts_at": f"{item.starts_at:%H:%M}",
        "ends_at": f"{item.ends_at:%H:%M}",
        "title": item.title,
        "description": item.description,
        "part": item.part,
        "led_by": item.led_by,
        "room": item.room,
        "choice": item.choice,
        "capacity": item.capacity or "",
    }
    return {f"initial-{name}": value for name, value in now.items()} | now | values


@pytest.mark.parametrize("who", ["coordinator", "expert", "editor"])
def test_coordinator_experts_and_the_host_write_the_agenda(client, request, draft, who):
    client.force_login(request.getfixturevalue(who))

    created = client.post(address("agenda_create", draft))
    page = client.get(address("agenda_edit", draft))

    assert created.url == address("agenda_edit", draft)
    assert len(page.context["page"].items) == 8


@pytest.mark.parametrize("who", ["participant", "stranger"])
@pytest.mark.parametrize("verb", [*VERBS, "item_create"])
def test_nobody_else_writes_it(client, request, draft, who, verb):
    client.force_login(request.getfixturevalue(who))

    assert client.post(address(verb, draft)).status_code == 403
    assert client.get(address("agenda_edit", draft)).status_code == 403
    assert AgendaItem.objects.count() == 0


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_not_a_page(client, coordinator, workshop, verb):
    client.force_login(coordinator)

    assert client.get(address(verb, workshop)).status_code == 405


def test_the_agenda_is_copied_from_a_workshop_of_ones_choice(client, coordinator, draft, earlier):
    client.force_login(coordinator)

    response = client.post(address("agenda_copy", draft), {"source": earlier.slug})

    assert [item.title for item in draft.agenda_items.all()] == ["Visit"]
    assert said(response) == [f"Copied from {earlier}, without rooms and speakers."]


def test_copying_needs_a_workshop_to_copy(client, coordinator, draft):
    client.force_login(coordinator)

    response = client.post(address("agenda_copy", draft))

    assert said(response) == ["Choose the workshop whose agenda is copied."]


@pytest.mark.parametrize("source", ["nowhere", "a\0b"])
def test_a_workshop_that_is_not_there_cannot_be_copied(client, coordinator, draft, source):
    client.force_login(coordinator)

    response = client.post(address("agenda_copy", draft), {"source": source})

    assert response.status_code == 404


def test_a_draft_of_another_city_cannot_be_copied(client, editor, draft, earlier):
    Workshop.objects.filter(pk=earlier.pk).update(agenda_released_at=None)
    client.force_login(editor)

    offered = client.get(address("agenda_edit", draft)).context["sources"]
    response = client.post(address("agenda_copy", draft), {"source": earlier.slug})

    assert list(offered) == []
    assert response.status_code == 404
    assert draft.agenda_items.count() == 0


@pytest.mark.parametrize("verb", ["agenda_create", "agenda_copy"])
def test_a_filled_agenda_is_not_filled_again(client, coordinator, draft, earlier, verb):
    AgendaItemFactory(workshop=draft)
    client.force_login(coordinator)

    response = client.post(address(verb, draft), {"source": earlier.slug})

    assert said(response) == ["There is an agenda already. Change its items, or delete them first."]
    assert draft.agenda_items.count() == 1


def test_an_item_is_added_on_the_day_from_which_one_came(client, editor, workshop):
    day = workshop.days[1].isoformat()
    client.force_login(editor)

    form = client.get(address("item_create", workshop), {"day": day}).context["form"]
    response = client.post(address("item_create", workshop), typed(workshop, day=day))

    assert form.initial["day"] == day
    assert response.url == address("agenda_edit", workshop)
    item = workshop.agenda_items.get()
    assert (item.day, item.starts_at, item.title) == (
        workshop.days[1],
        datetime.time(9),
        "Welcome",
    )
    entry = Activity.objects.about(item).get()
    assert (entry.verb, entry.actor, entry.city) == ("agenda_item_added", editor, workshop.city)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        (
            {"ends_at": "08:30"},
            {"ends_at": ["The end, 08:30, is not after the beginning, 09:00."]},
        ),
        (
            {"capacity": "20"},
            {"capacity": ["Places are counted for a choice only. Leave it empty."]},
        ),
        (
            {"choice": "A", "capacity": "0"},
            {"capacity": ["Places are counted for a choice only, and there is at least one."]},
        ),
        (
            {"day": "2020-01-01"},
            {"day": ["Select a valid choice. 2020-01-01 is not one of the available choices."]},
        ),
    ],
    ids=["ends first", "places for all", "no place at all", "not a day of the workshop"],
)
def test_what_makes_no_sense_is_refused_at_its_field(client, editor, workshop, values, errors):
    client.force_login(editor)

    response = client.post(address("item_create", workshop), typed(workshop, **values))

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert workshop.agenda_items.count() == 0


def test_there_is_one_choice_a(client, editor, workshop, choice_a):
    client.force_login(editor)

    response = client.post(address("item_create", workshop), typed(workshop, choice="A"))

    assert response.context["form"].errors == {
        "choice": ["Another item of this workshop is already this choice."]
    }


def test_changing_an_item_is_logged_with_before_and_after(client, editor, workshop):
    item = AgendaItemFactory(workshop=workshop, title="Lunch")
    client.force_login(editor)

    client.post(address("item_edit", workshop, item.pk), typed_again(item, title="Late lunch"))

    entry = Activity.objects.about(item).get()
    assert (entry.before, entry.after) == ({"title": "Lunch"}, {"title": "Late lunch"})


def test_two_people_who_change_different_things_both_win(client, editor, workshop):
    item = AgendaItemFactory(workshop=workshop, title="Lunch", room="Hall A")
    first, second = typed_again(item, title="Late lunch"), typed_again(item, room="Hall B")
    client.force_login(editor)

    for form in (first, second):
        client.post(address("item_edit", workshop, item.pk), form)

    item.refresh_from_db()
    assert (item.title, item.room) == ("Late lunch", "Hall B")


def test_a_choice_that_people_made_keeps_its_letter_and_their_places(
    client, editor, workshop, choice_a
):
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    client.force_login(editor)

    response = client.post(
        address("item_edit", workshop, choice_a.pk),
        typed_again(choice_a, choice="B", capacity="1"),
    )

    assert response.context["form"].errors == {
        "choice": ["2 people have chosen this, so it stays choice A."],
        "capacity": ["2 people have chosen this already; it needs as many places."],
    }


def test_deleting_asks_first_and_names_the_choices_that_go(client, editor, workshop, choice_a):
    AgendaItem.objects.update(is_released=False)
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_a)
    client.force_login(editor)

    question = client.get(address("item_delete", workshop, choice_a.pk))

    assert question.context["lost"] == [
        "“A. Case” is lost, and with it: Choices (1).",
    ]
    assert AgendaItem.objects.count() == 1

    client.post(address("item_delete", workshop, choice_a.pk))

    assert AgendaItem.objects.count() == SignUp.objects.count() == 0
    entry = Activity.objects.get()
    assert (entry.verb, entry.before["title"]) == ("agenda_item_deleted", "Case")


@pytest.mark.parametrize("name", ["item_edit", "item_delete"])
def test_an_item_of_a_draft_does_not_exist_for_participants(client, participant, draft, name):
    item = AgendaItemFactory(workshop=draft)
    client.force_login(participant)

    assert client.get(address(name, draft, item.pk)).status_code == 404
    assert client.post(address(name, draft, item.pk), {}).status_code == 404


@pytest.mark.parametrize("name", ["item_edit", "item_delete"])
def test_a_released_item_is_only_readable_for_participants(client, participant, workshop, name):
    item = AgendaItemFactory(workshop=workshop)
    client.force_login(participant)

    assert client.get(address(name, workshop, item.pk)).status_code == 403
    assert client.post(address(name, workshop, item.pk), {}).status_code == 403
    assert AgendaItem.objects.count() == 1


def test_an_item_is_not_reached_through_another_workshop(client, coordinator, workshop, earlier):
    item = AgendaItemFactory(workshop=workshop)
    client.force_login(coordinator)

    assert client.get(address("item_edit", earlier, item.pk)).status_code == 404


def test_items_wait_for_the_days(client, coordinator, city):
    workshop = WorkshopFactory(city=city, starts_on=None)
    client.force_login(coordinator)

    response = client.get(address("item_create", workshop))

    assert response.url == address("agenda_edit", workshop)
    assert said(response) == ["Give the workshop its dates first."]


def test_conflicts_are_named_where_the_agenda_is_written(client, editor, workshop):
    for title in ("First", "Second"):
        AgendaItemFactory(workshop=workshop, title=title, room="Hall A")
    client.force_login(editor)

    page = client.get(address("agenda_edit", workshop)).content.decode()

    assert "“First” and “Second” are in Hall A at once." in page
    assert page.count("The room is taken twice") == 2


@pytest.mark.parametrize("rows", [3, 60])
def test_the_query_count_of_the_agenda_does_not_grow(
    client, editor, workshop, rows, django_assert_num_queries
):
    AgendaItem.objects.bulk_create(
        AgendaItem(
            workshop=workshop,
            title=f"Item {number}",
            day=workshop.days[number % 3],
            starts_at=datetime.time(8 + number // 6, number % 6),
            ends_at=datetime.time(8 + number // 6, 50),
            room="Hall A",
        )
        for number in range(rows)
    )
    released(workshop)
    client.force_login(editor)

    # session, person, seats, workshop, may write, items, files, what members read, its mails
    with django_assert_num_queries(10):
        response = client.get(address("agenda_edit", workshop))

    assert len(response.context["page"].items) == rows
