"""One programme with a row of every kind, and people of every role."""

from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone

from cases.exchange import waiting
from cases.exchange.incoming import Incoming
from cases.models import Occasion
from cases.services import keep_version
from programme.mails.message import stop_token
from programme.models import PeopleImport, subject_of
from programme.privacy.requests import file_key
from programme.workplan.dates import default_rules
from programme.writing.services import save_text
from reports.services import report_content
from tests import factories
from tests.second_factor import Passkey
from workshops.matchmaking.outcomes import outcome_token
from workshops.models import Choice
from workshops.people.guests import token_of

PICTURE = b"\x89PNG"


@pytest.fixture
def world(city, coordinator, expert, editor, participant, stranger, outsider, settings, tmp_path):
    """The programme of the usual people, and people who are not in it."""
    settings.MEDIA_ROOT = tmp_path
    elsewhere = outsider.memberships.get().programme
    return build_world(
        city,
        {
            "coordinator": coordinator,
            "expert": expert,
            "editor": editor,
            "participant": participant,
            "stranger": stranger,
            "other_group": member_of_another_group(city.programme),
            "outsider": outsider,
            "away": factories.MembershipFactory(programme=elsewhere).user,
            "nobody": factories.UserFactory(),
            "operator": factories.UserFactory(is_staff=True, is_superuser=True),
            "proven": factories.UserFactory(is_staff=True, is_superuser=True),
        },
    )


