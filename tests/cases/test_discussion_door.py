"""Who waits for the discussion room to open."""

import pytest
from django.urls import reverse

from tests.factories import DiscussionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_page_that_waits_becomes_the_room_when_it_opens(client, distributed, participant):
    url = reverse("cases:discussion", args=[distributed.programme.slug, distributed.city.slug])
    client.force_login(participant)
    page = client.get(url).text

    before = client.get(f"{url}?waiting", headers={"HX-Request": "true"})
    DiscussionFactory(case=distributed)
    after = client.get(f"{url}?waiting", headers={"HX-Request": "true"})

    assert f'hx-get="{url}?waiting"' in page
    assert (before.status_code, before.headers.get("HX-Refresh")) == (204, None)
    assert after.headers["HX-Refresh"] == "true"
