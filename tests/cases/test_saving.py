"""What the writing page sends by itself: short fields, who is here, previews; and for whom."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseStatus, ObjectiveTarget, SectionLock
from cases.services import submit_case
from programme.models import Activity, Presence
from tests.cases.conftest import answer_to
from tests.factories import FigureFactory, StrategicIssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def url_of(case):
    def url_of(name, *more):
        return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])

    return url_of


@pytest.fixture
def ask(client, url_of):
    """Post to an address as a person's page would."""

    def ask(person, name, *more, headers=None, **fields):
        client.force_login(person)
        named = {key.replace("__", "-"): value for key, value in fields.items()}
        return client.post(url_of(name, *more), named, headers=headers)

    return ask


def shown_in(fields, prefix):
    """What the page would send of one row, unchanged."""
    starts = (f"{prefix}-", f"initial-{prefix}-")
    return {name: value for name, value in fields.items() if name.startswith(starts)}


# Short fields


@pytest.fixture
def save_part(client, url_of):
    def save_part(person, section, prefix, fields, **changes):
        client.force_login(person)
        changed = {f"{prefix}-{name}": value for name, value in changes.items()}
        return client.post(url_of("part_save", section, prefix), shown_in(fields, prefix) | changed)

    return save_part


def test_facts_save_by_themselves_and_say_what_they_hold_now(case, editor, open_form, save_part):
    fields = open_form(editor, "process")

    response = save_part(editor, "process", "facts", fields, founding_year="2005")

    case.refresh_from_db()
    assert case.founding_year == 2005
    assert response.json()["errors"] == {}
    assert response.json()["initial"]["initial-facts-founding_year"] == "2005"
    assert Activity.objects.filter(verb="case_facts_changed", actor=editor).count() == 1


def test_what_is_wrong_with_one_field_keeps_no_other_from_being_saved(
    case, editor, open_form, save_part
):
    fields = open_form(editor, "process")

    response = save_part(
        editor, "process", "facts", fields, founding_year="9999", legal_form="Association"
    )

    case.refresh_from_db()
    assert (case.founding_year, case.legal_form) == (None, "Association")
    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"facts-founding_year"}


def test_an_objective_saves_by_itself_as_people_write_numbers(case, editor, open_form, save_part):
    fields = open_form(editor, "objectives")

    save_part(editor, "objectives", "target-intelligence", fields, target="12,5", priority="4")

    target = ObjectiveTarget.objects.get(case=case, objective="intelligence")
    assert (float(target.target), target.priority) == (12.5, 4)


def test_a_figure_and_an_issue_save_by_themselves(case, editor, open_form, save_part):
    figure = FigureFactory(cluster=case.cluster)
    issue = StrategicIssueFactory(case=case)

    save_part(
        editor,
        "performance",
        f"figure-{figure.pk}",
        open_form(editor, "performance"),
        source="Annual report 2010",
    )
    save_part(
        editor,
        "strategic_issues",
        f"issue-{issue.pk}",
        open_form(editor, "strategic_issues"),
        decided_by="The board",
    )

    figure.refresh_from_db()
    issue.refresh_from_db()
    assert (figure.source, issue.decided_by) == ("Annual report 2010", "The board")


def test_two_people_at_one_field_hear_of_each_other_and_other_fields_are_saved(
    case, editor, colleague, open_form, save_part
):
    mine, theirs = open_form(editor, "process"), open_form(colleague, "process")
    save_part(colleague, "process", "facts", theirs, legal_form="Foundation")

    response = save_part(
        editor, "process", "facts", mine, legal_form="Association", initiator="joint"
    )

    case.refresh_from_db()
    assert (case.legal_form, case.initiator) == ("Foundation", "joint")
    assert "Somebody changed this to “Foundation”" in response.json()["errors"]["facts-legal_form"]
    # Once it counts as shown, saving again is a decision.
    again = mine | response.json()["initial"]
    save_part(editor, "process", "facts", again, legal_form="Association", initiator="joint")
    case.refresh_from_db()
    assert case.legal_form == "Association"


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ("performance", "figure-999999"),
        ("performance", "figure-" + "9" * 30),
        ("performance", "figure-new"),
        ("strategic_issues", "issue-x"),
        ("setting", "target-intelligence"),
        ("objectives", "target-nothing"),
        ("performance", "nonsense"),
        ("strategic_issues", "focus"),
    ],
)
def test_a_row_that_is_not_there_is_said_to_be_gone(case, editor, ask, section, part):
    response = ask(editor, "part_save", section, part, focus="77")

    assert response.status_code == 410
    assert "removed this meanwhile" in response.json()["message"]


