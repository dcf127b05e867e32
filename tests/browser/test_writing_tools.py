"""The tools of the writing page: marks, a clean paste, a preview, short fields that save by
themselves, and two people in one section."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.conftest import log_in
from tests.browser.people import ANNA, KARL, PAIVI

SECTION = "/clusnet/cases/helsinki/write/{}/"
TOPIC = "How impact is measured"
WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p { color: red }</style></head>
<body><h1>Growth of <b>it</b><o:p></o:p></h1>
<p class=MsoNormal><b><span style='font-size:11.0pt'>Bold</span></b><b> more</b> and <i>it</i>alic,
5*3 <a href="https://example.org/a(b)">link</a> <a href="javascript:alert(1)">none</a><br>next</p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>First <b>one</b></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Nested</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·</span>Second</p>
<p class=MsoNormal>After
<del>gone</del><ins>come</ins><span class=MsoCommentReference>[1]</span></p>
<table><tr><td><p>a</p></td><td><p><b>b</b></p></td></tr><tr><td>1|2</td><td>2<br>3</td></tr></table>
<img src="x.png" onerror="alert(1)"><script>alert(1)</script></body></html>
"""
TIDY = """**Growth of it**

**Bold more** and *it*alic, 5\\*3 [link](https://example.org/a%28b%29) none
next

- First **one**
  1. Nested
- Second

After come

| a | **b** |
| --- | --- |
| 1\\|2 | 2 3 |"""
WEB = """
<b style="font-weight:normal" id="docs-internal-guid"><p><span style="font-weight:700">Title</span>
<span style="font-weight:400">then plain</span></p><ul><li><p>One</p></li><ul><li>Inner</li></ul>
<li>Two</li></ul><ol start=3><li>three<ol><li>deep</li></ol></li><li>four</li></ol></b>
"""
PASTE = """(field, [html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  field.focus();
  return field.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}"""


@pytest.fixture
def page(open_window):
    return open_window(PAIVI, SECTION.format("evaluation"))


def unit_of(page):
    return page.locator("#writing-impact_measurement")


def text_of(page):
    return page.get_by_role("textbox", name=TOPIC)


def state_of(page):
    return unit_of(page).locator("[data-autosave-state]")


def tool(page, name):
    return unit_of(page).get_by_role("button", name=name, exact=True)


# The bar


def test_marks_are_put_around_words_and_can_be_undone(page):
    text = text_of(page)
    text.fill("Many firms")

    text.press("Control+A")
    text.press("Control+B")
    expect(text).to_have_value("**Many firms**")
    text.press("Control+B")
    expect(text).to_have_value("Many firms")
    text.press("Control+I")
    expect(text).to_have_value("*Many firms*")
    text.press("Control+Z")
    expect(text).to_have_value("Many firms")
    expect(state_of(page)).to_contain_text("Saved")


def test_lists_come_and_go_line_by_line(page):
    text = text_of(page)
    text.fill("First\nSecond")

    text.press("Control+A")
    tool(page, "List").click()
    expect(text).to_have_value("- First\n- Second")
    text.press("Control+A")
    tool(page, "Numbered").click()
    expect(text).to_have_value("1. First\n2. Second")
    text.press("Control+A")
    tool(page, "Numbered").click()
    expect(text).to_have_value("First\nSecond")


def test_a_new_line_in_a_list_begins_the_next_item_and_an_empty_one_ends_it(page):
    text = text_of(page)
    text.fill("")

    text.press_sequentially("- First\nSecond\n\nAfter it")
    expect(text).to_have_value("- First\n- Second\nAfter it")
    text.fill("")
    text.press_sequentially("9. Ninth\nTenth")

    expect(text).to_have_value("9. Ninth\n10. Tenth")


def test_a_link_asks_for_its_address(page):
    text = text_of(page)
    text.fill("the report")

    text.press("Control+A")
    tool(page, "Link").click()
    page.keyboard.type("https://example.org")

    expect(text).to_have_value("[the report](https://example.org)")


def test_a_table_comes_below_the_line_and_takes_no_words_away(page):
    text = text_of(page)
    text.fill("Many firms\nand some more")

    text.press("Control+Home")
    text.press("Shift+End")
    tool(page, "Table").click()

    table = "| First column | Second column |\n| --- | --- |\n|    |    |\n"
    expect(text).to_have_value(f"Many firms\n\n{table}\nand some more")


def test_the_bar_is_one_stop_of_the_keyboard(page):
    text = text_of(page)
    text.focus()

    page.keyboard.press("Shift+Tab")
    expect(tool(page, "Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Italic")).to_be_focused()
    page.keyboard.press("End")
    expect(tool(page, "Preview")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Bold")).to_be_focused()
    page.keyboard.press("Tab")
    expect(text).to_be_focused()


# Paste


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (WORD, TIDY),
        (
            WEB,
            "**Title** then plain\n\n- One\n  - Inner\n- Two\n\n3. three\n   1. deep\n4. four",
        ),
        (
            "<p style='mso-list:l0 level1 lfo1'>·&nbsp; First</p>"
            "<p style='mso-list:l0 level1 lfo1'>· Second</p>",
            "- First\n- Second",
        ),
    ],
    ids=["word processor", "web", "signs of a list without their span"],
)
def test_a_paste_becomes_tidy_markdown_that_can_be_undone(page, html, markdown):
    text = text_of(page)
    text.fill("")

    text.evaluate(PASTE, [html, "the same without any form"])

    expect(text).to_have_value(markdown)
    text.press("Control+Z")
    expect(text).to_have_value("")


