"""Finding clusters while one types, and ticking some of them for a comparison."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import TOBIAS


def test_a_cluster_is_found_while_typing_and_compared(open_window):
    page = open_window(TOBIAS, "/clusnet/clusters/")
    rows = page.locator("#cluster-table tbody tr")

    page.get_by_label("Name, theme or place").press_sequentially("biotehc")
    expect(page.get_by_text("Nothing was found for “biotehc”")).to_be_visible()
    expect(page.locator("#cluster-count")).to_contain_text("match")
    expect(page).to_have_url(re.compile(r"/clusters/\?q=biotehc$"))

    page.get_by_role("checkbox", name="Compare BioM").check()
    expect(page.get_by_text("To compare: BioM.")).to_be_visible()
    page.get_by_label("Name, theme or place").fill("techtera")
    expect(rows).to_have_count(1)
    page.get_by_role("checkbox", name="Compare Techtera").check()
    expect(page.get_by_text("To compare: BioM, Techtera.")).to_be_visible()
    page.get_by_role("button", name="Compare").click()

    expect(page.get_by_role("columnheader", name="BioM")).to_be_visible()
    expect(page).to_have_url(re.compile(r"compare/\?cluster=biom&cluster=techtera$"))
    assert faults_on(page) == []
