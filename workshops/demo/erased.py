"""A guest of an earlier workshop who had the own data erased, and what that left to look at.

Both are invented: nobody of the demonstration was erased, so nothing had to be swept for it.
"""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import (
    DataRequest,
    DataRequestKind,
    DataRequestStatus,
    LeftoverOutcome,
    Programme,
    Role,
    User,
    subject_of,
)
from programme.privacy.leftovers import list_leftovers, settle
from programme.privacy.places import Place
from workshops.models import WorkshopFile

DAYS_AGO = 9


def load(programme: Programme) -> None:
    """One file is still open; of the other a coordinator has said why it may stay."""
    done = timezone.now() - datetime.timedelta(days=DAYS_AGO)
    request = DataRequest.objects.create(
        guest="workshops.registration:0",
        programme=programme,
        kind=DataRequestKind.ERASURE,
        status=DataRequestStatus.DONE,
        requested_at=done - datetime.timedelta(days=7),
        done_at=done,
        progress=100,
    )
    files = WorkshopFile.objects.filter(workshop__programme=programme).order_by("pk")
    list_leftovers(request, [_place(row) for row in files])
    signed = request.leftovers.order_by("pk").last()
    coordinator = User.objects.filter(
        memberships__programme=programme, memberships__role=Role.COORDINATOR
    ).order_by("pk")[:1]
    if signed:
        settle(
            request,
            programme,
            [signed.pk],
            LeftoverOutcome.STAYS,
            by=coordinator.get(),
            reason=_(
                "Demo: the funder asks for the signed list for five years; it is open to staff"
                " alone."
            ),
        )


def _place(row: WorkshopFile) -> Place:
    words = _("“%(name)s” (%(what)s), the words in the file") % {
        "name": row.name,
        "what": row._meta.verbose_name,
    }
    return Place(row.workshop.programme_id, words, subject_of(row), "file", row.file.name)
