"""The operators' admin answers what nobody's browser sends."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.second_factor import show_factor

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def operator(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    show_factor(client)


def test_a_word_that_is_no_address_is_not_taken_for_the_name_of_a_page(client, operator):
    answer = client.get(reverse("admin:login"), {"next": "null"})

    assert (answer.status_code, answer.url) == (302, "null")


@pytest.mark.parametrize("ticked", ["a\0b", "9" * 40, "٣²"])
def test_rows_that_cannot_be_are_not_looked_for(client, operator, ticked):
    sent = {"action": "delete_selected", "_selected_action": ["1", ticked]}

    answer = client.post(reverse("admin:programme_programme_changelist"), sent)

    assert answer.status_code == 400
