"""The history of a case: its page, versions compared, older words brought back, and who may."""

import datetime
import re

import pytest
from django.utils import timezone

from cases import services
from cases.history.timeline import CaseHistory
from cases.models import Occasion
from programme.models import Activity
from tests.cases.history import NOON, keep, url, words_of, write
from tests.factories import CaseFactory
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def entries(case, **asked):
    return list(CaseHistory.of(case, asked).page_obj)


# The timeline


def test_what_one_person_writes_in_a_quarter_of_an_hour_is_one_entry(case, editor):
    write(case, "growth", "One two three", editor, 0)
    write(case, "competitiveness", "One", editor, 10)
    write(case, "growth", "One", editor, 30)

    newer, older = entries(case)

    assert [(c.topic.key, c.more) for c in newer.changes] == [("growth", -2)]
    assert [(c.topic.key, c.more) for c in older.changes] == [
        ("competitiveness", 1),
        ("growth", 3),
    ]
    assert older.author == editor


def test_two_people_who_write_at_the_same_time_are_two_entries(case, editor, colleague):
    write(case, "growth", "One", editor, 0)
    write(case, "competitiveness", "One", colleague, 1)
    write(case, "social_capital", "One", editor, 2)

    found = {entry.author: [c.topic.key for c in entry.changes] for entry in entries(case)}

    assert found == {editor: ["social_capital", "growth"], colleague: ["competitiveness"]}


def test_a_hand_over_stands_between_what_was_written_before_and_after(case, editor):
    write(case, "growth", "One", editor, 0)
    keep(case, editor, "Handed over", 1)
    write(case, "growth", "One two", editor, 2)

    newer, hand_over, older = entries(case)

    assert (hand_over.is_hand_over, hand_over.label) == (True, "Handed over")
    assert (newer.changes[0].more, older.changes[0].more) == (1, 1)


def note(case, by, sentence, minute=0, verb="figure_changed"):
    return Activity.objects.create(
        programme=case.programme,
        city=case.city,
        actor=by,
        verb=verb,
        subject="programme.figure:1",
        sentence=sentence,
        at=NOON + datetime.timedelta(minutes=minute),
    )


def test_typed_parts_stand_with_what_the_person_wrote_then(client, case, editor, colleague):
    write(case, "growth", "One", editor, 0)
    note(case, editor, "“Members” was changed.", 3)
    note(case, editor, "“Members” was changed.", 4)
    note(case, colleague, "“Staff” was changed.", 5)
    note(case, editor, "A comment was written.", 6, verb="comment_added")
    other = CaseFactory(city__programme=case.programme)
    note(other, editor, "“Secret” was changed.", 7)

    found = {entry.author: entry for entry in entries(case)}

    assert found[editor].sentences == ["“Members” was changed."]
    assert [c.topic.key for c in found[editor].changes] == ["growth"]
    assert found[colleague].sentences == ["“Staff” was changed."]
    assert found[colleague].changes == []
    client.force_login(editor)
    assert "“Staff” was changed." in client.get(url(case)).text
    assert "Staff" not in client.get(url(case), {"topic": "growth"}).text


def test_an_edition_and_the_version_kept_with_it_are_one_entry(distributed):
    hand_overs = [entry for entry in entries(distributed) if entry.is_hand_over]

    assert [entry.label for entry in hand_overs] == [
        "Distributed as edition 1",
        "Accepted",
        "Submitted",
    ]
    assert [entry.before for entry in hand_overs] == ["v2", "v1", ""]


def test_the_timeline_can_be_narrowed(case, editor, colleague):
    write(case, "growth", "One", editor, 0)
    write(case, "competitiveness", "One", colleague, 30)
    keep(case, editor, minute=60)

    of_topic = entries(case, topic="growth")
    of_person = entries(case, person=str(colleague.pk))

    assert [entry.is_hand_over for entry in of_topic] == [True, False]
    assert [c.topic.key for c in of_topic[1].changes] == ["growth"]
    assert [entry.author for entry in of_person] == [colleague]


@pytest.mark.parametrize("asked", [{"topic": "nonsense"}, {"person": "99999"}, {"person": "x"}])
def test_what_does_not_exist_narrows_nothing(case, editor, asked):
    write(case, "growth", "One", editor)

    assert len(entries(case, **asked)) == 1


def test_a_long_history_has_pages(client, case, editor):
    for number in range(25):
        write(case, "growth", f"Text {number}", editor, number * 20)

    client.force_login(editor)
    page = client.get(url(case), {"page": 2, "topic": "growth"})

    assert "21 to 25 of 25" in page.text
    assert "topic=growth" in page.text


def test_the_page_shows_hand_overs_remarks_and_who_wrote(client, submitted, expert, editor):
    services.return_case(submitted, by=expert, remark="Name the nine firms.")
    write(submitted, "growth", "Nine firms and their names, which nobody asked for.", editor)
    client.force_login(expert)

    page = client.get(url(submitted))

    assert "Name the nine firms." in page.text
    assert str(editor) in page.text
    assert "words more" in page.text
    # The expert reads; the city writes.
    assert "keep-form" not in page.text


