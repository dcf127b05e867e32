"""The project as a whole: settings, migrations, templates, static files."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from clusnet import celery_app
from deploy import web_fonts
from tests.run import PRODUCTION

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))


def manage(*arguments, **variables):
    """Run manage.py in an environment of the given variables alone."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL"])
def test_production_does_not_start_without_what_only_its_owner_knows(missing, tmp_path):
    variables = {key: value for key, value in PRODUCTION.items() if key != missing}

    done = manage("check", **variables, DATA_DIR=str(tmp_path))

    assert done.returncode != 0
    assert missing in done.stderr


def test_the_demo_is_refused_in_production(tmp_path):
    done = manage("check", **PRODUCTION, DEMO="true", DATA_DIR=str(tmp_path))

    assert done.returncode != 0
    assert "clusnet.E001" in done.stderr


def test_the_secret_key_of_a_data_folder_is_made_once_and_kept_private(tmp_path):
    script = "from django.conf import settings; print(settings.SECRET_KEY)"
    keys = {manage("shell", "--command", script, DATA_DIR=str(tmp_path)).stdout for _ in "ab"}

    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_static_files_of_production_are_complete(tmp_path):
    """Their names carry a checksum; a style sheet that names a missing file stops here."""
    done = manage("collectstatic", "--noinput", **PRODUCTION, DATA_DIR=str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "static" / "fonts").glob("Inter.european.*.woff2"))


def test_templates_compile():
    broken = {}
    for path in TEMPLATES:
        try:
            get_template(str(path.relative_to(ROOT / "templates")))
        except TemplateSyntaxError as error:
            broken[path.name] = str(error)

    assert broken == {}


INLINE = {
    "a script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "a style sheet": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "an event handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
}


def inline_parts(path):
    text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", path.read_text(), flags=re.S)
    # No browser sees the pages of a PDF.
    allowed = {"a style sheet"} if "pdf" in path.parts else set()
    return {name for name, pattern in INLINE.items() if pattern.search(text)} - allowed


def test_templates_hold_nothing_that_the_content_security_policy_forbids():
    found = {str(path.relative_to(ROOT)): inline_parts(path) for path in TEMPLATES}

    assert {path: parts for path, parts in found.items() if parts} == {}


def test_scripts_are_small():
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in SCRIPTS}

    assert {path: number for path, number in lines.items() if number > 100} == {}


def test_static_files_that_templates_name_exist():
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r"{%\s*static\s+[\"']([^\"']+)[\"']", path.read_text())
    }

    assert {name for name in named if not finders.find(name)} == set()


def test_the_policy_allows_scripts_and_styles_from_this_site_alone(client):
    response = client.get("/account/login/")

    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"script-src 'self'", "style-src 'self'", "default-src 'self'"} <= set(policy)
    assert "unsafe" not in str(policy)


def test_the_style_sheet_and_the_fonts_speak_of_the_same_letters():
    css = Path(finders.find("clusnet/css/tokens.css")).read_text()
    faces = re.findall(r"fonts/([\w.-]+)\"\).*?unicode-range: ([^;]+);", css, re.S)

    assert {name for name, _ in faces} == {
        f"{font}.{alphabet}.woff2" for font in web_fonts.FONTS for alphabet in web_fonts.ALPHABETS
    }
    for name, letters in faces:
        assert letters.replace(" ", "") == web_fonts.ALPHABETS[name.split(".")[1]]
        assert finders.find(f"fonts/{name}")


def test_every_periodic_task_exists():
    celery_app.loader.import_default_modules()

    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(
        celery_app.tasks
    )


SECONDS = {"10 seconds": 10, "30 seconds": 30, "minute": 60, "10 minutes": 600, "hour": 3600}


def test_the_guide_names_every_periodic_task_and_how_often_it_runs():
    guide = (ROOT / "docs" / "production.md").read_text()
    told = re.findall(r"^\| ([\w ]+) \| `([\w.]+\.tasks\.\w+)` \|", guide, re.M)

    assert {(task, SECONDS[every]) for every, task in told} == {
        (entry["task"], entry["schedule"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


def test_nobody_can_make_an_account_by_themselves(client, db):
    response = client.get("/account/signup/")

    assert b"<form" not in response.content or b'name="password1"' not in response.content


def test_every_locked_package_has_its_checksum_and_no_address():
    lock = (ROOT / "requirements.txt").read_text()
    hosts = re.findall(r"https?://|file:", lock)

    assert hosts == []
    assert all(
        "--hash=sha256:" in block for block in re.findall(r"^\w[^\n]*(?:\n .*)*", lock, re.M)
    )
