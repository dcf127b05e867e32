"""A session with slots and tables and its people."""

import pytest

from tests.factories import (
    ClusterFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    MembershipFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
)


@pytest.fixture
def session(workshop, choice_b):
    session = NetworkingSessionFactory(workshop=workshop)
    for hour in (2, 3):
        MeetingSlotFactory(session=session, day=workshop.days[1], sequence=hour * 2)
    MeetingTableFactory(session=session, number=1, seats=2)
    MeetingTableFactory(session=session, number=2, seats=4)
    return session


@pytest.fixture
def slots(session):
    return list(session.slots.all())


@pytest.fixture
def make(session):
    """Somebody of choice B, with an account, of the named cluster."""

    def person(name="Somebody", **fields):
        cluster = ClusterFactory(
            programme=session.workshop.programme,
            city=None,
            place="Borås",
            country="SE",
            name=f"Cluster of {name}",
        )
        found = NetworkerFactory(
            session=session,
            registration__name=name,
            registration__user__name=name,
            cluster=fields.pop("cluster", cluster),
            **fields,
        )
        MembershipFactory(user=found.registration.user, programme=session.workshop.programme)
        return found

    return person
