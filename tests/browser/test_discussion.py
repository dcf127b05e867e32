"""Three people in one discussion room: what one does is there for the others, network or not."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import KARL, PAIVI, TOBIAS

ROOM = "/clusnet/cases/budapest/discussion/"


@pytest.fixture
def leader(open_window):
    page = open_window(KARL)
    page.goto(ROOM)
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator("#add-text")).to_be_visible()
    return page


def enter(page):
    page.goto(ROOM)
    expect(page.locator("[data-without-script]").first).to_be_hidden()
    return page.locator("#add-text")


def board_of(page):
    return page.locator("#board .point-text")


def test_all_see_the_same_board_and_the_network_may_come_and_go(leader, open_window):
    tobias, paivi = open_window(TOBIAS), open_window(PAIVI)
    paivi.set_viewport_size({"width": 390, "height": 844})
    of_tobias, of_paivi = enter(tobias), enter(paivi)

    of_tobias.fill("Ask the city departments first.")
    of_tobias.press("Enter")
    expect(of_tobias).to_have_value("")
    expect(of_tobias).to_be_focused()
    for page in (paivi, leader):
        expect(board_of(page).filter(has_text="Ask the city departments")).to_be_visible()

    paivi.context.set_offline(True)
    for words in ("Written in the tunnel.", "And behind it."):
        of_paivi.fill(words)
        of_paivi.press("Enter")
    expect(paivi.get_by_text("Waiting for the network: 2 points")).to_be_visible()
    of_paivi.press_sequentially("Half a sent")

    mine = leader.locator(".point", has_text="Ask the city departments")
    mine.get_by_role("checkbox").check()
    leader.get_by_label("Title of the new group").fill("Customers")
    leader.get_by_role("button", name="Group", exact=True).click()
    expect(tobias.locator(".board-group", has_text="Customers")).to_contain_text("Ask the city")

    paivi.context.set_offline(False)
    for page in (tobias, leader, paivi):
        expect(board_of(page).filter(has_text="And behind it.")).to_be_visible()
        expect(page.locator(".board-group", has_text="Customers")).to_contain_text("Ask the city")
    expect(paivi.get_by_text("Waiting for the network")).to_have_count(0)
    # Nobody’s typing was disturbed.
    expect(of_paivi).to_have_value("Half a sent")
    expect(of_paivi).to_be_focused()
    texts = board_of(leader).all_inner_texts()
    assert board_of(tobias).all_inner_texts() == board_of(paivi).all_inner_texts() == texts
    assert texts.count("Written in the tunnel.") == 1

    # The end comes while somebody writes: the words stay.
    leader.get_by_text("Close the discussion…").click()
    leader.get_by_role("button", name="Close it").click()
    expect(paivi.locator(".room-clock")).to_contain_text("Closed on")
    of_paivi.press("Enter")
    expect(paivi.locator("[data-add-unsent]")).to_contain_text("Half a sent")
