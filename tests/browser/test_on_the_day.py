"""On the day, in a house without a network: the agenda stays readable, ticks are sent later."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.people import ANNA, KLARA
from tests.running_site import wait_until

WORKSHOP = "/clusnet/workshops/5/"
ON_THE_DAY = f"{WORKSHOP}on-the-day/"
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("clusnet-pages-"));
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname).sort();
}"""


@pytest.fixture
def browser_context_args(browser_context_args):
    phone = {"width": 390, "height": 844}
    return browser_context_args | {"service_workers": "allow", "viewport": phone}


def tick(page, name, mark):
    page.get_by_role("group", name=name).locator(f"[value={mark}]").check()


def wait_until_kept(page, paths):
    wait_until(lambda: page.evaluate(KEPT) == paths, seconds=20)


def mark_of(page, name):
    return page.get_by_role("group", name=name).locator(":checked")


def test_agenda_and_ticks_live_through_a_lost_network_and_go_with_the_person(open_window):
    phone = open_window(KLARA)
    # Ready: both pages were opened, and are kept.
    phone.goto(WORKSHOP)
    wait_until_kept(phone, [WORKSHOP])
    phone.goto(ON_THE_DAY)
    wait_until_kept(phone, [WORKSHOP, ON_THE_DAY])
    phone.goto(WORKSHOP)

    # The network drops: the agenda is there, and says of when it is.
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Göteborg")
    expect(phone.get_by_text("Offline: as of")).to_be_visible()

    # Two people are ticked; the ticks survive the page being opened anew.
    phone.goto(ON_THE_DAY)
    tick(phone, "Anna Moreau", "there")
    tick(phone, "Nils Öberg", "not-there")
    expect(phone.get_by_text("Not sent yet: 2, kept on this device")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Not sent yet: 2, kept on this device")).to_be_visible()
    expect(phone.get_by_text("1 of 31 there")).to_be_visible()

    # The network is back: the server has them.
    phone.context.set_offline(False)
    expect(phone.get_by_text("Everything is sent.")).to_be_visible()
    phone.evaluate("localStorage.clear()")
    phone.reload()
    expect(mark_of(phone, "Anna Moreau")).to_have_value("there")
    expect(mark_of(phone, "Nils Öberg")).to_have_value("not-there")

    # Logged out: nothing is kept, and the network's absence shows a page about nobody.
    phone.locator(".account-menu summary").click()
    phone.get_by_role("button", name="Log out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Log in")
    wait_until_kept(phone, [])
    phone.context.set_offline(True)
    phone.goto(ON_THE_DAY)
    expect(phone.get_by_role("heading", level=1)).to_have_text("There is no network")
    expect(phone.get_by_text("Anna Moreau")).to_have_count(0)


def test_ticks_that_wait_are_sent_by_their_own_person_alone(open_window):
    phone = open_window(ANNA)
    phone.context.route("**/on-the-day/mark/", lambda route: route.abort())
    phone.goto(ON_THE_DAY)
    tick(phone, "Karl Lindqvist", "there")
    expect(phone.get_by_text("Not sent yet: 1, kept on this device")).to_be_visible()
    phone.context.unroute_all()

    # Somebody else logs in on the device: nothing is seen, nothing is sent.
    phone.context.clear_cookies()
    log_in(phone, KLARA)
    phone.goto(ON_THE_DAY)
    expect(mark_of(phone, "Karl Lindqvist")).to_have_value("not-said")
    expect(phone.locator("[data-tick-state]")).to_be_empty()

    phone.context.clear_cookies()
    log_in(phone, ANNA)
    phone.goto(ON_THE_DAY)
    expect(phone.get_by_text("Everything is sent.")).to_be_visible()
    expect(mark_of(phone, "Karl Lindqvist")).to_have_value("there")
