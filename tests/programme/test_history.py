"""The history of a text: what becomes a revision, and how two states are found and compared."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.models import Answer, Occasion
from cases.services import keep_version
from programme.writing.compare import MOST_STEPS, Comparison, Effort, put_together
from programme.writing.history import TextHistory, states_of
from programme.writing.restoring import restore_text
from programme.writing.services import TextConflict, give_up, save_text
from tests.factories import CaseFactory, UserFactory
from tests.together import run_together

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture
def write(answer, writer):
    """Save a text some minutes after noon."""

    def write(text, minute=0, by=writer, **fields):
        now = Answer.objects.get(pk=answer.pk)
        with time_machine.travel(NOON + datetime.timedelta(minutes=minute), tick=False):
            return save_text(now, text, base_version=now.version, by=by, **fields)

    return write


def texts(answer):
    """The texts in the history, the first one first."""
    return list(answer.revisions.order_by("version").values_list("text", flat=True))


# What is folded


def test_saves_of_one_person_within_a_quarter_of_an_hour_are_one_revision(answer, write):
    write("One", 0)
    write("One two", 7)
    write("One two three", 14)

    revision = answer.revisions.get()
    assert (revision.text, revision.version) == ("One two three", 3)
    assert revision.begun_at == NOON
    assert revision.saved_at == NOON + datetime.timedelta(minutes=14)


def test_a_later_quarter_begins_a_new_revision(answer, write):
    write("One", 0)
    write("One two", 10)
    write("One two three", 15)

    assert texts(answer) == ["One two", "One two three"]


def test_another_person_begins_a_new_revision(answer, write):
    write("One", 0)
    write("One two", 1, by=UserFactory())
    write("One two three", 2)

    assert texts(answer) == ["One", "One two", "One two three"]


def test_a_hand_over_begins_a_new_revision(answer, writer, write):
    write("As it was handed over", 0)
    keep_version(answer.case, Occasion.SUBMITTED, by=writer)

    write("As it was mended", 1)

    assert texts(answer) == ["As it was handed over", "As it was mended"]


def test_what_is_cut_by_more_than_half_stays(answer, write):
    write("word " * 100, 0)
    write("Oh no", 1)

    assert texts(answer) == ["word " * 100, "Oh no"]


def test_a_short_text_that_is_cut_is_folded(answer, write):
    write("A few words that are there", 0)
    write("A few", 1)

    assert texts(answer) == ["A few"]


def test_an_unchanged_save_is_no_revision(answer, write):
    write("One", 0)
    write("One", 20)

    assert answer.revisions.count() == 1


def test_what_belongs_to_the_text_is_kept_even_if_only_the_text_was_saved(answer, write):
    write("One", 0, is_confidential=True)
    write("Two", 20)

    assert [r.values["is_confidential"] for r in answer.revisions.all()] == [True, True]


def test_a_text_from_before_the_history_is_kept_when_it_is_replaced(answer, write):
    author = UserFactory()
    Answer.objects.filter(pk=answer.pk).update(
        text="From elsewhere", version=7, updated_by=author, updated_at=NOON
    )

    write("Newer", 1, by=author)

    assert texts(answer) == ["From elsewhere", "Newer"]
    assert answer.revisions.get(version=7).by == author


def test_a_text_that_somebody_gave_up_stands_beside_the_one_that_was_kept(answer, write):
    theirs = write("Theirs", 0)
    with time_machine.travel(NOON + datetime.timedelta(minutes=1), tick=False):
        give_up(theirs, "Given up", base_version=theirs.version, by=UserFactory())

    write("Newer", 2)

    assert texts(answer) == ["Theirs", "Given up", "Newer"]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_are_both_in_the_history():
    answer = CaseFactory().answers.get(topic="growth")
    people = [UserFactory(), UserFactory()]

    def save(person):
        def keep_trying():
            base = 0
            while True:
                try:
                    return save_text(answer, f"Of {person.pk}", base_version=base, by=person)
                except TextConflict as conflict:
                    base = conflict.row.version

        return keep_trying

    run_together(*(save(person) for person in people))

    assert {(r.by, r.text) for r in answer.revisions.all()} == {
        (person, f"Of {person.pk}") for person in people
    }


# What is brought back


def state(answer, text):
    revision = answer.revisions.get(text=text)
    history = TextHistory.of(answer, {"from": str(revision.version), "to": "now"})
    return history.before


def test_a_restored_text_leaves_what_it_replaced_in_the_history(answer, writer, write):
    write("Good", 0, is_confidential=True)
    now = write("Bad", 20, is_confidential=False)

    with time_machine.travel(NOON + datetime.timedelta(minutes=21), tick=False):
        restored = restore_text(now, state(now, "Good"), base_version=now.version, by=writer)

    assert (restored.text, restored.is_confidential) == ("Good", True)
    assert texts(answer) == ["Good", "Bad", "Good"]


def test_a_restore_on_an_old_base_changes_nothing(answer, writer, write):
    write("Good", 0)
    shown = write("Bad", 20)
    write("Of somebody else", 25, by=UserFactory())

    with pytest.raises(TextConflict):
        restore_text(shown, state(shown, "Good"), base_version=shown.version, by=writer)

    assert texts(answer) == ["Good", "Bad", "Of somebody else"]
    assert not answer.revisions.filter(is_kept=True).exists()


# Which two are compared


@pytest.fixture
def written(write):
    for minute, text in enumerate(["One", "One two", "One two three"]):
        row = write(text, minute * 20)
    return row


def compared(row, **asked):
    history = TextHistory.of(row, {"from": asked.pop("since", "")} | asked)
    return history.before.text, history.after.text


def test_the_last_change_is_shown_first(written):
    assert compared(written) == ("One two", "One two three")


def test_any_two_can_be_compared_the_older_one_first(written):
    assert compared(written, since="now", to="1") == ("One", "One two three")
    assert compared(written, since="0", to="2") == ("", "One two")


def test_an_address_of_a_folded_save_finds_where_it_was_folded_into(answer, write):
    write("One", 0)
    write("One two", 1)
    row = write("Later", 30)

    assert compared(row, since="1", to="3") == ("One two", "Later")


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "99", "9" * 40, "1e3", "²"])
def test_what_cannot_be_meant_is_the_last_change(written, nonsense):
    assert compared(written, since=nonsense, to=nonsense) == ("One two", "One two three")


def test_a_text_without_history_can_be_compared_with_nothing(answer, writer):
    Answer.objects.filter(pk=answer.pk).update(text="Loaded", version=1, updated_by=writer)
    answer.refresh_from_db()

    assert compared(answer) == ("", "Loaded")


def test_a_text_in_which_nobody_wrote_has_no_states(answer):
    assert states_of(answer) == []
    assert TextHistory.of(answer, {}).before is None


def test_a_line_says_how_many_words_came_and_went(answer, write):
    write("One two three", 0)
    row = write("One", 20)

    rows = TextHistory.of(row, {}).rows

    assert [(r.state.key, r.more, r.fewer) for r in rows] == [
        ("now", -2, 2),
        ("1", 3, -3),
        ("0", 0, 0),
    ]


def test_what_is_compared_and_on_another_page_is_still_asked_for(answer, writer):
    for number in range(30):
        answer.revisions.create(
            version=number + 1,
            text=f"Text {number}",
            by=writer,
            begun_at=timezone.now(),
            saved_at=timezone.now(),
        )
    Answer.objects.filter(pk=answer.pk).update(text="Text 29", version=30)
    answer.refresh_from_db()

    history = TextHistory.of(answer, {"from": "1", "to": "now", "page": "1"})

    assert (history.before.text, len(history.rows)) == ("Text 0", 25)
    assert history.elsewhere == [("from", "1")]


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_of_a_text_asks_twice(answer, write, django_assert_num_queries, number):
    for minute in range(number):
        row = write(f"Text {minute}", minute * 20)

    with django_assert_num_queries(2):
        TextHistory.of(row, {})


# Comparing

words = st.lists(st.sampled_from(["a", "b", "c.", "\n\n", "\n", " ", "  "])).map("".join)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


@given(words, words)
@settings(deadline=None)
def test_pieces_joined_are_the_texts(before, after):
    comparison = Comparison.of(before, after)

    assert (joined(comparison.mine), joined(comparison.theirs)) == (before, after)
    assert comparison.is_same == (before == after)


@given(words, words, st.integers(0, 30))
@settings(deadline=None)
def test_pieces_joined_are_the_texts_however_little_work_is_allowed(before, after, limit):
    comparison = Comparison.of(before, after, Effort(limit))

    assert (joined(comparison.mine), joined(comparison.theirs)) == (before, after)


@given(words, words)
@settings(deadline=None)
def test_what_is_marked_as_the_same_is_the_same_and_changes_stand_apart(before, after):
    stretches = Comparison.of(before, after).stretches

    assert all(s.before == s.after for s in stretches if s.is_same)
    kinds = [s.is_same for s in stretches]
    assert all(one != other for one, other in zip(kinds, kinds[1:], strict=False))


def marked(before, after):
    return [(s.before, s.after) for s in Comparison.of(before, after).stretches if not s.is_same]


def test_a_sentence_that_is_added_marks_nothing_else():
    assert marked("It grows.\n\nEnd.", "It grows. Fast.\n\nEnd.\n\nMore.") == [
        ("", " Fast."),
        ("", "\n\nMore."),
    ]


def test_a_replaced_sentence_is_one_change():
    changes = marked(
        "The target. We are on the way.",
        "The target. Nine have been formed that are still alive other than the founder.",
    )

    assert changes == [
        ("We are on the way.", "Nine have been formed that are still alive other than the founder.")
    ]


def test_the_changed_words_of_a_long_text_are_marked():
    paragraphs = [f"Paragraph {number} says something of its own. " * 20 for number in range(60)]
    before = "\n\n".join(paragraphs)
    after = before.replace("Paragraph 30 says", "Paragraph 30 shouts")

    comparison = Comparison.of(before, after)

    assert len(before.split()) > 8000
    assert (comparison.words_out, comparison.words_in) == (20, 20)


RUBBISH = {
    "one word": ("a " * 100_000, "b a " * 50_000),
    "every second word": (
        " ".join(f"x{n} a" for n in range(20_000)),
        " ".join(f"y{n} a" for n in range(20_000)),
    ),
    "short paragraphs": ("a\n\n" * 60_000, "b\n\na\n\n" * 30_000),
    "backwards": (
        " ".join(str(n) for n in range(30_000)),
        " ".join(str(n) for n in reversed(range(30_000))),
    ),
    "empty lines": ("\n" * 200_000, " \n" * 100_000),
}


@pytest.mark.parametrize("kind", RUBBISH)
def test_comparing_rubbish_is_bounded_work(kind):
    before, after = RUBBISH[kind]
    effort = Effort()

    comparison = Comparison.of(before, after, effort)

    # One step more than allowed is noticed, and the walk of that step is part of one text.
    assert effort.spent <= MOST_STEPS + len(before)
    assert (joined(comparison.mine), joined(comparison.theirs)) == (before, after)


def test_putting_rubbish_together_keeps_it_all():
    before, after = RUBBISH["short paragraphs"]

    assert put_together(before, after).count("b") == 30_000
