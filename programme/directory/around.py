"""What surrounds the clusters of a programme: its cities and sectors, and how many there are."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from programme.models import City, Cluster, Group, Programme, Sector, User

COLUMNS = ("kind", "row", "address", "words", "detail", "order", "number", "moment")


@dataclass(frozen=True)
class Around:
    """Cities and sectors in their order, by primary key; with as much as a list shows of them.

    ``total`` and ``changed_at`` tell one state of the directory from another.
    """

    programme: Programme
    cities: dict[int, City]
    sectors: dict[int, Sector]
    total: int
    changed_at: datetime.datetime | None

    @classmethod
    def of(cls, programme: Programme, user: User) -> "Around":
        """One query, whatever there is."""
        cities: list[City] = []
        sectors: list[Sector] = []
        total, changed_at = 0, None
        rows = _facts(programme, user).union(
            _cities(programme, user), _sectors(programme, user), all=True
        )
        for kind, pk, slug, name, detail, position, number, moment in rows:
            said: dict[str, Any] = {
                "pk": pk,
                "slug": slug,
                "name": name,
                "position": position,
                "programme": programme,
            }
            if kind == "city":
                group = Group(number=number) if number else None
                cities.append(City(country=detail, group=group, **said))
            elif kind == "sector":
                sectors.append(Sector(ecosystem=detail, **said))
            else:
                total, changed_at = number or 0, moment
        return cls(programme, _in_order(cities), _in_order(sectors), total, changed_at)

    def place(self, cluster: Cluster) -> Cluster:
        """Give the cluster the city and sector that were read already."""
        cluster.programme = self.programme
        if cluster.city_id:
            cluster.city = self.cities.get(cluster.city_id)
        if cluster.sector_id:
            cluster.sector = self.sectors.get(cluster.sector_id)
        return cluster


def _in_order(rows: list[Any]) -> dict[int, Any]:
    return {row.pk: row for row in sorted(rows, key=lambda row: (row.position, row.name))}


def _facts(programme: Programme, user: User) -> QuerySet:
    clusters = Cluster.objects.visible_to(user).filter(programme=OuterRef("pk")).order_by()
    grouped = clusters.values("programme")
    return (
        Programme.objects.filter(pk=programme.pk)
        .order_by()
        .annotate(
            kind=Value("facts"),
            row=F("pk"),
            address=F("slug"),
            words=F("name"),
            detail=Value("", CharField()),
            order=Value(0),
            number=Coalesce(Subquery(grouped.annotate(n=Count("*")).values("n")), 0),
            # The index has it at its end; a maximum would read them all.
            moment=Subquery(clusters.order_by("-changed_at").values("changed_at")[:1]),
        )
        .values_list(*COLUMNS)
    )


def _cities(programme: Programme, user: User) -> QuerySet:
    rows = City.objects.visible_to(user).in_programme(programme)
    return _listed(rows, "city", detail=F("country"), number=F("group__number"))


def _sectors(programme: Programme, user: User) -> QuerySet:
    rows = Sector.objects.visible_to(user).in_programme(programme)
    nothing = Cast(Value(None), IntegerField())
    return _listed(rows, "sector", detail=F("ecosystem"), number=nothing)


def _listed(rows: QuerySet, kind: str, *, detail: Any, number: Any) -> QuerySet:
    columns = {
        "kind": Value(kind),
        "row": F("pk"),
        "address": F("slug"),
        "words": F("name"),
        "detail": Cast(detail, CharField()),
        "order": F("position"),
        "number": number,
        "moment": Cast(Value(None), DateTimeField()),
    }
    return rows.order_by().annotate(**columns).values_list(*COLUMNS)
