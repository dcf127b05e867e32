"""A city says what became of its actions, and another takes one up."""

from playwright.sync_api import expect

from tests.browser.people import PAIVI, ZSOFIA


def test_a_city_follows_up_and_another_takes_an_action_up(open_window):
    city = open_window(ZSOFIA)
    tasks = city.get_by_role("region", name="Needs you")
    tasks.get_by_role("link", name="Say what became of the actions").click()
    first, second = (city.locator("li.follow-up").nth(place) for place in (0, 1))

    # The first is dropped without a word, which is not enough; the second is saved all the same.
    first.get_by_text("Dropped", exact=True).click()
    second.get_by_text("Done", exact=True).click()
    second.get_by_label("In words").fill("Two departments have bought one each.")
    city.get_by_role("button", name="Save").click()
    expect(city.get_by_role("alert")).to_contain_text("Say why the action was dropped.")
    expect(second).to_contain_text("Said by")
    first.get_by_label("In words").fill("Nobody wanted to be that person.")
    city.get_by_role("button", name="Save").click()
    expect(city.get_by_text("Saved.")).to_be_visible()

    # Everybody reads it, and Helsinki takes it up.
    other = open_window(PAIVI, "/clusnet/cases/budapest/#actions")
    actions = other.get_by_role("region", name="Proposed actions")
    expect(actions).to_contain_text("Two departments have bought one each.")
    actions.get_by_role("link", name="Take this up for Helsinki").nth(1).click()
    other.get_by_label("What was taken up").fill("Our departments buy first versions, too.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("region", name="What Helsinki took up")).to_contain_text(
        "Our departments buy first versions, too."
    )
    other.goto("/clusnet/learning/passports/budapest/")
    expect(other.get_by_role("region", name="What others took up")).to_contain_text("Budapest A2")
