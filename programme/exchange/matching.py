"""Which cluster of the directory a row of a file is about."""

from typing import Any

from django.utils.translation import gettext as _

from programme.directory.columns import BY_KEY
from programme.exchange.cells import Problem
from programme.exchange.headings import heading_of
from programme.models import Cluster, Programme
from programme.plain import plain


class UnclearError(Exception):
    """The row may be about several clusters, or about one of another number."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


class Directory:
    """The clusters of a programme, found by number, or by name and place without accents.

    A snapshot: ``look_for_new`` and ``look_again`` bring it up to date.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.by_pk: dict[int, Cluster] = {}
        self.by_reference: dict[str, int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.slugs: set[str] = set()
        self._add(self._rows())

    def _rows(self) -> Any:
        rows = Cluster.objects.in_programme(self.programme).order_by("pk")
        return rows.defer("search_text").prefetch_related("city", "sector", "offers")

    def _add(self, rows: Any) -> None:
        for cluster in rows:
            self.by_pk[cluster.pk] = cluster
            self.slugs.add(cluster.slug)
            if cluster.reference:
                self.by_reference[cluster.reference] = cluster.pk
            self.by_name.setdefault(plain(cluster.name), []).append(cluster.pk)

    def look_again(self, pks: set[int]) -> None:
        """Read these rows again and hold them until the end of the transaction.

        What came since stays unknown: its address would be avoided, and a cluster that is there
        would be added a second time under another one.
        """
        held = self._rows().filter(pk__in=pks).select_for_update(of=("self",))
        fresh = {cluster.pk: cluster for cluster in held}
        for pk in pks:
            if pk in fresh:
                self.by_pk[pk] = fresh[pk]
            else:
                self._forget(pk)

    def look_for_new(self) -> None:
        """Take in the clusters that came since, before rows are matched with them."""
        last = max(self.by_pk, default=0)
        self._add(self._rows().filter(pk__gt=last))

    def _forget(self, pk: int) -> None:
        gone = self.by_pk.pop(pk)
        self.by_reference.pop(gone.reference, None)
        self.by_name[plain(gone.name)].remove(pk)

    def find(self, values: dict[str, Any]) -> Cluster | None:
        """The cluster that the row means; None for one that is not there. Raises UnclearError."""
        reference = values.get("reference") or ""
        if reference in self.by_reference:
            return self.by_pk[self.by_reference[reference]]
        named = [self.by_pk[pk] for pk in self.by_name.get(plain(values.get("name") or ""), [])]
        found = [cluster for cluster in named if is_there(cluster, values)]
        if len(found) > 1:
            raise UnclearError(
                Problem(
                    heading_of(BY_KEY["name"]),
                    values["name"],
                    _("Several clusters are called so. Give the place, or the number."),
                )
            )
        if found and reference and found[0].reference:
            raise UnclearError(
                Problem(
                    heading_of(BY_KEY["reference"]),
                    reference,
                    _("The cluster of this name and place has the number “%(number)s”.")
                    % {"number": found[0].reference},
                )
            )
        return found[0] if found else None


def is_there(cluster: Cluster, values: dict[str, Any]) -> bool:
    """Whether the cluster stands where the row says; a row that says nothing means any place."""
    city, place = values.get("city"), plain(values.get("place") or "")
    country = values.get("country")
    if country and cluster.country_code and country != cluster.country_code:
        return False
    if place:
        names = {plain(cluster.place), plain(str(cluster.city or ""))}
        return place in names
    return city is None or cluster.city_id == city.pk


def identity(values: dict[str, Any]) -> tuple[str, ...]:
    """By what two rows of a file are told to be about the same new cluster."""
    place = str(values.get("place") or values.get("city") or "")
    return plain(values.get("name") or ""), plain(place), str(values.get("country") or "")
