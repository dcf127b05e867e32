"""The map as a file."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from tests.factories import CityFactory, MapCellFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def export(client, programme, kind):
    return client.get(reverse("programme:map_export", args=[programme.slug, kind]))


def test_the_table_has_every_answer_in_words_and_computes_nothing(client, participant, programme):
    city = CityFactory(programme=programme, name="=1+1")
    sector = SectorFactory(programme=programme, name="+ICT")
    MapCellFactory(city=city, sector=sector, mark="case")
    client.force_login(participant)

    text = export(client, programme, "csv").content.decode("utf-8-sig")

    rows = {row[0]: row[3:] for row in csv.reader(io.StringIO(text))}
    assert rows["City"] == ["'+ICT"]
    assert rows["'=1+1"] == ["City case"]
    assert all(
        row == ["Not answered"] for name, row in rows.items() if name not in ("City", "'=1+1")
    )


def test_the_drawing_needs_nothing_beside_it(client, participant, programme):
    words = "<script>\x0b&amp;"
    city = CityFactory(programme=programme, name=words, latitude="57.7", longitude="12")
    MapCellFactory(city=city, sector=SectorFactory(programme=programme, name="ICT & more"))
    client.force_login(participant)

    response = export(client, programme, "svg")

    root = ElementTree.fromstring(response.content)  # noqa: S314  our own
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "path", "circle", "g"}
    addresses = [
        value for element in root.iter() for key, value in element.items() if "href" in key
    ]
    assert addresses == []
    assert "ICT & more, Networking opportunity" in root[1].text
    assert response.headers["Content-Type"] == "image/svg+xml"
