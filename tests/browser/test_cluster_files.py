"""A file of clusters comes in by way of its preview; a fact is copied with its source."""

import re

from playwright.sync_api import expect

from tests.browser.people import ANNA
from tests.cluster_files import as_csv, rows_of


def test_a_file_is_looked_at_brought_in_and_a_fact_copied_by_keyboard(open_window):
    page = open_window(ANNA, "/clusnet/clusters/imports/")
    rows, _wrong = rows_of(12, faulty=2)
    page.get_by_label("A file of clusters").set_input_files(
        {"name": "clusters.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
    )

    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_role("button", name="Bring in").click()

    expect(page.get_by_role("heading", name="What was brought in")).to_be_visible()
    expect(page.get_by_role("link", name="Added 10")).to_be_visible()
    page.goto("/clusnet/networking/facts/")
    page.get_by_role("button", name=re.compile("Copy with source.*Firms")).press("Enter")
    # Where the browser refuses, the words are opened instead.
    answer = re.compile("Copied|Mark the words below and copy them")
    expect(page.get_by_role("button", name=answer)).to_be_visible()
