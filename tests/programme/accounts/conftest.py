import re

import pytest
from django.core import mail

from tests.factories import UserFactory


@pytest.fixture
def person(client):
    """Somebody who is logged in and has not shown anything more."""
    user = UserFactory(email="ada@old.example", name="Ada Lovelace")
    client.force_login(user)
    return user


@pytest.fixture
def links():
    """The addresses in the mails that left, by reader."""

    def links():
        return {
            letter.to[0]: re.search(r"https?://[^/\s]+(/account/\S+)", letter.body)[1]
            for letter in mail.outbox
        }

    return links
