"""The history of a case: its page, versions compared, older words brought back, and who may."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.history.timeline import CaseHistory
from cases.models import AnswerRevision, Case, Occasion
from programme.models import Activity
from programme.writing.history import state_at
from programme.writing.services import save_text
from tests.cases.conftest import answer_to
from tests.factories import CaseFactory, FigureFactory, StrategicIssueFactory
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def url(case, name="history", *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def write(case, topic, text, by, minute=0, **fields):
    """Save a topic some minutes after noon."""
    answer = answer_to(case, topic)
    with time_machine.travel(NOON + datetime.timedelta(minutes=minute), tick=False):
        return save_text(answer, text, base_version=answer.version, by=by, **fields)


def keep(case, by, name="A version", minute=0):
    at = NOON + datetime.timedelta(minutes=minute)
    return services.keep_version(case, Occasion.NAMED, by=by, name=name, at=at)


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


def words_of(page):
    """What is struck out and what is underlined, without the words for the ear."""
    found = []
    for tag in ("del", "ins"):
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.S)
        found.append([re.sub(r"<span.*?</span>", "", part) for part in parts])
    return tuple(found)


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


# One topic comes back


@pytest.fixture
def written(case, editor):
    write(case, "growth", "Good words.", editor, 0, is_confidential=True)
    write(case, "growth", "Bad words.", editor, 30, is_confidential=False)
    return case


def restore(client, case, fields=None, version=1):
    address = url(case, "answer_restore", "growth", version)
    fields = fields or fields_of(client.get(address), "restore-form")
    return client.post(address, fields, follow=True)


def test_one_topic_is_brought_back_after_a_look_at_what_changes(client, written, editor):
    client.force_login(editor)
    preview = client.get(url(written, "answer_restore", "growth", 1))

    page = restore(client, written)

    assert words_of(preview) == (["Bad"], ["Confidential", "Good"])
    assert "is back as it was" in page.text
    answer = answer_to(written, "growth")
    assert (answer.text, answer.is_confidential) == ("Good words.", True)
    assert "Bad words." in answer.revisions.values_list("text", flat=True)
    assert Activity.objects.get(verb="answer_restored").actor == editor


def test_who_saved_meanwhile_is_not_overwritten(client, written, editor, colleague):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    write(written, "growth", "Words of a colleague.", colleague, 60)

    page = restore(client, written, shown)

    assert page.status_code == 409
    assert f"{colleague} saved another text" in page.text
    assert answer_to(written, "growth").text == "Words of a colleague."
    # The page shows the newer text, so the same button decides now.
    restore(client, written, fields_of(page, "restore-form"))
    assert answer_to(written, "growth").text == "Good words."
    assert set(AnswerRevision.objects.values_list("text", flat=True)) == {
        "Good words.",
        "Bad words.",
        "Words of a colleague.",
    }


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "0"])
def test_a_broken_base_restores_nothing(client, written, editor, base):
    client.force_login(editor)

    page = restore(client, written, {"base": base})

    assert page.status_code == 409
    assert answer_to(written, "growth").text == "Bad words."


def test_a_look_changes_nothing(client, written, editor):
    client.force_login(editor)

    client.get(url(written, "answer_restore", "growth", 1))

    assert answer_to(written, "growth").text == "Bad words."


def test_an_expert_reads_the_history_and_restores_nothing(client, written, expert):
    client.force_login(expert)

    assert "Bring back" not in client.get(url(written, "answer_history", "growth")).text
    assert client.get(url(written, "answer_restore", "growth", 1)).status_code == 403
    assert client.post(url(written, "answer_restore", "growth", 1)).status_code == 403


def test_nothing_comes_back_into_a_case_that_has_left_the_city(client, written, editor):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    Case.objects.filter(pk=written.pk).update(status="submitted")

    page = restore(client, written, shown)

    assert "cannot be changed any more" in page.text
    assert answer_to(written, "growth").text == "Bad words."


def test_nothing_comes_back_into_a_locked_section(client, written, editor, expert):
    client.force_login(editor)
    shown = fields_of(client.get(url(written, "answer_restore", "growth", 1)), "restore-form")
    written.locks.create(section="performance", reason="It is good as it is.", locked_by=expert)

    page = restore(client, written, shown)

    assert "It is good as it is." in page.text
    assert answer_to(written, "growth").text == "Bad words."


def test_the_service_refuses_a_locked_section_by_itself(written, editor, expert):
    answer = answer_to(written, "growth")
    state = state_at(answer, 1)
    written.locks.create(section="performance", locked_by=expert)

    with pytest.raises(services.SectionLocked):
        services.restore_answer(answer, state, base_version=2, by=editor)


# A whole version comes back


@pytest.fixture
def changed(case, editor):
    """Two topics and a fact were changed after version 1."""
    write(case, "growth", "Old growth.", editor, 0)
    write(case, "social_capital", "Old trust.", editor, 1)
    keep(case, editor, "The old one", 2)
    write(case, "growth", "New growth.", editor, 30)
    write(case, "social_capital", "New trust.", editor, 31)
    case.lifecycle_stage = "mature"
    case.save()
    return case


def bring_back(client, case, **changes):
    address = url(case, "version_restore", 1)
    fields = fields_of(client.get(address), "restore-form") | changes
    return client.post(address, fields, follow=True)


ALL = ["growth", "social_capital", "fact-lifecycle_stage"]


def test_every_difference_to_an_old_version_is_offered_and_ticked(client, changed, editor):
    client.force_login(editor)

    page = client.get(url(changed, "version_restore", 1))

    boxes = re.findall(r'type="checkbox" name="keys" value="([^"]+)"[^>]*( checked)', page.text)
    assert sorted(key for key, _ in boxes) == sorted(ALL)


def test_only_what_is_ticked_comes_back(client, changed, editor):
    client.force_login(editor)

    page = bring_back(client, changed, keys=["growth"])

    assert "1 part is back" in page.text
    assert answer_to(changed, "growth").text == "Old growth."
    assert answer_to(changed, "social_capital").text == "New trust."
    changed.refresh_from_db()
    assert changed.lifecycle_stage == "mature"


def test_all_of_it_comes_back_and_what_stood_there_is_a_version(client, changed, editor):
    client.force_login(editor)

    bring_back(client, changed, keys=ALL)

    changed.refresh_from_db()
    assert answer_to(changed, "growth").text == "Old growth."
    assert changed.lifecycle_stage == ""
    kept = changed.versions.get(occasion=Occasion.RESTORED)
    assert "New growth." in str(kept.content)
    assert "New growth." in answer_to(changed, "growth").revisions.values_list("text", flat=True)


def test_what_somebody_changed_meanwhile_is_told_and_kept(client, changed, editor, colleague):
    client.force_login(editor)
    fields = fields_of(client.get(url(changed, "version_restore", 1)), "restore-form")
    write(changed, "growth", "Of a colleague.", colleague, 60)
    changed.lifecycle_stage = "renewing"
    changed.save()

    page = client.post(url(changed, "version_restore", 1), fields | {"keys": ALL})

    assert page.status_code == 409
    assert f"Growth: {colleague} changed it while you were looking." in page.text
    assert "Life-cycle stage: somebody changed it" in page.text
    assert answer_to(changed, "growth").text == "Of a colleague."
    assert answer_to(changed, "social_capital").text == "Old trust."
    changed.refresh_from_db()
    assert changed.lifecycle_stage == "renewing"


def test_a_figure_that_is_newer_than_the_version_stays(client, changed, editor):
    FigureFactory(cluster=changed.cluster, label="Members", value=70)
    client.force_login(editor)
    page = client.get(url(changed, "version_restore", 1))

    bring_back(client, changed, keys=ALL)

    assert "Members" not in page.text
    assert changed.cluster.figures.count() == 1
    assert answer_to(changed, "growth").text == "Old growth."


def test_an_issue_that_was_worded_anew_is_compared_word_by_word(client, changed, editor):
    background = "Agreements with the anchor companies are renewed early next year."
    StrategicIssueFactory(case=changed, question="Which way now?", background=background)
    keep(changed, editor)
    changed.issues.update(question="Which way then?")
    client.force_login(editor)

    page = client.get(url(changed, "version_compare"), {"from": "v2", "to": "now"})

    assert words_of(page) == (["now?"], ["then?"])


def test_nothing_ticked_brings_nothing_back(client, changed, editor):
    client.force_login(editor)

    page = bring_back(client, changed, keys=[])

    assert page.status_code == 422
    assert answer_to(changed, "growth").text == "New growth."


@pytest.mark.parametrize("seen", ["", "nonsense", "a:b:c"])
def test_a_page_that_is_not_ours_brings_nothing_back(client, changed, editor, seen):
    client.force_login(editor)

    page = bring_back(client, changed, keys=ALL, seen=seen)

    assert page.status_code == 422
    assert answer_to(changed, "growth").text == "New growth."


def test_a_whole_version_is_brought_back_by_writers_alone(client, changed, expert):
    client.force_login(expert)

    assert client.get(url(changed, "version_restore", 1)).status_code == 403


def test_no_version_comes_back_into_a_case_that_has_left_the_city(client, submitted, editor):
    client.force_login(editor)

    page = client.get(url(submitted, "version_restore", 1), follow=True)

    assert "cannot be changed any more" in page.text


def test_a_locked_section_stays_as_it_is(client, changed, editor, expert):
    client.force_login(editor)
    fields = fields_of(client.get(url(changed, "version_restore", 1)), "restore-form")
    changed.locks.create(section="performance", reason="Good as it is.", locked_by=expert)

    page = client.post(url(changed, "version_restore", 1), fields | {"keys": ALL})

    assert (page.status_code, "Good as it is." in page.text) == (409, True)
    assert answer_to(changed, "social_capital").text == "New trust."


def test_a_section_that_is_locked_already_is_not_offered(client, changed, editor, expert):
    changed.locks.create(section="performance", reason="Good as it is.", locked_by=expert)
    client.force_login(editor)

    page = client.get(url(changed, "version_restore", 1))

    assert "Locked: stays as it is" in page.text
    assert re.search(r'value="growth" id="key-growth" disabled', page.text)
    assert re.search(r'value="social_capital" id="key-social_capital" checked>', page.text)


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
