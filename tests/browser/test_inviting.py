"""From the mail to the page that waits, on a phone: three taps."""

import re

from playwright.sync_api import expect

from tests.browser.people import ANNA

ELSEWHERE = re.compile(r"^(?!.*/invitation/)")


def test_somebody_invited_by_mail_is_in_after_three_taps(open_window):
    anna = open_window(ANNA, "/clusnet/people/new/")
    anna.get_by_label("E-mail").fill("vera.nilsson@goteborg.example")
    anna.get_by_label("Name").fill("Vera Nilson")
    anna.get_by_label("Role").select_option("Participant")
    anna.get_by_label("City").select_option("Göteborg")
    anna.get_by_role("button", name="Send the invitation").click()
    expect(anna.get_by_text("has a link to come in")).to_be_visible()
    anna.goto("/clusnet/people/invitations/?q=vera")
    anna.get_by_role("row", name="Vera Nilson").locator("td[data-label=Mail] a").click()
    expect(anna.get_by_role("heading", level=1)).to_contain_text("invites you")
    link = anna.locator("a[href*='/invitation/']").get_attribute("href")

    # The first tap is the one in the mail.
    phone = open_window(has_touch=True)
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto(link)
    expect(phone.get_by_text("You come as: Participant, Göteborg")).to_be_visible()
    phone.get_by_label("Your name").fill("Vera Nilsson")
    phone.get_by_label("Choose a password").fill("a-long-secret-word")
    phone.get_by_role("button", name="Show it").tap()
    expect(phone.get_by_label("Choose a password")).to_have_attribute("type", "text")
    phone.get_by_role("button", name="Come in").tap()

    welcome = phone.get_by_text("Welcome to Clusnet, Vera Nilsson. This waits for you:")
    expect(welcome).to_be_visible()
    expect(phone).to_have_url(ELSEWHERE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.goto(link)
    expect(phone).to_have_url(ELSEWHERE)
