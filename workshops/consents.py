"""What people agree to when they register for a workshop, for the page of all their consents."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models import User
from programme.privacy.elsewhere import GivenElsewhere, Source, register_source
from workshops.models import Registration
from workshops.services.needs import set_consents

LISTED = _("My name stands in the list of participants of this workshop.")
PHOTOS = _("Pictures of this workshop on which I can be recognised may be published.")


def own_registrations(user: User) -> models.QuerySet[Registration]:
    """Those of the person, whether or not the person still has a seat in the programme."""
    rows = Registration.objects.filter(user=user).select_related("workshop__city")
    return rows.order_by("workshop__starts_on", "pk")


def find_listed(user: User) -> Iterator[GivenElsewhere]:
    for row in own_registrations(user).filter(list_consent_at__isnull=False):
        assert row.list_consent_at is not None  # noqa: S101  for the type checker
        yield GivenElsewhere(
            "workshop-list",
            row.pk,
            row.workshop.programme_id,
            row.workshop.title,
            LISTED,
            row.list_consent_at,
        )


def find_photos(user: User) -> Iterator[GivenElsewhere]:
    for row in own_registrations(user).filter(photo_consent_at__isnull=False):
        assert row.photo_consent_at is not None  # noqa: S101  for the type checker
        yield GivenElsewhere(
            "workshop-photos",
            row.pk,
            row.workshop.programme_id,
            row.workshop.title,
            PHOTOS,
            row.photo_consent_at,
        )


def withdraw_listed(user: User, pk: int) -> bool:
    row = own_registrations(user).filter(pk=pk).first()
    if row is None:
        return False
    set_consents(row, in_list=False, photos=row.photo_consent_at is not None, by=user)
    return True


def withdraw_photos(user: User, pk: int) -> bool:
    row = own_registrations(user).filter(pk=pk).first()
    if row is None:
        return False
    set_consents(row, in_list=row.list_consent_at is not None, photos=False, by=user)
    return True


def register() -> None:
    register_source("workshop-list", Source(find_listed, withdraw_listed))
    register_source("workshop-photos", Source(find_photos, withdraw_photos))
