"""What follows from a profile: charts, signs of good management, completeness, text for tables."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from programme.directory.charts import income, penta_helix, triple_helix
from programme.directory.columns import BY_KEY, COLUMNS, Surroundings
from programme.directory.completeness import EXPECTED, completeness_of
from programme.directory.signs import Answer, admission_of, admitted, showing_signs, signs_of
from programme.models import Activity, Actor, Cluster, ClusterOffer, Income
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterOfferFactory,
    SectorFactory,
)
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = datetime.date(2026, 9, 1)
INCOME = dict.fromkeys(Income.values, 0) | {"income_fees": 30, "income_grants": 70}
MEMBERS = dict.fromkeys(Actor.values, 0) | {"companies": 60, "research": 20, "start_ups": 20}
FULL = {
    **INCOME,
    **MEMBERS,
    "summary": "What they share",
    "themes": "Dyeing\nRecycling",
    "themes_from_members": False,
    "founded_year": 2005,
    "legal_form": "foundation",
    "manager": "Hélène Girard",
    "email": "office@example.com",
    "website": "https://example.com",
    "languages": "en fr",
    "staff": Decimal("2.5"),
    "funded_until": datetime.date(2027, 9, 1),
    "label": "gold",
    "label_on": datetime.date(2026, 1, 2),
    "profile_as_of": datetime.date(2026, 1, 1),
    "profile_source": "Office",
}


@pytest.fixture
def full(city):
    sector = SectorFactory(programme=city.programme, ecosystem="textiles")
    cluster = ClusterFactory(city=city, sector=sector, **FULL)
    ClusterOfferFactory(cluster=cluster, kind="offer", topic="skills", words="Weavers; dyers")
    ClusterOfferFactory(cluster=cluster, kind="offer", topic="funding")
    ClusterOfferFactory(cluster=cluster, kind="seek", topic="test_beds", words="A hall: heated")
    return cluster


# Charts


def test_a_helix_says_how_large_each_part_is_and_where_it_begins():
    chart = penta_helix(Cluster(**MEMBERS))

    assert [(one.number, one.percent, one.start) for one in chart.shares] == [
        (60, 60, 0),
        (20, 20, 60),
        (0, 0, 80),
        (20, 20, 80),
        (0, 0, 100),
    ]
    assert chart.in_words == (
        "Penta helix: Companies 60 %, Research and education 20 %, Start-ups and entrepreneurs 20 %"
    )
    assert triple_helix(Cluster(**MEMBERS)).total == 80


def test_what_nobody_has_counted_is_no_zero():
    chart = triple_helix(Cluster(companies=3))

    assert [one.percent for one in chart.shares] == [100]
    assert chart.missing == ("Research and education", "Public sector")
    assert income(Cluster()).shares == ()


# Signs


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        ({}, "unknown unknown unknown"),
        (
            {
                "staff": Decimal(1),
                "themes": "A",
                "themes_from_members": True,
                "funded_until": TODAY + datetime.timedelta(days=365),
            },
            "yes yes yes",
        ),
        (
            {
                "staff": Decimal("0.99"),
                "themes": "A",
                "themes_from_members": False,
                "funded_until": TODAY + datetime.timedelta(days=364),
            },
            "no no no",
        ),
        (
            {"themes": "A", "funded_until": TODAY - datetime.timedelta(days=1)},
            "unknown unknown no",
        ),
    ],
)
def test_each_sign_has_an_answer_and_the_list_finds_those_that_show_all(city, values, answers):
    cluster = ClusterFactory(city=city, **values)

    signs = signs_of(cluster, TODAY)

    assert " ".join(sign.answer.value for sign in signs) == answers
    assert all(sign.reason for sign in signs)
    shows_all = {sign.answer for sign in signs} == {Answer.YES}
    assert showing_signs(Cluster.objects.all(), TODAY).exists() == shows_all


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"staff": Decimal("0.5"), "companies": 14, "financers": 1}, Answer.YES),
        ({"staff": Decimal("0.49"), "companies": 14, "financers": 1}, Answer.NO),
        ({"staff": Decimal(1), "companies": 15}, Answer.UNKNOWN),
        ({"staff": Decimal(1), "companies": 13, "public": 1}, Answer.UNKNOWN),
        ({"companies": 14, "public": 1}, Answer.UNKNOWN),
        ({"staff": Decimal(1), **dict.fromkeys(Actor.values, 0), "companies": 15}, Answer.NO),
        ({"staff": Decimal(1), **dict.fromkeys(Actor.values, 2)}, Answer.NO),
    ],
)
def test_a_directory_admits_by_staff_members_and_their_kinds(city, values, answer):
    cluster = ClusterFactory(city=city, **values)

    admission = admission_of(cluster)

    assert admission.answer == answer
    assert all(reason.reason for reason in admission.reasons)
    assert admitted(Cluster.objects.all()).exists() == (answer is Answer.YES)


# Completeness


def test_a_profile_that_says_everything_is_complete(full):
    assert completeness_of(full).percent == 100


def test_what_is_missing_leads_to_its_field(full):
    full.offers.filter(kind="seek").delete()
    Cluster.objects.filter(pk=full.pk).update(themes_from_members=None, companies=None)
    full = Cluster.objects.get(pk=full.pk)

    found = completeness_of(full)

    edit = reverse("programme:cluster_edit", args=[full.programme.slug, full.slug])
    offers = reverse("programme:offers_edit", args=[full.programme.slug, full.slug])
    assert {missing.url for missing in found.missing} == {
        f"{edit}#id_themes_from_members",
        f"{edit}#id_companies",
        offers,
    }
    assert found.percent == round(100 * (len(EXPECTED) - 3) / len(EXPECTED))


# The columns as text


def test_every_column_is_read_as_it_was_written(full):
    around = Surroundings.of([full.city], [full.sector])

    for column in COLUMNS:
        assert column.read(column.written(full), around) == column.value(full), column.key


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("themes", "One; Two ;One", "One\nTwo"),
        ("legal_form", "LIMITED COMPANY", "limited_company"),
        ("country", "sweden", "SE"),
        ("languages", "Norwegian; FR", "no fr"),
        ("companies", "1 100.0", 1100),
        ("income_fees", "30 %", 30),
        ("staff", "2,5", Decimal("2.5")),
        ("label_on", "2010-06-30T00:00:00", datetime.date(2010, 6, 30)),
        ("themes_from_members", "No", False),
        ("offers", "Test beds and pilots: a; b; funding", [("test_beds", "a; b"), ("funding", "")]),
    ],
)
def test_what_people_write_is_understood(key, text, value):
    assert BY_KEY[key].read(text, Surroundings()) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("city", "Atlantis"),
        ("sector", "Magic"),
        ("country", "Atlantis"),
        ("companies", "-1"),
        ("staff", "nan"),
        ("label_on", "soon"),
        ("label", "platinum"),
        ("languages", "klingon"),
        ("themes_from_members", "perhaps"),
        ("offers", "Gold: much"),
        ("seeks", "xxxx: much"),
        ("seeks", f"skills: {'x' * 201}"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_words(key, text):
    with pytest.raises(ValidationError) as refusal:
        BY_KEY[key].read(text, Surroundings())

    assert text.removeprefix("skills: ")[:4] in refusal.value.messages[0]


# The form


def posted(cluster, **values):
    said = {"name": cluster.name, "slug": cluster.slug}
    if cluster.city:
        said["city"] = cluster.city.pk
    return said | values


def edit(client, cluster, **values):
    url = reverse("programme:cluster_edit", args=[cluster.programme.slug, cluster.slug])
    return client.post(url, posted(cluster, **values))


def test_a_whole_profile_is_saved_and_found_by_its_new_words(client, editor, city):
    client.force_login(editor)
    cluster = ClusterFactory(city=city)
    before = cluster.changed_at

    edit(client, cluster, languages=["en", "fr"], themes="Dyeing; Water", **INCOME, staff="2.5")

    cluster.refresh_from_db()
    assert (cluster.languages, cluster.themes) == ("en fr", "Dyeing\nWater")
    assert cluster.income[Income.GRANTS] == 70
    assert "dyeing water" in cluster.search_text
    assert cluster.changed_at > before
    assert Activity.objects.get().after["languages"] == "en fr"
    # The same again changes nothing.
    edit(client, cluster, languages=["fr", "en"], themes="Dyeing\r\nWater", **INCOME, staff="2.5")
    assert Activity.objects.count() == 1


def test_two_who_edit_a_profile_keep_each_other_s_words(client, editor, city):
    client.force_login(editor)
    shares = dict.fromkeys(Income.values, 0) | {"income_fees": 40, "income_projects": 60}
    cluster = ClusterFactory(city=city, manager="Old", summary="Old", **shares)
    url = reverse("programme:cluster_edit", args=[city.programme.slug, cluster.slug])
    mine = fields_of(client.get(url), "page-form")
    Cluster.objects.filter(pk=cluster.pk).update(
        manager="Theirs", summary="Theirs", income_fees=50, income_projects=50
    )

    unseen = client.post(url, mine | {"website": "https://example.com/"})
    both = client.post(url, mine | {"summary": "Mine"})
    income = client.post(url, mine | {"income_fees": "20", "income_grants": "20"})

    cluster.refresh_from_db()
    assert unseen.status_code == 302
    assert (cluster.website, cluster.manager) == ("https://example.com/", "Theirs")
    assert (both.status_code, cluster.summary) == (422, "Theirs")
    assert "Somebody changed this to “Theirs”" in both.content.decode()
    assert (income.status_code, cluster.income_fees) == (422, 50)


@pytest.mark.parametrize(
    ("values", "at"),
    [
        (INCOME | {"income_fees": 31}, "income_fees"),
        ({"income_fees": 100}, "income_projects"),
        ({"label_on": "2026-01-01"}, "label"),
        ({"staff": "-1"}, "staff"),
        ({"city": "", "place": "Porto"}, "country"),
        ({"city": "", "country": "PT"}, "place"),
    ],
)
def test_a_wrong_value_is_said_at_its_field(client, coordinator, city, values, at):
    client.force_login(coordinator)

    response = edit(client, ClusterFactory(city=city), **values)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]


def test_only_the_coordinator_adds_a_cluster_outside_the_partner_cities(
    client, editor, coordinator, programme
):
    url = reverse("programme:cluster_create", args=[programme.slug])
    there = {"name": "Ave Fabrics", "place": "Guimarães", "country": "PT"}

    client.force_login(editor)
    refused = client.post(url, there)
    client.force_login(coordinator)
    client.post(url, there)

    assert list(refused.context["form"].errors) == ["city"]
    added = Cluster.objects.get()
    assert (added.city, added.place_name, added.country_code) == (None, "Guimarães", "PT")
    assert added.search_text == "ave fabrics guimaraes"


# The page


def test_the_profile_shows_all_of_it_and_an_editor_where_to_go_on(
    client, editor, full, django_assert_max_num_queries
):
    full.funded_until = timezone.localdate() + datetime.timedelta(days=500)
    full.website = ""
    full.save()
    client.force_login(editor)

    with django_assert_max_num_queries(8):
        page = client.get(full.get_absolute_url()).content.decode()

    for words in ("Penta helix: Companies 60 %", "Hélène Girard", "Weavers; dyers", "English"):
        assert words in page
    for words in (
        "Its staff in full-time equivalents: 2.5.",
        "A European directory would admit it",
    ):
        assert words in page
    assert "#id_website" in page


def test_a_cluster_in_no_partner_city_has_every_page(client, coordinator, programme):
    cluster = ClusterFactory(city=None, programme=programme, place="Porto", country="PT")
    client.force_login(coordinator)

    names = ["cluster_detail", "cluster_edit", "offers_edit", "figures_edit", "cluster_delete"]
    for name in names:
        url = reverse(f"programme:{name}", args=[programme.slug, cluster.slug])
        assert client.get(url).status_code == 200, name
    assert "Porto, Portugal" in client.get(cluster.get_absolute_url()).content.decode()


def test_no_case_is_opened_on_a_cluster_without_a_city(client, coordinator, programme):
    own = ClusterFactory(city=CityFactory(programme=programme))
    ClusterFactory(city=None, programme=programme, place="Porto", country="PT")
    client.force_login(coordinator)

    form = client.get(reverse("cases:create", args=[programme.slug])).context["form"]

    assert list(form.fields["cluster"].queryset) == [own]


def test_a_city_shows_some_clusters_and_leads_to_the_others(client, participant, city):
    ClusterFactory.create_batch(9, city=city)
    client.force_login(participant)

    page = client.get(city.get_absolute_url()).content.decode()

    assert page.count("city-cluster") == 8
    assert f"/clusters/?city={city.slug}" in page


# Offers and searches


def test_offers_are_added_changed_and_removed_in_one_step(client, editor, full):
    removed, kept = full.offers.filter(kind="offer")
    client.force_login(editor)
    rows = [
        {"id": kept.pk, "kind": "offer", "topic": "funding", "words": "Writers"},
        {"id": removed.pk, "kind": "offer", "topic": "skills", "DELETE": "on"},
        {"kind": "seek", "topic": "investors", "words": ""},
        {"kind": "", "topic": "", "words": ""},
    ]
    data = {"offers-TOTAL_FORMS": 4, "offers-INITIAL_FORMS": 2}
    for number, row in enumerate(rows):
        data |= {f"offers-{number}-{name}": value for name, value in row.items()}

    client.post(reverse("programme:offers_edit", args=[full.programme.slug, full.slug]), data)

    assert {str(row) for row in ClusterOffer.objects.all()} == {
        "Offers: Partners for funded projects, Writers",
        "Seeks: Investors and capital",
        "Seeks: Test beds and pilots, A hall: heated",
    }
    assert Activity.objects.get().verb == "offers_changed"
