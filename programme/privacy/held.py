"""What this app, and what stands below it, holds of a person."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme import models
from programme.mails.posting import drop
from programme.models import Activity, FormerMembership, Mail, Membership, User
from programme.people.seats import keep_former
from programme.privacy.holders import (
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
from programme.stored_files import delete_on_commit

DELETE, NAMELESS, KEEP = OnErasure.DELETE, OnErasure.NAMELESS, OnErasure.KEEP
RECORD = _("It is part of the programme’s record, for which your name is not needed.")
WRITTEN = _("Others have built on it. It stays, without your name.")


def say_what_is_held() -> None:
    """Called once, when the app is ready."""
    _say_account()
    _say_seats()
    _say_mails()
    _say_doings()
    _say_what_is_of_nobody()
    before_erasing(part_mails)
    while_erasing(keep_roles)
    while_erasing(forget_files)


def _say_account() -> None:
    register(
        Holding(
            User,
            "pk",
            _("your account"),
            NAMELESS,
            ("name", "email", "date_joined", "last_login", "is_active"),
            why=RECORD,
            names=("name",),
            addresses=("email",),
        ),
        Holding(
            EmailAddress,
            "user",
            _("your e-mail addresses"),
            DELETE,
            ("email", "verified", "primary"),
            addresses=("email",),
        ),
        Holding(EmailConfirmation, "email_address__user", _("links to confirm an e-mail"), DELETE),
        Holding(
            models.EmailChange,
            "user",
            _("a new e-mail that you asked for"),
            DELETE,
            # Not among the person's addresses: nobody has proven it, it may be anybody's.
            ("new_address", "created_at", "expires_at"),
        ),
        Holding(
            Authenticator,
            "user",
            _("your passkeys and second factors"),
            DELETE,
            ("type", "created_at", "last_used_at"),
        ),
        Holding(
            UserSession,
            "user",
            _("where you are logged in"),
            DELETE,
            ("created_at", "last_seen_at", "ip", "user_agent"),
        ),
        Holding(
            models.DataRequest,
            "user",
            _("your requests about your data"),
            KEEP,
            ("kind", "status", "requested_at", "done_at"),
            why=_(
                "It says that the request was met. It holds numbers, and for a month a print of"
                " your name that nobody can read, so that no open page brings the name back."
            ),
        ),
        Holding(
            models.Consent,
            "user",
            _("what you agreed to"),
            DELETE,
            ("programme", "purpose", "wording", "given_at", "withdrawn_at"),
        ),
        Holding(
            models.LegalHold,
            "user",
            _("why your data had to be kept"),
            DELETE,
            ("programme", "reason", "until", "set_at", "lifted_at"),
        ),
    )
    trace(models.DataRequest, "requested_by")
    trace(models.Leftover, "settled_by")
    trace(models.LegalHold, "set_by")


def _say_seats() -> None:
    register(
        Holding(
            Membership,
            "user",
            _("your roles"),
            DELETE,
            ("programme", "role", "city", "partner", "began_at"),
        ),
        Holding(
            FormerMembership,
            "user",
            _("roles that you had"),
            NAMELESS,
            ("programme", "role", "city", "partner", "began_at", "ended_at"),
            why=_("It says that a city had an editor, without saying who it was."),
        ),
        Holding(
            models.Invitation,
            "user",
            _("your invitations"),
            DELETE,
            ("programme", "city", "address", "created_at", "sent_at", "accepted_at"),
            addresses=("address",),
        ),
        Holding(
            models.PeopleImport,
            "uploaded_by",
            _("lists of people that you brought"),
            DELETE,
            ("programme", "file_name", "created_at"),
        ),
        Holding(models.Presence, "user", _("which page you have open"), DELETE, ("seen_at",)),
    )
    trace(FormerMembership, "ended_by", "handed_to")
    trace(models.Invitation, "invited_by")


def _say_mails() -> None:
    register(
        Holding(
            Mail,
            mails_to,
            _("mails to you"),
            NAMELESS,
            ("programme", "subject", "body", "address", "status", "created_at", "sent_at"),
            why=_("The outbox says that a mail was written; its text goes."),
            names=("name",),
            addresses=("address",),
            empties=("calendar", "calendar_method", "error"),
            column="user",
            says=(("body", _("The text was erased with the data of its reader.\n")),),
        ),
        Holding(
            models.MailPreference,
            "user",
            _("how you want mails"),
            DELETE,
            ("programme", "kind", "delivery"),
        ),
    )
    trace(Mail, "edited_by")
    trace(models.MailTemplate, "changed_by")


def _say_doings() -> None:
    register(
        Holding(
            Activity,
            "actor",
            _("what you did, as the log has it"),
            KEEP,
            ("programme", "at", "sentence", "remark"),
            why=_("The log says what became of each row. It no longer says that it was you."),
        ),
        Holding(
            LogEntry,
            lambda person: (
                Q(user=person.user.pk)
                | Q(content_type__model="user", object_id=str(person.user.pk))
            ),
            _("what was done in the operators’ admin"),
            KEEP,
            ("action_time", "object_repr"),
            why=RECORD,
            column="user",
        ),
        Holding(
            models.ClusterLinkEntry,
            "by",
            _("what you wrote about links between clusters"),
            KEEP,
            ("link", "status", "text", "at"),
            why=WRITTEN,
        ),
        Holding(
            models.ClusterImport,
            "created_by",
            _("files of clusters that you brought"),
            KEEP,
            ("programme", "name", "created_at"),
            why=WRITTEN,
            file="file",
        ),
        Holding(
            models.WorkplanItem,
            "done_by",
            _("tasks that you did"),
            KEEP,
            ("programme", "title", "due_on", "done_at", "evidence"),
            why=RECORD,
            file="evidence_file",
        ),
    )
    trace(models.ClusterLink, "proposed_by")


def _say_what_is_of_nobody() -> None:
    """Words in these are swept like all others."""
    without_person(
        _("About the programme, its cities and its dates."),
        models.Programme,
        models.Objective,
        models.Group,
        models.Partner,
        models.City,
        models.Sector,
        models.MapCell,
        models.CountbackRule,
        models.RetentionRule,
        models.SearchEntry,
        models.LogOpening,
        models.ActivityCity,
        models.Leftover,
    )
    without_person(
        _("About organisations. A manager may be named: such words are swept."),
        models.Cluster,
        models.ClusterOffer,
        models.Figure,
        models.FieldEntry,
        models.EventCalendar,
        models.PolicyFact,
        models.ExternalEvent,
    )
    without_person(
        _("Rights of the operators: they are taken away from the account."),
        AuthGroup,
        Permission,
        ContentType,
        User.groups.through,
        User.user_permissions.through,
        AuthGroup.permissions.through,
    )
    without_person(_("A session says whose it is inside: each is opened and ended."), Session)


def mails_to(person: Person) -> Q:
    """Mails to the account, and those that went to one of the addresses before there was one."""
    mine = Q(user=person.user.pk) | Q(user=None) & any_of("address", person.addresses)
    return mine if person.programme is None else mine & Q(programme=person.programme)


def part_mails(person: Person) -> None:
    """Nothing more is sent to the person. The same mail to two addresses is then to one: only one
    of them may say what it is about."""
    mails = Mail.objects.filter(mails_to(person)).order_by("pk")
    drop(mails.values_list("pk", flat=True))
    seen: set[str] = set()
    for key, source in mails.exclude(source_key="").values_list("pk", "source_key"):
        if source in seen:
            Mail.objects.filter(pk=key).update(source_key="")
        seen.add(source)


def keep_roles(person: Person) -> None:
    """That somebody held a role stays; the seat goes."""
    for seat in Membership.objects.filter(user=person.user).select_related("user"):
        keep_former(seat, by=None)


def forget_files(person: Person) -> None:
    """The files that the person asked for, and what an erasure that failed has noted."""
    requests = person.user.data_requests
    for request in requests.exclude(file=""):
        delete_on_commit(request.file)
    requests.update(file="", tally={}, error="")
