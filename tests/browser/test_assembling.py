"""CSC begins from what was assembled, and takes over a piece of a source."""

import re

from playwright.sync_api import expect

from tests.browser.people import KARL


def test_a_piece_of_a_source_is_inserted_and_saves_itself(open_window):
    expert = open_window(KARL, "/clusnet/reports/4/write/linkages/")
    parts = expert.get_by_role("navigation", name="Parts of the report")
    here = parts.get_by_role("listitem").filter(has_text="transnational")
    expect(here).to_contain_text("Assembled, not yet written")
    text = expert.locator("#write-form textarea[data-markdown]")
    piece = "From the list of participants, in numbers alone"
    expect(text).not_to_have_value(re.compile(piece))

    expert.get_by_text("Agenda and participants").click()
    expert.get_by_role("button", name=re.compile("Insert.*Who came")).click()

    expect(text).to_have_value(re.compile(piece))
    # The text keeps what stood in it.
    expect(text).to_have_value(re.compile("From the networking map"))
    expect(expert.locator("[data-autosave-state]").first).to_contain_text("Saved")
    expert.reload()
    expect(text).to_have_value(re.compile(piece))
    expect(here).not_to_contain_text("Assembled, not yet written")
