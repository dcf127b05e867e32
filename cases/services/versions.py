"""Named versions of the working text: one at each hand-over, and whenever a writer wants one."""

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases.contents import content_of
from cases.models import AnswerRevision, Case, CaseVersion, Occasion
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
    last = case.versions.aggregate(last=Max("number"))["last"] or 0
    content = content_of(case)
    version = CaseVersion(
        case=case,
        number=last + 1,
        occasion=occasion,
        name=name.strip(),
        content=content,
        checksum=checksum_of(content),
        frozen_at=at or timezone.now(),
        frozen_by=by,
        remark=remark,
    )
    version.full_clean()
    version.save()
    AnswerRevision.objects.filter(answer__case=case, is_kept=False).update(is_kept=True)
    return version
