"""The least that makes each row valid. A test says the rest."""

import datetime

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.models import (
    USUAL_MINUTES,
    ActionFollowUp,
    Answer,
    BoardGroup,
    BoardNote,
    Case,
    CaseStatus,
    Comment,
    Discussion,
    Edition,
    ObjectiveTarget,
    OptionVote,
    PhaseTime,
    ProposedAction,
    Receipt,
    StrategicIssue,
)
from cases.outline import OBJECTIVE_KEYS, TOPICS
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
    LegalHold,
    Leftover,
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
from programme.writing.services import checksum_of
from reports.models import (
    Archive,
    CityReport,
    Document,
    FactCheck,
    FinalReport,
    Lesson,
    ReportComment,
    ReportEdition,
    ReportSection,
    ReportStatus,
    TakeUp,
)
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from workshops.agendas.releases import content_of, current_release, items_in
from workshops.models import (
    AgendaItem,
    AgendaRelease,
    Attendance,
    CalendarFeed,
    ChoiceWait,
    ItemNotes,
    Meeting,
    MeetingOutcome,
    MeetingParticipant,
    MeetingSlot,
    MeetingTable,
    Networker,
    NetworkerOffer,
    NetworkingSession,
    Outcome,
    PracticalNeeds,
    PracticalNote,
    Registration,
    SignUp,
    SurveyInvitation,
    SurveyQuestion,
    TypicalItem,
    Workshop,
    WorkshopFile,
    monday_of,
)

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


class WorkshopFactory(DjangoModelFactory):
    """A dated city workshop, each in a week of its own, from four weeks ahead."""

    class Meta:
        model = Workshop

    class Params:
        sequence = factory.Sequence(lambda n: n)

    city = factory.SubFactory(CityFactory)
    programme = factory.SelfAttribute("city.programme")
    kind = "city"
    number = factory.LazyAttribute(lambda o: o.sequence % 30_000 + 1)
    slug = factory.LazyAttribute(lambda o: str(o.number))
    starts_on = factory.LazyAttribute(
        lambda o: (
            monday_of(timezone.localdate())
            + datetime.timedelta(weeks=4 + o.sequence % 1000, days=2)
        )
    )
    ends_on = factory.LazyAttribute(
        lambda o: o.starts_on + datetime.timedelta(days=2) if o.starts_on else None
    )
    week = factory.LazyAttribute(lambda o: monday_of(o.starts_on) if o.starts_on else None)
    time_zone = "Europe/Stockholm"


class AgendaItemFactory(DjangoModelFactory):
    """On a released agenda it stands in the release too, unless with ``in_release=False``."""

    class Meta:
        model = AgendaItem
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)
    day = factory.SelfAttribute("workshop.starts_on")
    starts_at = datetime.time(13, 30)
    ends_at = datetime.time(15, 0)
    title = factory.Sequence(lambda n: f"Item {n}")

    @factory.post_generation
    def in_release(self, create, extracted, **kwargs):
        if self.workshop.agenda_released_at and extracted is not False:
            current = current_release(self.workshop)
            shown = items_in(current.content, self.workshop) if current else []
            released(self.workshop, [*shown, self])


class TypicalItemFactory(DjangoModelFactory):
    class Meta:
        model = TypicalItem

    programme = factory.SubFactory(ProgrammeFactory)
    day = 1
    starts_at = datetime.time(13, 30)
    ends_at = datetime.time(15, 0)
    title = factory.Sequence(lambda n: f"Typical item {n}")


class AgendaReleaseFactory(DjangoModelFactory):
    class Meta:
        model = AgendaRelease

    workshop = factory.SubFactory(WorkshopFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


def released(workshop, items=None):
    """Let the members read these items, or the agenda as it stands: the workshop's one release."""
    shown = list(workshop.agenda_items.in_draft()) if items is None else items
    release = workshop.releases.current().first() or AgendaReleaseFactory(workshop=workshop)
    release.content = content_of(workshop, shown)
    release.checksum = checksum_of(release.content)
    release.save()
    AgendaItem.objects.filter(pk__in=[item.pk for item in shown]).update(is_released=True)
    workshop.agenda_released_at = workshop.agenda_released_at or release.frozen_at
    workshop.save(update_fields=["agenda_released_at"])
    return release


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    workshop = factory.SubFactory(WorkshopFactory)
    user = factory.SubFactory(UserFactory)
    name = factory.LazyAttribute(lambda o: o.user.name if o.user else "A guest")
    # Agreed to stand in the list of participants.
    list_consent_at = factory.LazyFunction(timezone.now)


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


class HeldWorkshopFactory(WorkshopFactory):
    """Over since a week, with a survey that is open."""

    starts_on = factory.LazyAttribute(
        lambda o: (
            monday_of(timezone.localdate())
            - datetime.timedelta(weeks=1 + o.sequence % 1000, days=-2)
        )
    )
    survey_opened_at = factory.LazyFunction(timezone.now)
    survey_closes_on = factory.LazyFunction(
        lambda: timezone.localdate() + datetime.timedelta(days=14)
    )


class SurveyQuestionFactory(DjangoModelFactory):
    class Meta:
        model = SurveyQuestion

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"How useful was part {n}?")
    kind = "scale"


