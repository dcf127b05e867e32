"""The agenda is written with the pointer, with the keyboard alone, and without a script."""

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.keys import press_until
from tests.browser.people import KLARA

TALK = "Cluster policy in the Göteborg region"


def open_agenda(page):
    page.goto("/clusnet/workshops/5/agenda/")
    return page


def item(page, title=TALK):
    return page.get_by_role("article").filter(has=page.get_by_role("link", name=title))


def handle(page, title=TALK):
    return item(page, title).get_by_role("link", name=title)


def expect_saved(page, position):
    expect(page.get_by_text(f"Saved. “{TALK}” is on {position}").first).to_be_visible()


def test_an_item_is_dragged_and_what_no_longer_fits_is_said(open_window):
    page = open_agenda(open_window(KLARA))
    # As high as the days: nothing to drag is out of sight.
    page.set_viewport_size({"width": 1280, "height": 2200})
    start, there = item(page).bounding_box(), item(page, "Policy discussion").bounding_box()

    before = page.get_by_text("not released").inner_text()

    # On to Friday, as much later as the other item there begins: both are in the auditorium.
    page.mouse.move(start["x"] + 90, start["y"] + 50)
    page.mouse.down()
    page.mouse.move(there["x"] + 90, start["y"] + 60, steps=4)
    expect(item(page)).to_contain_text("16:35–17:50")
    page.mouse.move(there["x"] + 90, there["y"] + 50, steps=4)
    page.mouse.up()

    expect_saved(page, "Friday")
    expect(item(page)).to_contain_text("09:00–10:15")
    expect(item(page)).to_contain_text("The room is taken twice")
    expect(page.get_by_text("not released")).not_to_have_text(before)
    assert faults_on(page) == []
    page.get_by_role("button", name="Undo").click()
    expect_saved(page, "Wednesday")
    expect(item(page)).not_to_contain_text("The room is taken twice")


def test_an_agenda_is_edited_with_the_keyboard_alone(open_window):
    page = open_window(KLARA)
    page.clock.install()
    open_agenda(page)

    # Half an hour later and five minutes back, longer by a quarter of an hour, on the next day:
    # one move, since the keys come without a pause, however slow the machine is.
    press_until(handle(page))
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 5)
    for keys in ("ArrowDown", "ArrowDown", "Alt+ArrowUp", "Shift+ArrowDown", "ArrowRight"):
        page.keyboard.press(keys)
    page.clock.resume()
    expect(item(page)).to_contain_text("16:55–18:25")
    expect_saved(page, "Thursday")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_contain_text("16:55–18:25")
    expect(handle(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect_saved(page, "Wednesday")
    expect(item(page)).to_contain_text("16:30–17:45")

    # Its own page opens by Enter, and the change is on the board.
    expect(handle(page)).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page.get_by_label("Room"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Small hall")
    page.keyboard.press("Enter")
    expect(item(page)).to_contain_text("Small hall")


def test_an_agenda_is_edited_without_a_script(open_window):
    page = open_agenda(open_window(KLARA, java_script_enabled=False))

    # Another day, with the rest of its day; a quarter of an hour later; and back.
    item(page, "Case discussion").get_by_text("Move", exact=False).first.click()
    form = item(page, "Case discussion")
    form.get_by_label("From", exact=True).fill("14:00")
    form.get_by_label("To", exact=True).fill("17:00")
    form.get_by_label("What comes after it moves too").check()
    form.get_by_role("button", name="Move it").click()
    expect(item(page, "Inter-cluster networking")).to_contain_text("14:00–17:00")
    expect(item(page, "A tells B")).to_contain_text("17:15–18:00")
    page.get_by_role("button", name="Undo").click()
    expect(item(page, "A tells B")).to_contain_text("16:45–17:30")

    # A new item, taken out again.
    page.get_by_role("link", name="Add to Friday").click()
    page.get_by_label("Break or meal").check()
    page.get_by_label("Title").fill("Cake")
    page.get_by_label("From", exact=True).fill("14:00")
    page.get_by_label("To", exact=True).fill("14:30")
    page.get_by_role("button", name="Add it").click()
    expect(item(page, "Cake")).to_contain_text("14:00–14:30")
    item(page, "Cake").get_by_text("Move", exact=False).first.click()
    item(page, "Cake").get_by_role("button", name="15 min later").click()
    expect(item(page, "Cake")).to_contain_text("14:15–14:45")
    handle(page, "Cake").click()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete it").click()
    expect(item(page, "Cake")).to_have_count(0)
