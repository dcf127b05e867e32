"""A city editor brings two clusters together and writes down that they met."""

from playwright.sync_api import expect

from tests.browser.people import KLARA


def test_an_editor_finds_a_cluster_while_typing_and_moves_the_link_on(open_window):
    page = open_window(KLARA, "/clusnet/networking/links/new/?cluster=goteborgbio")

    # In one go: what answers half a word would take the choice away again.
    page.get_by_role("searchbox").last.fill("bionow")
    page.get_by_role("radio", name="Bionow").check()
    page.get_by_label("What it is about").press_sequentially("Clean rooms for each other")
    page.get_by_role("button", name="Propose the link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("GöteborgBIO and Bionow")
    page.get_by_role("link", name="They met").click()
    page.get_by_label("What happened").press_sequentially("A visit of a day")
    page.get_by_role("button", name="They met").click()

    expect(page.get_by_text("Met. A visit of a day")).to_be_visible()
    expect(page.get_by_role("link", name="They explore it")).to_be_visible()
