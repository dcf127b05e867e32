"""What the programme itself keeps about people, and for how long. The times are demo values of
ours: a programme sets its own, as its funder and its own law ask for."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _

from programme.activity import log_opened
from programme.letters.kinds import label_of
from programme.models import (
    LEFT,
    Activity,
    Consent,
    FormerMembership,
    Invitation,
    Mail,
    MailStatus,
    Membership,
    PeopleImport,
    Programme,
)
from programme.privacy.retention import Retained, erase_rows, retain

YEAR = 365
# Worked back from for the map of an earlier day; marks of cities, and no name in them.
WITHOUT_NAMES = ("map_answered",)


def open_invitations(programme: Programme) -> models.QuerySet:
    return Invitation.objects.filter(programme=programme, accepted_at=None)


def seats_of_nobody(programme: Programme) -> models.QuerySet:
    """Seats of people who never logged in, and never can without a new invitation."""
    never = Q(user__last_login=None, user__is_active=True, user__is_superuser=False)
    return Membership.objects.filter(never, programme=programme)


# Sent, or not to be sent any more unless somebody wants it: not what waits, nor what is held.
SETTLED = (*LEFT, MailStatus.FAILED, MailStatus.GATHERED, MailStatus.DROPPED)


def settled_mails(programme: Programme) -> models.QuerySet:
    """Those whose words are still there."""
    mails = Mail.objects.filter(programme=programme, status__in=SETTLED).exclude(body="")
    # What waits for the next digest has not been read by anybody yet.
    return mails.exclude(status=MailStatus.GATHERED, digest=None)


def empty_mails(mails: models.QuerySet) -> int:
    """Their words go. That one was written stays, or a reminder would be written again."""
    nameless = Concat(Cast(F("pk"), models.CharField()), Value("@erased.invalid"))
    mails.filter(user=None).update(name="", address=nameless)
    # A subject may say who wants to meet whom.
    for kind in list(mails.order_by().values_list("kind", flat=True).distinct()):
        mails.filter(kind=kind).update(subject=label_of(kind))
    return mails.update(body="", calendar="", calendar_method="")


def entries_with_names(programme: Programme) -> models.QuerySet:
    """Those that can still be searched. What was erased is said in numbers, and stays."""
    entries = Activity.objects.filter(programme=programme).exclude(folded="")
    return entries.exclude(verb__startswith="retention_")


def make_entries_nameless(entries: models.QuerySet) -> int:
    """What happened and when stays; who did it and in which words does not."""
    number = 0
    with log_opened("retention"):
        for entry in entries:
            entry.actor, entry.remark, entry.folded = None, "", ""
            if entry.verb not in WITHOUT_NAMES:
                entry.sentence = entry.verb.replace("_", " ").capitalize()
                entry.before, entry.after, entry.path = {}, {}, ""
            entry.save()
            number += 1
    return number


def withdrawn_consents(programme: Programme) -> models.QuerySet:
    return Consent.objects.filter(programme=programme, withdrawn_at__isnull=False)


def former_roles(programme: Programme) -> models.QuerySet:
    return FormerMembership.objects.filter(programme=programme)


def register() -> None:
    retain(
        Retained(
            key="invitations",
            label=_("Invitations that were never accepted"),
            why=_("Whoever has not come for a month after the link ended is invited anew."),
            counted_from=_("the day on which the link expired"),
            days=30,
            least=1,
            most=YEAR,
            rows=open_invitations,
            since=TruncDate("expires_at"),
            erase=erase_rows,
        ),
        Retained(
            key="people-imports",
            label=_("Lists of people from files"),
            why=_("They are only needed to invite people."),
            counted_from=_("the day on which the file was brought"),
            days=7,
            least=0,
            most=30,
            rows=lambda programme: PeopleImport.objects.filter(programme=programme),
            since=TruncDate("created_at"),
            erase=erase_rows,
        ),
        Retained(
            key="unused-seats",
            label=_("Seats of people who never came"),
            why=_("Somebody who never logged in has nothing here."),
            counted_from=_("the end of the programme"),
            days=180,
            least=0,
            most=2 * YEAR,
            rows=seats_of_nobody,
            since="programme__ends_on",
            erase=erase_rows,
        ),
        Retained(
            key="mails",
            label=_("Words of mails"),
            why=_(
                "For that long somebody may ask what was written. That a mail was sent stays on"
                " record."
            ),
            counted_from=_("the day on which the mail was sent, or written if it never was"),
            days=YEAR,
            least=30,
            most=10 * YEAR,
            rows=settled_mails,
            since=TruncDate(Coalesce("sent_at", "created_at")),
            erase=empty_mails,
        ),
        Retained(
            key="consents",
            label=_("Consents that were withdrawn"),
            why=_("They show that what was done while they were given was allowed."),
            counted_from=_("the day on which it was withdrawn"),
            days=3 * YEAR,
            least=YEAR,
            most=10 * YEAR,
            rows=withdrawn_consents,
            since=TruncDate("withdrawn_at"),
            erase=erase_rows,
        ),
        Retained(
            key="former-roles",
            label=_("Who held which role before"),
            why=_("Auditors of the funder may ask who spoke for a city."),
            counted_from=_("the end of the programme"),
            days=5 * YEAR,
            least=YEAR,
            most=15 * YEAR,
            rows=former_roles,
            since="programme__ends_on",
            erase=erase_rows,
        ),
        Retained(
            key="log-names",
            label=_("Names and words in “What happened”"),
            why=_(
                "Auditors of the funder may ask for the record. Afterwards it says what happened"
                " and when, without who."
            ),
            counted_from=_("the end of the programme"),
            days=5 * YEAR,
            least=YEAR,
            most=15 * YEAR,
            rows=entries_with_names,
            since="programme__ends_on",
            erase=make_entries_nameless,
        ),
    )
