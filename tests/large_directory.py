"""A directory of the size that has to be served: thousands of clusters, with links between them.

Always the same, whoever asks for it. Nothing of it is anybody’s data.
"""

import datetime
import random
from collections.abc import Iterator

from django.utils import timezone

from programme.directory.languages import CODES
from programme.models import (
    Actor,
    City,
    Cluster,
    ClusterLink,
    ClusterOffer,
    Ecosystem,
    Income,
    LegalForm,
    LinkStatus,
    MapCell,
    Mark,
    OfferKind,
    PartneringTopic,
    Programme,
    QualityLabel,
    Sector,
)

COUNTRIES = "AT BE CZ DE DK EE ES FI FR GB GR HU IE IT LT LU LV NL NO PL PT RO SE SI SK"
BEGINNINGS = "bio nano opti aero agri medi geo hydro thermo micro poly cyber eco tele astro"
MIDDLES = "lo ra ti ne mo si ve ka du pe ri so ta ni ge"
ENDINGS = "tech works lab mer dyn plast net form flux drive textil grid cell ware chem"
OWN_PLACES = 400


def fill(
    programme: Programme,
    *,
    clusters: int = 7000,
    cities: int = 30,
    sectors: int = 12,
    links: int = 2000,
) -> None:
    """Add to the programme until it has as many of each."""
    chance = random.Random(6)  # noqa: S311  nothing is secret here
    all_cities = _cities(programme, cities)
    all_sectors = _sectors(programme, sectors)
    _map(all_cities, all_sectors, chance)
    words = _words(chance)
    missing = clusters - programme.clusters.count()
    rows = [
        _cluster(programme, number, all_cities, all_sectors, words, chance)
        for number in range(missing)
    ]
    made = Cluster.objects.bulk_create(rows, batch_size=500)
    ClusterOffer.objects.bulk_create(_offers(made, chance), batch_size=1000)
    _links(programme, links, chance)


def _cities(programme: Programme, number: int) -> list[City]:
    present = programme.cities.count()
    City.objects.bulk_create(
        City(
            programme=programme,
            position=100 + index,
            slug=f"city-{index}",
            name=f"City {index}",
            country=COUNTRIES.split()[index % 25],
            latitude=40 + index % 6 * 4,
            longitude=-8 + index // 6 * 7,
        )
        for index in range(number - present)
    )
    return list(programme.cities.all())


def _sectors(programme: Programme, number: int) -> list[Sector]:
    present = programme.sectors.count()
    Sector.objects.bulk_create(
        Sector(
            programme=programme,
            position=100 + index,
            slug=f"sector-{index}",
            name=f"Sector {index}",
            ecosystem=Ecosystem.values[index % len(Ecosystem.values)],
        )
        for index in range(number - present)
    )
    return list(programme.sectors.all())


def _map(cities: list[City], sectors: list[Sector], chance: random.Random) -> None:
    MapCell.objects.bulk_create(
        (
            MapCell(city=city, sector=sector, mark=chance.choice([*Mark.values, Mark.OPPORTUNITY]))
            for city in cities
            for sector in sectors
            if chance.random() < 0.7
        ),
        ignore_conflicts=True,
    )


def _words(chance: random.Random) -> list[str]:
    made = {
        chance.choice(BEGINNINGS.split())
        + "".join(chance.choices(MIDDLES.split(), k=chance.randint(0, 2)))
        + end
        for end in ENDINGS.split()
        for _time in range(900)
    }
    return sorted(made)


def _cluster(
    programme: Programme,
    number: int,
    cities: list[City],
    sectors: list[Sector],
    words: list[str],
    chance: random.Random,
) -> Cluster:
    is_elsewhere = chance.random() < 0.3
    name = f"{chance.choice(words).title()} {chance.choice(words).title()} {number}"
    cluster = Cluster(
        programme=programme,
        city=None if is_elsewhere else chance.choice(cities),
        place=f"Place {chance.randrange(OWN_PLACES)}" if is_elsewhere else "",
        country=chance.choice(COUNTRIES.split()) if is_elsewhere else "",
        sector=chance.choice([*sectors, None]),
        ecosystem=chance.choice(["", "", *Ecosystem.values]),
        slug=f"large-{number}",
        name=name,
        reference=f"L{number}",
        founded_year=chance.randint(1985, 2010),
        legal_form=chance.choice(LegalForm.values),
        summary=" ".join(chance.choices(words, k=45)),
        manager=f"Person {number}",
        languages=" ".join(sorted(chance.sample(CODES, 3))),
        staff=chance.choice([None, "0.5", "1", "2.5", "12"]),
        themes="\n".join(" ".join(chance.choices(words, k=2)) for _ in range(4)),
        themes_from_members=chance.choice([None, True, False]),
        funded_until=timezone.localdate() + datetime.timedelta(days=chance.randint(-300, 1500)),
        label=chance.choice(["", "", *QualityLabel.values]),
        **{actor: chance.randint(0, 120) for actor in Actor.values},
        **dict(zip(Income.values, (30, 30, 10, 20, 10), strict=True)),
    )
    cluster.set_derived()
    return cluster


def _offers(clusters: list[Cluster], chance: random.Random) -> Iterator[ClusterOffer]:
    for cluster in clusters:
        for kind in OfferKind.values:
            for topic in chance.sample(PartneringTopic.values, 2):
                yield ClusterOffer(cluster=cluster, kind=kind, topic=topic, words="As agreed")


def _links(programme: Programme, number: int, chance: random.Random) -> None:
    keys = list(programme.clusters.order_by("pk").values_list("pk", flat=True))
    pairs = {tuple(sorted(chance.sample(keys, 2))) for _ in range(number * 2)}
    statuses = [LinkStatus.PROPOSED, LinkStatus.MET, LinkStatus.EXPLORING, LinkStatus.AGREED]
    missing = number - programme.cluster_links.count()
    rows = []
    for first, second in sorted(pairs)[:: max(1, len(pairs) // max(missing, 1))][:missing]:
        status = chance.choice(statuses)
        agreed = {"agreement": "A joint project", "agreed_on": timezone.localdate()}
        rows.append(
            ClusterLink(
                programme=programme,
                first_id=first,
                second_id=second,
                status=status,
                about="Test beds for each other",
                **(agreed if status == LinkStatus.AGREED else {}),
            )
        )
    ClusterLink.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