def test_a_case_in_which_nobody_wrote_says_so(client, case, editor):
    client.force_login(editor)

    assert "Nothing written yet" in client.get(url(case)).text
    assert "Nothing to compare yet" in client.get(url(case, "version_compare")).text
    assert "Nothing written yet" in client.get(url(case, "answer_history", "growth")).text


# Who sees it


@pytest.fixture
def secret(distributed, editor):
    """A distributed case whose history says what its edition does not."""
    write(distributed, "growth", "The secret of the draft.", editor, 0)
    write(distributed, "growth", "Open words.", editor, 30)
    keep(distributed, editor)
    return distributed


NAMES = [
    ("history",),
    ("version_compare",),
    ("version_restore", 1),
    ("answer_history", "growth"),
    ("answer_restore", "growth", 2),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[0])
@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour", "outsider"])
def test_the_history_is_for_those_who_read_the_draft(client, request, secret, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(secret, *name)).status_code == 404
    assert client.post(url(secret, *name)).status_code in (404, 405)


@pytest.mark.parametrize("who", ["editor", "colleague", "expert", "coordinator"])
def test_those_who_read_the_draft_read_its_history(client, request, secret, who):
    client.force_login(request.getfixturevalue(who))

    page = client.get(url(secret, "answer_history", "growth"))

    assert page.status_code == 200
    assert "secret" in page.text


def test_what_another_case_has_cannot_be_named_here(client, case, editor, stranger, city):
    other = CaseFactory(city=stranger.memberships.get().city)
    for minute, text in enumerate(["The secret of the others", "Open words"]):
        write(other, "growth", text, stranger, minute * 30)
        keep(other, stranger, minute=minute * 30)
    keep(case, editor)
    client.force_login(stranger)
    answers = {
        client.get(url(other, "answer_restore", "growth", 1)).status_code,
        client.get(url(other, "version_restore", 2)).status_code,
        client.get(url(other, "version_compare"), {"from": "v2", "to": "now"}).status_code,
    }
    assert answers == {200}

    client.force_login(editor)

    assert client.get(url(case, "answer_restore", "growth", 1)).status_code == 404
    assert client.get(url(case, "version_restore", 2)).status_code == 404
    compare = client.get(url(case, "version_compare"), {"from": "v2", "to": "now"})
    assert compare.status_code == 404
    page = client.get(url(case, "answer_history", "growth"), {"from": "1", "to": "2"})
    assert "secret" not in page.text


@pytest.mark.parametrize("key", ["v99", "e1", "x1", "v", "v1x", "v²", "v" + "9" * 30, "", "\0"])
def test_a_version_that_does_not_exist_is_not_found(client, case, editor, key):
    keep(case, editor)
    client.force_login(editor)

    answer = client.get(url(case, "version_compare"), {"from": key, "to": "now"})

    assert answer.status_code == 404


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_number_that_does_not_exist_is_not_found(client, case, editor, number):
    write(case, "growth", "One", editor)
    keep(case, editor)
    client.force_login(editor)

    assert client.get(url(case, "answer_restore", "growth", number)).status_code == 404
    assert client.get(url(case, "version_restore", number)).status_code == 404


def test_a_topic_that_does_not_exist_is_not_found(client, case, editor):
    client.force_login(editor)

    assert client.get(url(case, "answer_history", "nonsense")).status_code == 404


# Comparing


def test_two_states_of_a_topic_are_compared_with_what_belongs_to_them(client, case, editor):
    write(case, "growth", "It grows fast.", editor, 0)
    write(case, "growth", "It grows slowly.", editor, 30, is_confidential=True)
    client.force_login(editor)

    page = client.get(url(case, "answer_history", "growth"), {"from": "1", "to": "now"})

    assert words_of(page) == (["fast."], ["Confidential", "slowly."])


def test_what_changed_is_said_in_words_too(client, case, editor):
    write(case, "growth", "It grows fast.", editor, 0)
    write(case, "growth", "It grows slowly.", editor, 30)
    client.force_login(editor)

    page = client.get(url(case, "answer_history", "growth"))

    assert re.search(r"<del><span[^>]*> Taken out: </span>fast.", page.text)
    assert re.search(r"<ins><span[^>]*> Put in: </span>slowly.", page.text)


def test_both_texts_can_stand_side_by_side(client, case, editor):
    write(case, "growth", "It grows fast.", editor, 0)
    write(case, "growth", "It grows slowly.", editor, 30)
    client.force_login(editor)

    page = client.get(url(case, "answer_history", "growth"), {"view": "sides"})

    assert words_of(page) == (["fast."], ["slowly."])
    assert page.text.count("It grows") == 2


