"""One page for policymakers and the slides: from what every member may see, and on one page."""

from types import SimpleNamespace

import pytest

from cases.models import OptionVote
from reports.contexts import context_of
from reports.documents.makers import MAKERS
from reports.documents.shelf import subjects_for
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def held(edition):
    """The workshop of a distributed case."""
    return edition.case.workshop


@pytest.fixture
def room(edition):
    return factories.DiscussionFactory(case=edition.case)


def add(room, phase, *texts, **fields):
    return [
        factories.BoardNoteFactory(discussion=room, phase=phase, text=text, **fields)
        for text in texts
    ]


def test_it_says_what_was_asked_seen_weighed_and_proposed(held, room, edition):
    add(room, "diagnosis", "Fees cover half of the staff.")
    (option,) = add(room, "options", "Sell services.")
    add(room, "options", "Put away.", put_away_at=room.opened_at)
    voter = factories.UserFactory()
    OptionVote.objects.create(note=option, voter=voter, impact=5, feasibility=2)
    factories.ProposedActionFactory(case=edition.case, text="Ask for fees.", level="region")
    factories.ProposedActionFactory(
        case=edition.case, text="Declined.", status="declined", response="No."
    )

    shown = context_of("policy_page", held)

    assert shown.diagnosis == ("Fees cover half of the staff.",)
    assert [(o.text, o.impact) for o in shown.options] == [("Sell services.", "")]
    assert [(line.level, len(line.actions)) for line in shown.levels] == [("Region", 1)]


def test_marks_are_told_once_the_room_was_shown_them(held, room):
    weak, strong = add(room, "options", "Weak.", "Strong.")
    voter = factories.UserFactory()
    OptionVote.objects.create(note=weak, voter=voter, impact=2, feasibility=2)
    OptionVote.objects.create(note=strong, voter=voter, impact=5, feasibility=4)
    room.shows_votes = True
    room.save()

    options = context_of("deck", held).options

    assert [(o.text, o.impact, o.feasibility) for o in options] == [
        ("Strong.", "5.0", "4.0"),
        ("Weak.", "2.0", "2.0"),
    ]


def test_a_page_is_one_page_however_much_was_said(held, room, edition):
    words = "A sentence that goes on and on, because somebody wanted to be precise about it. " * 7
    for phase in ("diagnosis", "options"):
        add(room, phase, *[f"{number} {words}"[:600] for number in range(6)])
    for _ in range(6):
        factories.ProposedActionFactory(case=edition.case, text=words, owner="A body " * 20)

    _content, printed = MAKERS["policy_page"](SimpleNamespace(workshop=held), lambda *_: None)

    assert printed.pages == 1


def test_members_alone_may_have_it(held, participant, outsider):
    assert subjects_for("deck", participant).get() == held
    assert not subjects_for("deck", outsider).exists()


def test_there_is_none_before_the_case_is_shared(edition, coordinator):
    edition.case.status = "accepted"
    edition.case.save()

    assert not subjects_for("policy_page", coordinator).exists()
    assert not subjects_for("deck", coordinator).exists()
