"""A text that several people write, tried on an answer of a case."""

import pytest

from tests.factories import CaseFactory, UserFactory


@pytest.fixture
def answer(db):
    return CaseFactory().answers.get(topic="growth")


@pytest.fixture
def writer(db):
    return UserFactory(name="Klara Lund")
