"""Notes on the items of an agenda, and what was decided: written, read, followed up."""

import pytest
from django.utils import timezone

from programme.access import seats_of
from programme.models import Activity
from programme.writing.services import save_text
from tests.factories import AgendaItemFactory, ItemNotesFactory, OutcomeFactory
from tests.workshops.conftest import address
from workshops.models import ItemNotes, Outcome
from workshops.notes import notes_form, open_actions, own_open_actions
from workshops.services.outcomes import OutcomeError, mark_action_done, reopen_action

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(workshop):
    return AgendaItemFactory(workshop=workshop, title="Cluster visit")


@pytest.fixture
def notes(item, editor):
    return save_text(ItemNotesFactory(item=item), "Words.", base_version=0, by=editor)


def typed(item, text, **more):
    """What a page sends that has just shown the notes."""
    form = notes_form(item)
    return {f"item-{item.pk}-base": form.initial["base"], f"item-{item.pk}-text": text, **more}


def save(client, item, data):
    url = address("notes_save", item.workshop, item.pk)
    return client.post(url, data, headers={"Accept": "application/json"})


def test_notes_begin_with_the_first_save(client, editor, item):
    client.force_login(editor)
    client.get(address("notes_write", item.workshop, item.pk))
    assert not ItemNotes.objects.exists()

    answer = save(client, item, typed(item, "First words."))

    assert answer.status_code == 200
    assert ItemNotes.objects.get(item=item).text == "First words."


def test_two_who_begin_at_once_are_both_heard(client, editor, expert, item):
    first, second = typed(item, "Mine."), typed(item, "Theirs.")
    client.force_login(expert)
    save(client, item, second)
    client.force_login(editor)

    answer = save(client, item, first)

    assert answer.status_code == 409
    assert "Mine." in answer.json()["html"]
    assert "Theirs." in answer.json()["html"]
    assert ItemNotes.objects.get(item=item).text == "Theirs."


def test_members_read_what_was_noted_and_write_nothing(client, participant, notes, item):
    OutcomeFactory(item=item, text="Name one service")
    client.force_login(participant)

    page = client.get(address("notes", item.workshop)).content.decode()

    assert "Words." in page
    assert "Name one service" in page
    assert address("notes_write", item.workshop, item.pk) not in page
    assert save(client, item, typed(item, "Mine.")).status_code == 403


def test_notes_on_a_draft_are_for_those_who_write_it(client, participant, editor, workshop):
    workshop.agenda_released_at = None
    workshop.save()
    draft = AgendaItemFactory(workshop=workshop)
    save_text(ItemNotesFactory(item=draft), "Hidden words.", base_version=0, by=editor)

    client.force_login(participant)
    assert "Hidden words." not in client.get(address("notes", workshop)).content.decode()
    client.force_login(editor)
    assert "Hidden words." in client.get(address("notes", workshop)).content.decode()


def test_the_editor_of_another_city_does_not_write_here(client, stranger, item):
    client.force_login(stranger)

    assert client.get(address("notes_write", item.workshop, item.pk)).status_code == 403
    assert save(client, item, typed(item, "Mine.")).status_code == 403


def test_notes_come_back_as_they_were(client, editor, expert, notes, item):
    save_text(notes, "Other words.", base_version=notes.version, by=expert)
    client.force_login(editor)

    client.post(address("notes_restore", item.workshop, item.pk, 1), {"base": "2"})

    assert ItemNotes.objects.get(item=item).text == "Words."
    assert Activity.objects.filter(verb="notes_restored").exists()


def test_the_pages_ask_no_more_for_more_items(
    client, editor, notes, item, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(editor)
    OutcomeFactory(item=item)
    urls = [address("notes", item.workshop), address("notes_write", item.workshop, item.pk)]
    client.get(urls[0])
    asked = []
    for url in urls:
        with django_assert_max_num_queries(15) as found:
            client.get(url)
        asked.append(len(found))

    for more in AgendaItemFactory.create_batch(2, workshop=item.workshop):
        save_text(ItemNotesFactory(item=more), "More.", base_version=0, by=editor)
        OutcomeFactory(item=more)

    for url, number in zip(urls, asked, strict=True):
        with django_assert_num_queries(number):
            client.get(url)


# Decisions and actions


@pytest.mark.once
def test_an_action_needs_somebody_and_a_day(client, editor, item):
    client.force_login(editor)
    url = address("outcome_create", item.workshop, item.pk)

    refused = client.post(url, {"kind": "action", "text": "Count the firms"})

    assert refused.status_code == 422
    assert "Who does it?" in refused.content.decode()
    assert not Outcome.objects.exists()
    client.post(url, {"kind": "decision", "text": "Count the firms"})
    assert Outcome.objects.get().created_by == editor
    assert Activity.objects.get().verb == "outcome_created"


def test_an_action_is_done_once_and_opened_again(editor):
    action = OutcomeFactory()

    mark_action_done(action, by=editor)
    mark_action_done(action, by=editor)

    assert Activity.objects.count() == 1
    assert reopen_action(action, by=editor).done_at is None


@pytest.mark.once
def test_a_decision_is_not_done(editor):
    decision = OutcomeFactory(kind="decision", owner="", due_on=None)

    with pytest.raises(OutcomeError):
        mark_action_done(decision, by=editor)


def test_members_change_no_outcome(client, participant, item):
    action = OutcomeFactory(item=item)
    client.force_login(participant)

    for name in ("outcome_done", "outcome_edit", "outcome_delete"):
        assert client.post(address(name, item.workshop, action.pk)).status_code == 403
    assert Outcome.objects.get().done_at is None


def test_open_actions_are_those_of_the_programme_and_the_own_ones_name_the_person(
    editor, city, item
):
    of_city = OutcomeFactory(item=item, owner=city.name.upper())
    of_person = OutcomeFactory(item=item, owner=editor.name)
    of_others = OutcomeFactory(item=item, owner="Somewhere else")
    OutcomeFactory(item=item, done_at=timezone.now())
    OutcomeFactory(item=item, kind="decision")
    OutcomeFactory()
    seat = seats_of(editor)[0]

    assert list(open_actions(seat)) == [of_city, of_person, of_others]
    assert list(own_open_actions(seat)) == [of_city, of_person]
