"""The links of people without an account: sending them by mail, and making an old one worthless."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.models import User
from workshops.letter_kinds import GUEST_LINK
from workshops.models import Registration
from workshops.people.guests import open_until
from workshops.services.registration import RegistrationError, log_registration, write_to


@transaction.atomic
def send_link(registration: Registration, *, by: User | None) -> None:
    """Send the person the link to agenda, papers and the own registration.

    Raises RegistrationError for somebody who has an account, or no address.
    """
    _check_guest(registration)
    if not registration.email:
        raise RegistrationError(
            _("Nobody knows the e-mail address of %(person)s. Write it down first.")
            % {"person": registration.name}
        )
    now = timezone.now()
    Registration.objects.filter(pk=registration.pk).update(link_sent_at=now)
    registration.link_sent_at = now
    last_day = open_until(registration.workshop)
    write_to(
        registration,
        kind=GUEST_LINK,
        values={
            "dates": registration.workshop.dates,
            "until": date_format(last_day, "j F Y") if last_day else "",
        },
        # It can be sent again, for instance after it was renewed.
        key=f"link:{now:%Y%m%d%H%M%S%f}",
    )
    sentence = _("%(person)s was sent the link to %(workshop)s.")
    log_registration("guest_link_sent", registration, sentence, by=by)


@transaction.atomic
def renew_link(registration: Registration, *, by: User) -> None:
    """Make a new link; the old one opens no more. Nothing is sent."""
    _check_guest(registration)
    Registration.objects.filter(pk=registration.pk).update(
        link_version=F("link_version") + 1, link_sent_at=None
    )
    registration.refresh_from_db(fields=["link_version", "link_sent_at"])
    sentence = _("The link of %(person)s to %(workshop)s was renewed.")
    log_registration("guest_link_renewed", registration, sentence, by=by)


def _check_guest(registration: Registration) -> None:
    if registration.user_id is not None:
        raise RegistrationError(
            _("%(person)s has an account and needs no link.") % {"person": registration.name}
        )
