"""Somebody asks for the own data, waits, and gets a file."""

import zipfile

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import TOBIAS


def test_a_person_asks_for_the_own_data_and_fetches_the_file(open_window):
    page = open_window(TOBIAS, "/account/data/")

    page.get_by_role("button", name="Make the file").click()
    fetch = page.get_by_role("link", name="Fetch my data")
    expect(fetch).to_be_visible(timeout=60_000)
    faults = faults_on(page)
    assert not faults, "\n".join(faults)
    with page.expect_download() as started:
        fetch.click()

    with zipfile.ZipFile(started.value.path()) as archive:
        assert "Tobias Brandt" in archive.read("overview.html").decode()
