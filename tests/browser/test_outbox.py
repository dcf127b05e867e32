"""The coordinator changes the words of a kind of mail, and those of mails that are held."""

import re

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import ANNA


def test_words_of_mails_are_written_with_a_preview_and_held_ones_let_go(open_window):
    page = open_window(ANNA, "/clusnet/mails/words/reminder/")
    text = page.get_by_label("Text")
    preview = page.locator("#letter-preview")

    page.get_by_label("Subject", exact=True).fill("Soon: ")
    page.get_by_role("button", name="{task}").press("Enter")
    expect(page.get_by_label("Subject", exact=True)).to_have_value("Soon: {task}")
    expect(preview).to_contain_text("Soon: Hand in the case of Göteborg")
    text.press_sequentially("{nobody}")
    said = page.locator("#id_body_said")
    expect(said).to_contain_text("This mail knows no {nobody}.")
    for _letter in "{nobody}":
        page.keyboard.press("Backspace")
    expect(said).to_have_text("")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.get_by_role("heading", name="Preview")).to_be_focused()
    expect(text).to_have_value(re.compile("Dear"))
    assert faults_on(page) == []
    page.get_by_role("button", name="Save the words").click()
    expect(page.get_by_text("Mails of this kind have these words from now on.")).to_be_visible()

    page.goto(page.url.partition("words/")[0] + "?status=held")
    page.get_by_role("link", name=re.compile("Three minutes")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eindhoven")
    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("Subject", exact=True).fill("Your view is missing")
    page.get_by_role("button", name="Save the words").click()
    expect(page.get_by_text(re.compile("10 mails have the new words"))).to_be_visible()
    page.get_by_role("link", name="and 9 other people").click()
    assert faults_on(page) == []
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_text("9 mails are no longer held.")).to_be_visible()
    expect(page.get_by_text("Held", exact=True)).to_have_count(1)
