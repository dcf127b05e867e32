"""Registering with the keyboard alone, and without JavaScript."""

from playwright.sync_api import expect

from tests.browser.keys import press_until
from tests.browser.people import LUKASZ, TOBIAS

REGISTER = "/clusnet/workshops/5/participants/register/"


def test_somebody_registers_with_the_keyboard_alone(open_window):
    page = open_window(LUKASZ, "/clusnet/workshops/5/")

    press_until(page.get_by_role("link", name="Register", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Register")
    press_until(page.get_by_role("radio", name="I decide later"))
    page.keyboard.press("ArrowUp")
    press_until(page.get_by_label("Diet and allergies"))
    page.keyboard.type("No nuts")
    press_until(page.get_by_label("My name and organisation may stand"))
    page.keyboard.press("Space")
    press_until(page.get_by_role("button", name="Register", exact=True))
    page.keyboard.press("Enter")

    you = page.get_by_role("region", name="You")
    expect(you).to_contain_text("You are registered. You chose “B. Inter-cluster networking”.")
    press_until(you.get_by_role("link", name="Your registration"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Diet and allergies")).to_have_value("No nuts")
    expect(page.get_by_label("My name and organisation may stand")).to_be_checked()
    expect(page.get_by_label("Photos that show me")).not_to_be_checked()


def test_without_javascript_somebody_changes_everything_and_withdraws(open_window):
    page = open_window(TOBIAS, REGISTER, java_script_enabled=False)

    page.get_by_role("radio", name="A. Case discussion and solution").check()
    page.get_by_label("Arrival").fill("Tuesday, 18:40")
    page.get_by_label("Photos that show me").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“A. Case discussion and solution” is chosen.")).to_be_visible()

    page.goto(REGISTER)
    expect(page.get_by_label("Arrival")).to_have_value("Tuesday, 18:40")
    expect(page.get_by_label("Photos that show me")).to_be_checked()
    page.get_by_text("I cannot come…").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("You are not registered yet.")).to_be_visible()
