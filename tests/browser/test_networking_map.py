"""Answering the networking map with the keyboard."""

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.keys import press_until
from tests.browser.people import PAIVI


def test_an_editor_answers_a_mark_with_the_keyboard_alone(open_window):
    page = open_window(PAIVI, "/clusnet/networking/")
    said = page.locator("#map-said")
    row = page.get_by_role("row", name="Helsinki")
    expect(page.get_by_text("With the keyboard")).to_be_visible()

    # From the first mark down to the own row, and across it to Energy.
    press_until(page.locator(".map-cell").first)
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    expect(said).to_have_text("Saved. Helsinki, Energy: Networking opportunity.")
    expect(row.get_by_role("link").last).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Networking opportunity")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Saved. Helsinki, Energy: None.")
    expect(page.locator("#in-words")).to_contain_text("Energy: None.")

    assert faults_on(page) == []
