"""A case kept whole, as it is now: as a version for its writers, as an edition for readers."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases.contents import content_of
from cases.models import AnswerRevision, Case, CaseVersion, Edition, Occasion
from programme.models import User
from programme.writing.services import checksum_of


@transaction.atomic
def keep_version(
    case: Case,
    occasion: Occasion,
    *,
    by: User,
    name: str = "",
    remark: str = "",
    at: datetime.datetime | None = None,
) -> CaseVersion:
    """Keep the whole working text as it is now, with its typed parts and figures.

    The caller holds the lock on the case. What is saved afterwards begins revisions of its own,
    so the texts of this version stay in the history of each topic too.
    """
    version: CaseVersion = _frozen(
        case.versions, case, by=by, at=at, remark=remark, occasion=occasion, name=name.strip()
    )
    AnswerRevision.objects.filter(answer__case=case, is_kept=False).update(is_kept=True)
    return version


@transaction.atomic
def freeze_case(
    case: Case, *, by: User, at: datetime.datetime | None = None, remark: str = ""
) -> Edition:
    """Keep what a reader sees now as the next numbered edition; the remark says what changed.

    The caller holds the lock on the case.
    """
    edition: Edition = _frozen(case.editions, case, by=by, at=at, remark=remark)
    return edition


def _frozen(
    rows: Any, case: Case, *, by: User, at: datetime.datetime | None, remark: str, **more: Any
) -> Any:
    """The next row of the case among its versions or its editions."""
    content = content_of(case)
    row = rows.model(
        case=case,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=content,
        checksum=checksum_of(content),
        frozen_at=at or timezone.now(),
        frozen_by=by,
        remark=remark,
        **more,
    )
    row.full_clean()
    row.save()
    return row
