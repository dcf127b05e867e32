"""Every page that somebody reaches by links: it answers, it fits, and everybody can use it."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.crawl import Crawl
from tests.browser.pdf import ask_for_pdf
from tests.browser.people import ANNA, INES, KARL, KLARA, TOBIAS, ZSOFIA

WIDTHS = (320, 390, 1280)
# WCAG 2.2 AA, and the practices that axe knows beyond it.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
# Measuring them takes as long as everything else, and they are the same for everybody.
WITHOUT_COLOURS = RULES | {"rules": {"color-contrast": {"enabled": False}}}
COLOURS_ARE_MEASURED_FOR = ("coordinator", "participant")
# What axe sees on a screen of this width, others see wide: most pages are looked at both ways.
NARROW_FOR = {"expert": 320, "editor of a city that was host": 390, "participant": 390}
PEOPLE = {
    "coordinator": (ANNA, "/clusnet/"),
    "expert": (KARL, "/clusnet/"),
    "editor": (KLARA, "/clusnet/"),
    "editor of a city that was host": (ZSOFIA, "/clusnet/"),
    "participant": (TOBIAS, "/clusnet/"),
    "coordinator of an empty programme": (INES, "/port-cities/"),
}
# Everything else that axe has to say takes longer to fetch than to find.
VIOLATIONS = "async (rules) => (await axe.run(document, rules)).violations"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_answers_fits_and_is_accessible(role, open_window):
    email, start = PEOPLE[role]
    page = open_window(email)
    crawl = Crawl(page)

    crawl.start(start)

    faults = [f"{visit}" for visit in crawl.visits if visit.status != 200]
    rules = RULES if role in COLOURS_ARE_MEASURED_FOR else WITHOUT_COLOURS
    for visit in crawl.pages():
        page.goto(visit.address)
        faults += faults_on(page, rules, NARROW_FOR.get(role, 1280))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/clusnet/"])
def test_a_visitors_pages_fit_and_are_accessible(address, open_window):
    page = open_window()

    page.goto(address)

    faults = faults_on(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "address",
    [
        "workshops/new/",
        "workshops/5/agenda/items/new/",
        "workshops/5/participants/new/",
        "workshops/5/participants/several/",
        "workplan/new/",
        "people/new/",
        "clusters/new/",
        "cases/goteborg/return/",
    ],
)
def test_a_form_with_mistakes_fits_and_is_accessible(address, open_window):
    page = open_window(ANNA)
    page.goto(f"/clusnet/{address}")

    page.locator("main form .button-primary").last.click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()

    faults = faults_on(page)
    assert not faults, "\n".join(faults)


def test_a_document_and_the_library_fit_and_are_accessible(open_window):
    page = open_window(TOBIAS)
    page.goto("/clusnet/workshops/5/")
    ask_for_pdf(page, "Agenda as PDF")

    page.get_by_role("link", name="Documents", exact=True).click()
    faults = faults_on(page)
    page.get_by_role("row").filter(has_text="Agenda").get_by_role("link").first.click()
    faults += faults_on(page)

    assert not faults, "\n".join(faults)


def faults_on(page, rules=RULES, width_for_axe=1280):
    """What is wrong with the page that is shown, in words."""
    faults = []
    for width in sorted(WIDTHS, key=lambda width: width == width_for_axe):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SCROLLS):
            faults.append(f"{page.url} scrolls sideways at {width} px")
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(VIOLATIONS, rules)
    return faults + [
        f"{page.url} {violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]
