"""The mails about a release: to each what concerns that person, in plain words."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from programme.letters.writing import Template
from programme.mails.posting import Reader
from programme.mails.server import one_line
from programme.models import Mail
from programme.models.mail import MailQuerySet
from workshops.agendas.changes import Change, chosen_by
from workshops.calendars.invitations import Invitations, address_of
from workshops.letter_kinds import AGENDA_CHANGED, AGENDA_RELEASED
from workshops.models import AgendaRelease, Registration
from workshops.people.guests import page_of


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
    template = Template.of(workshop.programme, AGENDA_RELEASED if is_first else AGENDA_CHANGED)
    letters = []
    for registration, changes in told.items():
        if not has_address(registration):
            continue
        registration.workshop = workshop
        reader = _reader(registration, release)
        reader["calendar"], reader["calendar_method"] = invitations.update_for(registration)
        letters.append(template.draft(_values(registration, release, changes), **reader))
    return letters


def _reader(registration: Registration, release: AgendaRelease) -> Reader:
    reader = Reader(source_key=release.mail_key, delay=settings.AGENDA_MAIL_DELAY)
    if registration.user is not None and registration.user.is_active:
        reader["to"] = registration.user
    else:
        reader["name"], reader["address"] = registration.name, registration.email
        # Two guests may share an address.
        reader["source_key"] = f"{release.mail_key}:{registration.pk}"
    return reader


def _values(
    registration: Registration, release: AgendaRelease, changes: list[Change]
) -> dict[str, object]:
    workshop = release.workshop
    sentences = [sentence for change in changes for sentence in change.sentences]
    return {
        "name": registration.name,
        "workshop": workshop.title,
        "dates": workshop.dates,
        "changes": "\n".join(f"- {one_line(sentence)}" for sentence in sentences),
        "ended": _ended(registration, changes),
        "remark": release.remark,
        "link": page_of(registration),
    }


def _ended(registration: Registration, changes: list[Change]) -> str:
    """What to do for somebody whose choice is gone."""
    chosen = chosen_by(registration)
    gone = [change for change in changes if change.before and change.after is None]
    if not any(change.before.pk in chosen for change in gone if change.before):
        return ""
    return _("What you had chosen is no longer on the agenda. Please choose again.")
