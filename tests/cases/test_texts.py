"""What editors write in prose: saved, refused, in conflict, too late."""

import re

import pytest
from django.urls import reverse

from cases import services
from cases.forms.writing import AnswerForm
from cases.models import Answer, CaseStatus, StrategicIssue
from cases.writing.saving import save_answer
from programme.writing.services import base_of
from tests.cases.conftest import answer_to
from tests.factories import CaseFactory
from tests.html_forms import fields_of
from tests.together import run_together

pytestmark = pytest.mark.django_db


def page_of(response):
    return response.context["page"]


def test_a_text_is_saved_with_who_wrote_it(case, editor, open_form, send):
    fields = open_form(editor, "setting")

    send(editor, "setting", fields, life_cycle__text="Born in 2005.\r\n\r\nStill growing.")

    answer = answer_to(case, "life_cycle")
    assert answer.text == "Born in 2005.\n\nStill growing."
    assert (answer.version, answer.updated_by) == (1, editor)


def test_the_first_words_start_the_drafting(city, editor, client):
    case = CaseFactory(city=city, status=CaseStatus.PROPOSED)
    url = reverse("cases:write", args=[case.programme.slug, city.slug, "setting"])
    client.force_login(editor)

    client.post(url, fields_of(client.get(url), "write-form") | {"life_cycle-text": "Born."})

    case.refresh_from_db()
    assert case.status == CaseStatus.DRAFTING


def test_not_known_is_an_answer_with_a_reason(case, editor, open_form, send):
    fields = open_form(editor, "setting")

    send(
        editor,
        "setting",
        fields,
        life_cycle__is_not_known="on",
        life_cycle__not_known_reason="The founders have left.",
        social_capital__is_confidential="on",
    )

    assert answer_to(case, "life_cycle").is_answered
    assert answer_to(case, "social_capital").is_confidential


def test_not_known_without_a_reason_is_refused_and_the_rest_is_saved(case, editor, open_form, send):
    fields = open_form(editor, "setting")

    response = send(
        editor,
        "setting",
        fields,
        life_cycle__text="Half a sentence",
        life_cycle__is_not_known="on",
        social_capital__text="They meet for breakfast.",
    )

    shown = fields_of(response, "write-form")
    assert response.status_code == 422
    assert [error.anchor for error in page_of(response).errors] == [
        "id_life_cycle-not_known_reason"
    ]
    assert "Say in a few words why it is not known." in response.content.decode()
    assert (shown["life_cycle-text"], shown["life_cycle-is_not_known"]) == ("Half a sentence", "on")
    assert answer_to(case, "life_cycle").text == ""
    assert answer_to(case, "social_capital").text == "They meet for breakfast."


def test_a_text_that_is_far_too_long_is_refused_and_stays_in_the_form(
    case, editor, open_form, send
):
    fields = open_form(editor, "setting")

    response = send(editor, "setting", fields, life_cycle__text="word " * 60_000)

    assert response.status_code == 422
    assert "299,999 characters, and 200,000 fit here" in response.content.decode()
    assert fields_of(response, "write-form")["life_cycle-text"] == "word " * 60_000
    assert answer_to(case, "life_cycle").text == ""


def test_ten_megabytes_get_a_clear_answer(case, editor, open_form, send):
    fields = open_form(editor, "setting")

    response = send(editor, "setting", fields, life_cycle__text="x" * 11_000_000)

    assert response.status_code == 413
    assert "what you typed is still there" in response.content.decode()


def test_a_form_that_was_open_while_another_wrote_elsewhere_is_no_conflict(
    case, editor, colleague, open_form, send
):
    mine, theirs = open_form(editor, "setting"), open_form(colleague, "setting")
    send(colleague, "setting", theirs, social_capital__text="Theirs")

    response = send(editor, "setting", mine, life_cycle__text="Mine")

    assert response.status_code == 302
    assert answer_to(case, "life_cycle").text == "Mine"
    assert answer_to(case, "social_capital").text == "Theirs"


@pytest.fixture
def conflict(case, editor, colleague, open_form, send):
    """The answer to an editor who wrote to the same topic as a colleague, and was second."""
    mine, theirs = open_form(editor, "setting"), open_form(colleague, "setting")
    send(colleague, "setting", theirs, life_cycle__text="Both wrote this.\n\nOnly they.")
    return send(
        editor,
        "setting",
        mine,
        life_cycle__text="Both wrote this.\n\nOnly I.",
        social_capital__text="Elsewhere",
    )