def test_a_script_in_an_old_text_stays_words(client, case, editor):
    write(case, "growth", "<script>alert(1)</script>", editor, 0)
    write(case, "growth", "Better.", editor, 30)
    keep(case, editor, "<b>Name</b>")
    client.force_login(editor)

    for page in (url(case, "answer_history", "growth"), url(case)):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<b>Name" not in text


def test_two_whole_versions_are_compared(client, submitted, editor, expert):
    write(submitted, "growth", "Six words that say too little here.", editor)
    submitted.lifecycle_stage = "growing"
    submitted.save()
    services.return_case(submitted, by=expert, remark="More.")
    client.force_login(editor)

    page = client.get(url(submitted, "version_compare"), {"from": "v2", "to": "v1"})

    # The older one is always before.
    deleted, inserted = words_of(page)
    assert deleted == ["enough"]
    assert inserted == ["Growing", "too little"]
    assert "Text changed: Growth." in page.text
    for section in ("setting", "performance"):
        assert f'<a href="#differs-{section}">' in page.text
        assert f'id="differs-{section}"' in page.text
    assert "Process, Evaluation, Strategic issues." in page.text


def test_an_edition_can_be_compared_with_the_text_as_it_stands(client, distributed, editor):
    write(distributed, "growth", "Words for the next edition.", editor)
    client.force_login(editor)

    page = client.get(url(distributed, "version_compare"), {"from": "e1", "to": "now"})

    assert "Words for the next edition." in page.text
    assert "Distributed as edition 1" in page.text or "Edition 1" in page.text


def test_versions_that_say_the_same_are_the_same(client, submitted, editor):
    client.force_login(editor)

    page = client.get(url(submitted, "version_compare"))

    assert "Nothing: the two are the same." in page.text


# A version with a name


def test_a_writer_keeps_a_version_by_hand(client, case, editor):
    write(case, "growth", "One", editor)
    client.force_login(editor)
    fields = fields_of(client.get(url(case)), "keep-form")

    client.post(url(case, "version_create"), fields | {"name": " Before the steering group "})

    version = case.versions.get()
    assert (version.name, version.occasion) == ("Before the steering group", Occasion.NAMED)
    assert version.frozen_by == editor
    assert Activity.objects.filter(verb="case_version_named").exists()
    assert "Before the steering group" in client.get(url(case)).text


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_version_needs_a_name_that_fits(client, case, editor, name):
    client.force_login(editor)

    page = client.post(url(case, "version_create"), {"name": name})

    assert page.status_code == 422
    assert not case.versions.exists()


def test_the_filters_under_a_refused_name_lead_to_the_timeline(client, case, editor):
    client.force_login(editor)

    answer = client.get(url(case, "version_create"), {"topic": "growth"})

    assert answer.url == f"{url(case)}?topic=growth"


def test_an_expert_keeps_no_version(client, case, expert):
    client.force_login(expert)

    assert client.post(url(case, "version_create"), {"name": "Mine"}).status_code == 403


def test_nothing_is_kept_by_hand_once_the_case_is_handed_over(client, submitted, editor):
    client.force_login(editor)

    page = client.post(url(submitted, "version_create"), {"name": "Late"}, follow=True)

    assert "cannot be changed any more" in page.text
    assert not submitted.versions.filter(occasion=Occasion.NAMED).exists()


# How much it asks


def lengthen(case, editor, number):
    for place in range(number):
        for topic in ("growth", "social_capital"):
            write(case, topic, f"Text {place}", editor, place * 60)
        keep(case, editor, f"Version {place}", place * 60 + 20)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        (("history",), 10),
        (("version_compare",), 15),
        (("version_restore", 1), 14),
        (("answer_history", "growth"), 8),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_pages_ask_as_much_for_three_rows_as_for_one(
    client, case, editor, django_assert_max_num_queries, name, queries, number
):
    lengthen(case, editor, number)
    client.force_login(editor)
    client.get(url(case))

    with django_assert_max_num_queries(queries):
        assert client.get(url(case, *name)).status_code == 200


# The way there


def test_the_page_of_the_draft_leads_to_the_history(client, case, editor):
    services.start_drafting(case, by=editor)
    Activity.objects.create(
        programme=case.programme,
        subject=f"cases.case:{case.pk}",
        verb="case_created",
        sentence="Opened.",
        at=timezone.now(),
    )
    client.force_login(editor)

    page = client.get(case.get_absolute_url()).text

    assert f'href="{url(case)}"' in page
    assert f'href="{url(case, "answer_history", "growth")}"' in page


def test_the_writing_page_leads_from_each_topic_to_its_history(client, case, editor, write_url):
    client.force_login(editor)

    page = client.get(write_url("performance")).text

    assert f'href="{url(case, "answer_history", "growth")}"' in page
    assert f'href="{url(case, "answer_history", "competitiveness")}"' in page


def test_readers_of_the_edition_are_not_led_to_the_history(client, distributed, participant):
    client.force_login(participant)

    assert "/history/" not in client.get(distributed.get_absolute_url()).text
