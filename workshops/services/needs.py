"""What the host must know to receive somebody, and what the person agrees to.

The log says that needs were given or erased, never which.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import User, subject_of
from programme.privacy.requests import forget_files_of
from workshops.models import PracticalNeeds, Registration, Workshop
from workshops.services.registration import hold_registration, log_registration
from workshops.services.rows import log_workshop

# Bills of hotel and caterer come in within two weeks; after that nobody needs to know.
NEEDS_KEPT = datetime.timedelta(days=14)


@transaction.atomic
def save_needs(registration: Registration, given: dict[str, Any], *, by: User | None) -> None:
    """Write the needs that were given; fields that are not in ``given`` stay as they are."""
    if not given:
        return
    # In one statement: people who register at the same moment wait for each other meanwhile.
    PracticalNeeds.objects.bulk_create(
        [PracticalNeeds(registration=registration, **given)],
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=[*given, "updated_at"],
    )
    sentence = _("%(person)s said what the host of %(workshop)s must know.")
    if by is not None and by.pk != registration.user_id:
        sentence = _("The practical needs of %(person)s at %(workshop)s were given.")
    log_registration("needs_given", registration, sentence, by=by)


@transaction.atomic
def set_consents(
    registration: Registration, *, in_list: bool, photos: bool, by: User | None
) -> None:
    """Give or take back the two consents, each by itself. One given before keeps its time.

    Raises RegistrationError if the registration was withdrawn meanwhile.
    """
    hold_registration(registration)
    registration = Registration.objects.select_related(
        "workshop__programme", "workshop__city", "city"
    ).get(pk=registration.pk)
    before = _consents_of(registration)
    after = {"list": in_list, "photos": photos}
    if before == after:
        return
    give_consents(registration, in_list=in_list, photos=photos)
    registration.save(update_fields=["list_consent_at", "photo_consent_at"])
    sentence = _("%(person)s changed what may be shown of the own visit to %(workshop)s.")
    log_registration("consents_changed", registration, sentence, by=by, before=before, after=after)


def give_consents(registration: Registration, *, in_list: bool, photos: bool) -> None:
    """Set the two consents on a row that is saved afterwards."""
    now = timezone.now()
    registration.list_consent_at = (registration.list_consent_at or now) if in_list else None
    registration.photo_consent_at = (registration.photo_consent_at or now) if photos else None


def _consents_of(registration: Registration) -> dict[str, bool]:
    return {
        "list": registration.list_consent_at is not None,
        "photos": registration.photo_consent_at is not None,
    }


def erase_old_needs() -> int:
    """Erase the needs of workshops that are over for two weeks; how many. Safe to run any time."""
    last_day = timezone.localdate() - NEEDS_KEPT
    over = Workshop.objects.filter(
        ends_on__lt=last_day, registrations__needs__isnull=False
    ).distinct()
    return sum(_erase_needs(workshop) for workshop in over.select_related("programme", "city"))


@transaction.atomic
def _erase_needs(workshop: Workshop) -> int:
    needs = PracticalNeeds.objects.filter(registration__workshop=workshop)
    people = Registration.objects.filter(pk__in=list(needs.values_list("registration", flat=True)))
    erased, _rows = needs.delete()
    if erased:
        # Who has asked for the own data lately has the needs in the file too.
        users = list(people.exclude(user=None).values_list("user", flat=True))
        forget_files_of(users, [subject_of(one) for one in people.filter(user=None)])
        sentence = ngettext(
            "The practical needs of %(number)s person at %(workshop)s were erased.",
            "The practical needs of %(number)s people at %(workshop)s were erased.",
            erased,
        )
        words = {"number": erased, "workshop": workshop.title}
        log_workshop("needs_erased", workshop, sentence % words, by=None)
    return erased
