"""The worker and the page that it shows: open to everybody, and about nobody."""

import pytest

pytestmark = pytest.mark.once


def test_the_worker_is_asked_for_anew_and_may_answer_for_the_whole_site(client):
    answer = client.get("/worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_page_that_every_device_keeps_is_about_nobody(client):
    page = client.get("/offline/").content.decode()

    assert "There is no network" in page
    assert "data-person" not in page
