"""The practical note: read by all, written by the host, as every other text is written."""

import pytest

from programme.writing.services import save_text
from tests.factories import CaseFactory, PracticalNoteFactory
from tests.workshops.conftest import address, said
from workshops.models import PracticalNote

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def note(workshop, editor):
    note = PracticalNoteFactory(workshop=workshop)
    return save_text(note, "Take **tram 1**.", base_version=0, by=editor)


def fields_of(response, **fields):
    form = response.context["page"].form
    shown = {form["base"].html_name: form["base"].value(), form["text"].html_name: ""}
    return shown | {form["text"].html_name: fields.pop("text")} | fields


def test_the_host_writes_the_first_words(client, workshop, editor):
    client.force_login(editor)
    url = address("practical_note_write", workshop)

    response = client.post(url, fields_of(client.get(url), text="Take the tram.", go="read"))

    assert said(response) == ["The practical note is saved."]
    assert response.url == address("practical_note", workshop)
    assert PracticalNote.objects.get().text == "Take the tram."


def test_every_member_reads_it_with_whom_to_ask_and_none_but_the_host_writes(
    client, note, workshop, participant, editor
):
    client.force_login(participant)

    page = client.get(address("practical_note", workshop))

    assert "<strong>tram 1</strong>" in page.text
    assert editor.email in page.text
    assert address("practical_note_write", workshop) not in page.text
    assert client.get(address("practical_note_write", workshop)).status_code == 403


def test_somebody_who_saves_second_is_shown_both_texts(client, note, workshop, editor, expert):
    client.force_login(editor)
    shown = fields_of(client.get(address("practical_note_write", workshop)), text="Mine.")
    save_text(note, "Theirs.", base_version=note.version, by=expert)

    response = client.post(address("practical_note_save", workshop), shown)

    assert response.status_code == 409
    html = response.json()["html"]
    assert "Mine." in html
    assert "Theirs." in html
    note.refresh_from_db()
    assert note.text == "Theirs."


def test_an_earlier_text_is_brought_back(client, note, workshop, editor, expert):
    save_text(note, "Worse.", base_version=note.version, by=expert)
    client.force_login(editor)
    url = address("practical_note_restore", workshop, 1)

    preview = client.get(url)
    client.post(url, {"base": PracticalNote.objects.get().version})

    assert preview.status_code == 200
    note.refresh_from_db()
    assert note.text == "Take **tram 1**."


def test_a_note_does_not_tie_a_workshop_to_its_host_as_a_case_does(note, workshop):
    assert not workshop.is_built_upon()

    CaseFactory(city=workshop.city, workshop=workshop)

    assert workshop.is_built_upon()