def test_a_row_of_another_city_is_not_there(case, editor, save_part, open_form):
    figure = FigureFactory(label="Theirs")

    fields = {f"figure-{figure.pk}-label": "Mine", f"initial-figure-{figure.pk}-label": "Theirs"}
    response = save_part(editor, "performance", f"figure-{figure.pk}", fields)

    figure.refresh_from_db()
    assert (response.status_code, figure.label) == (410, "Theirs")


def test_the_issue_in_focus_is_chosen_by_itself_and_logged_once(case, editor, ask):
    first = StrategicIssueFactory(case=case)
    second = StrategicIssueFactory(case=case, is_in_focus=False)

    for _time in range(2):
        fields = {"focus": str(second.pk), "initial-focus": str(first.pk)}
        ask(editor, "part_save", "strategic_issues", "focus", **fields)

    assert list(case.issues.filter(is_in_focus=True)) == [second]
    assert Activity.objects.filter(verb="issue_in_focus").count() == 1


@pytest.mark.parametrize("part", ["facts", "focus"])
def test_short_fields_of_a_locked_section_stay_as_they_are(case, editor, expert, ask, part):
    section = "setting" if part == "facts" else "strategic_issues"
    SectionLock.objects.create(case=case, section=section, reason="It is good.", locked_by=expert)

    response = ask(editor, "part_save", section, part, facts__lifecycle_stage="mature", focus="")

    case.refresh_from_db()
    assert response.status_code == 423
    assert "It is good." in response.json()["message"]
    assert case.lifecycle_stage == ""


def test_a_locked_section_is_read_only_and_says_who_and_why(
    client, case, editor, expert, write_url
):
    SectionLock.objects.create(case=case, section="setting", reason="It is good.", locked_by=expert)
    client.force_login(editor)

    html = client.get(write_url("setting")).content.decode()

    assert 'id="write-form"' not in html
    assert str(expert) in html
    assert "It is good." in html
    # What stayed on the device is offered there.
    assert f'data-left="answer-{answer_to(case, "life_cycle").pk}"' in html


# Who is here


def test_who_else_is_in_the_section_is_told(case, editor, colleague, ask):
    assert ask(colleague, "presence", "setting").json()["others"] == []

    assert ask(editor, "presence", "setting").json()["others"] == [str(colleague)]
    assert ask(editor, "presence", "process").json()["others"] == []


def test_without_javascript_the_page_says_who_is_here(
    client, case, editor, colleague, ask, write_url
):
    ask(colleague, "presence", "setting")
    client.force_login(editor)

    assert f"{colleague} is writing here too." in client.get(write_url("setting")).content.decode()


def test_whoever_has_been_silent_for_a_while_has_left(case, editor, colleague, ask):
    ask(colleague, "presence", "setting")
    Presence.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=46))

    assert ask(editor, "presence", "setting").json()["others"] == []
    assert [presence.user for presence in Presence.objects.all()] == [editor]


def test_being_here_leaves_no_trace_in_the_log_and_one_row(case, editor, ask):
    for _time in range(3):
        ask(editor, "presence", "setting")

    assert (Presence.objects.count(), Activity.objects.count()) == (1, 0)


def test_looking_at_a_page_is_no_presence(client, case, editor, write_url):
    client.force_login(editor)
    client.get(write_url("setting"))

    assert not Presence.objects.exists()


def test_a_text_that_another_saved_is_brought_along(case, editor, colleague, ask):
    answer = answer_to(case, "life_cycle")
    key = f"answer-{answer.pk}"
    ask(colleague, "answer_save", "life_cycle", life_cycle__text="Theirs", life_cycle__base="0-")

    newer = ask(editor, "presence", "setting", **{key: "0"}).json()["newer"]
    known = ask(editor, "presence", "setting", **{key: "1"}).json()["newer"]

    assert set(newer) == {key}
    assert (newer[key]["who"], newer[key]["is_own"]) == (str(colleague), False)
    assert newer[key]["values"]["life_cycle-text"] == "Theirs"
    assert newer[key]["base"].startswith("1-")
    assert known == {}


