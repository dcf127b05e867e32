"""What registering, choosing and needs share: the error, the log, and the mails to the person."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from programme.activity import record
from programme.letters.writing import Template
from programme.models import Mail, User
from workshops.calendars.invitations import address_of, update_for
from workshops.models import Registration
from workshops.people.guests import link_of
from workshops.services.rows import locked_workshop

# What the log keeps of a registration: how to reach the person, and who pays, is none of it.
SAID = ("name", "organisation", "city", "partner", "attends_as", "is_waiting")


class RegistrationError(Exception):
    """Somebody cannot be registered, or cannot choose this; the text says why."""


def hold_registration(registration: Registration) -> None:
    """Keep others from changing or withdrawing it until the transaction ends.

    Raises RegistrationError if it was withdrawn meanwhile.
    """
    # By its workshop, which whoever chooses, withdraws or moves up takes first too.
    workshop = locked_workshop(registration.workshop)
    if not workshop.registrations.filter(pk=registration.pk).exists():
        raise RegistrationError(
            _("%(person)s is not registered any more.") % {"person": registration.name}
        )


def log_registration(
    verb: str,
    registration: Registration,
    sentence: str,
    *,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    **words: object,
) -> None:
    """Write down what happened, for the person's city and the host. ``by`` is None for whoever has
    no account: the sentence names the person."""
    workshop = registration.workshop
    record(
        verb,
        registration,
        sentence % {"person": registration.name, "workshop": workshop.title, **words},
        by=by,
        programme=workshop.programme,
        city=registration.city,
        also_for=[workshop.city],
        path=workshop.get_absolute_url(),
        before=before,
        after=after,
    )


def mail_key(registration: Registration) -> str:
    """How the keys of all mails about this registration begin."""
    return f"{registration.workshop.source_prefix}registration:{registration.pk}:"


def page_of(registration: Registration) -> str:
    """The address at which the person finds the workshop: logged in, or by the own link."""
    if registration.user_id:
        return f"{settings.SITE_URL}{registration.workshop.get_absolute_url()}"
    return link_of(registration)


def write_to(
    registration: Registration,
    *,
    kind: str,
    values: Mapping[str, object],
    key: str,
    page: str = "",
    brings_event: bool = False,
    template: Template | None = None,
) -> Mail | None:
    """Put a mail into the outbox, also with what has become of the person's event in the
    calendar; None for somebody whose address nobody knows.

    Besides ``values`` its words may use the name, the workshop and the link: that of ``page``, by
    default that of the workshop. For many people give the ``template``, read once.
    """
    if not address_of(registration):
        return None
    calendar, method = update_for(registration) if brings_event else ("", "")
    has_account = registration.user is not None and registration.user.is_active
    usual = {
        "name": registration.name,
        "workshop": registration.workshop.title,
        "link": page or page_of(registration),
    }
    template = template or Template.of(registration.workshop.programme, kind)
    return template.post(
        usual | dict(values),
        to=registration.user if has_account else None,
        name=registration.name,
        address=registration.email,
        source_key=f"{mail_key(registration)}{key}",
        calendar=calendar,
        calendar_method=method,
    )
