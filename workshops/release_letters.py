"""The mails about a release: to each what concerns that person, in plain words."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programme.mail import Words
from programme.models import Mail
from programme.models.mail import MailQuerySet
from workshops.models import AgendaRelease, Registration
from workshops.release_changes import Change, chosen_by

KIND = "agenda_released"


def mails_of(release: AgendaRelease) -> MailQuerySet:
    """The mails of one release, and not those of release 10 with those of release 1."""
    key = release.mail_key
    return Mail.objects.filter(Q(source_key=key) | Q(source_key__startswith=f"{key}:"))


def has_address(registration: Registration) -> bool:
    """Whether a mail can reach the person."""
    if registration.user is not None:
        return registration.user.is_active
    return bool(registration.email)


def letter_to(
    registration: Registration,
    release: AgendaRelease,
    changes: list[Change],
    *,
    is_first: bool,
) -> Words | None:
    """What ``programme.mail.draft`` needs; None for somebody without an address."""
    if not has_address(registration):
        return None
    workshop = release.workshop
    subject = _("Agenda: %(workshop)s") if is_first else _("Agenda changed: %(workshop)s")
    letter = Words(
        kind=KIND,
        subject=subject % {"workshop": workshop.title},
        body=_body(registration, release, changes, is_first=is_first),
        source_key=release.mail_key,
        delay=settings.AGENDA_MAIL_DELAY,
    )
    if registration.user is not None:
        letter["to"] = registration.user
    else:
        letter["name"], letter["address"] = registration.name, registration.email
        # Two guests may share an address.
        letter["source_key"] = f"{release.mail_key}:{registration.pk}"
    return letter


def _body(
    registration: Registration,
    release: AgendaRelease,
    changes: list[Change],
    *,
    is_first: bool,
) -> str:
    workshop = release.workshop
    link = f"{settings.SITE_URL}{workshop.get_absolute_url()}"
    opening = (
        _("the agenda of %(workshop)s, %(dates)s, is here.")
        if is_first
        else _("the agenda of %(workshop)s, %(dates)s, has changed. This concerns you:")
    )
    sentences = [sentence for change in changes for sentence in change.sentences]
    parts = [
        _("Hello %(name)s,") % {"name": registration.name},
        opening % {"workshop": workshop.title, "dates": workshop.dates},
        "\n".join(f"- {sentence}" for sentence in sentences),
        _ended(registration, changes),
        release.remark,
        _("The whole agenda: %(link)s") % {"link": link},
    ]
    return "\n\n".join(filter(None, parts))


def _ended(registration: Registration, changes: list[Change]) -> str:
    """What to do for somebody whose choice is gone."""
    chosen = chosen_by(registration)
    gone = [change for change in changes if change.before and change.after is None]
    if not any(change.before.pk in chosen for change in gone if change.before):
        return ""
    return _("You had chosen it, and your choice has ended with it. Please choose again.")
