"""Talking about a case while it is written: comments beside the topics, locks, more time."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import ANNA, KARL, PAIVI

CASE = "/clusnet/cases/helsinki/"
EVALUATION = f"{CASE}write/evaluation/"
TOPIC = "How impact is measured"


@pytest.fixture
def page(open_window):
    return open_window(PAIVI, EVALUATION)


def state_of(page):
    return page.locator("#writing-impact_measurement [data-autosave-state]")


def test_marked_words_are_quoted_and_the_number_beside_the_topic_follows(page):
    text = page.get_by_label(TOPIC)
    text.fill("By counting the second pilots.")
    expect(state_of(page)).to_contain_text("Saved")
    text.evaluate("field => field.setSelectionRange(3, 15)")

    page.locator("[data-comment-on=impact_measurement]").click()
    expect(page.locator("#comment-text")).to_be_focused()
    expect(page.locator("#comment-quote")).to_have_value("counting the")
    page.keyboard.type("Who counts?")
    page.locator("#new-comment").get_by_role("button", name="Comment").click()

    expect(page.locator("#comments .comment-quote")).to_have_text("counting the")
    expect(page.locator("#comments-on-impact_measurement")).to_contain_text("1 open comment")
    # The text stayed where it was.
    expect(text).to_have_value("By counting the second pilots.")


def test_the_checks_and_the_task_list_look_again_after_a_save(page):
    checks, topic = page.locator("#section-checks"), "What is evaluated"
    expect(checks).to_contain_text(topic)

    page.get_by_label(topic).fill(
        "Satisfaction of the members, by a survey that is sent to all of them once in every year."
    )

    expect(checks).not_to_contain_text(topic)
    expect(page.locator("#write-sections")).to_contain_text("In progress")


def test_a_lock_while_somebody_types_loses_nothing(page, open_window):
    expert = open_window(KARL, CASE)
    row = expert.locator(".section-row", has_text="5. Evaluation")
    row.locator("summary").click()
    row.get_by_label("Why?").fill("We settle this section by telephone.")
    row.get_by_role("button", name="Lock the section").click()
    expect(expert.locator(".section-row", has_text="5. Evaluation")).to_contain_text("Locked by")

    page.get_by_label("Control group").fill("Typed while it was locked.")
    expect(state_of_control(page)).to_contain_text("We settle this section by telephone.")
    expect(page.get_by_label("Control group")).to_have_value("Typed while it was locked.")

    row.get_by_role("button", name="Unlock").click()
    expect(expert.get_by_text("can write in it again")).to_be_visible()
    page.goto(EVALUATION)
    expect(page.get_by_label("Control group")).to_have_value("Typed while it was locked.")
    expect(state_of_control(page)).to_contain_text("Saved")


def state_of_control(page):
    return page.locator("#writing-control_and_side_effects [data-autosave-state]")


def test_without_scripts_one_comments_changes_and_withdraws(open_window):
    page = open_window(PAIVI)
    plain = open_window(PAIVI, CASE, java_script_enabled=False)
    plain.locator("[data-comment-on=governance]").click()
    expect(plain.locator("#comment-about")).to_have_value("governance")
    plain.locator("#comment-text").fill("From a corridor.")
    plain.locator("#new-comment").get_by_role("button", name="Comment").click()

    comment = plain.locator("li", has_text="From a corridor.").last
    comment.get_by_text("Edit", exact=True).click()
    comment.get_by_label("Your comment").fill("From the train.")
    comment.get_by_role("button", name="Save").click()
    expect(plain.locator("#comments")).to_contain_text("(edited)")
    comment = plain.locator("li", has_text="From the train.").last
    comment.get_by_text("Withdraw…").click()
    comment.get_by_role("button", name="Withdraw it").click()

    expect(plain.get_by_text("Your comment is withdrawn.")).to_be_visible()
    page.goto(f"{CASE}comments/")
    expect(page.get_by_text("From the train.")).to_have_count(0)


def test_more_time_says_what_it_means_while_the_day_is_chosen(open_window):
    page = open_window(ANNA, f"{CASE}more-time/")
    meaning = page.locator("#deadline-preview")
    expect(meaning).to_contain_text("3 days more.")

    page.get_by_label("New day").fill("2099-01-01")
    page.get_by_label("New day").blur()

    expect(meaning).to_contain_text("no later day is possible")