def build_world(city, people):
    """One programme with a row of every kind, most of them not yet for everybody."""
    expert, editor, participant = (people[role] for role in ("expert", "editor", "participant"))
    programme = city.programme
    programme.logo.save("logo.png", ContentFile(PICTURE))
    workshop = factories.WorkshopFactory(city=city)
    draft = factories.CaseFactory(city=city, workshop=workshop)
    released = factories.WorkshopFactory(
        city=factories.CityFactory(programme=programme), agenda_released_at=timezone.now()
    )
    factories.AgendaItemFactory(workshop=released, choice=Choice.A, capacity=20)
    shared = factories.DistributedCaseFactory(city=released.city, workshop=released)
    factories.EditionFactory(case=shared)
    public = factories.EditionFactory(case=shared, number=2, public_since=timezone.now())
    public_pdf = factories.DocumentFactory(case_edition=public)
    public_pdf.file.save("public.pdf", ContentFile(b"%PDF-1.7"), save=False)
    public_pdf.status, public_pdf.pages, public_pdf.size = "ready", 1, 8
    public_pdf.save()
    document = factories.DocumentFactory(
        programme=programme, kind="case_draft", case_edition=None, case=draft
    )
    document.file.save("draft.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.status, document.pages, document.size = "ready", 1, 8
    document.save()
    attachment = draft.attachments.model(
        case=draft, name="slides.pdf", content_type="application/pdf", size=8, description="Slides"
    )
    attachment.file.save("slides.pdf", ContentFile(b"%PDF-1.7"), save=False)
    attachment.save()
    save_text(draft.answers.get(topic="life_cycle"), "Words.", base_version=0, by=editor)
    keep_version(draft, Occasion.NAMED, name="A version", by=editor)
    point = factories.BoardNoteFactory(discussion__case=shared)
    report = factories.CityReportFactory(workshop=workshop)
    final_report = factories.FinalReportFactory(programme=programme)
    for section in (report.sections.get(key="policy"), final_report.sections.get(key="foreword")):
        save_text(section, "Words.", base_version=0, by=expert)
    published = factories.PublishedCityReportFactory(workshop=released)
    factories.ReportEditionFactory(city_report=published, content=report_content(published))
    check = factories.FactCheckFactory(
        city_report=report, closed_at=timezone.now(), ended="recalled"
    )
    paragraph = check.paragraphs.create(part="policy", position=1, text="Words.")
    lesson = factories.LessonFactory(city_report=report)
    report.last_lesson_number = lesson.number
    report.save()
    city_comment = factories.ReportCommentFactory(city_report=report)
    final_comment = factories.ReportCommentFactory(city_report=None, final_report=final_report)
    rule = default_rules(programme)[0]
    rule.save()
    item = factories.WorkplanItemFactory(programme=programme, evidence_name="list.pdf")
    item.evidence_file.save("list.pdf", ContentFile(b"%PDF-1.7"))
    outcome = factories.OutcomeFactory(item__workshop=workshop)
    notes = factories.ItemNotesFactory(item=outcome.item)
    save_text(notes, "Words.", base_version=0, by=editor)
    practical = factories.PracticalNoteFactory(workshop=workshop)
    save_text(practical, "Words.", base_version=0, by=editor)
    guest = factories.RegistrationFactory(workshop=released, user=None)
    factories.PracticalNeedsFactory(registration=guest)
    upload = SimpleNamespace(token=waiting.keep(Incoming(name="case.md"), draft, editor))
    held = factories.HeldWorkshopFactory(city=factories.CityFactory(programme=programme))
    invitation = factories.SurveyInvitationFactory(
        registration__workshop=held, registration__user=participant
    )
    networking = factories.NetworkingSessionFactory(workshop=workshop)
    placed_person = factories.NetworkerFactory(session=networking)
    placed = factories.meeting_of(placed_person, factories.NetworkerFactory(session=networking))
    linkable = linkable_meeting(programme, participant)
    return SimpleNamespace(
        programme=programme,
        networking=networking,
        placed=placed,
        placed_person=placed_person,
        placed_part=placed.participants.first(),
        plan=networking.plans.create(),
        slot=factories.MeetingSlotFactory(session=networking),
        table=factories.MeetingTableFactory(session=networking),
        city=city,
        held=held,
        invitation=invitation,
        question=factories.SurveyQuestionFactory(programme=programme),
        upload=upload,
        stop=SimpleNamespace(token=stop_token(participant.pk, programme.pk, "reminder")),
        guest=SimpleNamespace(token=token_of(guest), pk=guest.pk),
        guest_file=SimpleNamespace(key=file_key(guest_file_of(guest))),
        leftover=factories.LeftoverFactory(programme=programme, subject=subject_of(draft)),
        hold=factories.LegalHoldFactory(programme=programme),
        workshop=workshop,
        draft=draft,
        released=released,
        shared=shared,
        document=document,
        attachment=attachment,
        report=report,
        lesson=lesson,
        draft_item=factories.AgendaItemFactory(workshop=workshop),
        typical_item=factories.TypicalItemFactory(programme=programme),
        registration=factories.RegistrationFactory(workshop=released, user=participant),
        feed=factories.CalendarFeedFactory(user=participant),
        consent=factories.ConsentFactory(user=participant, programme=programme),
        mail=factories.MailFactory(programme=programme),
        item=item,
        event=factories.ExternalEventFactory(programme=programme),
        field_entry=factories.FieldEntryFactory(programme=programme),
        event_calendar=factories.EventCalendarFactory(programme=programme),
        rule=rule,
        cluster=draft.cluster,
        cluster_import=factories.ClusterImportFactory(programme=programme),
        newcomer=invitation_to(city),
        people_import=PeopleImport.objects.create(
            programme=programme, uploaded_by=people["coordinator"]
        ),
        policy_fact=factories.PolicyFactFactory(programme=programme),
        link=factories.ClusterLinkFactory(first=draft.cluster),
        linkable=linkable,
        linked_row=linkable.participants.get(networker__registration__user=participant),
        met=meeting_of_guest(programme),
        sector=factories.SectorFactory(programme=programme),
        membership=participant.memberships.get(),
        objective=factories.ObjectiveFactory(programme=programme),
        group=factories.GroupFactory(programme=programme),
        partner=expert.memberships.get().partner,
        comment=factories.CommentFactory(case=draft),
        action=factories.ProposedActionFactory(case=shared),
        point=point,
        points=factories.BoardGroupFactory(discussion=point.discussion),
        take_up=taken_up(city, shared.city),
        outcome=outcome,
        noted=outcome.item,
        signed=factories.WorkshopFileFactory(workshop=released, kind="signed_list"),
        final_report=final_report,
        paragraph=paragraph,
        city_report_comment=city_comment,
        final_report_comment=final_comment,
        email_change=factories.EmailChangeFactory(user=participant),
        session=session_of(participant),
        own_file=factories.DataRequestFactory(
            user=participant,
            status="done",
            done_at=timezone.now(),
            file=ContentFile(b"PK", "own.zip"),
        ),
        passkey=Passkey(participant).row,
        people=people,
    )


def taken_up(city, source):
    take_up = factories.TakeUpFactory(city=city, source_city=source)
    city.last_take_up_number = take_up.number
    city.save()
    return take_up


def session_of(person):
    key = f"{person.pk:0>32}"
    return UserSession.objects.create(user=person, ip="192.0.2.1", session_key=key)


def member_of_another_group(programme):
    group = factories.GroupFactory(programme=programme)
    home = factories.CityFactory(programme=programme, group=group)
    return factories.MembershipFactory(programme=programme, city=home).user


def invitation_to(city):
    """Somebody is invited for the city and has not come."""
    person = factories.NewcomerFactory()
    seat = factories.MembershipFactory(programme=city.programme, city=city, user=person)
    return factories.InvitationFactory(programme=city.programme, city=city, user=seat.user)


def linkable_meeting(programme, user):
    """A meeting of the person at another city, from which a link may begin."""
    host = factories.CityFactory(programme=programme)
    session = factories.NetworkingSessionFactory(workshop=factories.WorkshopFactory(city=host))
    own = factories.RegistrationFactory(workshop=session.workshop, user=user)
    return factories.meeting_of(
        factories.NetworkerFactory(registration=own),
        factories.NetworkerFactory(session=session),
        happened="held",
    )


def guest_file_of(guest):
    """What somebody without an account asked for, as it waits to be fetched."""
    return factories.DataRequestFactory(
        user=None,
        guest=f"workshops.registration:{guest.pk}",
        programme=guest.workshop.programme,
        status="done",
        done_at=timezone.now(),
        file=ContentFile(b"PK", "guest.zip"),
    )


def meeting_of_guest(programme):
    """The links of somebody without an account who is asked what came of a meeting."""
    session = factories.NetworkingSessionFactory(
        workshop=factories.WorkshopFactory(city=factories.CityFactory(programme=programme)),
        six_months_asked_at=timezone.now(),
    )
    own = factories.RegistrationFactory(workshop=session.workshop, user=None)
    meeting = factories.meeting_of(
        factories.NetworkerFactory(registration=own),
        factories.NetworkerFactory(session=session),
        slot=factories.MeetingSlotFactory(session=session),
    )
    row = meeting.participants.get(networker__registration=own)
    return SimpleNamespace(token=token_of(own), row=row.pk, key=outcome_token(row))
