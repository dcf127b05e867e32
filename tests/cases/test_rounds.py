"""Returning a case: remarks and locks by section, the rounds, and which sections came back."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Answer, Comment, SectionLock
from cases.outline import SECTION_BY_KEY
from cases.progress import SectionState, progress_of
from cases.rounds import rounds_of
from programme.writing.services import save_text
from tests.cases.remarks import resolve_comment
from tests.factories import CommentFactory
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def states(case):
    return {part.section.key: part.state for part in progress_of([case])[case.pk].sections}


def returned_sections(case):
    return {key for key, state in states(case).items() if state == SectionState.RETURNED}


@pytest.fixture
def returned(submitted, expert):
    return services.return_case(
        submitted,
        by=expert,
        remark="Two things.",
        section_remarks={"setting": "Who supplies?", "performance": "Say the sources."},
        locks={"process": True},
    )


# The form


@pytest.fixture
def open_return(client, submitted, expert):
    client.force_login(expert)
    return lambda: client.get(url_of("return", submitted))


def test_the_form_locks_what_is_good_and_comments_on_what_is_not(
    client, submitted, expert, open_return
):
    fields = fields_of(open_return(), "return-form")

    client.post(
        url_of("return", submitted),
        fields | {"remark": "Two things.", "setting": "Who supplies?", "lock_process": "on"},
    )

    lock = SectionLock.objects.get()
    assert (lock.section, lock.locked_by, lock.reason) == (
        "process",
        expert,
        "It is good as it is.",
    )
    assert list(Comment.objects.values_list("topic", "text")) == [("setting", "Who supplies?")]


def test_the_form_shows_what_is_locked_now_and_unlocks_it(client, submitted, expert, open_return):
    services.lock_section(submitted, SECTION_BY_KEY["process"], by=expert, reason="Fine.")

    page = open_return()
    fields = fields_of(page, "return-form")
    assert f"Locked by {expert}, " in page.text
    assert fields.pop("lock_process") == "on"
    client.post(url_of("return", submitted), fields | {"remark": "Once more."})

    assert not SectionLock.objects.exists()


def test_a_lock_that_another_set_meanwhile_is_not_undone(client, submitted, expert, open_return):
    fields = fields_of(open_return(), "return-form")
    services.lock_section(submitted, SECTION_BY_KEY["process"], by=expert, reason="Fine.")

    client.post(url_of("return", submitted), fields | {"remark": "Once more."})

    assert SectionLock.objects.get().section == "process"


def test_a_locked_section_with_a_remark_is_refused_and_everything_typed_is_kept(
    client, submitted, open_return
):
    typed = {"remark": "Two things.", "setting": "Who?", "lock_setting": "on", "growth": ""}

    response = client.post(
        url_of("return", submitted), fields_of(open_return(), "return-form") | typed
    )

    assert response.status_code == 422
    assert "The city cannot mend a locked section" in response.text
    kept = fields_of(response, "return-form")
    assert (kept["remark"], kept["setting"], kept["lock_setting"]) == ("Two things.", "Who?", "on")
    assert not Comment.objects.exists()
    assert not SectionLock.objects.exists()


# Which sections came back


def test_sections_with_an_open_remark_of_this_round_are_returned(returned):
    assert returned_sections(returned) == {"setting", "performance"}
    assert states(returned)["process"] == SectionState.LOCKED


def test_what_the_experts_remarked_on_while_reading_came_back_too(submitted, expert):
    CommentFactory(case=submitted, author=expert, topic="governance")

    returned = services.return_case(submitted, by=expert, remark="See my comment.")

    assert returned_sections(returned) == {"process"}


def test_a_question_of_a_colleague_or_of_an_earlier_round_returns_nothing(
    submitted, editor, expert
):
    CommentFactory(case=submitted, author=editor, topic="growth")
    old = CommentFactory(case=submitted, author=expert, topic="governance")
    Comment.objects.filter(pk=old.pk).update(
        created_at=submitted.submitted_at - datetime.timedelta(days=1)
    )

    returned = services.return_case(submitted, by=expert, remark="Once more.")

    assert returned_sections(returned) == set()


def test_a_section_that_was_saved_since_is_not_returned_any_more(returned, editor):
    answer = Answer.objects.get(case=returned, topic="life_cycle")

    save_text(answer, "Forty suppliers.", base_version=answer.version, by=editor)

    assert returned_sections(returned) == {"performance"}
    assert states(returned)["setting"] == SectionState.READY


def test_a_remark_on_a_topic_wants_this_topic_to_be_saved(submitted, expert, editor):
    CommentFactory(case=submitted, author=expert, topic="governance")
    returned = services.return_case(submitted, by=expert, remark="See my comment.")
    other, asked = (
        Answer.objects.get(case=returned, topic=topic) for topic in ("formation", "governance")
    )

    save_text(other, "Something else.", base_version=other.version, by=editor)
    after_other = returned_sections(returned)
    save_text(asked, "The board.", base_version=asked.version, by=editor)

    assert (after_other, returned_sections(returned)) == ({"process"}, set())


def test_a_resolved_remark_returns_nothing(returned, editor):
    resolve_comment(Comment.objects.get(topic="setting"), by=editor)

    assert returned_sections(returned) == {"performance"}


def test_sections_that_came_back_are_not_counted_as_ready(returned):
    assert progress_of([returned])[returned.pk].sentence == "4 of 6 sections ready"


def test_writing_goes_on_where_a_section_came_back(client, returned, editor):
    client.force_login(editor)

    response = client.get(url_of("write", returned))

    assert response.url.endswith("/write/setting/")


def test_a_section_that_came_back_has_no_tick_and_leads_to_its_remark(client, returned, editor):
    client.force_login(editor)

    page = client.get(returned.get_absolute_url())
    form = client.get(url_of("write", returned, "setting")).text

    assert page.context["page"].primary == "write"
    assert f'<a href="{url_of("write", returned, "setting")}">Setting</a>' in page.text
    # Four of six are ready.
    assert page.text.count('<li class="is-done">') == form.count('<li class="is-done">') == 4
    assert "<q>Who supplies?</q>" in form.split("data-length")[0]


def test_writing_stands_out_for_those_who_are_asked_to_write_alone(client, returned, coordinator):
    client.force_login(coordinator)

    assert client.get(returned.get_absolute_url()).context["page"].primary == ""


# Round by round


def test_the_rounds_say_who_returned_what_and_when(returned, editor, coordinator, expert):
    resolve_comment(Comment.objects.get(topic="setting"), by=editor)
    resolve_comment(Comment.objects.get(topic="performance"), by=editor)
    again = services.submit_case(returned, by=editor)
    services.return_case(
        again, by=coordinator, remark="Shorter.", section_remarks={"process": ""}, locks={}
    )

    second, first = rounds_of(returned)

    assert (second.number, second.by, second.remark) == (2, coordinator, "Shorter.")
    assert (second.titles, second.locked_titles) == ([], ["Process"])
    assert (first.number, first.by, first.titles) == (1, expert, ["Setting", "Performance"])
    assert first.at.date() == timezone.now().date()


@pytest.mark.parametrize("who", ["editor", "coordinator", "expert"])
def test_everybody_who_works_on_the_case_reads_the_rounds(client, returned, request, who):
    client.force_login(request.getfixturevalue(who))

    text = re.sub("</?a.*?>", "", client.get(returned.get_absolute_url()).text)

    assert "<strong>Round 1</strong>: returned by " in text
    assert "Sections with remarks: Setting, Performance" in text
    assert "Locked: Process" in text


def test_the_rounds_stand_beside_the_form(client, returned, editor):
    client.force_login(editor)

    text = client.get(url_of("write", returned, "setting")).text

    assert "<strong>Round 1</strong>: returned by " in text


def test_members_never_read_the_rounds(client, returned, editor, expert, coordinator, participant):
    Comment.objects.update(resolved_at=timezone.now())
    case = services.submit_case(returned, by=editor)
    case = services.accept_case(case, by=expert)
    case = services.distribute_case(case, by=coordinator)
    client.force_login(participant)

    text = client.get(case.get_absolute_url()).text

    assert "Two things." not in text
    assert "Round 1" not in text
