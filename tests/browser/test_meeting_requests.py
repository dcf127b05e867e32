"""Somebody of choice B asks for a meeting, and the other accepts it at a time."""

from playwright.sync_api import expect

from tests.browser.people import TOBIAS

GERGO = "gergo.szucs@mobilemedia.example"  # participant in choice B who was not asked by Tobias
MEETINGS = "/clusnet/workshops/5/meetings/"


def test_one_asks_and_the_other_accepts_at_a_time(open_window):
    tobias = open_window(TOBIAS, MEETINGS)

    suggestions = tobias.get_by_role("region", name="You could meet")
    suggestions.get_by_role("link", name="Gergő Szűcs").click()
    expect(tobias.get_by_role("heading", level=1)).to_have_text("Ask Gergő Szűcs for a meeting")
    expect(tobias.get_by_role("checkbox", name="Gergő Szűcs")).to_be_checked()
    tobias.get_by_label("What you want to talk about").fill("Passengers of a heating plant.")
    tobias.get_by_role("button", name="Send the request").click()
    expect(tobias.get_by_text("Gergő Szűcs got your request by mail.")).to_be_visible()

    gergo = open_window(GERGO, MEETINGS)
    request = gergo.get_by_role("listitem").filter(has_text="Passengers of a heating plant.")
    request.get_by_label("Time").select_option(index=1)
    request.get_by_role("button", name="Accept").click()

    expect(gergo.get_by_role("region", name="Waiting for your answer")).to_have_count(0)
    agreed = gergo.get_by_role("region", name="Agreed").get_by_role("listitem")
    expect(agreed.filter(has_text="Passengers of a heating plant.")).to_contain_text("Table")
