"""Fourth journey: a participant finds the agenda, chooses, reads and downloads."""

import pytest
from playwright.sync_api import expect

from tests.browser.pdf import ask_for_pdf, text_of
from tests.browser.people import LAIA, LUKASZ, TOBIAS


def choice(page, letter):
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=f"{letter}. "))


def test_a_participant_chooses_a_then_b_and_takes_the_agenda_along(open_window):
    page = open_window(LAIA)

    tasks = page.get_by_role("region", name="Needs you")
    tasks.get_by_role("link", name="Choose A or B for Göteborg city workshop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Göteborg city workshop")
    page.get_by_role("button", name="Choose A").click()
    expect(choice(page, "A")).to_contain_text("Your choice")
    expect(choice(page, "A")).to_contain_text("15 of 20 places taken")
    page.get_by_role("button", name="Switch to B").click()
    expect(choice(page, "B")).to_contain_text("Your choice")
    expect(choice(page, "A")).to_contain_text("14 of 20 places taken")
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(page.get_by_text("Choose A or B for Göteborg")).to_have_count(0)

    page.go_back()
    text = text_of(ask_for_pdf(page, "Agenda as PDF"))
    for words in ("Göteborg", "Steering committee", "Case discussion and solution", "13:30–16:30"):
        assert words in text
    page.get_by_role("link", name="Add to calendar").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the file").click()
    assert b"BEGIN:VEVENT" in started.value.path().read_bytes()


def test_somebody_not_registered_yet_registers_from_the_item_that_is_chosen(open_window):
    page = open_window(LUKASZ)

    page.get_by_role("link", name="Workshops", exact=True).click()
    page.get_by_role("link", name="Göteborg city workshop").click()
    expect(page.get_by_text("You are not registered yet.")).to_be_visible()
    page.get_by_role("link", name="Register and choose B").click()
    expect(page.get_by_role("radio", name="B. Inter-cluster networking")).to_be_checked()
    page.get_by_role("button", name="Register", exact=True).click()

    expect(choice(page, "B")).to_contain_text("Your choice")
    expect(page.get_by_role("region", name="You")).to_contain_text("You are registered.")


def test_a_participant_reads_a_case_of_an_earlier_workshop_and_gets_its_pdf(open_window):
    page = open_window(TOBIAS)

    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("link", name="Budapest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MMCluster")
    pdf = ask_for_pdf(page, "PDF of the case")

    assert "How do prototypes become products" in text_of(pdf)
    page.get_by_role("link", name="Documents", exact=True).click()
    expect(page.get_by_role("link", name="Download MMCluster, Cluster case")).to_be_visible()


@pytest.mark.parametrize("address", ["cases/helsinki/", "reports/4/", "workshops/5/agenda/"])
def test_what_is_not_for_participants_is_not_there(open_window, address):
    page = open_window(TOBIAS)

    answer = page.goto(f"/clusnet/{address}")

    assert answer.status in (403, 404)
    expect(page.get_by_role("link", name="Overview", exact=True)).to_be_visible()