class SurveyInvitationFactory(DjangoModelFactory):
    class Meta:
        model = SurveyInvitation

    registration = factory.SubFactory(
        RegistrationFactory, workshop=factory.SubFactory(HeldWorkshopFactory)
    )
    key = factory.Sequence(lambda n: f"secret-{n}")
    asked_at = factory.LazyFunction(timezone.now)


class CalendarFeedFactory(DjangoModelFactory):
    """All that one person attends."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)


class SignUpFactory(DjangoModelFactory):
    class Meta:
        model = SignUp

    registration = factory.SubFactory(RegistrationFactory)
    item = factory.SubFactory(
        AgendaItemFactory,
        workshop=factory.SelfAttribute("..registration.workshop"),
        choice="A",
    )


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    registration = factory.SubFactory(RegistrationFactory)
    day = factory.SelfAttribute("registration.workshop.starts_on")
    half = "pm"
    is_present = True


class PracticalNoteFactory(DjangoModelFactory):
    class Meta:
        model = PracticalNote

    workshop = factory.SubFactory(WorkshopFactory)


class WorkshopFileFactory(DjangoModelFactory):
    """A file with content of that kind in its place."""

    class Meta:
        model = WorkshopFile

    workshop = factory.SubFactory(WorkshopFactory)
    kind = "presentation"
    name = "slides.pdf"
    content_type = "application/pdf"
    description = "Slides"
    size = 8
    file = factory.django.FileField(filename="slides.pdf", data=b"%PDF-1.7")


class ItemNotesFactory(DjangoModelFactory):
    class Meta:
        model = ItemNotes

    item = factory.SubFactory(AgendaItemFactory)


class OutcomeFactory(DjangoModelFactory):
    """An action, open for another week."""

    class Meta:
        model = Outcome

    item = factory.SubFactory(AgendaItemFactory)
    kind = "action"
    text = factory.Sequence(lambda n: f"Outcome {n}")
    owner = "Leipzig"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))


class ChoiceWaitFactory(DjangoModelFactory):
    class Meta:
        model = ChoiceWait

    registration = factory.SubFactory(RegistrationFactory)
    item = factory.SubFactory(
        AgendaItemFactory,
        workshop=factory.SelfAttribute("..registration.workshop"),
        choice="A",
        capacity=1,
    )


class PracticalNeedsFactory(DjangoModelFactory):
    class Meta:
        model = PracticalNeeds

    registration = factory.SubFactory(RegistrationFactory)
    diet = "No nuts"


class CaseFactory(DjangoModelFactory):
    """A case with its 26 empty answers and seven objectives."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    city = factory.SubFactory(CityFactory)
    programme = factory.SelfAttribute("city.programme")
    cluster = factory.SubFactory(ClusterFactory, city=factory.SelfAttribute("..city"))
    workshop = factory.SubFactory(WorkshopFactory, city=factory.SelfAttribute("..city"))
    status = CaseStatus.DRAFTING

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        Answer.objects.bulk_create(Answer(case=self, topic=topic) for topic in TOPICS)
        ObjectiveTarget.objects.bulk_create(
            ObjectiveTarget(case=self, objective=key) for key in OBJECTIVE_KEYS
        )


