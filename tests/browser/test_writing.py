"""Writing a case where things go wrong: two people at one topic, a session that ends, no network,
no JavaScript. Nothing typed is lost, and what happened is said in words."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.people import PAIVI
from tests.running_site import wait_until

SECTION = "/clusnet/cases/helsinki/write/evaluation/"
TOPIC = "How impact is measured"
HAS_COPY = "Object.values(localStorage).some((copy) => copy.includes('June 2010'))"


def text_of(page):
    return page.get_by_label(TOPIC)


def state_of(page):
    return page.locator("#writing-impact_measurement [data-autosave-state]")


def saved_text(page):
    """What the server has, as another browser of the same person is shown it."""
    page.goto(SECTION)
    return text_of(page).input_value()


@pytest.fixture
def page(open_window):
    return open_window(PAIVI, SECTION)


@pytest.fixture
def elsewhere(open_window):
    """The same section in another browser."""
    return open_window(PAIVI, SECTION)


def test_a_topic_saves_by_itself_and_says_so(page, elsewhere):
    text_of(page).fill("By counting.")

    expect(state_of(page)).to_contain_text("Saved")
    expect(state_of(page)).to_contain_text("seconds ago", timeout=15_000)
    assert saved_text(elsewhere) == "By counting."


def test_words_count_while_they_are_typed(page):
    text_of(page).fill("One two three")

    expect(page.locator("#words-impact_measurement")).to_have_text("3 words")


def test_a_session_that_ends_is_said_and_saved_after_the_log_in_in_another_tab(page, elsewhere):
    page.context.clear_cookies(name="sessionid")
    text_of(page).fill("Typed after the session ended.")
    expect(state_of(page)).to_contain_text("you are logged out")

    tab = page.context.new_page()
    log_in(tab, PAIVI)
    tab.close()
    page.bring_to_front()

    expect(state_of(page)).to_contain_text("Saved", timeout=40_000)
    assert saved_text(elsewhere) == "Typed after the session ended."


def test_without_a_network_the_words_stay_on_the_device_until_the_next_visit(page, elsewhere):
    page.context.set_offline(True)
    text_of(page).fill("Typed in a tunnel.")
    expect(state_of(page)).to_contain_text("Not saved, kept on this device")
    page.close(run_before_unload=False)
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(SECTION)

    expect(text_of(again)).to_have_value("Typed in a tunnel.")
    expect(state_of(again)).to_contain_text("Saved")
    assert saved_text(elsewhere) == "Typed in a tunnel."


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("Keep mine", "Mine"),
        ("Keep the other", "Theirs"),
        ("Keep the text below, which I put together from both", "Ours"),
    ],
)
def test_two_people_at_one_topic_choose_between_both_texts(page, elsewhere, way, kept):
    # The tests share a site: each has words of its own.
    mine, theirs, ours, kept = (f"{whose} ({way})." for whose in ("Mine", "Theirs", "Ours", kept))
    text_of(elsewhere).fill(theirs)
    expect(state_of(elsewhere)).to_contain_text("Saved")

    text_of(page).fill(mine)
    choice = page.get_by_role("group", name=TOPIC)
    expect(choice).to_be_focused()
    expect(choice).to_contain_text("You saved another text in another window")
    choice.get_by_label("Text put together from both").fill(ours)
    choice.get_by_label(way).check()
    choice.get_by_role("button", name="Save what I chose").click()

    expect(page.get_by_text("“Evaluation” is saved.")).to_be_visible()
    expect(text_of(page)).to_have_value(kept)
    assert saved_text(elsewhere) == kept
    # The device has forgotten the text that was not chosen.
    page.reload()
    expect(text_of(page)).to_have_value(kept)


def test_the_form_sent_in_the_middle_of_a_save_is_no_conflict_with_oneself(page, elsewhere):
    held = []
    page.route("**/answers/**", lambda route: held.append(route))
    text_of(page).press_sequentially("Quick")
    expect(state_of(page)).to_contain_text("Saving")
    text_of(page).press_sequentially(" and quicker.")
    page.get_by_role("button", name="Save", exact=True).click()
    held.pop().continue_()

    expect(page.get_by_text("“Evaluation” is saved.")).to_be_visible()
    assert "quicker." in saved_text(elsewhere)


def test_a_reason_is_asked_for_when_something_is_not_known(page):
    topic = page.locator("#writing-impact_measurement")
    expect(topic.get_by_label("Why it is not known")).to_be_hidden()

    topic.get_by_label("Not known", exact=True).check()
    expect(state_of(page)).to_contain_text("Say in a few words why it is not known.")
    topic.get_by_label("Why it is not known").fill("Nobody has measured it.")

    expect(state_of(page)).to_contain_text("Saved")
    topic.get_by_label("Not known", exact=True).uncheck()
    expect(state_of(page)).to_contain_text("Saved")


def test_a_section_is_written_with_the_keyboard_alone(page):
    text_of(page).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("With keys.")
    # On from the text: not known, confidential, then the next topic.
    page.keyboard.press("Tab")
    expect(page.locator("#id_impact_measurement-is_not_known")).to_be_focused()
    for _stop in ("confidential", "comment", "history", "the bar over the next text", "the text"):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Control group and unintended effects")).to_be_focused()
    page.get_by_label("Year of the last evaluation").focus()
    page.keyboard.type("2009")
    page.keyboard.press("Enter")

    # Enter saves and stays; it does not press the first button, which leads back.
    expect(page.get_by_text("“Evaluation” is saved.")).to_be_visible()
    assert page.url.endswith(SECTION)
    expect(text_of(page)).to_have_value("With keys.")


def test_what_was_saved_does_not_come_back_into_the_form_from_the_device(page):
    page.goto(SECTION.replace("evaluation", "performance"))
    page.get_by_text("Add a figure", exact=True).click()
    new = page.locator("details").filter(has=page.get_by_role("button", name="add another"))
    new.get_by_label("What", exact=True).fill("Pilots")
    new.get_by_label("Value").fill("12,5")
    new.get_by_label("As of").fill("June 2010")
    wait_until(lambda: page.evaluate(HAS_COPY))
    page.get_by_role("button", name="Save and add another").click()

    expect(page.get_by_text("“Performance” is saved.")).to_be_visible()
    expect(page.get_by_role("group", name="Pilots")).to_contain_text("12.5")
    expect(page.locator("#id_figure-new-label")).to_have_value("")
    expect(page.get_by_text("Kept on this device")).to_have_count(0)


def test_without_javascript_the_same_form_does_the_same_work(open_window, elsewhere):
    page = open_window(PAIVI, SECTION, java_script_enabled=False)
    text_of(elsewhere).fill("Theirs, once more.")
    expect(state_of(elsewhere)).to_contain_text("Saved")

    text_of(page).fill("Mine, without a script.")
    page.get_by_role("button", name="Save, then Strategic issues").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing is not saved yet")
    page.get_by_label("Keep mine").check()
    page.get_by_role("button", name="Save what I chose").click()

    expect(text_of(page)).to_have_value("Mine, without a script.")
