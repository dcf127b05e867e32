"""People without an account: the signed link to their own page of a workshop."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import WorkplanItem
from programme.workplan.dates import CASE_DISTRIBUTED
from workshops.models import Meeting, PracticalNote, Registration, Workshop

# After the last day there is still time to fetch the papers; then the link opens no more.
OPEN_AFTER = datetime.timedelta(days=14)
_signer = Signer(salt="workshops.guests", sep=".")


def token_of(registration: Registration) -> str:
    """What the address of the person's page ends in. An older one dies with a new version."""
    return _signer.sign(f"{registration.pk}-{registration.link_version}")


def path_of(registration: Registration) -> str:
    slug = registration.workshop.programme.slug
    return reverse("workshops:guest", args=[slug, token_of(registration)])


def link_of(registration: Registration) -> str:
    """The whole address, as it stands in a mail."""
    return f"{settings.SITE_URL}{path_of(registration)}"


def page_of(registration: Registration) -> str:
    """The whole address at which the person finds the workshop: logged in, or by the own link."""
    if registration.user_id is None:
        return link_of(registration)
    return f"{settings.SITE_URL}{registration.workshop.get_absolute_url()}"


def open_until(workshop: Workshop) -> datetime.date | None:
    """The last day on which links of this workshop open; None while it has no dates."""
    return workshop.ends_on + OPEN_AFTER if workshop.ends_on else None


def registration_behind(token: str, *, of: str, is_for_ever: bool = False) -> Registration | None:
    """The registration that the link opens; None for a link that is wrong, renewed or too old.

    Links are for people without an account: whoever gets one logs in instead. ``is_for_ever`` is
    for what is kept about the person: that page opens as long as something is kept.
    """
    try:
        pk, version = _signer.unsign(token).split("-")
    except (BadSignature, ValueError):
        return None
    found = (
        Registration.objects.filter(
            pk=pk, link_version=version, user=None, workshop__programme__slug=of
        )
        .select_related("workshop__programme", "workshop__city__group", "city", "partner")
        .first()
    )
    if found is None or (_has_closed(found.workshop) and not is_for_ever):
        return None
    return found


@dataclass(frozen=True)
class Paper:
    """A PDF for participants. ``kind`` is its name in the address of ``reports``."""

    kind: str
    label: str


def papers_for(registration: Registration) -> list[Paper]:
    """What the person may have as a PDF: the same as every participant. Three queries."""
    workshop = registration.workshop
    papers = []
    if workshop.agenda_released_at:
        papers.append(Paper("agenda", _("Agenda")))
    if PracticalNote.objects.filter(workshop=workshop).exclude(text="").exists():
        papers.append(Paper("practical_note", _("Practical note")))
    distributed = WorkplanItem.objects.filter(
        source_key=f"{workshop.source_prefix}{CASE_DISTRIBUTED}", done_at__isnull=False
    )
    if not registration.is_waiting and distributed.exists():
        papers.append(Paper("case", _("Cluster case")))
    meets = Meeting.objects.accepted().filter(
        participants__networker__registration=registration,
        participants__slot__isnull=False,
    )
    if meets.with_time_shown().exists():
        papers.append(Paper("my_meetings", _("Your meetings")))
    return papers


def _has_closed(workshop: Workshop) -> bool:
    last_day = open_until(workshop)
    return last_day is not None and last_day < timezone.localdate(timezone=workshop.tz)
