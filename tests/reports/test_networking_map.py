"""The networking map to print, and as a picture."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from programme.models import Mark
from reports.contexts import context_of
from reports.documents.makers import make
from reports.documents.orders import request_document
from reports.models import Document
from tests import factories
from tests.programme.mapping.test_europe import MANY

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LONG = "Cultural and creative industries and others"


@pytest.fixture
def large(programme):
    """Thirty cities, twelve sectors with long names, links."""
    sectors = [
        factories.SectorFactory(programme=programme, name=f"{LONG} {number}")
        for number in range(12)
    ]
    cities = [
        factories.CityFactory(
            programme=programme, name=name, latitude=str(latitude), longitude=str(longitude)
        )
        for name, (latitude, longitude) in MANY.items()
    ]
    for place, city in enumerate(cities):
        factories.MapCellFactory(city=city, sector=sectors[place % 11], mark=Mark.CASE)
    clusters = [factories.ClusterFactory(city=city) for city in cities]
    for first, second in zip(clusters, clusters[1:], strict=False):
        factories.ClusterLinkFactory(first=first, second=second)
    return programme


def test_thirty_cities_and_twelve_sectors_are_one_page(large):
    document = Document(programme=large, kind="networking_map", of_programme=large)

    _content, printed = make(document, lambda percent, note: None)

    assert printed.pages == 1


def test_what_is_missing_stands_on_the_page(programme, city):
    alone, nobody = (
        factories.SectorFactory(programme=programme, name=name) for name in ("Energy", "Retail")
    )
    factories.MapCellFactory(city=city, sector=alone)
    other = factories.CityFactory(programme=programme)

    missing = {row.label: row.value for row in context_of("networking_map", programme).missing}

    silent = [home.name for home in programme.cities.all() if home != city]
    assert missing == {
        "Marked by one city alone": f"Energy ({city})",
        "Marked by no city": nobody.name,
        "Not answered at all": ", ".join(silent),
        "Not answered for every sector": city.name,
    }
    assert other.name in silent


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_is_there(programme, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.MapCellFactory(city__programme=programme)

    # Programme, sectors, cities, marks, links, the last answer, the last step.
    with django_assert_num_queries(7):
        context_of("networking_map", programme)


def test_a_member_fetches_the_page_as_a_picture_under_its_name(
    client, participant, programme, django_capture_on_commit_callbacks
):
    factories.MapCellFactory(city__programme=programme)
    with django_capture_on_commit_callbacks(execute=True):
        document = request_document("networking_map_picture", programme, by=participant)
    client.force_login(participant)

    response = client.get(reverse("reports:document_download", args=[programme.slug, document.pk]))

    assert response.headers["Content-Type"] == "image/png"
    assert ".png" in response.headers["Content-Disposition"]
    with Image.open(io.BytesIO(response.getvalue())) as picture:
        width, height = picture.size
    assert height / width == pytest.approx(297 / 210, abs=0.01)
    assert width > 1500
