"""A person planted in every table, and a search through every table and file that is not ours."""

import datetime
import io
import json
import unicodedata
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import pypdfium2
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from cases.models import AnswerRevision, Attachment, BoardNote, Occasion, SectionLock
from cases.services import keep_version
from programme.activity import log_opened, record
from programme.models import (
    Activity,
    ClusterLinkEntry,
    DataRequest,
    MailPreference,
    PeopleImport,
    Presence,
    SearchEntry,
    User,
)
from programme.plain import plain
from programme.privacy.sweeping import PLACES
from reports.models import CheckedParagraph, CheckExtension, DocumentDownload, SectionRevision
from tests import factories
from workshops.models import ItemNotesRevision, MeetingPlan, PracticalNoteRevision

NAME = "Zsófia Quillfeather-Ördög"
EMAIL = "zsofia.quill77@cities.example"
OTHER_EMAIL = "zs.quill77@old.example"
TOLD = f"Told by {NAME} <{EMAIL}>, and by Quillfeather-Ordog, ZSOFIA."
# No two of these stand in the words of the tests.
MARKS = ("quillfeather", "quill77")
# One word of the person's in each table: it must be in the file of the person.
OWN = "OWN-WORDS"
# Names of rights and requests are ours; a session is a text that nobody reads.
NO_WORDS = (User, Session, ContentType, Permission, DataRequest)
LATER = timezone.localdate() + datetime.timedelta(days=90)


def plant_rows(person, other, subjects):
    """A row of every kind that is a person's, beside what the services have written."""
    workshop, report, case = (
        subjects["agenda"],
        subjects["city_report_draft"],
        subjects["case_draft"],
    )
    programme = workshop.programme
    now = timezone.now()
    saved = {"text": OWN, "by": person, "version": 1, "begun_at": now, "saved_at": now}
    address = EmailAddress.objects.create(user=person, email=OTHER_EMAIL, verified=True)
    EmailConfirmation.objects.create(email_address=address, key="k" * 20)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    UserSession.objects.create(user=person, session_key="abc", ip="10.0.0.1", user_agent="Lynx")
    LogEntry.objects.create(user=person, object_repr=NAME, action_flag=1)
    factories.DataRequestFactory(
        user=person,
        status="done",
        requested_at=now - datetime.timedelta(days=2),
        done_at=now,
        file=ContentFile(NAME.encode(), "own.zip"),
    )
    factories.DataRequestFactory(
        user=person, kind="erasure", status="failed", tally={"known_as": [NAME]}, error=NAME
    )
    LogEntry.objects.create(
        user=other,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=2,
        change_message=json.dumps([{"changed": {"name": NAME}}]),
    )
    factories.EmailChangeFactory(user=person, new_address="new.quill77@cities.example")
    factories.LegalHoldFactory(user=person, programme=programme, reason=OWN, lifted_at=now)
    factories.ConsentFactory(user=person, programme=programme, wording=OWN)
    factories.InvitationFactory(programme=programme, user=person, address=EMAIL)
    factories.FormerMembershipFactory(user=person, programme=programme)
    factories.CalendarFeedFactory(user=person)
    PeopleImport.objects.create(
        programme=programme, uploaded_by=person, file_name="people.csv", rows=[[NAME, EMAIL]]
    )
    PeopleImport.objects.create(
        programme=programme, uploaded_by=other, file_name="others.csv", rows=[[NAME, EMAIL]]
    )
    MailPreference.objects.create(
        user=person, programme=programme, kind="reminder", delivery="never"
    )
    Presence.objects.create(programme=programme, place="case:1", user=person, seen_at=now)
    link = factories.ClusterLinkFactory(first=case.cluster)
    ClusterLinkEntry.objects.create(link=link, status="met", text=OWN, by=person)
    factories.ClusterImportFactory(programme=programme, created_by=person)
    factories.WorkplanItemFactory(programme=programme, done_by=person, done_at=now, evidence=OWN)
    answer = case.answers.first()
    AnswerRevision.objects.create(
        answer=answer, text=OWN, by=person, version=1, begun_at=now, saved_at=now
    )
    factories.CommentFactory(case=case, author=person, text=OWN)
    Attachment.objects.create(
        case=case,
        name="cv.pdf",
        description=OWN,
        uploaded_by=person,
        size=3,
        content_type="application/pdf",
        file=ContentFile(b"cv", "cv.pdf"),
    )
    option = BoardNote.objects.filter(discussion__case=case).first()
    factories.BoardNoteFactory(
        discussion=option.discussion, author=person, text=OWN, number=77, change=77
    )
    option.votes.create(voter=person, impact=2, feasibility=3)
    action = factories.ProposedActionFactory(case=case, number=77, status="accepted")
    factories.ActionFollowUpFactory(action=action, answered_by=person, why=OWN)
    factories.ReceiptFactory(edition=subjects["case"], user=person)
    section = report.sections.first()
    SectionRevision.objects.create(
        section=section, text=OWN, by=person, version=1, begun_at=now, saved_at=now
    )
    factories.ReportCommentFactory(city_report=report, author=person, text=OWN)
    check = factories.FactCheckFactory(
        city_report__workshop__city=factories.CityFactory(programme=programme)
    )
    CheckExtension.objects.create(
        fact_check=check, reason=OWN, given_by=person, due_before=check.due_on, due_on=LATER
    )
    CheckedParagraph.objects.create(
        fact_check=check,
        part="policy",
        position=1,
        text="A fact.",
        verdict="right",
        checked_by=person,
        checked_at=now,
        answered_by=person,
        answered_at=now,
    )
    factories.LessonFactory(city_report=report, number=77, created_by=person, text=OWN)
    factories.TakeUpFactory(city=case.city, recorded_by=person, text=OWN)
    factories.ArchiveFactory(programme=programme, owner=person)
    factories.WorkshopFileFactory(workshop=workshop, uploaded_by=person, description=OWN)
    item = workshop.agenda_items.first()
    factories.OutcomeFactory(item=item, created_by=person, text=OWN)
    notes = workshop.agenda_items.exclude(notes=None).first().notes
    ItemNotesRevision.objects.create(
        notes=notes, text=OWN, by=person, version=1, begun_at=now, saved_at=now
    )
    note = workshop.practical_note
    PracticalNoteRevision.objects.create(note=note, **saved)
    document = factories.DocumentFactory(case_edition=subjects["case"])
    DocumentDownload.objects.create(document=document, user=person)
    factories.MailFactory(
        programme=programme,
        user=person,
        name=NAME,
        address=EMAIL,
        body=OWN,
        created_at=now - datetime.timedelta(days=90),
    )
    factories.MailFactory(programme=programme, user=None, name=NAME, address=EMAIL, subject=NAME)
    factories.MailFactory(
        programme=programme,
        user=other,
        address=other.email,
        subject=f"{NAME} comes",
        body=TOLD,
        calendar=f"BEGIN:VCALENDAR\r\nSUMMARY:With {NAME[:9]}\r\n {NAME[9:]}\r\nEND:VCALENDAR\r\n",
        calendar_method="REQUEST",
    )
    record("seen", case, f"{NAME} was seen.", by=person, programme=programme, after={"who": EMAIL})
    for user, said in ((person, "Hello"), (other, NAME)):
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_messages"] = json.dumps([["__json_message", 0, 25, f"{said} was added."]])
        session.save()