@pytest.mark.parametrize("html", ["", "<div style='color: red'>Two</div><div>lines</div>"])
def test_words_without_form_are_left_to_the_browser(page, html):
    is_left = text_of(page).evaluate(PASTE, [html, "Two\nlines"])

    assert is_left


# Preview


def test_the_preview_is_what_readers_will_see(page):
    text_of(page).fill("**Firms** <script>alert(1)</script>\n\n- one\n- two")

    tool(page, "Preview").click()
    preview = page.locator("#id_impact_measurement-text-preview")
    expect(preview.locator("strong")).to_have_text("Firms")
    expect(preview).to_contain_text("<script>alert(1)</script>")
    expect(preview.get_by_role("listitem")).to_have_count(2)
    expect(text_of(page)).to_be_hidden()
    tool(page, "Write").click()

    expect(text_of(page)).to_be_focused()
    expect(preview).to_be_hidden()


def test_without_a_server_the_preview_says_so_and_keeps_the_text(page):
    text_of(page).fill("Typed in a tunnel.")
    page.context.set_offline(True)

    tool(page, "Preview").click()

    preview = page.locator("#id_impact_measurement-text-preview")
    expect(preview).to_contain_text("The server does not answer")
    tool(page, "Write").click()
    expect(text_of(page)).to_have_value("Typed in a tunnel.")
    page.context.set_offline(False)
    expect(state_of(page)).to_contain_text("Saved", timeout=20_000)


# Short fields


def facts_state(page):
    return page.locator("#write-facts [data-autosave-state]")


def test_short_fields_save_by_themselves_and_say_what_is_wrong_at_the_field(page):
    year = page.get_by_label("Year of the last evaluation")
    year.fill("2008")
    year.blur()
    expect(facts_state(page)).to_contain_text("Saved")

    year.fill("3000")
    year.blur()
    expect(year).to_have_attribute("aria-invalid", "true")
    expect(year).to_have_attribute("aria-describedby", "id_facts-evaluation_year_error")
    expect(page.locator("#write-facts")).to_contain_text("Write a year from 1800")
    year.fill("2009")
    year.blur()

    expect(facts_state(page)).to_contain_text("Saved")
    expect(year).not_to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(year).to_have_value("2009")


def test_two_people_at_one_short_field_hear_of_each_other(page, open_window):
    other = open_window(ANNA, SECTION.format("evaluation"))
    theirs = other.get_by_label("Year of the last evaluation")
    theirs.fill("2001")
    theirs.blur()
    expect(facts_state(other)).to_contain_text("Saved")

    mine = page.get_by_label("Year of the last evaluation")
    mine.fill("2002")
    mine.blur()
    expect(page.locator("#write-facts")).to_contain_text("Somebody changed this to “2001”")
    page.get_by_label("Method of evaluation").select_option("Survey")
    expect(facts_state(page)).to_contain_text("Not saved")
    page.get_by_role("button", name="Keep mine").click()

    expect(facts_state(page)).to_contain_text("Saved")
    other.reload()
    expect(theirs).to_have_value("2002")
    expect(other.get_by_label("Method of evaluation")).to_have_value("survey")


def test_what_is_typed_into_a_short_field_survives_a_closed_tab(page):
    year = page.get_by_label("Year of the last evaluation")
    page.context.set_offline(True)
    year.fill("1999")
    year.blur()
    expect(facts_state(page)).to_contain_text("Not saved, kept on this device")
    page.close(run_before_unload=False)
    page.context.set_offline(False)

    again = page.context.new_page()
    again.goto(SECTION.format("evaluation"))

    expect(again.get_by_label("Year of the last evaluation")).to_have_value("1999")
    expect(facts_state(again)).to_contain_text("Saved")


# Two people, two tabs


def test_who_else_is_here_is_said_and_their_newer_text_is_offered(page, open_window):
    page.get_by_label("What is evaluated").fill("Typed here, and kept.")
    other = open_window(ANNA, SECTION.format("evaluation"))
    expect(other.get_by_text("Päivi Lehtinen is writing here too.")).to_be_visible()
    text_of(other).fill("Anna’s newer text.")
    expect(state_of(other)).to_contain_text("Saved")

    expect(page.get_by_text("Anna Moreau is writing here too.")).to_be_visible(timeout=20_000)
    expect(unit_of(page)).to_contain_text("Anna Moreau saved a newer text here.", timeout=20_000)
    unit_of(page).get_by_role("button", name="Show the newer text").click()

    expect(text_of(page)).to_have_value("Anna’s newer text.")
    expect(page.get_by_label("What is evaluated")).to_have_value("Typed here, and kept.")
    # It goes on from there: no conflict.
    text_of(page).fill("Anna’s newer text, and mine.")
    expect(state_of(page)).to_contain_text("Saved")


