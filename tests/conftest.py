"""What every test finds: a clean cache, and nothing else that it did not ask for."""

import gc
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from factory.django import DjangoModelFactory

from programme.activity import log_opened
from programme.letters.kinds import LETTERS
from programme.letters.writing import Template
from programme.models import Activity, ActivityCity, Role
from programme.search.index import forget_what_is_kept
from tests import factories
from tests.factories import CityFactory, MembershipFactory, PartnerFactory
from tests.running_site import lay_demo_once

FACTORIES = [
    each
    for each in vars(factories).values()
    if isinstance(each, type) and issubclass(each, DjangoModelFactory)
]


def pytest_collection_finish():
    """What is loaded now stays: the collector took a tenth of the tests' time walking through it,
    and has the same orders in a web process (clusnet/wsgi.py)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(autouse=True)
def numbers_begin_anew():
    """Names, numbers and days that a test does not say are the same, whatever ran before it."""
    for each in FACTORIES:
        each.reset_sequence(0, force=True)


@pytest.fixture(autouse=True)
def clean_cache():
    cache.clear()
    # Rows that a test rolled back must not be taken for those of the next.
    forget_what_is_kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL empties the tables after a test with TRUNCATE, which the log refuses."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for model in (Activity, ActivityCity):
                    (shut,) = model._meta.constraints
                    cursor.execute(
                        f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER {shut.name}_emptied"
                    )


@pytest.fixture(autouse=True)
def log_can_be_emptied(request):
    """SQLite empties the tables after a test by deleting rows, which the log refuses."""
    if "transactional_db" not in request.fixturenames and not _is_transactional(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with log_opened("test"):
        Activity.objects.all().delete()


def _is_transactional(test) -> bool:
    marker = test.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory) -> Path:
    """The data of a site with the demo programme, for copies: laid once for all processes."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    lay_demo_once(folder / "demo")
    return folder / "demo"


@pytest.fixture
def city():
    """The city whose rows the tests are about, in a programme of its own."""
    return CityFactory()


@pytest.fixture
def programme(city):
    return city.programme


@pytest.fixture
def coordinator(programme):
    return MembershipFactory(programme=programme, role=Role.COORDINATOR).user


@pytest.fixture
def expert(programme):
    partner = PartnerFactory(programme=programme)
    return MembershipFactory(programme=programme, role=Role.EXPERT, partner=partner).user


@pytest.fixture
def editor(city):
    return MembershipFactory(programme=city.programme, role=Role.EDITOR, city=city).user


@pytest.fixture
def participant(programme):
    """Comes from another city of the same programme, in another group."""
    home = CityFactory(programme=programme)
    return MembershipFactory(programme=programme, city=home).user


@pytest.fixture
def stranger(programme):
    """Edits another city of the same programme."""
    home = CityFactory(programme=programme)
    return MembershipFactory(programme=programme, role=Role.EDITOR, city=home).user


@pytest.fixture
def outsider():
    """Coordinates another programme."""
    return MembershipFactory(role=Role.COORDINATOR).user


@pytest.fixture(autouse=True)
def _values_of_mails_are_those_that_are_explained(monkeypatch):
    """Whatever a service writes supplies each placeholder of its kind, and no other."""
    written = Template._words

    def check(template, values, more):
        assert set(values) == set(LETTERS[template.kind].placeholders), template.kind
        return written(template, values, more)

    monkeypatch.setattr(Template, "_words", check)
