"""Reading a case to its end: it is noted by itself, and can be taken back."""

import datetime

from playwright.sync_api import expect

from tests.browser.people import TOBIAS

CASE = "/clusnet/cases/eindhoven/"


def test_who_reads_to_the_end_is_noted_and_can_take_it_back(open_window):
    page = open_window(TOBIAS)
    page.clock.install(time=datetime.datetime.now())
    page.goto(CASE)
    receipt = page.locator("#case-receipt")

    # Whoever jumps to the end at once has not read it.
    receipt.scroll_into_view_if_needed()
    page.clock.run_for(5_000)
    expect(receipt).to_contain_text("Have you read it to the end?")

    page.clock.run_for(15 * 60_000)
    expect(receipt).to_contain_text("You have read this case")
    expect(receipt).to_contain_text("The discussion leader sees that you have read it")

    receipt.get_by_role("button", name="No, I have not read it yet").click()
    expect(receipt).to_contain_text("Have you read it to the end?")
    page.reload()
    receipt.scroll_into_view_if_needed()
    page.clock.run_for(15 * 60_000)
    expect(receipt).to_contain_text("Have you read it to the end?")


def test_the_minutes_alone_do_not_count(open_window):
    page = open_window(TOBIAS)
    page.clock.install(time=datetime.datetime.now())
    page.goto("/clusnet/cases/budapest/")

    page.clock.run_for(30 * 60_000)

    expect(page.locator("#case-receipt")).to_contain_text("Have you read it to the end?")
