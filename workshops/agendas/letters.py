"""The mails about a release: to each what concerns that person, in plain words."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programme.mail import Words, draft
from programme.models import Mail
from programme.models.mail import MailQuerySet
from workshops.agendas.changes import Change, chosen_by
from workshops.calendars.invitations import Invitations, address_of
from workshops.models import AgendaRelease, Registration
from workshops.people.guests import page_of

KIND = "agenda_released"


def mails_of(release: AgendaRelease) -> MailQuerySet:
    """The mails of one release, and not those of release 10 with those of release 1."""
    key = release.mail_key
    return Mail.objects.filter(Q(source_key=key) | Q(source_key__startswith=f"{key}:"))


def has_address(registration: Registration) -> bool:
    """Whether a mail can reach the person."""
    return bool(address_of(registration))


def letters_about(
    release: AgendaRelease, told: dict[Registration, list[Change]], *, is_first: bool
) -> list[Mail]:
    """What each of these people is told, with the event for the calendar where it differs.

    Nothing for people without an address. As few queries for many people as for one.
    """
    workshop = release.workshop
    invitations = Invitations.of(workshop)
    letters = []
    for registration, changes in told.items():
        if not has_address(registration):
            continue
        registration.workshop = workshop
        words = _words(registration, release, changes, is_first=is_first)
        words["calendar"], words["calendar_method"] = invitations.update_for(registration)
        letters.append(draft(workshop.programme, **words))
    return letters


def _words(
    registration: Registration,
    release: AgendaRelease,
    changes: list[Change],
    *,
    is_first: bool,
) -> Words:
    subject = _("Agenda: %(workshop)s") if is_first else _("Agenda changed: %(workshop)s")
    words = Words(
        kind=KIND,
        subject=subject % {"workshop": release.workshop.title},
        body=_body(registration, release, changes, is_first=is_first),
        source_key=release.mail_key,
        delay=settings.AGENDA_MAIL_DELAY,
    )
    if registration.user is not None and registration.user.is_active:
        words["to"] = registration.user
    else:
        words["name"], words["address"] = registration.name, registration.email
        # Two guests may share an address.
        words["source_key"] = f"{release.mail_key}:{registration.pk}"
    return words


def _body(
    registration: Registration,
    release: AgendaRelease,
    changes: list[Change],
    *,
    is_first: bool,
) -> str:
    workshop = release.workshop
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
        _("The whole agenda: %(link)s") % {"link": page_of(registration)},
    ]
    return "\n\n".join(filter(None, parts))


def _ended(registration: Registration, changes: list[Change]) -> str:
    """What to do for somebody whose choice is gone."""
    chosen = chosen_by(registration)
    gone = [change for change in changes if change.before and change.after is None]
    if not any(change.before.pk in chosen for change in gone if change.before):
        return ""
    return _("You had chosen it, and your choice has ended with it. Please choose again.")
