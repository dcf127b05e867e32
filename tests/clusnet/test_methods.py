"""Pages are read and sent to; what else is asked of them is refused once somebody is let in."""

import pytest
from django.urls import reverse

from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_head_is_a_get_without_its_body(client, programme, coordinator):
    client.force_login(coordinator)
    url = reverse("programme:workplan", args=[programme.slug])

    asked, got = client.head(url), client.get(url)

    assert (asked.status_code, asked.content) == (200, b"")
    assert abs(int(asked["Content-Length"]) - len(got.content)) < 200


def test_nothing_is_sent_by_head(client, programme, coordinator):
    """Pages that only ask “is it GET?” would take it for a form."""
    client.force_login(coordinator)
    url = reverse("workshops:group_sheet", args=[programme.slug])

    assert client.head(url).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_do_nothing(client, programme, coordinator, method):
    item = factories.WorkplanItemFactory(programme=programme)
    client.force_login(coordinator)
    url = reverse("programme:item_delete", args=[programme.slug, item.pk])

    assert getattr(client, method)(url).status_code == 405
    item.refresh_from_db()


def test_a_stranger_is_not_told_which_methods_there_are(client, programme):
    assert client.put(reverse("programme:workplan", args=[programme.slug])).status_code == 404


def test_what_is_answered_to_somebody_logged_in_is_kept_by_nobody_else(client, coordinator):
    client.force_login(coordinator)

    assert "private" in client.get(reverse("account_reauthenticate"))["Cache-Control"]


def test_an_address_that_is_none_leads_nowhere(client):
    """On the pages of the log-in, which take the next page from the address."""
    answer = client.get(reverse("account_reset_password_done"), {"next": "http://["})

    assert answer.status_code == 200
