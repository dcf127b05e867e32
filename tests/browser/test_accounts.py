"""A passkey is added and logs in, with an authenticator that the browser plays."""

from playwright.sync_api import expect

from tests.browser.people import KARL, PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_logs_in_alone_and_after_the_password(open_window):
    page = open_window()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto("/account/login/?next=/account/second-factor/keys/new/")
    main = page.locator("main")

    log_in_with_password(page)
    # Who it is, once more.
    page.get_by_label("Password").fill(PASSWORD)
    main.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Office laptop")
    main.get_by_role("button", name="Add the passkey").click()
    expect(main.get_by_role("heading", name="Your codes")).to_be_visible()
    log_out(page)

    main.get_by_role("button", name="Log in with a passkey").click()
    expect(page.locator(".account-menu")).to_be_visible()
    page.goto("/account/second-factor/")
    expect(main.get_by_text("Office laptop", exact=True)).to_be_visible()
    log_out(page)

    log_in_with_password(page)
    main.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.locator(".account-menu")).to_be_visible()


def log_in_with_password(page):
    page.get_by_label("E-mail").fill(KARL)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


def log_out(page):
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
