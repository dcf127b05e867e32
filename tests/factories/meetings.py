"""Sessions for networking and the meetings in them."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.factories.workshops import AgendaItemFactory, RegistrationFactory, WorkshopFactory
from workshops.models import (
    Meeting,
    MeetingOutcome,
    MeetingParticipant,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkerOffer,
    NetworkingSession,
    SignUp,
)


class NetworkingSessionFactory(DjangoModelFactory):
    """Open for requests, in the afternoon of the workshop’s second day."""

    class Meta:
        model = NetworkingSession

    workshop = factory.SubFactory(WorkshopFactory)
    opened_at = factory.LazyFunction(timezone.now)


class MeetingSlotFactory(DjangoModelFactory):
    """Half an hour, each after the one before it in the same session; the first at midnight."""

    class Meta:
        model = MeetingSlot

    class Params:
        sequence = factory.LazyAttribute(lambda o: o.session.slots.count())

    session = factory.SubFactory(NetworkingSessionFactory)
    day = factory.LazyAttribute(lambda o: o.session.workshop.starts_on + datetime.timedelta(days=1))
    starts_at = factory.LazyAttribute(lambda o: datetime.time(o.sequence // 2, o.sequence % 2 * 30))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at.replace(minute=o.starts_at.minute + 25))


class MeetingTableFactory(DjangoModelFactory):
    class Meta:
        model = MeetingTable

    session = factory.SubFactory(NetworkingSessionFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    seats = 4


class NetworkerFactory(DjangoModelFactory):
    """Somebody of choice B. The workshop needs its item B: it is made where there is none."""

    class Meta:
        model = Networker
        skip_postgeneration_save = True

    class Params:
        session = factory.SubFactory(NetworkingSessionFactory)

    registration = factory.SubFactory(
        RegistrationFactory, workshop=factory.SelfAttribute("..session.workshop")
    )

    @factory.post_generation
    def in_choice_b(self, create, extracted, **kwargs):
        if extracted is False or SignUp.objects.filter(registration=self.registration).exists():
            return
        workshop = self.registration.workshop
        item = workshop.agenda_items.filter(choice="B").first() or AgendaItemFactory(
            workshop=workshop,
            day=workshop.starts_on + datetime.timedelta(days=1),
            choice="B",
            part="networking",
        )
        SignUp.objects.create(registration=self.registration, item=item)


class NetworkerOfferFactory(DjangoModelFactory):
    class Meta:
        model = NetworkerOffer

    networker = factory.SubFactory(NetworkerFactory)
    kind = "offer"
    topic = "test_beds"


class MeetingFactory(DjangoModelFactory):
    """Asked for; use ``meeting_of`` for one with people."""

    class Meta:
        model = Meeting

    session = factory.SubFactory(NetworkingSessionFactory)
    reason = "Test beds for each other"
    people_key = factory.Sequence(lambda n: f"none-{n}")


def meeting_of(*networkers, status="accepted", slot=None, table=None, **fields):
    """A meeting of these people; the first one has asked. With a slot it stands in the schedule."""
    session = networkers[0].registration.workshop.networking_session
    meeting = MeetingFactory(
        session=session,
        status=status,
        slot=slot,
        table=table,
        people_key="-".join(str(pk) for pk in sorted(person.pk for person in networkers)),
        **fields,
    )
    for place, person in enumerate(networkers):
        asked = status == "requested" and place > 0
        MeetingParticipant.objects.create(
            meeting=meeting,
            networker=person,
            is_requester=place == 0,
            answer="asked" if asked else "accepted",
            answered_at=None if asked else timezone.now(),
            slot=slot,
        )
    return meeting


class MeetingOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = MeetingOutcome

    stage = "evening"
    happened = "held"
    step = "valuable"
