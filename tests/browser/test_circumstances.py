"""The same work under worse conditions: the session ends, no script, no mouse, a telephone."""

import pytest
from playwright.sync_api import expect

from tests.browser.pdf import download, text_of
from tests.browser.people import ANNA, LAIA, LUKASZ, PAIVI, PASSWORD, TOBIAS

WORDS = "They meet on the first Thursday of a month.\n\nNobody “chairs” & everybody comes."


def lose_session(page):
    page.context.clear_cookies(name="sessionid")


def log_in_again(page, email):
    """Answer the page that keeps what was typed."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("your words are still here")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in and go on").click()
    page.get_by_role("button", name="Save what I typed").click()
    expect(page.get_by_role("button", name="Save what I typed")).to_have_count(0)


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_session_that_ends_while_writing_a_section_loses_nothing(open_window, has_script):
    page = open_window(
        PAIVI, "/clusnet/cases/helsinki/write/evaluation/", java_script_enabled=has_script
    )
    label = "How impact is measured"
    words = f"{WORDS} ({has_script})"

    lose_session(page)
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    log_in_again(page, PAIVI)

    expect(page.get_by_label(label)).to_have_value(words)
    page.reload()
    expect(page.get_by_label(label)).to_have_value(words)


def test_a_session_that_ends_in_a_form_of_the_coordinator_loses_nothing(open_window):
    page = open_window(ANNA, "/clusnet/workplan/new/")
    page.get_by_label("Title").fill("Send the progress report")
    page.get_by_label("Due on").fill("2027-03-01")
    page.get_by_label("Phase").select_option("Start")
    page.get_by_label("Note").fill("Half-yearly, with “evidence” & sums.")

    lose_session(page)
    page.locator("main form .button-primary").click()
    log_in_again(page, ANNA)

    page.goto("/clusnet/workplan/")
    expect(page.get_by_role("row").filter(has_text="Send the progress report")).to_be_visible()


def test_what_is_typed_before_the_scripts_have_arrived_stays_and_is_saved(open_window):
    page = open_window(PAIVI)
    page.route("**/*.js", lambda script: None)
    page.goto("/clusnet/cases/helsinki/write/performance/", wait_until="commit")

    page.get_by_label("Growth", exact=True).fill(WORDS)
    page.unroute("**/*.js")

    expect(page.locator("#writing-growth")).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_label("Growth", exact=True)).to_have_value(WORDS)


def test_an_unknown_person_is_told_so_and_keeps_the_address_typed(open_window):
    page = open_window()
    page.goto("/clusnet/workshops/5/")

    page.get_by_label("E-mail").fill("nobody@nowhere.example")
    page.get_by_label("Password", exact=True).fill("wrong-password")
    page.get_by_role("button", name="Log in", exact=True).click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("nobody@nowhere.example")
    page.get_by_label("E-mail").fill(TOBIAS)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Göteborg city workshop")


def test_without_script_a_participant_chooses_and_gets_a_pdf(open_window):
    page = open_window(LAIA, "/clusnet/workshops/5/", java_script_enabled=False)

    page.get_by_role("button", name="Choose A").click()
    expect(page.get_by_role("region", name="You")).to_contain_text("You chose “A.")
    page.get_by_role("button", name="Switch to B").click()
    expect(page.get_by_role("region", name="You")).to_contain_text("You chose “B.")
    page.get_by_role("button", name="Agenda as PDF").click()
    # The page looks again by itself.
    link = page.get_by_role("link", name="Download the PDF")
    expect(link).to_be_visible(timeout=60_000)

    assert "Steering committee" in text_of(download(page, link))


def test_without_script_a_coordinator_sees_what_follows_before_it_is_saved(open_window):
    page = open_window(ANNA, "/clusnet/workshops/9/edit/", java_script_enabled=False)
    first = page.get_by_label("First day").input_value()

    page.get_by_label("First day").fill("2027-10-06")
    page.get_by_label("Last day").fill("2027-10-08")
    page.get_by_role("button", name="Save", exact=True).click()
    row = page.get_by_role("row").filter(has_text="case distributed")
    expect(row).to_contain_text("28 Sep 2027")
    page.get_by_role("link", name="Cancel").click()
    page.goto("/clusnet/workshops/9/edit/")

    expect(page.get_by_label("First day")).to_have_value(first)


def tab_to(page, target):
    """Press the tabulator until the element has the focus, which must be seen."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            style = "element => getComputedStyle(element).outlineStyle"
            assert target.evaluate(style) != "none"
            return
    raise AssertionError(f"The tabulator does not reach {target}")


def test_by_keyboard_alone_somebody_logs_in_finds_the_workshop_and_chooses(open_window):
    page = open_window()
    page.goto("/account/login/")

    tab_to(page, page.get_by_label("E-mail"))
    page.keyboard.type(LUKASZ)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Needs you")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab_to(page, page.get_by_role("link", name="Workshops", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshops")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Göteborg city workshop"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Register and choose A"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Register", exact=True))
    page.keyboard.press("Enter")

    expect(page.get_by_role("region", name="You")).to_contain_text("You chose “A.")


def test_on_a_telephone_the_menu_opens_leads_on_and_closes(open_window):
    page = open_window(TOBIAS)
    page.set_viewport_size({"width": 390, "height": 844})

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Cases", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cluster cases")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Close").click()

    expect(page.get_by_role("link", name="Networking", exact=True)).not_to_be_visible()
