"""The workplan in a browser: a rule is changed, a task is marked done with what shows it."""

import re

from playwright.sync_api import expect

from tests.browser.people import ANNA, KLARA


def test_a_changed_rule_shows_which_dates_move_before_it_is_applied(open_window):
    page = open_window(ANNA)
    page.clock.install()
    page.goto(page.url.rstrip("/") + "/settings/")
    page.get_by_role("link", name="City report", exact=True).click()
    questions = []
    page.on("request", lambda request: "days=49" in request.url and questions.append(request))

    page.get_by_label("Days", exact=True).fill("49")
    follows = page.get_by_role("region", name="What follows")
    expect(follows).to_contain_text("9 dates move")
    # Leaving the field asks nothing anew: the button stays under the finger.
    page.keyboard.press("Tab")
    page.clock.run_for(1000)
    follows.get_by_role("button", name="Apply to all workshops").click()

    expect(page.get_by_role("status").filter(has_text="The rule is saved")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="City report")
    expect(row).to_contain_text("49 days after the last day")
    assert len(questions) == 1


def test_an_editor_marks_the_own_task_done_with_what_shows_it(open_window):
    page = open_window(KLARA)
    page.get_by_role("link", name="Workplan", exact=True).click()
    task = page.get_by_role("row").filter(has_text="Name the firms for the cluster visit")

    task.get_by_role("link", name="Evidence").click()
    page.get_by_label("What shows that it is done").fill("Three firms said yes.")
    page.get_by_label("File").set_input_files(
        {"name": "firms.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 firms"}
    )
    page.get_by_role("button", name="It is done").click()

    expect(task).to_contain_text("Three firms said yes.")
    expect(task).to_contain_text(re.compile("done "))
    with page.expect_download() as download:
        task.get_by_role("link", name="firms.pdf").click()
    assert download.value.suggested_filename == "firms.pdf"