def plant_others(programme, case, session):
    """A row of what is nobody's, with words in which anybody may be named."""
    factories.BoardGroupFactory(discussion=case.discussion)
    SectionLock.objects.create(case=case, section="setting")
    keep_version(case, Occasion.NAMED, name="Before the summer", by=None)
    factories.TypicalItemFactory(programme=programme)
    MeetingPlan.objects.create(session=session)
    factories.FieldEntryFactory(programme=programme)
    factories.EventCalendarFactory(programme=programme)
    factories.PolicyFactFactory(programme=programme)
    factories.ExternalEventFactory(programme=programme)
    factories.MailTemplateFactory(programme=programme)
    factories.ClusterOfferFactory(cluster=case.cluster)
    factories.LeftoverFactory(programme=programme)
    SearchEntry.objects.create(
        programme=programme, source="person", row=1, title=plain(NAME), text=plain(TOLD)
    )


def plant_words():
    """The person is named in every column of words that takes it; how many columns those are."""
    planted = 0
    for model in apps.get_models():
        # The first: the last rows are those of ``plant_rows``, in words of their own.
        key = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
        if key is None or model in NO_WORDS:
            continue
        for column in model._meta.concrete_fields:
            planted += _plant(model, key, column)
    return planted


def _plant(model, key, column):
    is_no_word = column.choices or column.primary_key or column.name == "time_zone"
    # What is called like a person keeps its name: a test of its own.
    is_no_word = is_no_word or (model, column.name) in PLACES
    if is_no_word or isinstance(column, models.FileField):
        return 0
    if isinstance(column, models.JSONField):
        said = {"by": [TOLD], NAME: 1}
        value = model._base_manager.values_list(column.attname, flat=True).get(pk=key)
        value = {**value, **said} if isinstance(value, dict) else said
    elif isinstance(column, models.EmailField):
        value = EMAIL
    elif isinstance(column, models.URLField):
        value = f"https://cities.example/people/{EMAIL}"
    elif isinstance(column, models.TextField):
        value = TOLD
    elif isinstance(column, models.CharField) and not isinstance(column, models.SlugField):
        value = TOLD if (column.max_length or 999) >= len(TOLD) else NAME
        if column.max_length and len(value) > column.max_length:
            return 0
    else:
        return 0
    if model._meta.label in {"programme.EmailChange", "account.EmailAddress"}:
        return 0
    try:
        with (
            transaction.atomic(),
            log_opened("test") if model is Activity else transaction.atomic(),
        ):
            return model._base_manager.filter(pk=key).update(**{column.attname: value})
    except DatabaseError:
        # A rule of the table forbids such words: then nobody has written them.
        return 0


def found_in_tables():
    """Every column of every table of the database in which the person is still named."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute("SELECT * FROM " + connection.ops.quote_name(table))  # noqa: S608  our own tables
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if marked(value):
                        found.add((table, column, str(value)[:80]))
    for session in Session.objects.all():
        if marked(session.get_decoded()):
            found.add(("django_session", "session_data", ""))
    return found


def found_in_files(*folders):
    """Every file below the folders in which the person is still named."""
    return {
        path.name
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.is_file() and (marked(path.name) or any(map(marked, words_in(path.read_bytes()))))
    }


def words_in(content):
    if content.startswith(b"%PDF-"):
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return
        yield str(document.get_metadata_dict())
        for page in document:
            yield page.get_textpage().get_text_bounded()
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from words_in(archive.read(name))
    else:
        yield content.decode(errors="replace")
        for part in message_from_bytes(content, policy=policy.default).walk():
            yield str(part.items())
            yield (part.get_payload(decode=True) or b"").decode(errors="replace")


def marked(value):
    text = str(value).replace("\r\n ", "").replace("\\r\\n ", "")
    if "\\u" in text:
        text = json.dumps(text).replace("\\\\u", "\\u")
        text = str(json.loads(text)) if text else text
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    close = "".join(bare.split())
    return any(mark in bare or mark in close for mark in MARKS)
