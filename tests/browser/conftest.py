"""A real browser at a real site: web server, worker and the demo programme, as by ``make run``."""

import os
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.running_site import RunningSite

DEMO_PASSWORD = "clusnet-demo"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The two variables that choose the servers; without them SQLite and files.
SERVERS = {
    name: os.environ[f"BROWSER_{name}"]
    for name in ("DATABASE_URL", "REDIS_URL")
    if f"BROWSER_{name}" in os.environ
}

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert executable, "The browser tests need Chromium: apt-get install chromium"
    return {
        "executable_path": executable,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """A data folder that holds the demo programme. Copied, never written to."""
    folder = tmp_path_factory.mktemp("demo")
    site = RunningSite(folder)
    site.manage("migrate")
    site.manage("load_demo")
    return folder


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    """The demo programme, running. Fresh for every module, shared by its tests."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demo_folder, folder)
    with RunningSite(folder, DEMO="true") as site:
        yield site
        site.kill_everything()


@pytest.fixture
def browser_context_args(site):
    return {
        "base_url": site.url,
        "locale": "en-GB",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def page(page):
    """A page that reports what went wrong unseen: script errors, refused resources, failures."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.on("console", lambda message: note_violation(message, troubles))
    page.on(
        "response",
        lambda response: response.status >= 500 and troubles.append(f"500: {response.url}"),
    )

    yield page

    assert troubles == []


def note_violation(message, troubles):
    if message.type == "error" and "Content Security Policy" in message.text:
        troubles.append(message.text)


@pytest.fixture
def log_in(page):
    """Log a person of the demo in, by e-mail address."""

    def log_in(email: str) -> Page:
        page.context.clear_cookies()
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Log in")
        return page

    return log_in


@pytest.fixture
def coordinator(log_in):
    return log_in("anna.moreau@grandlyon.example")


@pytest.fixture
def expert(log_in):
    return log_in("karl.lindqvist@csc.example")


@pytest.fixture
def editor(log_in):
    return log_in("klara.lund@goteborg.example")


@pytest.fixture
def participant(log_in):
    return log_in("tobias.brandt@leipzig.example")
