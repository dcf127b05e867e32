"""Three people in one discussion room: what one does is there for the others, network or not."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import KARL, PAIVI, TOBIAS

ROOM = "/clusnet/cases/budapest/discussion/"


@pytest.fixture
def leader(open_window):
    page = open_window(KARL, ROOM)
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

    # Whoever leaves the room without a network sends from the next page that opens.
    tobias.context.set_offline(True)
    of_tobias.fill("Written on the way out.")
    of_tobias.press("Enter")
    expect(tobias.get_by_text("Waiting for the network: 1 point")).to_be_visible()
    tobias.goto("about:blank")
    tobias.context.set_offline(False)
    tobias.goto("/clusnet/workplan/")
    expect(board_of(leader).filter(has_text="Written on the way out.")).to_be_visible()
    expect(tobias.get_by_text("still on this device")).to_have_count(0)

    # The end comes while somebody writes: the words stay.
    leader.get_by_text("Close the discussion…").click()
    leader.get_by_role("button", name="Close it").click()
    expect(paivi.locator(".room-clock")).to_contain_text("Closed on")
    of_paivi.press("Enter")
    expect(paivi.locator("[data-add-unsent]")).to_contain_text("Half a sent")


def test_marks_that_count_for_nothing_are_not_said_to_be_saved(leader, open_window):
    leader.goto(f"{ROOM}?phase=options")
    leader.get_by_role("button", name="Open the vote").click()
    paivi = open_window(PAIVI)
    field = enter(paivi)
    ballot = paivi.locator(".ballot").first
    expect(ballot).to_be_visible()
    sent = []
    paivi.on("request", lambda request: sent.append(request.method == "POST" and request.url))

    paivi.context.set_offline(True)
    ballot.locator('[name="impact"][value="5"]').check()
    ballot.locator('[name="feasibility"][value="1"]').check()
    field.fill("Too late.")
    field.press("Enter")
    # From now on the device is full, and the room closed.
    paivi.evaluate("() => { Storage.prototype.setItem = () => { throw new Error() } }")
    leader.get_by_text("Close the discussion…").click()
    leader.get_by_role("button", name="Close it").click()
    expect(leader.locator(".room-clock")).to_contain_text("Closed on")
    sent.clear()
    paivi.context.set_offline(False)

    expect(
        paivi.get_by_text("The vote is not open. Your last marks were not saved.")
    ).to_be_visible()
    expect(paivi.locator("[data-add-unsent]")).to_contain_text("Too late.")
    expect(paivi.get_by_text("Your marks are saved.")).to_have_count(0)
    # Asked once or twice, not over and over.
    assert sum("points" in url for url in sent if url) <= 2

    # What belongs to a room that is shut to a person keeps nothing else back.
    tobias = open_window(TOBIAS, "/clusnet/workplan/")
    tobias.evaluate(
        """(room) => ["/clusnet/cases/nowhere/discussion/", room].forEach((place, at) => {
            const item = { at, name: "a", address: `${place}points/`, isPoint: true };
            item.fields = { text: "Late.", phase: "facts", key: crypto.randomUUID() };
            const { person } = document.body.dataset;
            localStorage.setItem(`clusnet.room.${person}.${item.address} a`, JSON.stringify(item));
        })""",
        ROOM,
    )
    tobias.reload()
    expect(tobias.get_by_role("link", name="Open the room")).to_have_attribute("href", ROOM)
