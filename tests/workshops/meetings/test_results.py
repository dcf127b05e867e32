"""What became of meetings, counted for many workshops at once."""

import pytest

from tests.factories import (
    MeetingFactory,
    MeetingOutcomeFactory,
    MeetingSlotFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    meeting_of,
)
from workshops.matchmaking.results import counts_of, total_of

pytestmark = pytest.mark.django_db


def said_of(meeting, *steps, stage="evening"):
    """Its people name these steps, in order."""
    for person, step in zip(meeting.participants.order_by("pk"), steps, strict=False):
        MeetingOutcomeFactory(participant=person, stage=stage, step=step)


def session_with(happened, *steps):
    session = NetworkingSessionFactory()
    pair = NetworkerFactory.create_batch(2, session=session)
    slot = MeetingSlotFactory(session=session)
    said_of(meeting_of(*pair, slot=slot, happened=happened), *steps)
    return session


def test_a_meeting_stands_at_the_furthest_step_that_one_of_its_people_names():
    session = session_with("held", "no_contact", "negotiation")

    counts = counts_of([session.workshop])[session.workshop.pk]

    assert counts.steps["evening"] == {
        "no_contact": 0,
        "knowledge": 0,
        "valuable": 0,
        "negotiation": 1,
        "agreement": 0,
    }
    assert counts.at_least("valuable", "evening") == 1
    assert (counts.answers["evening"], counts.asked) == (2, 2)
    assert sum(counts.steps["six_months"].values()) == 0


def test_what_was_given_up_was_agreed_but_never_took_place():
    session = session_with("no_show")
    MeetingFactory(session=session, status="cancelled", happened="held")
    MeetingFactory(session=session, status="declined")
    MeetingFactory(session=session, status="accepted")

    counts = counts_of([session.workshop])[session.workshop.pk]

    assert (counts.requests, counts.accepted, counts.cancelled) == (4, 3, 1)
    assert (counts.held, counts.no_show, counts.moved, counts.not_told) == (0, 1, 0, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_counting_takes_the_same_queries_for_all_workshops(rows, django_assert_num_queries):
    workshops = [session_with("held", "agreement").workshop for _ in range(rows)]
    nobody = NetworkingSessionFactory().workshop

    with django_assert_num_queries(3):
        counts = counts_of([*workshops, nobody])

    assert [counts[workshop.pk].held for workshop in [*workshops, nobody]] == [1] * rows + [0]
    assert total_of(counts.values()).at_least("agreement", "evening") == rows
