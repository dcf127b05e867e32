"""The whole versions of a case: kept at a hand-over or by hand, or an edition; and now."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from cases.contents import content_of, figure_name
from cases.differences import Content
from cases.models import Case, CaseVersion, Edition, Occasion
from programme.models import User
from programme.writing.history import NOW


@dataclass(frozen=True)
class HandOver:
    """A whole version: kept at a hand-over or by hand, or an edition."""

    key: str
    at: datetime.datetime
    label: str
    author: User | None
    remark: str = ""
    # What an address calls the version before; empty for the first.
    before: str = ""
    number: int | None = None
    edition: int | None = None

    is_hand_over = True

    @property
    def by(self) -> int | None:
        return self.author.pk if self.author else None


def hand_overs_of(case: Case) -> list[HandOver]:
    """All whole versions, the newest first, without their contents. Two queries.

    An edition is the version that was kept when it was distributed; one without such a version
    stands for itself.
    """
    versions = list(case.versions.defer("content").select_related("frozen_by").order_by("-number"))
    editions = {
        edition.checksum: edition
        for edition in case.editions.defer("content").select_related("frozen_by")
    }
    found = []
    for version in versions:
        is_edition = version.occasion == Occasion.DISTRIBUTED
        edition = editions.pop(version.checksum, None) if is_edition else None
        found.append(_hand_over(version, edition))
    found += [_of_edition(edition) for edition in editions.values()]
    found.sort(key=lambda row: row.at, reverse=True)
    return [_after(newer, older) for newer, older in pairwise([*found, None]) if newer]


def _hand_over(version: CaseVersion, edition: Edition | None) -> HandOver:
    label = str(version)
    if edition:
        label = _("Distributed as edition %(number)s") % {"number": edition.number}
    return HandOver(
        key=f"v{version.number}",
        at=version.frozen_at,
        label=label,
        author=version.frozen_by,
        remark=version.remark,
        number=version.number,
        edition=edition.number if edition else None,
    )


def _of_edition(edition: Edition) -> HandOver:
    return HandOver(
        key=f"e{edition.number}",
        at=edition.frozen_at,
        label=_("Edition %(number)s") % {"number": edition.number},
        author=edition.frozen_by,
        remark=edition.remark,
        edition=edition.number,
    )


def _after(row: HandOver, before: HandOver | None) -> HandOver:
    return HandOver(**{**vars(row), "before": before.key if before else ""})


@dataclass(frozen=True)
class Side:
    """One of two whole versions that are compared."""

    key: str
    label: str
    at: datetime.datetime | None
    content: Content = field(repr=False)

    @property
    def is_now(self) -> bool:
        return self.key == NOW


def side_of(case: Case, key: str, hand_overs: Iterable[HandOver]) -> Side | None:
    """The version of this case that an address names: now, v3, or e1 for an edition."""
    if key == NOW:
        return Side(NOW, _("Now"), None, content_of(case))
    kind, number = key[:1], key[1:]
    if kind not in ("v", "e") or not number.isdecimal() or len(number) > 4:
        return None
    rows: Any = case.versions if kind == "v" else case.editions
    frozen = rows.filter(number=int(number)).first()
    if frozen is None:
        return None
    known = {row.key: row for row in hand_overs}
    label = (
        known[key].label if key in known else _("Edition %(number)s") % {"number": frozen.number}
    )
    return Side(key, label, frozen.frozen_at, frozen.content)


@dataclass(frozen=True)
class Choice:
    """One of the versions that can be compared."""

    key: str
    label: str
    at: datetime.datetime | None = None


def choices_of(hand_overs: Iterable[HandOver]) -> list[Choice]:
    return [Choice(NOW, _("Now")), *(Choice(row.key, row.label, row.at) for row in hand_overs)]


def without_loss_of_figures(content: Content, current: Content) -> Content:
    """An older content that still has the figures of today: they belong to the cluster, whose
    page shows them too, so bringing a case back adds or changes them and deletes none."""
    if "figures" not in content:
        return content
    known = {figure_name(row) for row in content["figures"]}
    newer = [row for row in current.get("figures", []) if figure_name(row) not in known]
    return {**content, "figures": [*content["figures"], *newer]}
