"""What is typed into a search field. Each database compares letters in its own way."""

import pytest
from django.urls import reverse

from programme.models import City
from tests.factories import (
    CityFactory,
    ClusterFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def look_for(client, participant, programme):
    def search(page, words):
        client.force_login(participant)
        return client.get(reverse(f"programme:{page}", args=[programme.slug]), {"q": words})

    return search


@pytest.mark.parametrize("words", ["göteborg", "goteborg", "Gote", "väst", "sweden", " GÖTE "])
def test_a_city_is_found_by_name_region_or_country(look_for, programme, words):
    found = CityFactory(
        programme=programme, name="Göteborg", slug="goteborg", region="västra", country="SE"
    )
    City.objects.exclude(pk=found.pk).update(country="FR")

    response = look_for("city_list", words)

    assert list(response.context["city_list"]) == [found]


@pytest.mark.parametrize("words", ["%25", "'", "x" * 500, "\\", "🏙", "a\0b"])
def test_words_that_match_nothing_get_an_answer_too(look_for, words):
    assert look_for("city_list", words).status_code == 200


def test_a_cluster_is_found_by_its_name(look_for, city):
    found = ClusterFactory(city=city, name="Smart Textiles")
    ClusterFactory(city=city, name="Other")

    response = look_for("cluster_list", "smart")

    assert list(response.context["cluster_list"]) == [found]


@pytest.mark.parametrize("words", ["Ada", "ada@", "Analytical"])
def test_somebody_is_found_by_name_e_mail_or_organisation(client, coordinator, programme, words):
    partner = PartnerFactory(programme=programme, name="Analytical Society")
    ada = UserFactory(name="Ada Byron", email="ada@engine.example")
    MembershipFactory(user=ada, programme=programme, partner=partner)

    client.force_login(coordinator)
    response = client.get(reverse("programme:people", args=[programme.slug]), {"q": words})

    (organisation,) = response.context["organisations"]
    assert [person.user for person in organisation.people] == [ada]
