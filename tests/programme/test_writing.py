"""The mechanism under every text that several people write, tried on answers of a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.forms.writing import AnswerForm
from cases.models import Answer
from programme.writing.compare import Comparison, put_together
from programme.writing.services import TextConflict, base_of, save_text
from tests.factories import CaseFactory, UserFactory
from tests.together import run_together

# Saving


def test_a_text_is_stored_with_its_next_version(answer, writer):
    saved = save_text(answer, "One\r\ntwo", base_version=0, by=writer)

    assert (saved.text, saved.version, saved.updated_by) == ("One\ntwo", 1, writer)


def test_a_text_of_blanks_is_stored_as_none(answer, writer):
    assert save_text(answer, " \r\n\t", base_version=0, by=writer).text == ""


def test_the_same_text_is_no_new_version(answer, writer):
    save_text(answer, "One", base_version=0, by=writer)

    assert save_text(answer, "One", base_version=0, by=UserFactory()).version == 1


def test_the_second_of_two_gets_both_texts_and_changes_nothing(answer, writer):
    save_text(answer, "First", base_version=0, by=writer)

    with pytest.raises(TextConflict) as refusal:
        save_text(answer, "Second", base_version=0, by=UserFactory())

    answer.refresh_from_db()
    assert (refusal.value.row.text, refusal.value.refused) == ("First", "Second")
    assert (answer.text, answer.version) == ("First", 1)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_the_same_moment_one_is_first():
    answer, writer = CaseFactory().answers.get(topic="growth"), UserFactory()

    def save(text):
        return lambda: save_text(answer, text, base_version=0, by=writer)

    results = run_together(*(save(f"Text {number}") for number in range(4)))

    saved = [result for result in results if isinstance(result, Answer)]
    assert len(saved) == 1
    assert sum(isinstance(result, TextConflict) for result in results) == 3
    answer.refresh_from_db()
    assert (answer.text, answer.version) == (saved[0].text, 1)


# The form


def bound(answer, **fields):
    form = AnswerForm(
        {f"growth-{name}": value for name, value in fields.items()},
        instance=Answer.objects.get(pk=answer.pk),
        prefix="growth",
    )
    assert form.is_valid(), form.errors
    return form


def base(answer):
    return base_of(Answer.objects.get(pk=answer.pk), AnswerForm.Meta.fields)


def test_a_text_that_was_only_shown_is_not_saved_over_a_newer_one(answer, writer):
    save_text(answer, "As it was shown", base_version=0, by=writer)
    shown = base(answer)
    save_text(answer, "Newer", base_version=1, by=writer)

    assert bound(answer, text="As it was shown\r\n", base=shown).save_version(by=writer)

    answer.refresh_from_db()
    assert answer.text == "Newer"


def test_a_mark_beside_the_text_counts_as_a_change(answer, writer):
    form = bound(answer, text="", base=base(answer), is_confidential="on")

    form.save_version(by=writer)

    answer.refresh_from_db()
    assert (answer.is_confidential, answer.version) == (True, 1)


@pytest.mark.parametrize(
    "broken", ["", "nonsense", "-", "99999999-", "1e9-x", "-1-x", "9" * 30 + "-x"]
)
def test_a_base_that_is_none_never_overwrites(answer, writer, broken):
    save_text(answer, "Theirs", base_version=0, by=writer)

    form = bound(answer, text="Mine", base=broken)

    assert not form.save_version(by=writer)
    assert form.theirs.text == "Theirs"


def test_what_is_typed_on_is_based_on_what_was_saved(answer, writer):
    form = bound(answer, text="One", base=base(answer))
    form.save_version(by=writer)

    again = bound(answer, text="One two", base=form.next_base)

    assert form.next_base == base(answer)
    assert again.save_version(by=writer)


def test_the_other_person_is_named_with_what_was_marked(answer, writer):
    shown = base(answer)
    save_text(
        answer,
        "",
        base_version=0,
        by=writer,
        is_not_known=True,
        not_known_reason="Nobody counted.",
        is_confidential=True,
    )

    form = bound(answer, text="Mine", base=shown)
    form.save_version(by=UserFactory())

    assert form.first_error.startswith("Klara Lund saved another text")
    assert form.theirs_in_words == [
        "Marked as not known: Nobody counted.",
        "Marked as confidential.",
    ]


def test_a_text_of_the_own_other_window_is_not_said_to_be_somebody_elses(answer, writer):
    shown = base(answer)
    save_text(answer, "Other window.", base_version=0, by=writer)

    form = bound(answer, text="Mine", base=shown)
    form.save_version(by=writer)

    assert form.first_error.startswith("You saved another text in another window")


# Two texts


def joined(pieces):
    return "".join(piece.text for piece in pieces)


def own(pieces):
    return [piece.text for piece in pieces if piece.is_own]


def test_a_comparison_marks_what_only_one_has():
    comparison = Comparison.of("The cluster grows very fast.", "The cluster grows slowly.")

    assert own(comparison.mine) == ["very fast."]
    assert own(comparison.theirs) == ["slowly."]


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_a_comparison_loses_nothing(mine, theirs):
    comparison = Comparison.of(mine, theirs)

    assert (joined(comparison.mine), joined(comparison.theirs)) == (mine, theirs)


def test_paragraphs_that_both_have_stand_once():
    assert put_together("One\n\nMine\n\nThree", "One\n\nTheirs\n\nThree\n\nFour") == (
        "One\n\nMine\n\nTheirs\n\nThree\n\nFour"
    )


@given(st.text(alphabet="ab\n"), st.text(alphabet="ab\n"))
def test_putting_together_keeps_every_line_of_both(mine, theirs):
    merged = put_together(mine, theirs).split("\n")

    assert {line for line in f"{mine}\n{theirs}".split("\n") if line} <= set(merged)


# What is not chosen


@pytest.fixture
def conflict(answer, writer):
    """Theirs is stored, and mine was refused: the form of the page then."""
    save_text(answer, "Shown", base_version=0, by=writer)
    shown = base(answer)
    save_text(answer, "Theirs", base_version=1, by=writer)

    def decide(way, text="Ours", by=writer):
        asked = bound(answer, text="Mine", base=shown)
        assert not asked.save_version(by=by)
        form = bound(answer, text=text, mine="Mine", way=way, base=asked["base"].value())
        assert form.save_version(by=by)
        answer.refresh_from_db()
        return form

    return decide


@pytest.mark.parametrize(
    ("way", "stored"), [("mine", "Mine"), ("theirs", "Theirs"), ("merged", "Ours")]
)
@pytest.mark.parametrize("is_same_person", [True, False])
def test_whichever_text_is_chosen_both_stay_in_the_history(
    answer, writer, conflict, way, stored, is_same_person
):
    conflict(way, by=writer if is_same_person else UserFactory())

    kept = {answer.text, *answer.revisions.values_list("text", flat=True)}
    assert answer.text == stored
    assert kept >= {"Mine", "Theirs", stored}


def test_who_gives_up_a_text_does_not_become_the_author_of_the_other(answer, writer, conflict):
    somebody = UserFactory()

    conflict("theirs", by=somebody)

    assert answer.updated_by == writer
    assert answer.revisions.get(text="Mine").by == somebody


def test_whose_text_was_kept_types_on_without_a_conflict(answer, writer, conflict):
    shown_to_them = base_of(Answer(text="Theirs", version=2), AnswerForm.Meta.fields)
    conflict("theirs", by=UserFactory())

    assert bound(answer, text="Theirs, and more", base=shown_to_them).save_version(by=writer)

    answer.refresh_from_db()
    assert answer.text == "Theirs, and more"
    assert answer.revisions.filter(text="Mine").exists()


def test_an_empty_text_that_is_given_up_is_no_revision(answer, writer):
    save_text(answer, "Theirs", base_version=0, by=writer)

    bound(answer, text="", mine=" ", way="theirs", base=base(answer)).save_version(by=writer)

    assert [revision.text for revision in answer.revisions.all()] == ["Theirs"]
