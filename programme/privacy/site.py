"""What the site itself keeps, of no programme: sessions, who is writing where, lost accounts."""

import datetime
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.models import Consent, ConsentPurpose, DataRequest, FormerMembership, User
from programme.models.presence import Presence
from programme.privacy.requests import DataRequestError, ask_erasure

SESSIONS_LISTED = datetime.timedelta(days=30)
PRESENCE_KEPT = datetime.timedelta(days=1)
# Without any programme, and without logging in.
ACCOUNT_KEPT = datetime.timedelta(days=365)


@dataclass(frozen=True)
class OfSite:
    """What the privacy notice says about a thing that no programme decides on."""

    label: str | Promise
    kept: str | Promise


OF_SITE = [
    OfSite(_("Log-ins of a browser"), _("until they end by themselves, at most some weeks")),
    OfSite(_("Browsers and addresses in the list of sessions"), _("30 days after the last use")),
    OfSite(_("Who is just writing where"), _("a day")),
    OfSite(_("Files with one’s own data"), _("7 days after they were made")),
    OfSite(
        _("Accounts of people who are in no programme any more"),
        _("a year after the last log-in; a mail says so a week before"),
    ),
]


def erase_of_site() -> int:
    """Erase what is over; how many things. Safe to run at any time, and after any pause."""
    now = timezone.now()
    over = [
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.filter(last_seen_at__lt=now - SESSIONS_LISTED),
        Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT),
    ]
    return sum(rows.delete()[0] for rows in over) + _ask_for_lost_accounts()


def lost_accounts() -> models.QuerySet[User]:
    """Accounts that nobody used for long and that lead nowhere; news keep an account."""
    long_ago = timezone.now() - ACCOUNT_KEPT
    own = {"user": OuterRef("pk")}
    news = Consent.objects.current().filter(purpose=ConsentPurpose.NEWS, **own)
    lately = FormerMembership.objects.filter(ended_at__gte=long_ago, **own)
    asked = DataRequest.objects.open().filter(**own)
    return User.objects.filter(
        Q(last_login=None) | Q(last_login__lt=long_ago),
        ~Exists(news),
        ~Exists(lately),
        ~Exists(asked),
        date_joined__lt=long_ago,
        memberships=None,
        is_active=True,
        is_staff=False,
        is_superuser=False,
        erased_at=None,
    )


def _ask_for_lost_accounts() -> int:
    number = 0
    for user in lost_accounts()[:100]:
        try:
            ask_erasure(user, by=None)
        except DataRequestError:
            # Something has to be handed over first: the person is told so when asking.
            continue
        number += 1
    return number
