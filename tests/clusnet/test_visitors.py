"""How much somebody may send who is not logged in."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG = {f"field-{number}": "x" * 300 for number in range(800)}
ON_THE_WAY = reverse("account_login"), reverse("programme:resume"), "/nowhere/"


@pytest.mark.parametrize("address", ON_THE_WAY)
def test_the_long_form_of_a_visitor_is_refused_before_it_is_taken_apart(
    client, address, monkeypatch
):
    read = []
    monkeypatch.setattr("django.http.request.QueryDict", lambda *said, **_more: read.append(said))

    response = client.post(address, LONG)

    assert response.status_code == 413
    assert "Log in on another page" in response.content.decode()
    assert response.headers["Content-Security-Policy"]
    assert [said for said in read if said and said[0]] == []


def test_a_length_of_too_many_figures_is_too_long(client):
    response = client.post(reverse("account_login"), headers={"Content-Length": "9" * 5000})

    assert response.status_code == 413


def test_a_page_that_saves_by_itself_is_told_that_it_is_logged_out(client):
    programme = ProgrammeFactory()

    response = client.post(
        reverse("programme:item_create", args=[programme.slug]),
        LONG,
        headers={"Accept": "application/json"},
    )

    assert (response.status_code, response.json()) == (401, {"state": "logged-out"})


def test_what_is_short_is_kept_and_members_send_what_they_wrote(client, coordinator, programme):
    address = reverse("programme:item_create", args=[programme.slug])
    kept = client.post(address, {"title": "x" * (settings.VISITOR_MAX_BYTES - 2000)})
    client.force_login(coordinator)
    told = client.post(address, LONG)

    assert (kept.status_code, kept.templates[0].name) == (404, "session_expired.html")
    assert told.status_code == 422
