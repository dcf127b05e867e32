"""A real browser at a real site: web server, worker and the demo programme, as by ``make run``."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import PASSWORD
from tests.running_site import RunningSite, copy_site, is_building, wait_until

# The first two are lists below the address bar that nobody sees: each window loaded them, and
# that took more of the processor than all our pages. The rest is what Playwright leaves out.
NOT_FOR_TESTS = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The machine may be slow; nothing that is well takes longer for it.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
    # The longest first, so that all processes end at about the same time.
    items.sort(key=is_short)


def is_short(item) -> bool:
    return "every_page" not in item.name and item.get_closest_marker("services") is None


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
            f"--disable-features={','.join(NOT_FOR_TESTS)}",
        ],
    }


@pytest.fixture(scope="session")
def running_site(demo_folder, tmp_path_factory):
    """The site with the demo programme and a copy of its database as it was at the start."""
    folder = tmp_path_factory.mktemp("site")
    copy_site(demo_folder, folder)
    with RunningSite(folder, DEMO="true") as site:
        copy_database(site.folder / "db.sqlite3", site.folder / "demo.sqlite3")
        yield site
        site.kill_everything()
    log = site.log.read_text()
    assert " ERROR " not in log, log


@pytest.fixture(scope="module")
def site(running_site):
    """The demo programme, running. Fresh for every module, shared by its tests."""
    folder = running_site.folder
    wait_until(lambda: not is_building(folder / "db.sqlite3"), seconds=60)
    copy_database(folder / "demo.sqlite3", folder / "db.sqlite3")
    return running_site


def copy_database(source: Path, target: Path) -> None:
    """Copy a database of SQLite, also over one that is in use."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


@pytest.fixture
def browser_context_args(site):
    return {
        "base_url": site.url,
        "locale": "en-GB",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1280, "height": 900},
        # What a test holds up or answers itself would pass it by otherwise.
        "service_workers": "block",
    }


def keep_sessions(folder: Path) -> None:
    """Write who is logged in now into the copy of the start too, for the modules to come."""
    with closing(sqlite3.connect(folder / "demo.sqlite3")) as kept:
        kept.execute("ATTACH DATABASE ? AS now", [str(folder / "db.sqlite3")])
        kept.execute("INSERT OR IGNORE INTO django_session SELECT * FROM now.django_session")
        kept.commit()


@pytest.fixture(scope="session")
def sessions():
    """The cookies of whoever has logged in, since checking a password takes its time."""
    return {}


@pytest.fixture
def open_window(new_context, site, sessions):
    """Open a browser of its own for somebody, so that several people can be at work at once.

    It shows the address ``at``, or the person's overview. Whatever goes wrong unseen in it (script
    errors, refused resources, failures of the server) fails the test. Without an address of a
    person it is a visitor's browser, with an empty page.
    """
    troubles: list[str] = []

    def open_window(email: str = "", at: str = "", **options: object) -> Page:
        context = new_context(**{"storage_state": sessions.get(email), **options})
        watch(context, troubles)
        page = context.new_page()
        if email and email not in sessions:
            log_in(page, email)
            sessions[email] = context.storage_state()
            keep_sessions(site.folder)
        elif email and not at:
            page.goto("/")
        if at:
            page.goto(at)
        return page

    yield open_window

    assert troubles == []


def watch(context: BrowserContext, troubles: list[str]) -> None:
    context.on("weberror", lambda error: troubles.append(f"script error: {error.error}"))
    context.on("console", lambda message: note_error(message, troubles))
    context.on(
        "response",
        lambda response: response.status >= 500 and troubles.append(f"500: {response.url}"),
    )


def note_error(message, troubles):
    # The browser and htmx note every answer that is no 200, or none, as an error too; a form with
    # mistakes in it is one, and so is the page of a visitor who is not let in.
    is_answer = message.text.startswith(
        ("Failed to load resource", "Response Status Error Code 4", "htmx:")
    )
    if message.type == "error" and not is_answer:
        troubles.append(message.text)


def log_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Log in")
