"""The schedule of meetings: computed, taken over, published, changed by hand, and its desk."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme.models import Activity, Mail, Programme
from tests.factories import (
    AgendaItemFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    meeting_of,
)
from tests.workshops.conftest import address, said
from workshops.matchmaking import computing
from workshops.matchmaking.desk import DeskPage
from workshops.models import Attendance, Interpreters, Meeting, MeetingPlan, Registration, SignUp
from workshops.services.meetings.by_hand import pin_meeting, put_meeting, swap_meetings
from workshops.services.meetings.desk import tick_came
from workshops.services.meetings.plans import apply_plan, publish_schedule
from workshops.services.meetings.rows import MeetingError
from workshops.tasks import compute_plan, resume_plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(workshop):
    AgendaItemFactory(
        workshop=workshop,
        day=workshop.days[1],
        choice="B",
        starts_at=datetime.time(13, 30),
        ends_at=datetime.time(16, 30),
    )
    return NetworkingSessionFactory(workshop=workshop, mode="computed")


@pytest.fixture
def slots(session):
    day = session.workshop.days[1]
    return [
        MeetingSlotFactory(
            session=session,
            day=day,
            starts_at=datetime.time(hour, 0),
            ends_at=datetime.time(hour, 25),
        )
        for hour in (14, 15)
    ]


@pytest.fixture
def table(session):
    return MeetingTableFactory(session=session, number=1, seats=4)


@pytest.fixture
def people(session):
    return [
        NetworkerFactory(session=session, registration__name=name)
        for name in ("Anna", "Bela", "Carl", "Dora")
    ]


@pytest.fixture
def plan(session, slots, table, people):
    """Three agreed meetings, for two of which there is room; one of them is computed in vain."""
    anna, bela, carl, dora = people
    meeting_of(anna, bela, reason="First")
    meeting_of(anna, carl, reason="Second")
    meeting_of(carl, dora, reason="Third")
    return MeetingPlan.objects.create(session=session)


def mails(kind):
    return Mail.objects.filter(kind=kind)


def test_a_schedule_is_computed_by_the_worker_and_taken_over(
    client, editor, plan, django_capture_on_commit_callbacks
):
    plan.delete()
    session = plan.session
    client.force_login(editor)

    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(address("plan_create", session.workshop))
    found = client.get(asked.url)
    client.post(address("plan_apply", session.workshop, found.context["plan"].pk))

    placed = Meeting.objects.filter(slot__isnull=False)
    left = Meeting.objects.get(slot__isnull=True)
    assert found.context["page"].placed == 2
    assert [one.why for one in found.context["page"].refused] == [left.unplaced_reason]
    assert placed.count() == 2
    assert left.unplaced_reason.startswith("Whenever all of them are free")
    assert set(Activity.objects.values_list("verb", flat=True)) >= {
        "meeting_plan_requested",
        "meeting_plan_applied",
    }
    # People hear of it when it is published.
    assert not mails("meetings-changed").exists()


def test_what_changed_since_is_left_and_told(plan, editor, slots, table, people):
    compute_plan(plan.pk)
    plan.refresh_from_db()
    gone = Meeting.objects.get(pk=int(min(plan.result["places"])))
    gone.participants.last().delete()
    extra = NetworkerFactory(session=plan.session)
    gone.participants.create(networker=extra, answer="accepted")

    applied = apply_plan(plan, by=editor)

    gone.refresh_from_db()
    assert [gone.reason in sentence for sentence in applied.skipped] == [True]
    assert (gone.slot, gone.unplaced_reason) == (None, "Its people have changed since.")
    with pytest.raises(MeetingError, match="already"):
        apply_plan(plan, by=editor)


@pytest.fixture
def planned(session, slots, table, people):
    """A meeting that stands in the second slot, and a plan that puts it into the first."""
    meeting = meeting_of(*people[:2], slot=slots[1], table=table)
    result = {
        "places": {str(meeting.pk): [slots[0].pk, table.pk]},
        "people": {str(meeting.pk): [person.pk for person in people[:2]]},
        "unplaced": [],
    }
    plan = MeetingPlan.objects.create(session=session, status="done", result=result)
    return meeting, plan


def test_a_meeting_that_cannot_go_where_it_was_planned_stays_where_it_is(
    planned, slots, people, editor
):
    meeting, plan = planned
    people[0].away.add(slots[0])

    applied = apply_plan(plan, by=editor)

    meeting.refresh_from_db()
    assert (meeting.slot, meeting.unplaced_reason) == (slots[1], "")
    assert ["cannot come" in sentence for sentence in applied.skipped] == [True]


@pytest.mark.parametrize("why", ["begun", "picked"])
def test_no_plan_moves_a_meeting_that_has_begun_or_was_picked_since(
    planned, session, slots, editor, why
):
    meeting, plan = planned
    if why == "picked":
        session.mode = "pick"
        session.save()
    clock = datetime.datetime.combine(slots[1].day, slots[1].starts_at, session.workshop.tz)

    with time_machine.travel(clock if why == "begun" else timezone.now()):
        apply_plan(plan, by=editor)

    meeting.refresh_from_db()
    assert meeting.slot == slots[1]


def test_a_pinned_meeting_stays_where_the_organiser_put_it(plan, editor, slots, table):
    third = Meeting.objects.get(reason="Third")
    put_meeting(third, slots[0], table, pinned=True, by=editor)

    compute_plan(plan.pk)
    plan.refresh_from_db()

    assert plan.result["places"][str(third.pk)] == [slots[0].pk, table.pk]
    assert len(plan.result["places"]) == 2


def test_where_people_pick_their_times_only_the_others_are_placed(plan, slots, table):
    session = plan.session
    session.mode = "pick"
    session.save()
    first = Meeting.objects.get(reason="First")
    first.participants.update(slot=slots[1])
    Meeting.objects.filter(pk=first.pk).update(slot=slots[1], table=table)

    compute_plan(plan.pk)

    plan.refresh_from_db()
    assert plan.result["places"][str(first.pk)] == [slots[1].pk, table.pk]
    assert len(plan.result["places"]) == 2


def test_nobody_of_choice_a_is_in_a_computed_schedule(
    client, editor, plan, choice_a, people, slots
):
    SignUp.objects.filter(registration=people[0].registration).update(item=choice_a)

    compute_plan(plan.pk)
    client.force_login(editor)
    board = client.get(address("meeting_board", plan.session.workshop))

    plan.refresh_from_db()
    third = Meeting.objects.get(reason="Third")
    assert list(plan.result["places"]) == [str(third.pk)]
    assert {one["why"] for one in plan.result["unplaced"]} == {"left_choice_b"}
    assert [cell.gone_names for cell in board.context["page"].arrangement.clashes] == ["Anna"] * 2


def test_one_schedule_of_a_session_is_computed_at_a_time(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPlan.objects.create(session=plan.session)


def test_a_plan_whose_worker_died_is_taken_up_and_the_dead_one_writes_nothing(plan):
    plan.requested_at = timezone.now() - datetime.timedelta(minutes=5)
    plan.save()
    with time_machine.travel(plan.requested_at, tick=False):
        dead = computing.Claim.take(plan.pk)

    resume_plans()
    plan.refresh_from_db()

    assert plan.status == "done"
    assert len(plan.result["places"]) == 2
    with pytest.raises(computing.SupersededError):
        dead.finish({})


def test_a_plan_that_kills_its_worker_again_and_again_is_given_up(plan):
    plan.status, plan.result = "running", {"attempts": computing.MOST_ATTEMPTS}
    plan.save()

    resume_plans()

    plan.refresh_from_db()
    assert (plan.status, plan.error != "") == ("failed", True)


def test_publishing_tells_everybody_once_and_then_those_concerned(
    session, slots, table, people, editor
):
    anna, bela, carl, dora = people
    Programme.objects.update(workshop_label="workshop, 100 % circular")
    first = meeting_of(anna, bela, slot=slots[0], table=table)
    meeting_of(anna, carl, reason="In vain")

    publish_schedule(session, by=editor)
    with pytest.raises(MeetingError, match="already"):
        publish_schedule(session, by=editor)
    session.refresh_from_db()
    put_meeting(first, slots[1], table, pinned=False, by=editor)

    told = {mail.user.registrations.get().name for mail in mails("meetings-published")}
    assert told == {"Anna", "Bela", "Carl"}
    moved = {mail.user.registrations.get().name for mail in mails("meetings-changed")}
    assert moved == {"Anna", "Bela"}
    body = mails("meetings-changed").first().body
    assert "15:00–15:25" in body
    assert "14:00–14:25" in body


def test_two_meetings_change_places_or_neither_moves(session, slots, table, people, editor):
    anna, bela, carl, dora = people
    second = MeetingTableFactory(session=session, number=2, seats=2)
    first = meeting_of(anna, bela, slot=slots[0], table=second)
    other = meeting_of(anna, bela, dora, slot=slots[1], table=table)

    with pytest.raises(MeetingError, match="2 seats"):
        swap_meetings(first, other, by=editor)

    first.refresh_from_db()
    assert (first.slot, first.table) == (slots[0], second)


@pytest.mark.once
def test_a_refused_place_says_why_at_its_field(client, editor, session, slots, table, people):
    anna, bela, carl, dora = people
    meeting_of(anna, bela, slot=slots[0], table=table)
    waiting = meeting_of(anna, carl)
    MeetingTableFactory(session=session, number=2)
    client.force_login(editor)
    url = address("meeting_place", session.workshop, waiting.pk)

    taken = client.post(url, {"slot": slots[0].pk, "table": table.pk})
    free = client.post(url, {"slot": slots[1].pk, "table": table.pk, "pinned": "on"})

    waiting.refresh_from_db()
    assert taken.status_code == 422
    assert taken.context["form"].errors["slot"] == ["Table 1 is taken at 14:00–14:25."]
    assert taken.context["change"].options[0].against == "Anna: another meeting."
    assert free.status_code == 302
    assert (waiting.slot, waiting.is_pinned) == (slots[1], True)


@pytest.mark.once
def test_a_meeting_dragged_onto_another_changes_places_with_it(
    client, editor, session, slots, table, people
):
    anna, bela, carl, dora = people
    first = meeting_of(anna, bela, slot=slots[0], table=table)
    other = meeting_of(carl, dora, slot=slots[1], table=table)
    client.force_login(editor)

    client.post(
        address("board_drop", session.workshop),
        {"meeting": first.pk, "slot": slots[1].pk, "table": table.pk},
    )

    places = dict(Meeting.objects.values_list("pk", "slot"))
    assert places == {first.pk: slots[1].pk, other.pk: slots[0].pk}


@pytest.mark.once
def test_a_meeting_is_unpinned_and_the_log_says_so(session, slots, table, people, editor):
    meeting = meeting_of(*people[:2], slot=slots[0], table=table, is_pinned=True)

    pin_meeting(meeting, pinned=False, by=editor)

    assert not Meeting.objects.get().is_pinned
    assert Activity.objects.filter(verb="meeting_pinned").count() == 1


# The desk


def test_the_desk_checks_people_in_and_says_who_is_free(
    client, editor, session, slots, table, people
):
    anna, bela, carl, dora = people
    meeting_of(anna, bela, slot=slots[0], table=table)
    carl.away.add(slots[1])
    dora.away.add(slots[1])
    client.force_login(editor)
    url = address("desk_check_in", session.workshop, carl.registration.pk)

    client.post(url, {"mark": "there", "slot": "9" * 5000})
    answer = client.post(url, {"mark": "there", "slot": slots[0].pk, "q": "ca"})
    page = client.get(answer.url).context["page"]

    mark = Attendance.objects.get()
    alone = {one.name: [other.name for other in one.suggestions] for one in page.without_meeting}
    assert (mark.registration, mark.half, mark.is_present) == (carl.registration, "pm", True)
    assert ([one.name for one in page.shown], page.here) == (["Carl"], 1)
    # The only table is taken in the first slot, and both are away in the second.
    assert alone == {"Carl": [], "Dora": []}
    second = MeetingTableFactory(session=session, number=2)
    free = DeskPage.of(session)
    assert free.free_tables == [second]
    assert {one.name: [o.name for o in one.suggestions] for one in free.without_meeting} == {
        "Carl": ["Dora"],
        "Dora": ["Carl"],
    }


@pytest.mark.once
def test_the_desk_tells_two_people_of_one_name_apart(session, slots, table, people):
    Registration.objects.filter(networker__in=people[:2]).update(name="Anna")
    meeting_of(*people[:2], slot=slots[0], table=table)

    page = DeskPage.of(session)

    assert [others for one in page.people for _, others in one.next_meetings] == ["Anna", "Anna"]


def test_what_became_of_a_meeting_follows_from_who_came(
    client, editor, session, slots, table, people
):
    meeting = meeting_of(*people[:2], slot=slots[0], table=table)
    first, second = meeting.participants.all()
    client.force_login(editor)
    url = address("desk_tick", session.workshop, first.pk)

    early = client.post(url, {"came": "there"})
    noon = datetime.datetime.combine(slots[0].day, datetime.time(14, 10), session.workshop.tz)
    seen = []
    with time_machine.travel(noon, tick=False):
        for row, came in [(first, True), (second, True), (second, False), (second, None)]:
            tick_came(row, came, by=editor)
            meeting.refresh_from_db()
            seen.append(meeting.happened)

    assert "is ticked then" in said(early)[0]
    assert seen == ["", "held", "no_show", ""]


@pytest.mark.once
def test_the_desk_says_where_interpreters_are_too_few(session, slots, people):
    tables = [MeetingTableFactory(session=session, number=n) for n in (1, 2)]
    anna, bela, carl, dora = people
    for person in (anna, carl):
        person.interpreter = "fr"
        person.save()
    meeting_of(anna, bela, slot=slots[0], table=tables[0])
    meeting_of(carl, dora, slot=slots[0], table=tables[1])
    Interpreters.objects.create(session=session, language="fr", number=1)

    line = DeskPage.of(session).languages[0]

    assert (line.name, line.short) == ("French", [slots[0]])


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "status"),
    [("expert", 200), ("editor", 200), ("participant", 403)],
)
def test_board_and_desk_are_for_those_who_arrange_the_meetings(
    client, request, session, slots, table, people, who, status
):
    meeting_of(*people[:2], slot=slots[0], table=table)
    client.force_login(request.getfixturevalue(who))
    pages = [address(name, session.workshop) for name in ("meeting_board", "meeting_desk")]

    answers = [client.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert all((b"Anna" in answer.content) is (status == 200) for answer in answers)
    # The expert speaks for nobody: names are said, and lead nowhere.
    assert (b"?person=" in answers[1].content) is (who in ("coordinator", "editor"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "queries"), [("meeting_board", 15), ("meeting_desk", 15), ("meeting_plan", 12)]
)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_for_many_meetings(
    client, editor, session, table, name, queries, rows, django_assert_num_queries
):
    Interpreters.objects.create(session=session, language="fr", number=1)
    for number in range(rows):
        slot = MeetingSlotFactory(session=session, day=session.workshop.days[1])
        two = NetworkerFactory.create_batch(2, session=session, interpreter="fr")
        meeting_of(*two, slot=slot, table=table, reason=str(number))
        meeting_of(*NetworkerFactory.create_batch(2, session=session), reason=f"Without {number}")
    plan = MeetingPlan.objects.create(session=session)
    compute_plan(plan.pk)
    client.force_login(editor)
    rest = [plan.pk] if name == "meeting_plan" else []

    with django_assert_num_queries(queries):
        client.get(address(name, session.workshop, *rest))
