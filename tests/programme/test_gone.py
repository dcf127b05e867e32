"""Somebody saves a form while somebody else deletes what it is about."""

from unittest.mock import patch

import pytest
from django.urls import reverse

from programme.models import Activity, ExternalEvent, WorkplanItem
from programme.views.events import EventUpdate
from tests.factories import ExternalEventFactory, WorkplanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TYPED = {"title": "Congress of the ports", "starts_on": "2031-05-06", "ends_on": "2031-05-07"}


@pytest.fixture
def url(client, coordinator, programme):
    client.force_login(coordinator)
    event = ExternalEventFactory(programme=programme)
    return reverse("programme:event_edit", args=[programme.slug, event.pk])


def test_who_saves_what_is_deleted_gets_the_own_words_back(client, url):
    ExternalEvent.objects.all().delete()

    response = client.post(url, TYPED)

    assert response.status_code == 404
    assert response.context["typed"] == [
        ("Title", "Congress of the ports"),
        ("First day", "2031-05-06"),
        ("Last day", "2031-05-07"),
    ]
    assert "Congress of the ports" in response.content.decode()


def test_it_is_the_same_when_it_is_deleted_in_that_very_moment(client, url, monkeypatch):
    def sentence(page, form):
        ExternalEvent.objects.all().delete()
        return "It was changed."

    monkeypatch.setattr(EventUpdate, "sentence", sentence)

    response = client.post(url, TYPED)

    assert response.status_code == 404
    assert "Congress of the ports" in response.content.decode()
    assert not Activity.objects.exists()


def test_a_row_that_goes_while_a_service_wants_it_is_not_there(client, coordinator, programme):
    client.force_login(coordinator)
    item = WorkplanItemFactory(programme=programme)
    url = reverse("programme:item_evidence", args=[programme.slug, item.pk])

    with patch("programme.workplan.done._held", side_effect=WorkplanItem.DoesNotExist):
        response = client.post(url, {"evidence": "Signed by all ten cities."})

    assert response.status_code == 404
    assert "Signed by all ten cities." in response.content.decode()