def test_two_tabs_of_one_person_do_not_take_each_others_words(page):
    page.context.set_offline(True)
    text_of(page).fill("In the first tab.")
    expect(state_of(page)).to_contain_text("kept on this device")
    page.context.set_offline(False)
    second = page.context.new_page()
    second.goto(SECTION.format("process"))
    second.goto(SECTION.format("evaluation"))

    # The first tab is still open: its words are its own.
    expect(second.locator("#writing-impact_measurement")).not_to_contain_text("Restored")
    page.bring_to_front()
    expect(state_of(page)).to_contain_text("Saved", timeout=40_000)


def test_what_one_person_typed_is_not_saved_under_anothers_name(page, open_window):
    page.context.clear_cookies(name="sessionid")
    tab = page.context.new_page()
    log_in(tab, KARL)
    tab.close()
    page.bring_to_front()

    text_of(page).fill("Päivi’s words.")
    expect(state_of(page)).to_contain_text("somebody else is logged in in this browser now")
    page.get_by_role("button", name="Save", exact=True).click()

    again = open_window(PAIVI, SECTION.format("evaluation"))
    expect(text_of(again)).not_to_have_value("Päivi’s words.")


def conflict_with(page, other, mine, theirs):
    """Somebody else saves a text first; the answer to ours shows both."""
    other.goto(SECTION.format("evaluation"))
    text_of(other).fill(theirs)
    expect(state_of(other)).to_contain_text("Saved")
    text_of(page).fill(mine)
    expect(page.get_by_role("group", name=TOPIC)).to_be_visible()


def test_what_is_typed_while_the_other_text_is_on_its_way_is_shown_with_it(page, open_window):
    held = []
    other = open_window(ANNA, SECTION.format("evaluation"))
    text_of(other).fill("Theirs, in flight.")
    expect(state_of(other)).to_contain_text("Saved")
    page.route("**/answers/**", lambda route: held.append(route))

    text_of(page).fill("Mine")
    expect(state_of(page)).to_contain_text("Saving")
    text_of(page).press("End")
    page.keyboard.type(", typed on.")
    held.pop().continue_()
    page.unroute("**/answers/**")

    choice = page.get_by_role("group", name=TOPIC)
    expect(choice).to_contain_text("Mine, typed on.", timeout=20_000)
    expect(page.locator("[name=impact_measurement-mine]")).to_have_value("Mine, typed on.")


def test_a_text_put_together_from_both_survives_a_closed_tab(page, open_window):
    conflict_with(page, open_window(ANNA), "Mine, put together.", "Theirs, put together.")
    page.get_by_label("Text put together from both").fill("Ours, nearly done.")
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(SECTION.format("evaluation"))

    choice = again.get_by_role("group", name=TOPIC)
    expect(choice).to_contain_text("Ours, nearly done.")
    expect(choice).to_contain_text("Theirs, put together.")


FIND = """
from cases.models import Case
case = Case.objects.get(city__slug="helsinki", programme__slug="clusnet")
"""
LOCK = FIND + "case.locks.create(section='process', reason='It is good.')"
UNLOCK = FIND + "case.locks.filter(section='process').delete()"


def test_words_that_stayed_on_the_device_are_offered_where_a_section_is_locked(page, site):
    page.goto(SECTION.format("process"))
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Motivating forces").fill("Typed before the lock.")
    unit = page.locator("#writing-motivating_forces")
    expect(unit).to_contain_text("Not saved, kept on this device")
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    site.manage("shell", "--command", LOCK)
    again = page.context.new_page()

    again.goto(SECTION.format("process"))

    expect(again.get_by_text("It is good.").first).to_be_visible()
    expect(again.get_by_label("You typed this on this device")).to_have_value(
        "Typed before the lock."
    )
    assert faults_on(again) == []
    again.get_by_role("button", name="forget it here").click()
    again.reload()
    expect(again.get_by_label("You typed this on this device")).to_have_count(0)
    site.manage("shell", "--command", UNLOCK)


# Length, and everybody


def test_words_of_section_and_case_are_counted_beside_the_guide(page):
    line = page.locator("[data-length]")
    before = line.inner_text()

    text_of(page).fill("word " * 3000)

    expect(line).to_contain_text("more than the 1,500 to 3,000 that readers asked for")
    assert line.inner_text() != before


@pytest.mark.parametrize("section", ["objectives", "performance", "strategic_issues"])
def test_the_writing_page_fits_and_is_accessible(page, section):
    page.goto(SECTION.format(section))
    page.locator(".text-tools").first.get_by_role("button", name="Preview").click()
    expect(page.locator(".text-preview").first).to_be_visible()

    assert faults_on(page) == []