def test_two_editors_of_one_topic_get_both_texts(case, colleague, conflict):
    form = page_of(conflict).editor.forms["life_cycle"]

    assert conflict.status_code == 409
    assert "".join(piece.text for piece in form.comparison.mine) == "Both wrote this.\n\nOnly I."
    assert (
        "".join(piece.text for piece in form.comparison.theirs) == "Both wrote this.\n\nOnly they."
    )
    assert f"{colleague} saved another text while you were writing." in conflict.content.decode()
    assert answer_to(case, "life_cycle").text == "Both wrote this.\n\nOnly they."


def test_a_conflict_does_not_keep_the_rest_from_being_saved(case, conflict):
    assert answer_to(case, "social_capital").text == "Elsewhere"


@pytest.mark.parametrize(
    ("way", "text", "kept"),
    [
        ("mine", "ignored", "Both wrote this.\n\nOnly I."),
        ("theirs", "ignored", "Both wrote this.\n\nOnly they."),
        ("merged", "Put together.", "Put together."),
    ],
)
def test_a_conflict_ends_by_choosing(case, editor, conflict, send, way, text, kept):
    fields = fields_of(conflict, "write-form")

    response = send(editor, "setting", fields, life_cycle__way=way, life_cycle__text=text)

    assert response.status_code == 302
    assert answer_to(case, "life_cycle").text == kept


def test_the_merged_text_begins_with_what_both_have(conflict):
    fields = fields_of(conflict, "write-form")

    assert fields["life_cycle-text"].replace("\r\n", "\n") == (
        "Both wrote this.\n\nOnly I.\n\nOnly they."
    )


def test_a_conflict_without_a_choice_stays_one_and_loses_nothing(case, editor, conflict, send):
    fields = fields_of(conflict, "write-form")

    response = send(editor, "setting", fields, social_capital__text="Later")

    again = fields_of(response, "write-form")
    assert response.status_code == 422
    assert again["life_cycle-mine"].replace("\r\n", "\n") == "Both wrote this.\n\nOnly I."
    assert answer_to(case, "life_cycle").text == "Both wrote this.\n\nOnly they."
    assert answer_to(case, "social_capital").text == "Later"


def test_a_third_text_makes_a_new_conflict(case, editor, colleague, conflict, open_form, send):
    fields = fields_of(conflict, "write-form")
    send(colleague, "setting", open_form(colleague, "setting"), life_cycle__text="A third one")

    response = send(editor, "setting", fields, life_cycle__way="mine")

    assert response.status_code == 409
    assert answer_to(case, "life_cycle").text == "A third one"


def test_a_case_submitted_meanwhile_gives_the_words_back_and_saves_nothing(
    case, editor, open_form, send
):
    fields = open_form(editor, "strategic_issues")
    case.status = CaseStatus.SUBMITTED
    case.save()

    response = send(
        editor,
        "strategic_issues",
        fields,
        new_process__text="Too late, but a lot of words",
        **{"issue-new-question": "A new question?"},
    )

    html = response.content.decode()
    assert response.status_code == 409
    assert "This cannot be changed any more." in html
    assert set(page_of(response).typed) == {
        ("Is a new process needed?", "Too late, but a lot of words"),
        ("New issue: Issue", "A new question?"),
    }
    assert "Too late, but a lot of words</textarea>" in html
    assert 'id="write-form"' not in html
    assert answer_to(case, "new_process").text == ""
    assert StrategicIssue.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_text_saved_at_the_moment_of_the_submission_is_in_it_or_refused(draft, editor):
    base = base_of(answer_to(draft, "growth"), AnswerForm.Meta.fields)
    data = {"growth-text": "In the last second.", "growth-base": base}

    saved, submitted = run_together(
        lambda: save_answer(draft, "growth", data, by=editor),
        lambda: services.submit_case(draft, by=editor),
    )

    text = answer_to(draft, "growth").text
    assert submitted.status == CaseStatus.SUBMITTED
    if isinstance(saved, services.CaseMoveError):
        assert text != "In the last second."
    else:
        assert (saved.errors, text) == ({}, "In the last second.")


