"""Many in one room in the same moment."""

import uuid

import pytest

from cases.models import BoardNote
from cases.services import discussion as services
from tests.factories import DiscussionFactory, MembershipFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_points_that_come_together_get_numbers_without_a_gap_and_each_once():
    room = DiscussionFactory()
    people = [MembershipFactory(programme=room.case.programme).user for _ in range(3)]
    keys = [uuid.uuid4() for _ in people]

    answers = run_together(
        *(
            lambda person=person, key=key: services.add_point(
                room, by=person, phase="facts", text="At once.", key=key
            )
            for person, key in zip(people * 2, keys * 2, strict=True)
        )
    )

    notes = list(BoardNote.objects.order_by("number"))
    room.refresh_from_db()
    assert [note.number for note in notes] == [1, 2, 3]
    assert sorted(note.change for note in notes) == [2, 3, 4]
    assert room.last_change == 4
    assert {answer.pk for answer in answers} == {note.pk for note in notes}


def test_a_point_and_the_end_at_once_leave_a_board_that_everybody_was_told_of(expert):
    room = DiscussionFactory()
    person = MembershipFactory(programme=room.case.programme).user

    point, _closed = run_together(
        lambda: services.add_point(
            room, by=person, phase="facts", text="Just in time.", key=uuid.uuid4()
        ),
        lambda: services.close_discussion(room, by=expert),
    )

    was_refused = isinstance(point, services.RoomClosed)
    assert BoardNote.objects.exists() != was_refused
