"""How the app writes into the log: always about the case, always with its city."""

from collections.abc import Mapping
from typing import Any

from cases.models import Case
from programme.activity import record
from programme.models import User


def log(
    case: Case,
    verb: str,
    sentence: str,
    *,
    by: User,
    remark: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record(
        verb,
        case,
        sentence,
        by=by,
        programme=case.programme,
        city=case.city,
        remark=remark,
        path=case.get_absolute_url(),
        before=before,
        after=after,
    )
