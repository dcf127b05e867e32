"""A calendar address, from the workshop to the program that reads it."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.people import TOBIAS


def test_a_participant_copies_an_address_and_renews_it(open_window):
    page = open_window(TOBIAS)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Workshops", exact=True).click()
    page.get_by_role("link", name="Göteborg city workshop").click()
    page.get_by_role("link", name="Add to calendar").click()
    own = page.get_by_role("region", name="Göteborg city workshop")
    own.get_by_role("button", name="Make an address").click()
    expect(own.get_by_label("Address")).to_be_visible()

    own.get_by_role("button", name="Copy").click()

    expect(own.get_by_role("button", name="Copied")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == own.get_by_label("Address").input_value()
    path = urlsplit(address).path
    assert "BEGIN:VEVENT" in page.request.get(path).text()

    own.get_by_text("Renew the address…").click()
    own.get_by_role("button", name="Renew it").click()
    expect(page.get_by_text("the old one no longer works")).to_be_visible()
    assert page.request.get(path).status == 404