class DistributedCaseFactory(CaseFactory):
    status = CaseStatus.DISTRIBUTED
    distributed_at = factory.LazyFunction(timezone.now)


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    case = factory.SubFactory(DistributedCaseFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt

    edition = factory.SubFactory(EditionFactory)
    user = factory.SubFactory(UserFactory)


class StrategicIssueFactory(DjangoModelFactory):
    class Meta:
        model = StrategicIssue

    case = factory.SubFactory(CaseFactory)
    question = "Which way should the cluster go?"
    kind = "new_objectives"
    is_in_focus = True


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    case = factory.SubFactory(CaseFactory)
    author = factory.SubFactory(UserFactory)
    text = "Where does this figure come from?"


class ProposedActionFactory(DjangoModelFactory):
    class Meta:
        model = ProposedAction

    case = factory.SubFactory(DistributedCaseFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Action {n}")
    level = "city"
    progress = ""
    status = factory.LazyAttribute(lambda o: "accepted" if o.progress else "proposed")


class ActionFollowUpFactory(DjangoModelFactory):
    class Meta:
        model = ActionFollowUp

    action = factory.SubFactory(ProposedActionFactory, status="accepted")
    months = 6
    progress = "adopted"


class CityReportFactory(DjangoModelFactory):
    """A city report with its five parts, all with the same text: ``parts="Words."``."""

    class Meta:
        model = CityReport
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        ReportSection.objects.bulk_create(
            ReportSection(city_report=self, key=part.key, text=extracted or "")
            for part in CITY_REPORT_PARTS
        )


class PublishedCityReportFactory(CityReportFactory):
    status = ReportStatus.PUBLISHED
    facts_checked_at = factory.LazyFunction(timezone.now)
    approved_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyFunction(timezone.now)


class FinalReportFactory(DjangoModelFactory):
    """The final report with its parts, all with the same text, as a city report."""

    class Meta:
        model = FinalReport
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        ReportSection.objects.bulk_create(
            ReportSection(final_report=self, key=part.key, text=extracted or "")
            for part in FINAL_REPORT_PARTS
        )


class ReportEditionFactory(DjangoModelFactory):
    class Meta:
        model = ReportEdition

    city_report = factory.SubFactory(PublishedCityReportFactory)
    number = 1
    content = factory.LazyFunction(dict)
    checksum = "0" * 64


class ArchiveFactory(DjangoModelFactory):
    """A ZIP of everything that an expert of the programme may see."""

    class Meta:
        model = Archive

    programme = factory.SubFactory(ProgrammeFactory)
    owner = factory.LazyAttribute(
        lambda row: MembershipFactory(programme=row.programme, role=Role.EXPERT).user
    )


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    case_edition = factory.SubFactory(EditionFactory)
    programme = factory.SelfAttribute("case_edition.case.programme")
    kind = "case"
    title = "A document"


class DiscussionFactory(DjangoModelFactory):
    class Meta:
        model = Discussion
        skip_postgeneration_save = True

    case = factory.SubFactory(DistributedCaseFactory)
    last_change = 1

    @factory.post_generation
    def phase_times(discussion, create, extracted):
        PhaseTime.objects.bulk_create(
            PhaseTime(discussion=discussion, phase=phase, minutes=minutes)
            for phase, minutes in USUAL_MINUTES.items()
        )


class BoardGroupFactory(DjangoModelFactory):
    class Meta:
        model = BoardGroup

    discussion = factory.SubFactory(DiscussionFactory)
    phase = "facts"
    title = factory.Sequence(lambda n: f"Group {n}")
    position = factory.Sequence(lambda n: n + 1)
    change = 1


class BoardNoteFactory(DjangoModelFactory):
    class Meta:
        model = BoardNote

    discussion = factory.SubFactory(DiscussionFactory)
    phase = "facts"
    text = factory.Sequence(lambda n: f"Point {n}")
    number = factory.Sequence(lambda n: n + 1)
    change = factory.SelfAttribute("number")


class OptionVoteFactory(DjangoModelFactory):
    class Meta:
        model = OptionVote

    note = factory.SubFactory(BoardNoteFactory, phase="options")
    voter = factory.SubFactory(UserFactory)
    impact = 4
    feasibility = 3


class LessonFactory(DjangoModelFactory):
    class Meta:
        model = Lesson

    city_report = factory.SubFactory(CityReportFactory)
    number = factory.Sequence(lambda n: n + 1)
    gap = "capital"
    text = factory.Sequence(lambda n: f"Lesson {n}")


class TakeUpFactory(DjangoModelFactory):
    class Meta:
        model = TakeUp

    city = factory.SubFactory(CityFactory)
    source_city = factory.SubFactory(
        CityFactory, programme=factory.SelfAttribute("..city.programme")
    )
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Taken up {n}")


class FactCheckFactory(DjangoModelFactory):
    class Meta:
        model = FactCheck

    city_report = factory.SubFactory(CityReportFactory, status=ReportStatus.WITH_CITY)
    number = 1
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))


class ReportCommentFactory(DjangoModelFactory):
    class Meta:
        model = ReportComment

    city_report = factory.SubFactory(CityReportFactory)
    author = factory.SubFactory(UserFactory)
    text = "Who said this?"
