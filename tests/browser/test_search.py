"""The search field by keyboard: with a typing error, to the very place; and on a phone."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import TOBIAS


def test_a_place_is_found_by_keyboard_in_spite_of_a_typing_error(open_window):
    page = open_window(TOBIAS, "/clusnet/workplan/")
    field = page.get_by_role("combobox", name="Search Clusnet")
    found = page.get_by_role("listbox", name="Found while you type")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("qxzzqvx")
    expect(page.get_by_text("Nothing that you may see has these words.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("munihc policy")
    expect(found.get_by_role("option", name=re.compile("Munich"))).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found.get_by_role("option", selected=True)).to_have_count(1)
    expect(page.locator("#search-said")).to_contain_text("found")
    assert faults_on(page) == []
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/cities/munich/#policy$"))

    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("link", name="Search").click()
    expect(field).to_be_focused()
    page.keyboard.type("techtera")
    expect(found.get_by_role("option", name=re.compile("Techtera")).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=techtera$"))
    expect(page.get_by_role("heading", name=re.compile("^Clusters"))).to_be_visible()
    assert faults_on(page) == []
