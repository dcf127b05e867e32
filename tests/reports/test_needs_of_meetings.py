"""What is asked around meetings, the map and links: of whom, and when it is asked no more."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    ClusterFactory,
    ClusterLinkFactory,
    MapCellFactory,
    MeetingOutcomeFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    SectorFactory,
    WorkshopFactory,
    meeting_of,
)
from workshops.models import monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = ("meeting", "map", "link", "Say", "schedule")


@pytest.fixture
def asked(client, request, programme):
    """The titles about meetings, map and links that the overview shows the person of that name."""

    def asked(who):
        client.force_login(request.getfixturevalue(who))
        page = client.get(reverse("reports:overview", args=[programme.slug]))
        titles = [task.title for task in page.context["overview"].tasks]
        return {title for title in titles if any(word in title for word in WORDS)}

    return asked


def workshop_in(city, days):
    first_day = timezone.localdate() + datetime.timedelta(days=days)
    return WorkshopFactory(
        city=city,
        starts_on=first_day,
        week=monday_of(first_day),
        agenda_released_at=timezone.now() - datetime.timedelta(days=30),
    )


def networker(session, user, **values):
    registration = RegistrationFactory(workshop=session.workshop, user=user)
    return NetworkerFactory(registration=registration, **values)


def test_who_was_asked_for_a_meeting_answers_and_who_asked_waits(
    asked, city, participant, stranger
):
    session = NetworkingSessionFactory(workshop=workshop_in(city, 20))
    asking = networker(session, stranger, about="Textiles")
    invited = networker(session, participant, about="Biotech")
    meeting_of(asking, invited, status="requested")

    wanted = f"Answer a request for a meeting at {session.workshop}"
    assert wanted in asked("participant")
    assert wanted not in asked("stranger") | asked("editor")


def test_who_is_in_choice_b_says_whom_to_meet_until_it_is_said(asked, city, participant):
    session = NetworkingSessionFactory(workshop=workshop_in(city, 20))
    own = networker(session, participant)
    wanted = {f"Say whom you want to meet at {session.workshop}"}
    before = asked("participant")
    own.about = "Biotech in Lyon"
    own.save()

    assert before == wanted
    assert asked("participant") == set()


def test_what_came_of_meetings_is_asked_the_same_evening_and_once_more_later(
    asked, city, participant, stranger
):
    session = NetworkingSessionFactory(workshop=workshop_in(city, -10))
    table = MeetingTableFactory(session=session)
    people = [networker(session, participant), networker(session, stranger)]
    meeting = meeting_of(*people, slot=MeetingSlotFactory(session=session), table=table)
    wanted = f"Say what came of your meetings at {session.workshop}"
    first = asked("participant")
    row = meeting.participants.get(networker=people[0])
    MeetingOutcomeFactory(participant=row)
    told = asked("participant"), asked("stranger")
    session.six_months_asked_at = timezone.now()
    session.save()

    assert first == {wanted}
    assert told == (set(), {wanted})
    assert asked("participant") == {f"{wanted}, half a year later"}


def test_the_host_opens_the_session_places_all_and_publishes(
    asked, city, participant, stranger, coordinator
):
    workshop = workshop_in(city, 5)
    AgendaItemFactory(workshop=workshop, choice="B")
    closed = asked("editor")
    session = NetworkingSessionFactory(workshop=workshop, mode="computed")
    people = [networker(session, user, about="Here") for user in (participant, stranger)]
    meeting_of(*people)
    third = networker(session, coordinator, about="Here")
    slot, table = MeetingSlotFactory(session=session), MeetingTableFactory(session=session)
    meeting_of(people[0], third, slot=slot, table=table)

    assert closed == {f"Open the meetings of choice B at {workshop}"}
    assert asked("editor") == {
        f"Close the requests for meetings at {workshop}",
        f"1 agreed meeting at {workshop} has no time yet",
        f"Publish the schedule of meetings at {workshop}",
    }
    assert asked("participant") == asked("stranger") == set()


def test_an_editor_answers_for_the_own_city_and_asks_after_its_quiet_links(
    asked, city, programme, participant
):
    long_ago = timezone.now() - datetime.timedelta(days=200)
    cluster = ClusterFactory(city=city)
    ClusterLinkFactory(first=cluster, changed_at=long_ago)
    ClusterLinkFactory(first=cluster)
    ClusterLinkFactory(first=ClusterFactory(city=CityFactory(programme=programme)))
    MapCellFactory(city=city, sector=SectorFactory(programme=programme))
    answered = asked("editor")
    SectorFactory(programme=programme)

    quiet = f"Ask how a quiet link of {city} goes on"
    assert answered == {quiet}
    assert asked("editor") == {quiet, f"Answer for {city} on the networking map"}
    assert asked("participant") == set()
