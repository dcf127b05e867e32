"""The six sections as a table: on the page of the case, and for those who lock on the review."""

import pytest
from django.urls import reverse

from cases import services
from cases.outline import SECTION_BY_KEY
from cases.progress import SectionState
from tests.factories import CommentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def table_of(client, person, case):
    client.force_login(person)
    return client.get(case.get_absolute_url()).context["page"].table


def test_those_who_write_go_to_the_form_and_the_others_to_the_text(client, draft, editor, expert):
    own, read = (table_of(client, person, draft) for person in (editor, expert))

    assert own.rows[0].url == url_of("write", draft, "setting")
    assert read.rows[0].url == f"{draft.get_absolute_url()}#setting"


def test_comments_are_counted_section_by_section(client, draft, expert):
    CommentFactory(case=draft, topic="growth")
    CommentFactory(case=draft, topic="performance")

    table = table_of(client, expert, draft)

    assert [row.open_comments for row in table.rows] == [0, 0, 0, 2, 0, 0]
    assert sum(table.open_by_place.values()) == 2


def test_while_the_experts_read_each_section_says_how_far_it_is(client, submitted, expert):
    services.lock_section(submitted, SECTION_BY_KEY["setting"], by=expert, reason="Good.")

    table = table_of(client, expert, submitted)

    assert [row.progress.written for row in table.rows] == [
        SectionState.LOCKED,
        *[SectionState.READY] * 5,
    ]
    # Nobody of the city can write meanwhile, wherever that matters.
    assert {row.progress.state for row in table.rows} == {SectionState.LOCKED}
    assert [row.can_lock for row in table.rows] == [False] + [True] * 5


def test_readers_of_an_edition_see_no_table(client, distributed, participant, editor):
    client.force_login(participant)
    response = client.get(distributed.get_absolute_url())

    assert response.context["page"].table is None
    assert table_of(client, editor, distributed) is None


def test_the_review_shows_the_table_to_those_who_lock(client, draft, editor, expert):
    client.force_login(editor)
    own = client.get(url_of("review", draft))
    client.force_login(expert)
    theirs = client.get(url_of("review", draft))

    assert own.context["sections"] is None
    assert len(theirs.context["sections"].rows) == 6
    assert "6 of 6 sections ready" in own.text


def test_the_form_that_returns_a_case_has_each_field_once(client, submitted, expert):
    client.force_login(expert)

    text = client.get(url_of("return", submitted)).text

    assert text.count('name="setting"') == 1
    assert text.count("<form") == text.count("</form>")


def test_the_page_counts_every_missing_topic(client, case, editor):
    client.force_login(editor)

    response = client.get(case.get_absolute_url())

    assert response.context["page"].missing == 27
    assert "27 things are missing before it can be submitted" in response.text
