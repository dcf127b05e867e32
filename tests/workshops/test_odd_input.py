"""What nobody means to send is answered in words, too."""

import pytest

from tests.workshops.conftest import address

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_a_table_of_colleagues_without_rows_says_what_is_missing(client, coordinator, workshop):
    client.force_login(coordinator)

    response = client.post(address("registration_several", workshop), {"row-TOTAL_FORMS": "0"})

    assert response.status_code == 422
    assert "Say who comes." in response.content.decode()


# PostgreSQL alone refuses such a question.
def test_a_workshop_is_not_asked_for_by_a_name_that_none_can_have(client, coordinator, workshop):
    client.force_login(coordinator)

    response = client.post(f"/{workshop.programme.slug}/calendars/create/", {"what": "a\0b"})

    assert response.status_code == 404
