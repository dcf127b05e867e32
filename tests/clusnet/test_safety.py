"""What every answer tells the browser, and how a hole is told to whoever runs the site."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.urls import reverse

from tests.run import PRODUCTION

pytestmark = pytest.mark.once


def test_a_page_gives_nothing_of_the_device_away_and_stays_out_of_search_engines(client):
    answer = client.get(reverse("account_login"))
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_the_page_about_security_names_the_contact(client, settings):
    settings.SECURITY_CONTACT = "security@site.example"
    assert "mailto:security@site.example" in client.get("/security/").content.decode()
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@site.example" in text
    assert "Expires: 2" in text


def test_machines_are_told_no_contact_that_is_not_there(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/security/").status_code == 200
    assert client.get("/.well-known/security.txt").status_code == 404


def test_uploads_lie_outside_of_what_the_web_server_hands_out():
    served = [settings.BASE_DIR / "static", settings.DATA_DIR / "static"]
    assert not any(settings.MEDIA_ROOT.is_relative_to(folder) for folder in served)
    assert not settings.MEDIA_URL or settings.MEDIA_URL == "/"


def test_cookies_of_production_are_bound_to_the_host():
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from clusnet import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
            " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)",
        ],
        env=PRODUCTION,
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    ).stdout.split()
    assert said == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "31536000"]


@pytest.mark.django_db
def test_nobody_keeps_the_server_busy_with_exports(client, participant, programme, monkeypatch):
    monkeypatch.setattr("programme.rate_limits._is_over", lambda place, rate: True)
    client.force_login(participant)
    answer = client.get(reverse("programme:cluster_export", args=[programme.slug, "csv"]))
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_the_guide_to_security_names_what_is_there():
    words = (settings.BASE_DIR / "SECURITY.md").read_text()
    named = re.findall(r"`([a-z_]+/[\w/.-]+)`", words)
    assert len(named) > 30
    assert [path for path in named if not (settings.BASE_DIR / path).exists()] == []
