"""What cases keep about people, and for how long. The time is a demo value of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Receipt
from programme.models import Programme
from programme.privacy.retention import Retained, retain

YEAR = 365


def tracked_receipts(programme: Programme) -> models.QuerySet:
    receipts = Receipt.objects.filter(edition__case__programme=programme)
    return receipts.filter(opened_at__isnull=False)


def forget_reading(receipts: models.QuerySet) -> int:
    """That the case was sent stays; who opened it, and when, does not."""
    return receipts.update(opened_at=None, read_at=None)


def register() -> None:
    retain(
        Retained(
            key="reading",
            label=_("Who opened and read a case, and when"),
            why=_("It helps to prepare the discussion at the workshop."),
            counted_from=_("the end of the programme"),
            days=180,
            least=0,
            most=5 * YEAR,
            rows=tracked_receipts,
            since="edition__case__programme__ends_on",
            erase=forget_reading,
        ),
    )
