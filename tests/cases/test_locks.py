"""Sections that the experts close: who may, what the city reads, and that nothing gets in."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from cases import services
from cases.models import Answer, CaseStatus, SectionLock
from cases.outline import SECTION_BY_KEY
from cases.progress import SectionState, progress_of
from programme.models import Activity
from tests.factories import FigureFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SETTING = SECTION_BY_KEY["setting"]


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def send(client, person, name, case, *more, **data):
    client.force_login(person)
    return client.post(url_of(name, case, *more), data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("who", ["expert", "coordinator"])
def test_those_who_run_the_programme_lock_and_unlock(client, case, request, who):
    person = request.getfixturevalue(who)

    response = send(client, person, "section_lock", case, "setting", reason="Very good.")
    lock = SectionLock.objects.get()
    send(client, person, "section_unlock", case, "setting")

    assert response.url == f"{case.get_absolute_url()}#case-sections"
    assert (lock.section, lock.reason, lock.locked_by) == ("setting", "Very good.", person)
    assert not SectionLock.objects.exists()
    entries = Activity.objects.about(case).order_by("pk").values_list("verb", "remark")
    assert list(entries) == [("section_locked", "Very good."), ("section_unlocked", "")]


@pytest.mark.parametrize("name", ["section_lock", "section_unlock"])
def test_the_city_neither_locks_nor_unlocks(client, case, editor, expert, name):
    services.lock_section(case, SETTING, by=expert, reason="Good.")

    assert send(client, editor, name, case, "setting", reason="So").status_code == 403
    assert SectionLock.objects.count() == 1


@pytest.mark.parametrize("name", ["section_lock", "section_unlock"])
def test_a_lock_is_not_changed_by_opening_an_address(client, case, expert, name):
    client.force_login(expert)

    assert client.get(url_of(name, case, "setting")).status_code == 405


def test_a_section_that_does_not_exist_has_no_lock(client, case, expert):
    assert send(client, expert, "section_lock", case, "weather", reason="x").status_code == 404


def test_a_lock_says_why(client, case, expert):
    response = send(client, expert, "section_lock", case, "setting", reason=" ")

    assert said(response) == ["Say in a few words why the section is locked."]
    assert not SectionLock.objects.exists()


def test_of_two_who_lock_at_once_the_first_is_kept(case, expert, coordinator):
    services.lock_section(case, SETTING, by=expert, reason="First.")
    services.lock_section(case, SETTING, by=coordinator, reason="Second.")

    lock = SectionLock.objects.get()
    assert (lock.locked_by, lock.reason) == (expert, "First.")
    assert Activity.objects.about(case).filter(verb="section_locked").count() == 1


def test_unlocking_what_is_not_locked_leaves_no_trace(case, expert):
    assert not services.unlock_section(case, SETTING, by=expert)
    assert not Activity.objects.about(case).exists()


def test_a_distributed_case_is_closed_as_a_whole(client, distributed, expert):
    response = send(client, expert, "section_lock", distributed, "setting", reason="Good.")

    assert "nobody can change it anyway" in said(response)[0]
    assert not SectionLock.objects.exists()


def test_a_lock_leads_back_to_the_page_it_was_pressed_on_and_to_no_other_site(client, case, expert):
    review = url_of("review", case)
    here = send(client, expert, "section_lock", case, "setting", reason="x", next=review)
    away = send(client, expert, "section_unlock", case, "setting", next="//elsewhere.example/")

    assert here.url == f"{review}#case-sections"
    assert away.url == f"{case.get_absolute_url()}#case-sections"


# What the city reads


@pytest.fixture
def locked(case, expert):
    Answer.objects.filter(case=case).update(text="Words that were there before.", version=1)
    for key in ("setting", "objectives", "performance", "strategic_issues"):
        services.lock_section(case, SECTION_BY_KEY[key], by=expert, reason="It is <b>good</b>.")
    return case


def test_the_city_reads_who_locked_the_section_when_and_why(client, locked, editor, expert):
    client.force_login(editor)

    for url in (url_of("write", locked, "setting"), locked.get_absolute_url()):
        text = client.get(url).text
        assert f"Locked by {expert}, " in text
        assert "It is &lt;b&gt;good&lt;/b&gt;." in text


def test_a_locked_section_has_no_form(client, locked, editor):
    client.force_login(editor)

    text = client.get(url_of("write", locked, "setting")).text

    assert 'id="write-form"' not in text
    assert "Words that were there before." in text


def test_a_locked_section_is_told_from_the_others(locked):
    progress = progress_of([locked])[locked.pk]

    states = [section.state for section in progress.sections]
    assert states[0] == SectionState.LOCKED
    assert states[2] == SectionState.READY
    # The strategic issues have no issue in focus: locked, and not ready.
    assert progress.sentence == "5 of 6 sections ready"


@pytest.mark.parametrize(("who", "number"), [("expert", 4), ("coordinator", 4), ("editor", 0)])
@pytest.mark.parametrize("page", ["detail", "review"])
def test_only_those_who_may_unlock_are_offered_it(client, locked, request, who, number, page):
    client.force_login(request.getfixturevalue(who))

    text = client.get(url_of(page, locked)).text

    assert text.count("/unlock/") == number


# Nothing gets in


def test_the_form_of_a_locked_section_saves_nothing_and_gives_the_words_back(
    client, case, editor, expert, open_form, send
):
    fields = open_form(editor, "setting")
    services.lock_section(case, SETTING, by=expert, reason="Good.")

    response = send(
        editor, "setting", fields, life_cycle__text="Typed.", facts__lifecycle_stage="mature"
    )

    assert response.status_code == 409
    assert "Typed." in response.text
    assert "is locked, so nothing was saved there." in response.text
    case.refresh_from_db()
    assert case.lifecycle_stage == ""
    assert not Answer.objects.filter(case=case).exclude(text="").exists()


def test_a_topic_that_saves_by_itself_is_refused_in_a_locked_section(client, locked, editor):
    response = send(
        client,
        editor,
        "answer_save",
        locked,
        "life_cycle",
        **{"life_cycle-text": "Typed.", "life_cycle-base": "1-x"},
    )

    assert response.status_code == 423
    assert "Locked by " in response.json()["message"]
    assert Answer.objects.get(case=locked, topic="life_cycle").text != "Typed."


ROWS = [
    ("setting", "facts", {"facts-lifecycle_stage": "mature"}),
    ("objectives", "target-intelligence", {"target-intelligence-priority": "5"}),
    (
        "performance",
        "figure-new",
        {"figure-new-label": "Members", "figure-new-value": "7", "figure-new-as_of": "2010"},
    ),
    (
        "strategic_issues",
        "issue-new",
        {"issue-new-question": "Why?", "issue-new-kind": "other"},
    ),
    ("strategic_issues", "focus", {"focus": "new"}),
]


@pytest.mark.parametrize(("section", "part", "fields"), ROWS)
def test_a_typed_row_is_refused_in_a_locked_section(client, locked, editor, section, part, fields):
    response = send(client, editor, "part_save", locked, section, part, **fields)

    assert response.status_code == 423
    locked.refresh_from_db()
    assert (locked.lifecycle_stage, locked.issues.count(), locked.cluster.figures.count()) == (
        "",
        0,
        0,
    )
    assert not locked.objective_targets.filter(priority=5).exists()


@pytest.mark.parametrize(("section", "part", "fields"), ROWS)
def test_a_row_is_not_smuggled_in_through_another_section(
    client, locked, editor, section, part, fields
):
    send(client, editor, "part_save", locked, "process", part, **fields)
    send(client, editor, "write", locked, "process", **fields)

    locked.refresh_from_db()
    assert (locked.lifecycle_stage, locked.issues.count(), locked.cluster.figures.count()) == (
        "",
        0,
        0,
    )
    assert not locked.objective_targets.filter(priority=5).exists()


def test_after_unlocking_the_city_writes_again(client, locked, editor, expert, open_form, send):
    services.unlock_section(locked, SETTING, by=expert)

    fields = open_form(editor, "setting")
    response = send(editor, "setting", fields, life_cycle__text="Typed.")

    assert response.status_code == 302
    assert Answer.objects.get(case=locked, topic="life_cycle").text == "Typed."


@pytest.mark.parametrize("rows", [1, 6])
def test_the_page_asks_as_much_for_many_locks_as_for_one(
    client, case, expert, rows, django_assert_num_queries
):
    FigureFactory(cluster=case.cluster)
    StrategicIssueFactory(case=case)
    for section in list(SECTION_BY_KEY.values())[:rows]:
        services.lock_section(case, section, by=expert, reason="Good.")
    client.force_login(expert)

    # Session, user, seats, case; seven of the checks, locks among them; progress, comments.
    with django_assert_num_queries(13):
        client.get(url_of("review", case))


def test_a_lock_outlives_the_journey_to_the_experts_and_back(draft, editor, expert):
    services.lock_section(draft, SETTING, by=expert, reason="Good.")
    submitted = services.submit_case(draft, by=editor)

    returned = services.return_case(submitted, by=expert, remark="Mend it.")

    assert returned.status == CaseStatus.RETURNED
    assert list(returned.locks.values_list("section", flat=True)) == ["setting"]
