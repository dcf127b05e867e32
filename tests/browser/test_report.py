"""Third journey: CSC writes a city report beside its sources; its city checks it; it comes out."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from reports.outline import CITY_REPORT_PARTS
from tests.browser.pdf import ask_for_pdf, text_of
from tests.browser.people import ANNA, KARL, MARIJKE, TOBIAS

MAIL = re.compile("Please check the facts by .* Eindhoven")


def text_of_part(part):
    return f"What was learnt in Eindhoven about {part.key}.\n\n- A first point\n- A second point"


def test_csc_writes_a_city_report_which_the_city_checks_and_everybody_reads(open_window):
    expert = open_window(KARL)

    # From the task on the overview to the first part, its sources beside it.
    tasks = expert.get_by_role("region", name="Needs you")
    tasks.get_by_role("link", name="Write the city report of Eindhoven").click()
    expert.get_by_role("link", name="Write the report").click()
    parts = expert.get_by_role("navigation", name="Parts of the report")
    parts.get_by_role("link", name=str(CITY_REPORT_PARTS[0].title)).click()
    for part in CITY_REPORT_PARTS:
        sources = expert.get_by_role("complementary", name="Sources")
        expect(sources).to_contain_text("Large firms set the road-map")
        for source in ("The cluster case", "Agenda", "Proposed actions"):
            expect(sources.locator("summary").filter(has_text=source)).to_be_visible()
        expert.get_by_label(str(part.title), exact=True).fill(text_of_part(part))
        expert.get_by_role("button", name="Save, then").click()

    # The coordinator reads it and sends it to the city, which gets a mail.
    expect(expert.get_by_role("listitem").filter(has_text="A second point")).to_have_count(5)
    expert.get_by_role("button", name="Ask for a review").click()
    coordinator = open_window(ANNA)
    coordinator.get_by_role("link", name="Review the city report of Eindhoven").click()
    coordinator.get_by_role("link", name="Send to Eindhoven").click()
    coordinator.get_by_role("button", name="Send it").click()
    expect(coordinator.get_by_text("is asked to check the facts until")).to_be_visible()

    # The city looks at its paragraphs from where the mail leads, and finds them right.
    coordinator.goto("/clusnet/mails/")
    coordinator.get_by_role("link", name=MAIL).click()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text("Eindhoven")
    words = coordinator.get_by_role("main").inner_text().split()
    city = open_window(MARIJKE)
    city.goto(urlsplit(next(word for word in words if word.endswith("/check/"))).path)
    city.get_by_role("button", name="Right").first.click()
    progress = city.get_by_role("navigation", name="Parts of the report")
    expect(progress).to_contain_text("1 of 10 paragraphs looked at")
    city.get_by_role("button", name="All that is not marked is right").click()
    reader = open_window(TOBIAS, "/clusnet/reports/")
    expect(reader.get_by_role("link", name="Read: Eindhoven")).to_have_count(0)
    coordinator.goto("/clusnet/")
    coordinator.get_by_role("link", name="Approve the city report of Eindhoven").click()
    coordinator.get_by_role("button", name="Approve").click()
    coordinator.get_by_role("link", name="Publish").click()
    coordinator.get_by_role("button", name="Publish").click()
    expect(coordinator.get_by_text("Every member can read it.")).to_be_visible()

    # A participant reads it and gets the PDF.
    reader.reload()
    reader.get_by_role("row").filter(has_text="Eindhoven").get_by_role("link").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Eindhoven")
    expect(reader.get_by_role("listitem").filter(has_text="A second point")).to_have_count(5)
    text = text_of(ask_for_pdf(reader, "PDF of this edition"))
    for part in CITY_REPORT_PARTS:
        assert f"What was learnt in Eindhoven about {part.key}." in text
