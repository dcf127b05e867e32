"""Setting up the meetings of choice B, and what becomes of them when slots and tables change."""

import datetime

import pytest
from django.urls import reverse

from programme.models import Activity, Mail
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    meeting_of,
)
from tests.workshops.conftest import address, said
from workshops.forms.meetings.session import SessionCreateForm, SessionForm
from workshops.matchmaking.times import strays_of
from workshops.models import (
    Meeting,
    MeetingParticipant,
    MeetingSlot,
    NetworkingSession,
    SignUp,
)
from workshops.services.meetings.rows import MeetingError
from workshops.services.meetings.session import change_session, open_session, set_interpreters
from workshops.services.meetings.slots import (
    add_slot,
    move_slot,
    move_slots_along,
    remove_slot,
)
from workshops.services.meetings.tables import change_table, remove_table
from workshops.services.scheduling import schedule_workshop

pytestmark = pytest.mark.django_db

NEW = {
    "mode": "pick",
    "minutes": "25",
    "pause": "5",
    "tables": "3",
    "seats": "4",
    "where": "Foyer",
    "days_to_answer": "5",
}


def at(hour, minute=0):
    return datetime.time(hour, minute)


@pytest.fixture
def choice_b(workshop):
    return AgendaItemFactory(
        workshop=workshop,
        day=workshop.days[1],
        title="Networking",
        choice="B",
        starts_at=at(13, 30),
        ends_at=at(16, 30),
    )


@pytest.fixture
def session(workshop, choice_b):
    return NetworkingSessionFactory(workshop=workshop)


@pytest.fixture
def slot(session, choice_b):
    return MeetingSlotFactory(
        session=session, day=choice_b.day, starts_at=at(13, 30), ends_at=at(13, 55)
    )


@pytest.fixture
def table(session):
    return MeetingTableFactory(session=session, number=1, seats=4)


@pytest.fixture
def meeting(session, slot, table):
    people = NetworkerFactory.create_batch(2, session=session)
    return meeting_of(*people, slot=slot, table=table, reason="Test beds")


def mails():
    return sorted(Mail.objects.filter(kind="meetings-changed").values_list("address", flat=True))


def addresses_of(meeting):
    people = meeting.participants.select_related("networker__registration__user")
    return sorted(
        person.networker.registration.user.email
        if person.networker.registration.user
        else person.networker.registration.email
        for person in people
    )


def test_the_time_of_choice_b_is_cut_into_slots(client, editor, workshop, choice_b):
    client.force_login(editor)

    response = client.post(address("meeting_session", workshop), NEW)

    session = NetworkingSession.objects.get(workshop=workshop)
    starts = list(session.slots.values_list("day", "starts_at"))
    assert response.status_code == 302
    assert starts == [(choice_b.day, at(h, m)) for h in (13, 14, 15, 16) for m in (0, 30)][1:7]
    assert list(session.tables.values_list("number", "seats", "name")) == [
        (number, 4, "Foyer") for number in (1, 2, 3)
    ]
    assert not session.is_open
    assert Activity.objects.filter(verb="meetings_set_up").exists()


@pytest.mark.once
def test_without_choice_b_the_page_says_what_to_do(client, editor, workshop):
    client.force_login(editor)

    page = client.get(address("meeting_session", workshop))
    refused = client.post(address("meeting_session", workshop), NEW)

    assert reverse("workshops:agenda_edit", args=[workshop.programme.slug, "5"]) in str(
        page.content
    )
    assert refused.status_code == 422
    assert not NetworkingSession.objects.exists()


def test_opening_tells_everybody_in_choice_b_once(session, choice_b, slot, table, editor):
    session.opened_at = None
    session.save()
    in_b = RegistrationFactory(workshop=session.workshop)
    SignUp.objects.create(registration=in_b, item=choice_b)
    RegistrationFactory(workshop=session.workshop)

    open_session(session, by=editor)
    open_session(session, by=editor)

    told = Mail.objects.filter(kind="meetings-opened")
    assert [mail.address for mail in told] == [in_b.user.email]


