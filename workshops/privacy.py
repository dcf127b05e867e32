"""What workshops hold of a person, and what ends when the person is erased."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import Activity, subject_of
from programme.models.keys import new_key
from programme.privacy.guests import Guest, register_guests
from programme.privacy.holders import (
    TAKEN_LATELY,
    Holding,
    OnErasure,
    Person,
    any_of,
    before_erasing,
    register,
    trace,
    while_erasing,
    without_person,
)
from programme.privacy.leftovers_page import lead_to
from workshops import models
from workshops.models import MeetingParticipant, Registration, SurveyInvitation
from workshops.people.guests import token_of
from workshops.services.meetings.leaving import leave_choice_b
from workshops.services.registering import withdraw_registration
from workshops.services.rows import locked_workshop

DELETE, NAMELESS, KEEP = OnErasure.DELETE, OnErasure.NAMELESS, OnErasure.KEEP
COUNTED = _("The programme accounts for how many people came; a seat without a name stays.")
WRITTEN = _("It is part of the notes of the workshop. It stays, without your name.")


def say_what_is_held() -> None:
    """Called once, when the app is ready."""
    _say_coming()
    _say_meetings()
    _say_writing()
    _say_what_is_of_nobody()
    before_erasing(give_up_what_is_to_come)
    while_erasing(shut_links)
    lead_to(models.WorkshopFile, papers_of)
    register_guests(Registration._meta.label_lower, guest_of_registration)


def of_registration(path: str = "registration__") -> Callable[[Person], Q]:
    """Rows of the person's registrations: those of the account, and those that somebody entered
    with name and address before there was one. A mailbox alone may be shared by two."""

    def rows(person: Person) -> Q:
        entered = any_of(f"{path}email", person.addresses) & any_of(f"{path}name", person.names)
        if person.programme is not None:
            entered &= Q(**{f"{path}workshop__programme": person.programme})
            entered |= Q(**{f"{path}pk": key_of_guest(person.guest)})
        return Q(**{f"{path}user": person.user.pk}) | Q(**{f"{path}user": None}) & entered

    return rows


def key_of_guest(guest: str) -> int:
    """The registration that a request of a guest names; none is 0."""
    label, _colon, pk = guest.partition(":")
    return int(pk) if label == Registration._meta.label_lower else 0


def guest_of_registration(pk: int) -> Guest | None:
    """The guest of a registration, for what is asked for without an account."""
    rows = Registration.objects.select_related("workshop__programme")
    row = rows.filter(pk=pk).first()
    return guest_in(row) if row else None


def guest_in(row: Registration) -> Guest:
    """The guest of a registration at hand."""
    programme = row.workshop.programme
    others = Registration.objects.filter(workshop__programme=programme, email__iexact=row.email)
    return Guest(
        subject_of(row),
        row.name,
        row.email,
        programme,
        link=reverse("workshops:guest_data", args=[programme.slug, token_of(row)]),
        known_since_long=_is_known_since_long(row),
        shares_address=others.exclude(name__iexact=row.name).exists(),
        has_account=row.user_id is not None,
    )


def _is_known_since_long(row: Registration) -> bool:
    """Whether the row had its name a month ago: by the own link it can be changed at any time."""
    lately = timezone.now() - TAKEN_LATELY
    renamed = Activity.objects.about(row).filter(at__gt=lately, before__has_key="name")
    return row.registered_at < lately and not renamed.exists()


def _say_coming() -> None:
    register(
        Holding(
            Registration,
            of_registration(""),
            _("your registrations for workshops"),
            NAMELESS,
            (
                *("workshop", "name", "organisation", "city", "partner", "attends_as", "email"),
                *("cost_status", "list_consent_at", "photo_consent_at", "registered_at", "choice"),
            ),
            why=COUNTED,
            names=("name",),
            addresses=("email",),
            empties=("organisation", "list_consent_at", "photo_consent_at", "link_sent_at"),
            column="user",
        ),
        Holding(
            models.SignUp,
            of_registration(),
            _("what you chose, A or B"),
            KEEP,
            ("registration__workshop", "item", "chosen_at"),
            why=COUNTED,
        ),
        Holding(
            models.ChoiceWait,
            of_registration(),
            _("choices for which you waited"),
            DELETE,
            ("registration__workshop", "item", "since"),
        ),
        Holding(
            models.PracticalNeeds,
            of_registration(),
            _("what you need at a workshop"),
            DELETE,
            (
                *("registration__workshop", "diet", "access", "arrival", "departure", "hotel"),
                *("takes_bus", "updated_at"),
            ),
        ),
        Holding(
            models.Attendance,
            of_registration(),
            _("when you were there"),
            KEEP,
            ("registration__workshop", "day", "half", "is_present", "marked_at"),
            why=COUNTED,
        ),
        Holding(
            SurveyInvitation,
            of_registration(),
            _("that you were asked how a workshop was"),
            KEEP,
            ("registration__workshop", "asked_at", "has_answered"),
            why=_("It counts how many answered. What you answered was never with your name."),
        ),
        Holding(
            models.CalendarFeed,
            "user",
            _("addresses of your calendars"),
            DELETE,
            ("programme", "workshop", "created_at", "read_at"),
        ),
    )
    trace(Registration, "registered_by")
    trace(models.Attendance, "marked_by")


def _say_meetings() -> None:
    met = of_registration("networker__registration__")
    register(
        Holding(
            models.Networker,
            of_registration(),
            _("what you said of yourself for meetings"),
            NAMELESS,
            ("registration__workshop", "cluster", "about", "languages", "interpreter"),
            why=_("It holds the meetings that took place together, without a name."),
            empties=("about", "languages", "interpreter"),
        ),
        Holding(
            models.NetworkerOffer,
            met,
            _("what you offer and seek"),
            DELETE,
            ("kind", "topic", "words"),
        ),
        Holding(
            MeetingParticipant,
            met,
            _("your meetings"),
            KEEP,
            ("meeting__session__workshop", "meeting__status", "meeting__reason", "meeting__slot"),
            why=_("The programme counts its meetings. Yours stay, without your name."),
            computed=((_("With"), others_in),),
        ),
        Holding(
            models.MeetingOutcome,
            of_registration("participant__networker__registration__"),
            _("what you said of your meetings"),
            KEEP,
            ("participant__meeting__session__workshop", "stage", "happened", "step", "note"),
            why=_("The programme counts what came of its meetings."),
        ),
    )
    trace(models.MeetingOutcome, "given_by")
    trace(models.MeetingPlan, "requested_by")


def _say_writing() -> None:
    register(
        Holding(
            models.ItemNotesRevision,
            "by",
            _("notes of workshops that you wrote"),
            KEEP,
            ("notes__item__workshop", "notes__item", "text", "saved_at"),
            why=WRITTEN,
        ),
        Holding(
            models.PracticalNoteRevision,
            "by",
            _("practical notes that you wrote"),
            KEEP,
            ("note__workshop", "text", "saved_at"),
            why=WRITTEN,
        ),
        Holding(
            models.Outcome,
            "created_by",
            _("decisions and actions that you wrote down"),
            KEEP,
            ("item", "kind", "text", "owner", "due_on", "created_at"),
            why=WRITTEN,
        ),
        Holding(
            models.WorkshopFile,
            "uploaded_by",
            _("files of workshops that you uploaded"),
            KEEP,
            ("workshop", "kind", "name", "description", "uploaded_at"),
            why=_("The workshop’s papers stay, without your name."),
            file="file",
        ),
    )
    trace(models.AgendaRelease, "frozen_by")
    trace(models.ItemNotes, "updated_by")
    trace(models.PracticalNote, "updated_by")


def _say_what_is_of_nobody() -> None:
    without_person(
        _("About the workshop. Who leads or speaks may be named: such words are swept."),
        models.Workshop,
        models.AgendaItem,
        models.TypicalItem,
    )
    without_person(
        _("About the session; who meets whom stands with each person’s part in it."),
        models.NetworkingSession,
        models.MeetingSlot,
        models.MeetingTable,
        models.Interpreters,
        models.Meeting,
        models.Networker.away.through,
    )
    without_person(
        _("Answers without a name: nobody can tell whose they are. Their words are swept."),
        models.SurveyQuestion,
        models.SurveyResponse,
        models.SurveyAnswer,
    )


def papers_of(row: models.WorkshopFile) -> str:
    slugs = (row.workshop.programme.slug, row.workshop.slug)
    return f"{reverse('workshops:papers', args=slugs)}#files"


def others_in(row: MeetingParticipant) -> str:
    """Whom the person meets: that is part of the person's own record."""
    others = MeetingParticipant.objects.filter(meeting=row.meeting_id).exclude(pk=row.pk)
    return ", ".join(others.values_list("networker__registration__name", flat=True))


def give_up_what_is_to_come(person: Person) -> None:
    """Withdraw from workshops that have not begun, so that others move up, and cancel meetings."""
    rows = Registration.objects.filter(of_registration("")(person))
    for registration in rows.select_related("workshop__programme", "workshop__city", "city"):
        workshop = registration.workshop
        if workshop.is_held:
            continue
        today = timezone.localdate(timezone=workshop.tz)
        if workshop.starts_on is None or workshop.starts_on > today:
            withdraw_registration(registration, by=None)
            continue
        with transaction.atomic():
            locked_workshop(workshop)
            leave_choice_b(registration, by=None)


def shut_links(person: Person) -> None:
    """Links that let somebody in without an account open nothing any more."""
    mine = Registration.objects.filter(of_registration("")(person))
    for invitation in SurveyInvitation.objects.filter(of_registration()(person)):
        SurveyInvitation.objects.filter(pk=invitation.pk).update(key=new_key())
    mine.update(link_version=F("link_version") + 1)
