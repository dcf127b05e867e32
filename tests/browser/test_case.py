"""Second journey: a city writes its case, CSC accepts it, everybody reads it."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.outline import SECTION_BY_KEY, SECTIONS
from tests.browser.pdf import ask_for_pdf, text_of
from tests.browser.people import ANNA, KARL, KLARA, NURIA, SIOBHAN, TOBIAS

FORGOTTEN = SECTION_BY_KEY["setting"].topics[-1]


def answer_to(topic):
    return f"What Manchester has to say about {topic.key}, in its own words."


def go_to(page, *names):
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def step(page):
    """The panel that says what comes next, and whose turn it is."""
    return page.locator("#case-step")


def write_the_case(page):
    """Write section after section as the buttons lead; one topic is forgotten."""
    go_to(page, "Cases", "Manchester", "Write the case")
    for section in SECTIONS:
        expect(
            page.get_by_role("heading", name=f"{section.number}. {section.title}")
        ).to_be_visible()
        for topic in section.topics:
            if topic != FORGOTTEN:
                page.get_by_label(str(topic.title), exact=True).fill(answer_to(topic))
        if section.key == "setting":
            page.get_by_label("Life-cycle stage").select_option("Growing")
        page.get_by_role("button", name="Save, then").click()


def submit_the_case(page):
    """The review names what is missing and leads there; then the case can go."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Bionow: review")
    expect(page.get_by_text("1 thing is missing before the case can go to CSC")).to_be_visible()
    expect(page.get_by_role("button", name="Submit to CSC")).to_have_count(0)
    page.get_by_role("link", name=str(FORGOTTEN.title)).click()
    page.get_by_label(str(FORGOTTEN.title), exact=True).fill(answer_to(FORGOTTEN))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Review").first.click()
    expect(page.get_by_text("Nothing keeps the case from going to CSC")).to_be_visible()
    again = page.context.new_page()
    again.goto(page.url)
    page.get_by_role("button", name="Submit to CSC").click()
    expect(step(page)).to_contain_text("Waits for CSC")

    # In another tab the button still stands: it is told what has happened.
    again.get_by_role("button", name="Submit to CSC").click()
    expect(again.get_by_role("alert")).to_contain_text("Siobhán Ashworth")
    again.close()


def return_the_case(page, remark):
    page.reload()
    page.get_by_role("link", name="Read the Bionow case and accept or return it").click()
    expect(step(page)).to_contain_text("It is your turn")
    page.get_by_role("link", name="Return to the city").click()
    page.get_by_label("What should the city change?").fill(remark)
    page.get_by_role("button", name="Return the case").click()
    expect(step(page)).to_contain_text("Waits for Manchester")


def mend_the_case(page, remark):
    """The city finds the remark on its overview, changes the text and submits again."""
    go_to(page, "Overview")
    task = page.get_by_role("region", name="Needs you").get_by_role("listitem")
    expect(task.filter(has_text="Bionow")).to_contain_text(remark)
    task.get_by_role("link").filter(has_text="Bionow").click()
    expect(step(page)).to_contain_text(remark)
    go_to(page, "Write the case")
    go_to_section(page, "Performance")
    growth = page.get_by_label("Growth", exact=True)
    growth.fill("280 firms in 2009, against 190 in 2004.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Review").first.click()
    page.get_by_role("button", name="Submit to CSC").click()
    expect(step(page)).to_contain_text("Waits for CSC")


def go_to_section(page, name):
    page.get_by_role("navigation", name="Sections of the case").get_by_role(
        "link", name=name
    ).click()


def test_a_city_writes_its_case_and_mends_it_until_it_is_accepted(open_window):
    city, expert = open_window(SIOBHAN), open_window(KARL)
    remark = "Please say how many firms there were before."

    write_the_case(city)
    submit_the_case(city)
    return_the_case(expert, remark)
    mend_the_case(city, remark)
    expert.reload()
    expect(expert.get_by_text("280 firms in 2009, against 190 in 2004.")).to_be_visible()
    expert.get_by_role("button", name="Accept the case").click()
    expect(step(expert)).to_contain_text("ready to be distributed")

    # Its workshop is moved to next week: distributing it is too late and needs a reason.
    coordinator = open_window(ANNA)
    first = timezone.localdate() + datetime.timedelta(days=5)
    coordinator.goto("/clusnet/workshops/8/edit/")
    coordinator.get_by_label("First day").fill(first.isoformat())
    coordinator.get_by_label("Last day").fill((first + datetime.timedelta(days=2)).isoformat())
    coordinator.get_by_role("button", name="Apply these dates").click()
    coordinator.goto("/clusnet/cases/manchester/")
    coordinator.get_by_role("link", name="Distribute").click()
    coordinator.get_by_role("button", name="Distribute the case").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("Why is it late?")
    coordinator.get_by_label("Why is it late?").fill("The sponsor was closed a year early.")
    coordinator.get_by_role("button", name="Distribute the case").click()
    expect(coordinator.get_by_text("Distributed late: The sponsor was closed")).to_be_visible()


def test_a_distributed_case_is_frozen_and_read_by_everybody(open_window):
    city, coordinator, reader = open_window(KLARA), open_window(ANNA), open_window(TOBIAS)
    page = "/clusnet/cases/goteborg/"
    assert reader.goto(page).status == 404

    tasks = coordinator.get_by_role("region", name="Needs you")
    tasks.get_by_role("link", name="Distribute the GöteborgBIO case").click()
    expect(coordinator.get_by_label("Why is it late?")).to_have_count(0)
    coordinator.get_by_role("button", name="Distribute the case").click()
    expect(coordinator.get_by_text("The case is distributed.")).to_be_visible()

    city.goto(f"{page}write/setting/")
    expect(city.get_by_text("The case is “Distributed”, so nobody can change it.")).to_be_visible()
    expect(city.get_by_role("textbox", name="Cluster life cycle")).to_have_count(0)

    reader.goto("/clusnet/")
    reader.get_by_role("link", name="Read the GöteborgBIO case").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("GöteborgBIO")
    expect(reader.get_by_text("a world-known method for fixing implants")).to_be_visible()
    pdf = ask_for_pdf(reader, "PDF of the case")
    assert pdf.trailer["/Root"]["/Lang"].startswith("en")
    assert "a world-known method for fixing implants" in text_of(pdf)


@pytest.mark.parametrize("name", ["virus.exe", "slides.pdf"])
def test_a_file_that_is_not_what_it_says_is_refused_in_words(open_window, name):
    page = open_window(NURIA, "/clusnet/cases/barcelona/")
    page.get_by_role("link", name="Add a file").click()

    page.get_by_label("Description").fill("Slides of the kick-off")
    page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": b"MZ\x90\x00no such thing"}
    )
    page.locator("main form button[type=submit], main form .button-primary").first.click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Slides of the kick-off")