@pytest.mark.parametrize("broken", ["", "x", "9" * 40, "-1"])
def test_a_version_that_is_none_brings_nothing_along(case, editor, ask, broken):
    key = f"answer-{answer_to(case, 'life_cycle').pk}"

    assert ask(editor, "presence", "setting", **{key: broken}).json()["newer"] == {}


@pytest.mark.parametrize("topics", [1, 6])
def test_asking_who_is_here_costs_the_same_however_much_is_new(
    client, case, editor, colleague, url_of, topics, django_assert_max_num_queries
):
    answers = list(case.answers.all()[:topics])
    case.answers.filter(pk__in=[a.pk for a in answers]).update(version=2, updated_by=colleague)
    client.force_login(editor)

    # Session, person, seat, case, answers; note, tidy up, and who else.
    with django_assert_max_num_queries(10):
        client.post(url_of("presence", "setting"), {f"answer-{a.pk}": "1" for a in answers})


# Preview


def test_a_preview_is_what_readers_are_shown_and_stores_nothing(case, editor, ask):
    html = ask(editor, "preview", text="**Firms** <b>x</b>\r\n\r\n- one").json()["html"]

    assert html == (
        "<p><strong>Firms</strong> &lt;b&gt;x&lt;/b&gt;</p>\n<ul>\n<li>one</li>\n</ul>\n"
    )
    assert not case.answers.exclude(text="").exists()


def test_a_preview_is_limited_like_the_field(case, editor, ask):
    response = ask(editor, "preview", text="word " * 60_000)

    assert response.status_code == 422
    assert "200,000 fit here" in response.json()["message"]


def test_only_those_who_write_the_case_are_shown_previews(case, expert, ask):
    assert ask(expert, "preview", text="x").status_code == 403


# For whom


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("answer_save", ["life_cycle"]),
        ("part_save", ["setting", "facts"]),
        ("presence", ["setting"]),
        ("preview", []),
    ],
)
def test_a_page_of_another_person_saves_nothing(case, editor, colleague, ask, name, more):
    response = ask(
        colleague,
        name,
        *more,
        headers={"X-Person": str(editor.pk)},
        life_cycle__text="Words of the first",
        life_cycle__base="0-",
        facts__lifecycle_stage="mature",
    )

    case.refresh_from_db()
    assert (response.status_code, response.json()) == (409, {"state": "other-person"})
    assert answer_to(case, "life_cycle").text == ""
    assert (case.lifecycle_stage, Presence.objects.count()) == ("", 0)


def test_the_form_of_another_persons_page_is_not_saved_and_gives_the_words_back(
    case, editor, colleague, open_form, send
):
    fields = open_form(editor, "setting")

    response = send(colleague, "setting", fields, life_cycle__text="Words of the first")

    assert response.status_code == 409
    assert f"{colleague} is logged in now" in response.content.decode()
    assert response.context["page"].typed == [("Cluster life cycle", "Words of the first")]
    assert answer_to(case, "life_cycle").text == ""


def test_a_page_that_saves_by_itself_is_told_that_its_session_ended(client, case, url_of):
    response = client.post(
        url_of("answer_save", "life_cycle"),
        {"life_cycle-text": "x"},
        headers={"Accept": "application/json"},
    )

    assert (response.status_code, response.json()) == (401, {"state": "logged-out"})


def test_a_submitted_case_takes_no_short_fields(draft, editor, client):
    submit_case(draft, by=editor)
    client.force_login(editor)

    url = reverse(
        "cases:part_save", args=[draft.programme.slug, draft.city.slug, "setting", "facts"]
    )
    response = client.post(url, {"facts-lifecycle_stage": "mature"})

    draft.refresh_from_db()
    assert response.status_code == 423
    assert (draft.status, draft.lifecycle_stage) == (CaseStatus.SUBMITTED, "")


# How long


def test_words_are_counted_for_the_section_and_the_case(client, case, editor, write_url):
    case.answers.filter(topic="life_cycle").update(text="four words are here")
    case.answers.filter(topic="governance").update(text="six more of them stand elsewhere")
    client.force_login(editor)

    html = client.get(write_url("setting")).content.decode()

    assert ("4 words in this section, 10 in the case. Readers asked for 1,500 to 3,000.") in html
