"""A programme is started in the browser, and a survey is answered by keyboard."""

from playwright.sync_api import expect

from tests.browser.people import ANNA, TOBIAS


def test_a_programme_starts_from_scratch_and_says_what_comes_first(open_window):
    page = open_window(ANNA)
    page.locator(".account-menu summary").click()
    page.get_by_role("link", name="Start a programme").click()

    page.get_by_label("Short name").fill("Ports")
    page.get_by_label("Full name").fill("A programme of ports")
    page.get_by_label("Headline").fill("Ports learn from each other")
    page.get_by_label("Starts on").fill("2027-01-01")
    page.get_by_label("Ends on").fill("2030-12-31")
    page.get_by_label("What a workshop is called").fill("study visit")
    page.get_by_role("button", name="Start the programme").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Ports learn from each other")
    steps = page.get_by_role("region", name="What comes first")
    expect(steps.get_by_role("listitem")).to_have_count(5)
    steps.get_by_role("link", name="Kick-off").click()
    expect(page.get_by_label("Kind")).to_have_value("kick_off")
    expect(page.get_by_label("Kind")).to_contain_text("Study visit")


def test_a_survey_is_answered_by_keyboard_and_only_once(open_window):
    page = open_window(TOBIAS, "/clusnet/workshops/4/survey/")
    page.get_by_role("link", name="Answer the questions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your view of")

    page.get_by_role("group", name="How valuable").get_by_role("radio").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.get_by_label("What will you do differently at home?").fill("Ask before we build.")
    page.get_by_role("button", name="Send my answers").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="To the survey").click()
    expect(page.get_by_text("Your answers are here. Thank you.")).to_be_visible()
    expect(page.get_by_role("link", name="Answer the questions")).to_have_count(0)
