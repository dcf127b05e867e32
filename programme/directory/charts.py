"""Who is in a cluster and where its money comes from, as one bar each with its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import TRIPLE_HELIX, Actor, Cluster, Income

# The primary colour in three steps, then two greys: the two that the penta helix adds.
FILLS = ("#0f5c63", "#4d8b91", "#93bcbf", "#59626f", "#b4b9c0")


# In which colour a bar shows what stands in a column of the profile.
FILL_OF: dict[str, str] = {
    part.value: fill for parts in (Actor, Income) for part, fill in zip(parts, FILLS, strict=True)
}


@dataclass(frozen=True)
class Share:
    """A part of the whole; ``start`` and ``percent`` say where it stands in a bar of 100."""

    label: str
    number: int
    percent: float
    start: float
    fill: str

    @property
    def rounded(self) -> int:
        return round(self.percent)


@dataclass(frozen=True)
class Chart:
    """A bar of shares. ``missing`` are the parts of which nobody has said how large they are."""

    title: str | Promise
    shares: tuple[Share, ...]
    total: int
    missing: tuple[str, ...]

    @property
    def drawn(self) -> tuple[Share, ...]:
        """The shares of which there is something to see."""
        return tuple(share for share in self.shares if share.number)

    @property
    def in_words(self) -> str:
        parts = [
            _("%(what)s %(percent)s %%") % {"what": share.label, "percent": share.rounded}
            for share in self.drawn
        ]
        return f"{self.title}: {', '.join(parts)}"


def triple_helix(cluster: Cluster) -> Chart:
    return _helix(gettext_lazy("Triple helix"), cluster, TRIPLE_HELIX)


def penta_helix(cluster: Cluster) -> Chart:
    return _helix(gettext_lazy("Penta helix"), cluster, tuple(Actor))


def income(cluster: Cluster) -> Chart:
    shares = {str(source.label): share for source, share in cluster.income.items()}
    return _chart(gettext_lazy("Income"), shares or dict.fromkeys(map(str, Income.labels)))


def _helix(title: str | Promise, cluster: Cluster, actors: tuple[Actor, ...]) -> Chart:
    members = cluster.members
    return _chart(title, {str(actor.label): members[actor] for actor in actors})


def _chart(title: str | Promise, numbers: Mapping[str, int | None]) -> Chart:
    known = {label: number for label, number in numbers.items() if number is not None}
    total = sum(known.values())
    shares, start = [], 0.0
    for (label, number), fill in zip(numbers.items(), FILLS, strict=False):
        if number is None:
            continue
        percent = 100 * number / total if total else 0.0
        shares.append(Share(label, number, round(percent, 2), round(start, 2), fill))
        start += percent
    missing = tuple(label for label, number in numbers.items() if number is None)
    return Chart(title, tuple(shares), total, missing)
