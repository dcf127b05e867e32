"""A link between clusters that begins at a meeting."""

import pytest
from django.urls import reverse

from programme.links.services import move_link, propose_link
from programme.models import ClusterLink
from tests.factories import (
    CityFactory,
    ClusterFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    WorkshopFactory,
    meeting_of,
)
from workshops.services.meetings.links import propose_link_from
from workshops.services.meetings.rows import MeetingError

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def session(programme):
    host = CityFactory(programme=programme)
    return NetworkingSessionFactory(workshop=WorkshopFactory(city=host))


def somebody(session, user=None):
    """Somebody of choice B with a cluster of the own city."""
    home = CityFactory(programme=session.workshop.programme)
    who = {"user": user} if user else {}
    registration = RegistrationFactory(workshop=session.workshop, city=home, **who)
    return NetworkerFactory(registration=registration, cluster=ClusterFactory(city=home))


@pytest.fixture
def own(session, participant):
    return somebody(session, participant)


@pytest.fixture
def meeting(session, own):
    return meeting_of(own, somebody(session), happened="held", reason="Shared test beds")


def address(meeting):
    workshop = meeting.session.workshop
    slugs = [workshop.programme.slug, workshop.slug]
    return reverse("workshops:meeting_link", args=[*slugs, meeting.pk])


def sent_for(meeting):
    clusters = [person.networker.cluster.slug for person in meeting.participants.all()]
    return {"cluster": clusters[0], "other": clusters[1], "about": "Shared test beds"}


def test_who_took_part_begins_a_link_that_knows_they_met(client, participant, meeting):
    client.force_login(participant)
    page = client.get(address(meeting))

    response = client.post(address(meeting), sent_for(meeting))

    link = ClusterLink.objects.get()
    meeting.refresh_from_db()
    assert "Shared test beds" in page.text
    assert response.url == link.get_absolute_url()
    assert (link.status, meeting.link) == ("met", link)
    assert list(link.entries.values_list("status", flat=True)) == ["proposed", "met"]
    assert client.get(address(meeting)).url == link.get_absolute_url()


def test_a_pair_that_is_linked_already_keeps_its_link_and_its_state(
    meeting, participant, coordinator
):
    one, other = [person.networker.cluster for person in meeting.participants.all()]
    link = propose_link(other, one, about="Older", by=coordinator)
    move_link(link, "exploring", by=coordinator)

    found = propose_link_from(meeting, one, other, about="Shared test beds", by=participant)

    assert (found, found.status) == (link, "exploring")
    assert "Shared test beds" in link.entries.last().text
    with pytest.raises(MeetingError):
        propose_link_from(meeting, one, other, about="Once more", by=participant)


def test_nobody_links_from_a_meeting_of_others_or_before_it_took_place(
    client, participant, stranger, coordinator, session, own, meeting
):
    planned = meeting_of(own, somebody(session))
    # Even somebody who was beside them all afternoon.
    somebody(session, stranger)
    answers = {}
    for name, user in {"own": participant, "beside": stranger, "staff": coordinator}.items():
        client.force_login(user)
        answers[name] = [
            client.post(address(one), {"about": ""}).status_code for one in (meeting, planned)
        ]

    assert answers == {"own": [422, 403], "beside": [404, 404], "staff": [422, 422]}
    assert not ClusterLink.objects.exists()


def test_from_a_meeting_only_clusters_of_its_people_are_linked(
    client, participant, programme, meeting
):
    third, fourth = (ClusterFactory(city=CityFactory(programme=programme)) for _ in range(2))
    client.force_login(participant)
    sent = {"cluster": third.slug, "other": fourth.slug, "about": "Nothing of theirs"}

    response = client.post(address(meeting), sent)

    assert response.status_code == 422
    assert not ClusterLink.objects.exists()


@pytest.mark.once
def test_whose_cluster_nobody_knows_gets_one_proposed_and_none_chosen(client, participant, meeting):
    other = meeting.participants.exclude(networker__registration__user=participant).get().networker
    proposed = other.cluster
    other.cluster = None
    other.save()
    ClusterFactory(city=CityFactory(programme=meeting.session.workshop.programme))
    client.force_login(participant)

    found = client.get(address(meeting)).context["form"].fields["other"].picker

    assert found.matches.clusters == (proposed,)
    assert f'value="{proposed.slug}" checked' not in client.get(address(meeting)).text


def test_the_meetings_of_a_link_are_named_to_whom_they_concern_and_counted_for_others(
    client, participant, stranger, meeting
):
    one, other = [person.networker.cluster for person in meeting.participants.all()]
    link = propose_link_from(meeting, one, other, about="Test beds", by=participant)
    url = reverse("workshops:link_meetings", args=[link.programme.slug, link.pk])
    name = meeting.participants.first().networker.registration.name
    pages = []
    for user in (participant, stranger):
        client.force_login(user)
        pages.append(client.get(url).text)

    assert name in pages[0]
    assert name not in pages[1].split("<main")[1]
    assert "1 meeting at a workshop led here" in pages[1]
