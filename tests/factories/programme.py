"""Programmes, who takes part in them, their mails and their clusters."""

import datetime

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from programme.models import (
    City,
    Cluster,
    ClusterImport,
    ClusterLink,
    ClusterOffer,
    Consent,
    ConsentPurpose,
    DataRequest,
    DataRequestKind,
    EmailChange,
    EventCalendar,
    ExternalEvent,
    FieldEntry,
    Figure,
    FormerMembership,
    Group,
    Invitation,
    Leftover,
    LegalHold,
    Mail,
    MailTemplate,
    MapCell,
    Membership,
    Objective,
    Partner,
    PolicyFact,
    Programme,
    Role,
    Sector,
    User,
    WorkplanItem,
)
from programme.plain import plain

# A PNG of one pixel.
LOGO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = factory.django.Password("secret-word")


class NewcomerFactory(UserFactory):
    """Was invited and has never come in: has no password that anybody could type."""

    password = "!"


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"Programme {n}")
    title = "A learning programme"
    headline = "Cities learn from each other"
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2028, 12, 31)
    # Both must stand on whatever is published.
    funding_line = "Paid by an invented fund."
    logo = factory.LazyFunction(lambda: ContentFile(LOGO, "funder.png"))


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = "Exchange of cluster policy experience"
    part = "policy"


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    programme = factory.SubFactory(ProgrammeFactory)
    group = factory.SubFactory(GroupFactory, programme=factory.SelfAttribute("..programme"))
    position = factory.Sequence(lambda n: n)
    slug = factory.Sequence(lambda n: f"city-{n}")
    name = factory.Sequence(lambda n: f"City {n}")
    country = "SE"
    time_zone = "Europe/Stockholm"


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Center for Strategy and Competitiveness"
    short_name = factory.Sequence(lambda n: f"CSC {n}")
    kind = "expert"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    role = Role.PARTICIPANT


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"sector-{n}")
    name = factory.Sequence(lambda n: f"Sector {n}")


class MapCellFactory(DjangoModelFactory):
    class Meta:
        model = MapCell

    city = factory.SubFactory(CityFactory)
    sector = factory.SubFactory(SectorFactory, programme=factory.SelfAttribute("..city.programme"))
    mark = "opportunity"


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    city = factory.SubFactory(CityFactory)
    programme = factory.SelfAttribute("city.programme")
    slug = factory.Sequence(lambda n: f"cluster-{n}")
    name = factory.Sequence(lambda n: f"Cluster {n}")
    search_text = factory.LazyAttribute(lambda o: plain(o.name))


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = Figure

    cluster = factory.SubFactory(ClusterFactory)
    label = factory.Sequence(lambda n: f"Members {n}")
    value = 60
    as_of = datetime.date(2026, 1, 1)
    source = "Test"


class ClusterOfferFactory(DjangoModelFactory):
    class Meta:
        model = ClusterOffer

    cluster = factory.SubFactory(ClusterFactory)
    kind = "offer"
    topic = "test_beds"


class ClusterLinkFactory(DjangoModelFactory):
    """Between two clusters of one programme; the first is the one that was made first."""

    class Meta:
        model = ClusterLink

    first = factory.SubFactory(ClusterFactory)
    second = factory.SubFactory(
        ClusterFactory,
        city=factory.SubFactory(CityFactory, programme=factory.SelfAttribute("...first.programme")),
    )
    programme = factory.SelfAttribute("first.programme")
    about = "Test beds for each other"


class FieldEntryFactory(DjangoModelFactory):
    class Meta:
        model = FieldEntry

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "actor"
    name = factory.Sequence(lambda n: f"Actor {n}")


class EventCalendarFactory(DjangoModelFactory):
    class Meta:
        model = EventCalendar

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Calendar {n}")
    address = factory.Sequence(lambda n: f"https://calendar{n}.example.org/events.ics")


class ClusterImportFactory(DjangoModelFactory):
    class Meta:
        model = ClusterImport

    programme = factory.SubFactory(ProgrammeFactory)
    name = "clusters.csv"
    file = factory.LazyFunction(lambda: ContentFile(b"Name\n", name="clusters.csv"))
    status = "previewed"


class PolicyFactFactory(DjangoModelFactory):
    class Meta:
        model = PolicyFact

    programme = factory.SubFactory(ProgrammeFactory)
    statement = factory.Sequence(lambda n: f"Fact {n}")
    source = "Test"


class MailFactory(DjangoModelFactory):
    class Meta:
        model = Mail

    programme = factory.SubFactory(ProgrammeFactory)
    address = factory.Sequence(lambda n: f"reader{n}@example.com")
    kind = "place"
    subject = "A subject"
    body = "A mail.\n"


class MailTemplateFactory(DjangoModelFactory):
    class Meta:
        model = MailTemplate

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "reminder"
    subject = "{task} is near"
    body = "Dear {name}, {task} is near: {link}"


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory)
    address = factory.SelfAttribute("user.email")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


class FormerMembershipFactory(DjangoModelFactory):
    class Meta:
        model = FormerMembership

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    role = Role.PARTICIPANT
    began_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=300))


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    purpose = ConsentPurpose.LISTED
    wording = "I agree."


class DataRequestFactory(DjangoModelFactory):
    class Meta:
        model = DataRequest

    user = factory.SubFactory(UserFactory)
    kind = DataRequestKind.EXPORT


class LeftoverFactory(DjangoModelFactory):
    class Meta:
        model = Leftover

    request = factory.SubFactory(DataRequestFactory, kind=DataRequestKind.ERASURE)
    programme = factory.SubFactory(ProgrammeFactory)
    subject = factory.Sequence(lambda n: f"cases.comment:{n}")
    words = "comment, number 7"


class LegalHoldFactory(DjangoModelFactory):
    class Meta:
        model = LegalHold

    programme = factory.SubFactory(ProgrammeFactory)
    reason = "A court asked for it."
    until = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))


class EmailChangeFactory(DjangoModelFactory):
    class Meta:
        model = EmailChange

    user = factory.SubFactory(UserFactory)
    new_address = factory.Sequence(lambda n: f"new{n}@cities.example")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=2))


class WorkplanItemFactory(DjangoModelFactory):
    class Meta:
        model = WorkplanItem

    programme = factory.SubFactory(ProgrammeFactory)
    kind = "deadline"
    phase = "before"
    title = factory.Sequence(lambda n: f"Task {n}")
    due_on = factory.LazyFunction(timezone.localdate)


class ExternalEventFactory(DjangoModelFactory):
    class Meta:
        model = ExternalEvent

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda n: f"Congress {n}")
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.SelfAttribute("starts_on")