def test_a_locked_case_can_be_read_here_and_not_written(client, city, editor):
    case = CaseFactory(city=city, status=CaseStatus.SUBMITTED)
    Answer.objects.filter(case=case, topic="life_cycle").update(text="Born **early**.")
    client.force_login(editor)

    response = client.get(reverse("cases:write", args=[case.programme.slug, city.slug, "setting"]))

    html = response.content.decode()
    assert "Born <strong>early</strong>." in html
    assert {section.state for section in page_of(response).progress.sections} == {"locked"}
    assert 'id="write-form"' not in html


def test_a_session_that_ended_keeps_the_words(client, case, editor, open_form, write_url):
    fields = open_form(editor, "setting")
    client.logout()

    response = client.post(write_url("setting"), fields | {"life_cycle-text": "Words of an hour"})
    resumed = client.post(
        reverse("programme:resume"),
        {"payload": response.context["payload"], "login": editor.email, "password": "secret-word"},
    )

    assert response.status_code == 404
    assert "Words of an hour" in resumed.content.decode()


# Topics that save by themselves


@pytest.fixture
def autosave(client, case):
    def autosave(person, topic, **fields):
        client.force_login(person)
        url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, topic])
        return client.post(url, {f"{topic}-{name}": value for name, value in fields.items()})

    return autosave


def test_a_topic_saves_by_itself_version_after_version(case, editor, open_form, autosave):
    base = open_form(editor, "setting")["life_cycle-base"]

    first = autosave(editor, "life_cycle", text="One", base=base).json()
    second = autosave(editor, "life_cycle", text="One two", base=first["base"]).json()

    answer = answer_to(case, "life_cycle")
    assert (answer.text, answer.version) == ("One two", 2)
    assert second["words"] == 2
    assert second["base"].startswith("2-")


def test_the_form_goes_on_from_what_was_saved_by_itself(case, editor, open_form, autosave, send):
    fields = open_form(editor, "setting")
    saved = autosave(editor, "life_cycle", text="One", base=fields["life_cycle-base"]).json()

    response = send(
        editor, "setting", fields, life_cycle__text="One, two", life_cycle__base=saved["base"]
    )

    assert response.status_code == 302
    assert answer_to(case, "life_cycle").text == "One, two"


def test_a_topic_in_conflict_answers_with_both_texts(case, editor, colleague, open_form, autosave):
    base = open_form(editor, "setting")["life_cycle-base"]
    autosave(colleague, "life_cycle", text="Theirs", base=base)

    response = autosave(editor, "life_cycle", text="Mine", base=base)

    said = response.json()
    assert response.status_code == 409
    assert 'name="life_cycle-mine" value="Mine"' in said["html"]
    assert "Theirs" in said["html"]
    assert answer_to(case, "life_cycle").text == "Theirs"


def test_what_is_wrong_with_a_topic_is_said_in_words(case, editor, autosave):
    response = autosave(editor, "life_cycle", text="x", is_not_known="on", base="0-")

    assert (response.status_code, response.json()) == (
        422,
        {"message": "Say in a few words why it is not known."},
    )


def test_a_topic_of_a_locked_case_says_so(case, editor, autosave):
    case.status = CaseStatus.ACCEPTED
    case.save()

    response = autosave(editor, "life_cycle", text="Late", base="0-")

    assert response.status_code == 423
    assert "This cannot be changed any more." in response.json()["message"]
    assert answer_to(case, "life_cycle").text == ""


def test_a_topic_that_the_outline_does_not_have_is_not_found(case, editor, autosave):
    assert autosave(editor, "appendix", text="x", base="0-").status_code == 404


@pytest.mark.parametrize(("person", "status"), [("expert", 403), ("stranger", 404)])
def test_only_editors_of_the_city_save_topics(case, autosave, person, status, request):
    response = autosave(request.getfixturevalue(person), "life_cycle", text="x", base="0-")

    assert response.status_code == status
    assert answer_to(case, "life_cycle").text == ""


def test_a_topic_is_not_saved_by_a_link(client, case, editor):
    client.force_login(editor)
    url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, "life_cycle"])

    assert client.get(url).status_code == 405


def test_the_device_is_told_once_what_the_server_has(client, case, editor, open_form, send):
    fields = open_form(editor, "setting")
    key = f"answer-{answer_to(case, 'life_cycle').pk}"

    response = send(editor, "setting", fields, life_cycle__text="Saved")
    first, second = client.get(response.url), client.get(response.url)

    assert key in re.search('data-autosave-saved="([^"]*)"', first.content.decode())[1].split()
    assert "data-autosave-saved" not in second.content.decode()
