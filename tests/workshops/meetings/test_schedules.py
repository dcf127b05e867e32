"""Who meets whom and when: the schedule of a person, of a table, and in a calendar."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.factories import (
    ClusterFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    MembershipFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    SectorFactory,
    meeting_of,
    released,
)
from tests.workshops.conftest import address
from workshops.calendars.feeds import calendar_of_person
from workshops.matchmaking.languages import Speaks, languages_needed
from workshops.matchmaking.schedules import SessionSchedule
from workshops.models import MeetingStatus, SignUp
from workshops.people.guests import token_of
from workshops.services.meetings.placing import unplace

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def session(workshop, choice_b):
    return NetworkingSessionFactory(workshop=workshop)


@pytest.fixture
def slots(session):
    return MeetingSlotFactory.create_batch(2, session=session)


@pytest.fixture
def table(session):
    return MeetingTableFactory(session=session, number=7, name="Winter garden")


@pytest.fixture
def own(session, registration):
    return NetworkerFactory(registration=registration, languages="en fr")


@pytest.fixture
def met(session, slots, table, own):
    """The participant meets somebody whose words are a secret to all others."""
    other = NetworkerFactory(
        registration=RegistrationFactory(workshop=session.workshop, name="Ona Secret"),
        cluster=ClusterFactory(city=session.workshop.city),
        languages="fr de",
        interpreter="de",
    )
    return meeting_of(
        own,
        other,
        slot=slots[1],
        table=table,
        reason="Test beds in secret",
        sector=SectorFactory(programme=session.workshop.programme),
        calendar_sequence=1,
    )


def page_of(client, who, workshop, name="my_meetings", **query):
    client.force_login(who)
    return client.get(address(name, workshop), query)


def test_a_person_reads_when_where_and_with_whom_and_the_gaps(client, participant, session, met):
    response = page_of(client, participant, session.workshop)

    (day,) = response.context["page"].days
    assert [own.line.meeting and own.line.meeting.names for own in day.lines] == [
        None,
        "Ona Secret",
    ]
    line = day.lines[1].line
    assert (line.meeting.table, line.meeting.table_name) == (7, "Winter garden")
    assert (line.shared, line.interpreters) == (("French",), ("German",))
    assert response.headers["X-Keep-For"] == str(participant.pk)


def test_the_page_of_a_meeting_leads_to_what_can_be_done_with_it(client, participant, session, met):
    url = address("meeting", session.workshop, met.pk)
    client.force_login(participant)

    page = client.get(url).content.decode()
    assert ">Agreed<" in page
    assert f'{address("meetings", session.workshop)}#meeting-{met.pk}">Move or cancel it' in page
    met.slot, met.table, met.status = None, None, MeetingStatus.CANCELLED
    met.save()

    page = client.get(url).content.decode()
    assert "Cancelled" in page
    assert "no time yet" not in page
    assert f"#meeting-{met.pk}" not in page


def test_whoever_left_choice_b_or_was_there_reads_of_no_free_times(
    client, participant, session, met, own
):
    assert "Free" in page_of(client, participant, session.workshop).content.decode()
    with time_machine.travel(session.workshop.ends_on + datetime.timedelta(days=2)):
        page = page_of(client, participant, session.workshop).content.decode()
    assert "Ona Secret" in page
    assert "Free" not in page
    met.delete()
    SignUp.objects.filter(registration=own.registration).delete()

    page = page_of(client, participant, session.workshop).content.decode()

    assert "You have no meetings at this workshop." in page
    assert "Free" not in page


def test_an_interpreter_comes_only_where_somebody_does_not_understand():
    pole = Speaks(["pl"], "pl")

    assert languages_needed([pole, Speaks(["en", "pl"], "")]) == set()
    assert languages_needed([pole, Speaks(["en"], "")]) == {"pl"}


def test_no_time_is_told_before_the_schedule_is_published(client, participant, session, met):
    session.mode = "computed"
    session.save()

    page = page_of(client, participant, session.workshop)

    assert "not published yet" in page.text
    assert "Ona Secret" not in page.text
    assert page_of(client, participant, session.workshop, "my_meetings_calendar").status_code == 404
    assert "Ona Secret" not in calendar_of_person(participant)
    guest = met.participants.last().networker.registration
    type(guest).objects.filter(pk=guest.pk).update(user=None)
    url = reverse(
        "workshops:guest_my_meetings", args=[session.workshop.programme.slug, token_of(guest)]
    )
    assert "Test beds" not in client.get(url).text
    # Nor why the draft has no time for it.
    unplace(met, reason="The other meetings of Ona fill it.")
    client.force_login(participant)
    assert "fill it" not in client.get(address("meeting", session.workshop, met.pk)).text


def test_only_who_speaks_for_a_person_opens_the_schedule(
    client, session, met, own, coordinator, editor, expert, stranger
):
    workshop, person = session.workshop, own.registration
    neighbour = MembershipFactory(programme=workshop.programme, role="editor", city=person.city)

    seen = {
        who: page_of(client, user, workshop, person=person.pk).status_code
        for who, user in {
            "coordinator": coordinator,
            "host": editor,
            "own city": neighbour.user,
            "expert": expert,
            "stranger": stranger,
        }.items()
    }

    assert seen == {
        "coordinator": 200,
        "host": 200,
        "own city": 200,
        "expert": 404,
        "stranger": 404,
    }
    for name in ("my_meetings", "my_meetings_calendar"):
        assert page_of(client, stranger, workshop, name, person=person.pk).status_code == 404
        assert page_of(client, coordinator, workshop, name, person="x\0").status_code == 404


def test_nobody_else_reads_of_a_meeting(client, session, met, stranger, editor, participant):
    workshop = session.workshop
    pages = [address("meeting", workshop, met.pk), address("meeting_tables", workshop)]

    client.force_login(stranger)
    assert [client.get(url).status_code for url in pages] == [404, 403]
    client.force_login(participant)
    assert [client.get(url).status_code for url in pages] == [200, 403]
    client.force_login(editor)
    assert all("Ona Secret" in client.get(url).text for url in pages)


def test_now_and_next_names_the_next_meeting_and_its_table(
    client, participant, session, met, choice_b
):
    workshop, slot = session.workshop, met.slot
    released(workshop)
    begin = datetime.datetime.combine(slot.day, slot.starts_at, workshop.tz)
    minute = datetime.timedelta(minutes=1)

    with time_machine.travel(begin - 5 * minute, tick=False):
        client.force_login(participant)
        soon = client.get(address("now", workshop)).text
    with time_machine.travel(begin + 26 * minute, tick=False):
        over = client.get(address("now", workshop)).text

    assert "Table 7, Winter garden" in soon
    assert "Table 7" not in over


# Calendars


def events_in(text):
    events = Calendar.from_ical(text).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in events}


def test_a_meeting_stands_in_the_calendar_and_is_struck_out_when_it_loses_its_time(
    participant, session, met
):
    key = f"meeting-{met.pk}"
    before = events_in(calendar_of_person(participant))[key]

    unplace(met)
    after = events_in(calendar_of_person(participant))[key]

    slot = met.session.slots.last()
    assert before.decoded("dtstart").date() == slot.day
    assert before.decoded("dtstart").time() == slot.starts_at
    assert str(before["LOCATION"]).startswith("Table 7, Winter garden")
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.parametrize("rows", [1, 3])
def test_no_page_and_no_calendar_asks_more_often_for_more_meetings(
    client, coordinator, participant, session, own, rows, django_assert_num_queries
):
    for number in range(rows):
        meeting_of(
            own,
            *NetworkerFactory.create_batch(2, session=session),
            slot=MeetingSlotFactory(session=session),
            table=MeetingTableFactory(session=session, number=number + 1),
        )
    client.force_login(coordinator)
    met = own.meetings.first().meeting

    with django_assert_num_queries(14):
        client.get(address("my_meetings", session.workshop), {"person": own.registration.pk})
    with django_assert_num_queries(10):
        client.get(address("meeting_tables", session.workshop))
    with django_assert_num_queries(10):
        client.get(address("meeting", session.workshop, met.pk))
    with django_assert_num_queries(7):
        calendar_of_person(participant)


def test_everybody_in_choice_b_without_a_meeting_is_known(session, met):
    idle = NetworkerFactory(registration__workshop=session.workshop)

    assert [row.pk for row in SessionSchedule(session).idle()] == [idle.registration.pk]
