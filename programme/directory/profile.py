"""A cluster as its page shows it."""

import datetime
from dataclasses import dataclass
from typing import Self

from programme.directory import charts
from programme.directory.columns import BY_KEY
from programme.directory.completeness import Completeness, completeness_of
from programme.directory.signs import Admission, Sign, admission_of, signs_of
from programme.models import Cluster, ClusterOffer, OfferKind


@dataclass(frozen=True)
class ClusterProfile:
    """Everything that follows from the cluster and its offers."""

    helices: tuple[charts.Chart, ...]
    income: charts.Chart
    completeness: Completeness
    signs: tuple[Sign, ...]
    admission: Admission
    offers: tuple[ClusterOffer, ...]
    seeks: tuple[ClusterOffer, ...]
    ecosystem: str
    country: str
    languages: str
    staff: str

    @classmethod
    def of(cls, cluster: Cluster, today: datetime.date) -> Self:
        """One query, for the offers; none where they came with the cluster."""
        rows = list(cluster.offers.all())
        return cls(
            helices=_helices(cluster),
            income=charts.income(cluster),
            completeness=completeness_of(cluster),
            signs=signs_of(cluster, today),
            admission=admission_of(cluster),
            offers=tuple(row for row in rows if row.kind == OfferKind.OFFER),
            seeks=tuple(row for row in rows if row.kind == OfferKind.SEEK),
            ecosystem=BY_KEY["ecosystem"].shown(cluster),
            country=BY_KEY["country"].shown(cluster),
            languages=BY_KEY["languages"].shown(cluster),
            staff=BY_KEY["staff"].shown(cluster),
        )


def _helices(cluster: Cluster) -> tuple[charts.Chart, ...]:
    """The triple helix, and the penta helix where somebody has counted what it adds."""
    triple, penta = charts.triple_helix(cluster), charts.penta_helix(cluster)
    return (triple, penta) if len(penta.shares) > len(triple.shares) else (triple,)