def test_a_moved_slot_keeps_its_meetings_and_tells_their_people_alone(
    client, editor, session, slot, table, meeting
):
    NetworkerFactory(session=session)
    client.force_login(editor)
    url = address("slot_edit", session.workshop, slot.pk)
    later = {"day": slot.day.isoformat(), "starts_at": "15:00", "ends_at": "15:25"}

    preview = client.post(url, later)
    unmoved = MeetingSlot.objects.get().starts_at
    applied = client.post(url, later | {"previewed": preview.context["preview"].mark})

    meeting.refresh_from_db()
    assert "1 meeting moves along." in preview.context["preview"].sentences
    assert unmoved == at(13, 30)
    assert applied.status_code == 302
    assert (meeting.slot.starts_at, meeting.table) == (at(15), table)
    assert meeting.calendar_sequence == 1
    assert mails() == addresses_of(meeting)


def test_slots_never_run_at_the_same_time(session, slot, editor):
    other = add_slot(session, day=slot.day, starts_at=at(14), ends_at=at(14, 25), by=editor)

    with pytest.raises(MeetingError, match="runs at the same time"):
        move_slot(other, day=slot.day, starts_at=at(13, 45), ends_at=at(14, 10), by=editor)


def test_a_slot_taken_off_leaves_its_meetings_agreed(session, slot, table, meeting, editor):
    remove_slot(slot, by=editor)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.slot, meeting.table) == ("accepted", None, None)
    assert "was taken off" in meeting.unplaced_reason
    assert set(MeetingParticipant.objects.values_list("slot", flat=True)) == {None}
    assert mails() == addresses_of(meeting)


def test_a_table_taken_off_sends_its_meetings_to_a_free_one(session, slot, table, meeting, editor):
    MeetingTableFactory(session=session, number=2, seats=2)

    remove_table(table, by=editor)

    meeting.refresh_from_db()
    assert (meeting.slot, meeting.table.number) == (slot, 2)
    assert mails() == addresses_of(meeting)


def test_a_table_with_too_few_seats_now_loses_its_meeting(session, slot, table, editor):
    three = NetworkerFactory.create_batch(3, session=session)
    meeting = meeting_of(*three, slot=slot, table=table)

    change_table(table, number=1, seats=2, name="", by=editor)

    meeting.refresh_from_db()
    assert (meeting.slot, meeting.status) == (None, "accepted")
    assert "too few seats" in meeting.unplaced_reason


@pytest.mark.once
def test_slots_and_tables_stay_once_it_was_said_what_became_of_a_meeting(
    session, slot, table, meeting, editor
):
    Meeting.objects.update(happened="held")

    for remove, part in ((remove_slot, slot), (remove_table, table)):
        with pytest.raises(MeetingError, match="said already"):
            remove(part, by=editor)


def test_nobody_is_told_of_a_schedule_that_is_not_published(session, slot, meeting, editor):
    session.mode = "computed"
    session.save()

    remove_slot(slot, by=editor)

    assert mails() == []


def test_who_sees_the_own_times_by_another_way_of_arranging_is_told(session, meeting, editor):
    session.mode = "computed"
    session.save()

    change_session(session, {"mode": "pick"}, by=editor)
    change_session(session, {"mode": "computed"}, by=editor)

    assert mails() == addresses_of(meeting)


def test_the_page_says_that_slots_lie_outside_and_one_button_moves_them(
    client, editor, session, choice_b, slot, meeting
):
    choice_b.starts_at, choice_b.ends_at = at(9), at(12)
    choice_b.save()
    client.force_login(editor)

    board = client.get(address("agenda_edit", session.workshop))
    page = client.get(address("meeting_session", session.workshop))
    client.post(address("slots_follow", session.workshop))
    after = client.get(address("meeting_session", session.workshop))

    slot.refresh_from_db()
    assert "Meetings lie outside choice B" in board.content.decode()
    assert [stray.pk for stray in page.context["page"].strays.slots] == [slot.pk]
    assert (slot.starts_at, slot.ends_at) == (at(9), at(9, 25))
    assert after.context["page"].strays.slots == []
    assert mails() == addresses_of(meeting)


def test_a_slot_that_was_moved_out_by_hand_takes_no_other_with_it(session, choice_b, slot, editor):
    MeetingSlotFactory(session=session, day=choice_b.day, starts_at=at(16), ends_at=at(16, 25))
    move_slot(slot, day=slot.day, starts_at=at(13, 15), ends_at=at(13, 40), by=editor)

    strays = strays_of(session, choice_b)

    assert [stray.pk for stray in strays.slots] == [slot.pk]
    assert not strays.can_follow


