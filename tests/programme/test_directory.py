"""Finding clusters: search, filters, order, pages, and some of them side by side."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Cluster, Income
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterOfferFactory,
    FigureFactory,
    SectorFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MANAGED = {
    "staff": 1,
    "themes": "Energy",
    "themes_from_members": True,
    "funded_until": timezone.localdate() + datetime.timedelta(days=400),
}


def asked(client, programme, query="", **headers):
    url = reverse("programme:cluster_list", args=[programme.slug])
    return client.get(url + query, headers=headers)


def found(client, programme, query):
    return list(asked(client, programme, query).context["cluster_list"])


def cluster_named(name, city, **values):
    cluster = ClusterFactory.build(city=city, programme=city.programme, name=name, **values)
    cluster.set_derived()
    cluster.save()
    return cluster


@pytest.fixture
def reader(client, participant):
    client.force_login(participant)
    return client


# Search


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("goteborg", None),
        ("GÖTEBORGBIO", None),
        ("bio malmo", None),
        ("göteborgbio stem-cells", None),
        ("goteborgboi", "goteborgbio"),
        ("gotebrogb", "goteborgb"),
        ("swden", "Sweden"),
        ("aa", None),
    ],
)
def test_a_search_forgives_accents_and_typing_errors(reader, programme, typed, shown):
    city = CityFactory(programme=programme, name="Malmö", country="SE")
    wanted = cluster_named("GöteborgBIO", city, themes="Stem-cells")
    cluster_named("Other", CityFactory(programme=programme, name="Aalst", country="BE"))

    response = asked(reader, programme, f"?q={typed}")

    names = [cluster.name for cluster in response.context["cluster_list"]]
    assert names == ([wanted.name] if typed != "aa" else ["Other"])
    assert [word.shown for word in response.context["listing"].mended] == [shown] * bool(shown)
    assert ("Nothing was found for" in response.content.decode()) == bool(shown)


def test_a_word_that_is_like_no_other_finds_nothing_and_says_so(reader, programme, city):
    cluster_named("Smart Textiles", city)

    response = asked(reader, programme, "?q=zzzzzzzz")

    assert list(response.context["cluster_list"]) == []
    assert "No cluster matches" in response.content.decode()


def test_a_hit_in_the_name_comes_first(reader, programme, city):
    third = cluster_named("A", city, themes="Textiles")
    second = cluster_named("B smart textiles", city, slug="b-smart-textiles")
    first = cluster_named("Textiles", city)

    assert found(reader, programme, "?q=textiles") == [first, second, third]


def test_a_new_word_is_found_at_once(reader, programme, city):
    cluster = cluster_named("Biotech", city)
    assert asked(reader, programme, "?q=biotehc").context["listing"].mended

    cluster.themes = "biotehc"
    cluster.set_derived()
    cluster.save()

    assert not asked(reader, programme, "?q=biotehc").context["listing"].mended


def test_words_of_another_programme_mend_nothing(reader, programme, city):
    cluster_named("Biotech", CityFactory())
    cluster_named("Textiles", city)

    assert not asked(reader, programme, "?q=biotehc").context["listing"].mended


# Filters


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("city=wanted", {}),
        ("sector=energy", {}),
        ("ecosystem=mobility", {"ecosystem": "mobility"}),
        ("ecosystem=renewable_energy", {}),
        ("country=FI", {"country": "FI"}),
        ("country=PT", {}),
        ("legal_form=project", {"legal_form": "project"}),
        ("label=gold", {"label": "gold"}),
        ("language=fr", {"languages": "en fr"}),
        ("signs=answered", MANAGED | {"themes_from_members": False}),
        ("signs=shown", MANAGED),
        ("signs=admitted", {"staff": "0.5", "companies": 14, "research": 1}),
    ],
)
def test_the_directory_is_filtered(reader, programme, query, values):
    sector = SectorFactory(programme=programme, slug="energy", ecosystem="renewable_energy")
    city = CityFactory(programme=programme, slug="wanted", country="PT")
    wanted = ClusterFactory(city=city, sector=sector, **values)
    ClusterFactory(
        city=CityFactory(programme=programme, country="SE"),
        languages="en",
        staff="0.5",
        companies=15,
    )
    ClusterFactory(**values)

    assert found(reader, programme, f"?{query}") == [wanted]


@pytest.mark.parametrize("kind", ["offer", "seek"])
def test_the_directory_is_filtered_by_what_is_offered_and_sought(reader, programme, city, kind):
    wanted, other = ClusterFactory.create_batch(2, city=city)
    ClusterOfferFactory.create_batch(2, cluster=wanted, kind=kind, topic="skills")
    ClusterOfferFactory(cluster=other, kind="seek" if kind == "offer" else "offer", topic="skills")

    assert found(reader, programme, f"?{kind}s=skills") == [wanted]


def test_each_choice_can_be_taken_away_and_the_others_stay(reader, programme, city):
    cluster = ClusterFactory(city=city, label="gold", staff=2)

    listing = asked(
        reader,
        programme,
        f"?q=&label=gold&city={city.slug}&sector=nowhere&sort=staff&page=1&cluster={cluster.slug}",
    ).context["listing"]

    assert [(chip.words, chip.url) for chip in listing.chips] == [
        (f"City-region: {city}", f"?label=gold&sort=staff&cluster={cluster.slug}"),
        ("Quality label: Gold", f"?city={city.slug}&sort=staff&cluster={cluster.slug}"),
    ]


@pytest.mark.parametrize(
    ("sort", "names"),
    [("", "abc"), ("founded", "cab"), ("staff", "bac"), ("members", "bca"), ("changed", "cba")],
)
def test_the_directory_is_sorted(reader, programme, city, sort, names):
    rows = {
        "a": {"founded_year": 2001, "staff": 2},
        "b": {"staff": 3, "companies": 3, "research": 4},
        "c": {"founded_year": 2000, "start_ups": 5},
    }
    for name, values in rows.items():
        ClusterFactory(city=city, name=name, **values)

    assert [c.name for c in found(reader, programme, f"?sort={sort}")] == list(names)


# Answers


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    "query",
    ["", "?q=smart", "?q=smrat&country=SE&signs=admitted", "?cluster=cluster-a&cluster=cluster-b"],
)
def test_the_number_of_queries_of_the_directory_does_not_grow(
    client, coordinator, programme, rows, query, django_assert_num_queries
):
    for number in range(rows):
        city = CityFactory(programme=programme, country="SE")
        sector = SectorFactory(programme=programme)
        cluster = cluster_named(f"Smart {number}", city, sector=sector)
        FigureFactory(cluster=cluster)
    client.force_login(coordinator)

    # session, person and memberships; then what is around, the words, and the clusters
    with django_assert_num_queries(3 + 3):
        asked(client, programme, query)
    # The words are kept until something changes.
    with django_assert_num_queries(3 + 2):
        asked(client, programme, query)


def test_the_directory_comes_in_pages(reader, programme, city):
    ClusterFactory.create_batch(26, city=city)

    response = asked(reader, programme, f"?page=2&city={city.slug}")

    assert len(response.context["cluster_list"]) == 1
    assert "26 to 26 of 26" in response.content.decode()
    assert f"?page=1&amp;city={city.slug}" in response.content.decode()
    assert [asked(reader, programme, f"?page={n}").status_code for n in ("3", "0", "x")] == [
        404
    ] * 3


def test_a_search_while_typing_brings_the_table_alone(reader, programme, city):
    cluster_named("Smart Textiles", city)

    response = asked(reader, programme, "?q=smart&city=&sort=", hx_request="true")

    page = response.content.decode()
    assert page.strip().startswith('<div id="cluster-table">')
    assert "<select" not in page
    assert "1 cluster of 1 matches." in page
    assert response.headers["HX-Replace-Url"].endswith("/clusters/?q=smart")


def test_a_programme_without_clusters_says_who_brings_them(reader, programme):
    assert "No cluster yet" in asked(reader, programme).content.decode()


# Side by side


def test_ticked_clusters_stay_ticked_on_every_page(reader, programme, city):
    ClusterFactory.create_batch(25, city=city)
    last = ClusterFactory(city=city, name="Z last")
    foreign = ClusterFactory()

    listing = asked(
        reader, programme, f"?cluster={last.slug}&cluster={foreign.slug}&cluster=gone"
    ).context["listing"]

    assert listing.chosen == {last.slug: "Z last"}
    assert listing.chosen_elsewhere == [last.slug]


def test_clusters_stand_side_by_side_in_the_order_of_the_address(
    reader, programme, city, django_assert_num_queries
):
    income = dict.fromkeys(Income.values, 0) | {"income_fees": 100}
    one = ClusterFactory(city=city, companies=9, themes="First\nSecond", **income)
    other = ClusterFactory(city=None, programme=programme, place="Porto", country="PT")
    ClusterOfferFactory(cluster=other, words="A hall for robots")
    foreign = ClusterFactory()
    slugs = [other.slug, one.slug, foreign.slug, other.slug]
    url = reverse("programme:cluster_compare", args=[programme.slug])

    with django_assert_num_queries(3 + 2):
        response = reader.get(url, {"cluster": slugs})

    lines = {
        line.label: line.cells for section in response.context["sections"] for line in section.lines
    }
    assert lines["Themes"] == ((other.name, ()), (one.name, ("First", "Second")))
    assert lines["Companies"] == ((other.name, ()), (one.name, ("9",)))
    assert lines["Member fees"] == ((other.name, ()), (one.name, ("100 %",)))
    assert lines["Offers"][0] == (other.name, ("Test beds and pilots: A hall for robots",))
    assert foreign.name not in response.content.decode()


def test_one_cluster_is_no_comparison(reader, programme, city):
    url = reverse("programme:cluster_compare", args=[programme.slug])

    page = reader.get(url, {"cluster": [ClusterFactory(city=city).slug, "a\0b"]}).content.decode()

    assert "Choose at least two clusters" in page
    assert Cluster.objects.count() == 1
