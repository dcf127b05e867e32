import pytest
from django.urls import reverse

from tests.factories import CaseFactory
from tests.html_forms import fields_of


@pytest.fixture
def case(city):
    """The case of the city, with the city: nothing is written yet."""
    return CaseFactory(city=city)


@pytest.fixture
def write_url(case):
    def write_url(section):
        return reverse("cases:write", args=[case.programme.slug, case.city.slug, section])

    return write_url


@pytest.fixture
def open_form(client, write_url):
    """What the form of a section would post as it was shown to a person."""

    def open_form(person, section):
        client.force_login(person)
        return fields_of(client.get(write_url(section)), "write-form")

    return open_form


@pytest.fixture
def send(client, write_url):
    """Post the form of a section, with some fields changed."""

    def send(person, section, fields, **changes):
        client.force_login(person)
        changed = {name.replace("__", "-"): value for name, value in changes.items()}
        return client.post(write_url(section), fields | changed)

    return send