@pytest.mark.once
@pytest.mark.parametrize("form", [SessionForm, SessionCreateForm])
def test_requests_end_on_the_day_of_the_meetings_at_the_latest(form):
    data = NEW | {"requests_until": "2010-09-12"}

    filled = form(data, last_day=datetime.date(2010, 9, 9))

    assert list(filled.errors) == ["requests_until"]
    assert "9 September 2010" in str(filled.errors)


def test_neighbouring_slots_move_along_one_after_the_other(session, choice_b, slot, editor):
    MeetingSlotFactory(session=session, day=choice_b.day, starts_at=at(14), ends_at=at(14, 25))
    choice_b.starts_at = at(14)
    choice_b.save()

    move_slots_along(session, by=editor)

    assert list(session.slots.values_list("starts_at", flat=True)) == [at(14), at(14, 30)]


def test_slots_move_with_their_workshop(session, slot, meeting, coordinator):
    workshop = session.workshop
    week = datetime.timedelta(weeks=1)
    day = slot.day
    session.requests_until = day
    session.save()

    schedule_workshop(
        workshop, starts_on=workshop.starts_on + week, ends_on=workshop.ends_on + week,
        by=coordinator,
    )  # fmt: skip

    slot.refresh_from_db()
    session.refresh_from_db()
    assert slot.day == session.requests_until == day + week
    assert Meeting.objects.get().calendar_sequence == 1


@pytest.mark.once
def test_requests_are_closed_and_the_page_says_so(client, editor, session, slot, table):
    client.force_login(editor)

    client.post(address("session_close", session.workshop))
    again = client.post(address("session_close", session.workshop))

    page = client.get(address("meeting_session", session.workshop))
    assert not page.context["page"].takes_requests
    assert said(again)[-1] == "Requests are closed already."


@pytest.mark.once
@pytest.mark.parametrize(
    ("who", "status"),
    [("expert", 200), ("editor", 200), ("participant", 403)],
)
def test_those_who_write_the_agenda_set_up_the_meetings(
    client, request, session, slot, table, who, status
):
    client.force_login(request.getfixturevalue(who))
    pages = [
        address("meeting_session", session.workshop),
        address("slot_edit", session.workshop, slot.pk),
        address("table_remove", session.workshop, table.pk),
    ]

    assert [client.get(page).status_code for page in pages] == [status] * 3


@pytest.mark.once
def test_before_it_is_open_only_those_who_arrange_it_see_the_tab(
    client, editor, participant, session
):
    session.opened_at = None
    session.save()
    url = reverse("workshops:meetings", args=[session.workshop.programme.slug, "5"])
    pages = []
    for who in (editor, participant):
        client.force_login(who)
        pages.append(url in str(client.get(session.workshop.get_absolute_url()).content))

    assert pages == [True, False]


@pytest.mark.once
def test_the_log_names_the_language_of_interpreters(session, coordinator):
    set_interpreters(session, "hu", 2, by=coordinator)

    entry = Activity.objects.get(verb="interpreters_set")
    assert entry.sentence == "Interpreters for Hungarian at the same time: 2."


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_the_set_up_asks_the_same_for_many_slots(
    client, editor, session, choice_b, rows, django_assert_max_num_queries
):
    for number in range(rows):
        slot = MeetingSlotFactory(session=session, day=choice_b.day)
        table = MeetingTableFactory(session=session)
        people = NetworkerFactory.create_batch(2, session=session, interpreter="fr")
        meeting_of(*people, slot=slot, table=table, reason=str(number))
    client.force_login(editor)

    with django_assert_max_num_queries(14) as queries:
        client.get(address("meeting_session", session.workshop))

    assert len(queries) == 12


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_the_meetings_ask_the_same_for_the_people_of_many_cities(
    client, editor, session, rows, django_assert_num_queries
):
    for _ in range(rows):
        NetworkerFactory(
            session=session, registration__city=CityFactory(programme=session.workshop.programme)
        )
    client.force_login(editor)

    with django_assert_num_queries(12):
        client.get(address("meetings", session.workshop))
