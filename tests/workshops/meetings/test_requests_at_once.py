"""Several people write about meetings of one session at the same moment."""

import pytest

from programme.models import Mail
from tests.factories import meeting_of
from tests.together import run_together
from tests.workshops.meetings.asking import ask, row_of
from workshops.models import Meeting, MeetingParticipant, MeetingPlan, MeetingStatus
from workshops.services import choose
from workshops.services.meetings.by_hand import put_meeting
from workshops.services.meetings.leaving import cancel_meeting
from workshops.services.meetings.picking import TimeTakenError, choose_time
from workshops.services.meetings.plans import apply_plan, publish_schedule
from workshops.services.meetings.requests import accept_meeting
from workshops.services.meetings.rows import MeetingError
from workshops.services.meetings.slots import remove_slot

pytestmark = pytest.mark.django_db(transaction=True)


def accepting(meeting, person, slot):
    row, user = row_of(meeting, person), person.registration.user
    return lambda: accept_meeting(row, by=user, slot=slot)


def test_two_accept_into_the_same_time_of_one_person_and_one_gets_it(make, slots):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    with_jan, with_eva = ask(paula, jan), ask(paula, eva)

    outcomes = run_together(accepting(with_jan, jan, slots[0]), accepting(with_eva, eva, slots[0]))

    (refusal,) = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, TimeTakenError)
    assert refusal.left == [slots[1]]
    assert MeetingParticipant.objects.filter(networker=paula, slot=slots[0]).count() == 1
    # Who came second has not accepted by that, and takes what is left.
    second, person = (with_jan, jan) if outcomes[0] is refusal else (with_eva, eva)
    accept_meeting(row_of(second, person), by=person.registration.user, slot=slots[1])
    assert set(Meeting.objects.values_list("slot", flat=True)) == {slot.pk for slot in slots}


def test_two_meetings_do_not_get_the_last_table_of_a_time(make, slots):
    people = [make(name) for name in ("Paula", "Jan", "Eva", "Tom")]
    first, second = ask(*people[:2]), ask(*people[2:])
    slots[0].session.tables.filter(number=2).delete()

    outcomes = run_together(
        accepting(first, people[1], slots[0]), accepting(second, people[3], slots[0])
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [TimeTakenError]
    assert Meeting.objects.filter(slot=slots[0]).count() == 1


def test_a_move_and_an_answer_do_not_meet_in_one_time(make, slots):
    paula, jan, eva = make("Paula"), make("Jan"), make("Eva")
    table = slots[0].session.tables.first()
    agreed = meeting_of(paula, jan, slot=slots[0], table=table)
    request, row = ask(eva, paula), row_of(agreed, jan)

    outcomes = run_together(
        lambda: choose_time(row, slots[1], by=jan.registration.user),
        accepting(request, paula, slots[1]),
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [TimeTakenError]
    assert MeetingParticipant.objects.filter(networker=paula, slot=slots[1]).count() == 1


def test_whoever_leaves_choice_b_while_the_other_accepts_is_in_no_meeting(make, choice_a):
    paula, jan = make("Paula"), make("Jan")
    meeting = ask(paula, jan)

    outcomes = run_together(
        lambda: choose(paula.registration, choice_a, by=paula.registration.user),
        accepting(meeting, jan, None),
    )

    assert Meeting.objects.get().status in {MeetingStatus.WITHDRAWN, MeetingStatus.CANCELLED}
    assert all(isinstance(one, MeetingError) for one in outcomes if isinstance(one, Exception))


def test_two_who_ask_each_other_at_once_have_one_request(make):
    paula, jan = make("Paula"), make("Jan")

    outcomes = run_together(lambda: ask(paula, jan), lambda: ask(jan, paula))

    (refusal,) = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, MeetingError)
    assert "asked each other already" in str(refusal)
    assert Meeting.objects.count() == 1


def test_what_two_do_to_one_meeting_comes_one_after_the_other(
    make, session, slots, choice_a, coordinator
):
    """Cancelled and moved, its slot taken off and a plan taken over, left and published."""
    table = session.tables.get(number=2)
    people = {name: make(name) for name in ("Paula", "Jan", "Eva", "Tom")}
    paula, jan, eva, tom = people.values()
    first = meeting_of(paula, jan, slot=slots[0], table=table)
    second = meeting_of(eva, tom)
    result = {
        "places": {str(first.pk): [slots[1].pk, table.pk], str(second.pk): [slots[0].pk, table.pk]},
        "people": {str(first.pk): [paula.pk, jan.pk], str(second.pk): [eva.pk, tom.pk]},
        "unplaced": [],
    }
    session.mode = "computed"
    session.save()
    plan = MeetingPlan.objects.create(session=session, status="done", result=result)

    outcomes = run_together(
        lambda: cancel_meeting(row_of(first, jan), by=jan.registration.user),
        lambda: put_meeting(first, slots[1], table, pinned=False, by=coordinator),
        lambda: apply_plan(plan, by=coordinator),
        lambda: apply_plan(plan, by=coordinator),
        lambda: remove_slot(slots[0], by=coordinator),
        lambda: choose(eva.registration, choice_a, by=eva.registration.user),
        lambda: publish_schedule(session, by=coordinator),
    )

    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, MeetingError) for one in refused), refused
    assert any("taken over already" in str(one) for one in refused)
    statuses = {one.status for one in Meeting.objects.all()}
    assert statuses == {MeetingStatus.CANCELLED}
    assert not MeetingParticipant.objects.filter(slot__isnull=False).exists()
    ended = Mail.objects.filter(
        kind__in=["meeting-cancelled", "meeting-withdrawn", "meeting-declined"]
    ).values_list("name", flat=True)
    assert sorted(ended) == sorted(one.registration.user.name for one in (paula, tom))
