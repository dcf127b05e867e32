"""Every page that somebody reaches by links: it answers, it fits, and everybody can use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.crawl import Crawl
from tests.browser.people import ANNA, INES, KARL, KLARA, TOBIAS

WIDTHS = (320, 390, 1280)
# WCAG 2.2 AA, and the practices that axe knows beyond it.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
PEOPLE = {
    "coordinator": (ANNA, "/clusnet/"),
    "expert": (KARL, "/clusnet/"),
    "editor": (KLARA, "/clusnet/"),
    "participant": (TOBIAS, "/clusnet/"),
    "coordinator of an empty programme": (INES, "/port-cities/"),
}
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_answers_fits_and_is_accessible(role, open_window):
    email, start = PEOPLE[role]
    page = open_window(email)
    crawl = Crawl(page)

    crawl.start(start)

    faults = [f"{visit}" for visit in crawl.visits if visit.status != 200]
    for visit in crawl.pages():
        faults += faults_of(page, visit.address)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/clusnet/"])
def test_a_visitors_pages_fit_and_are_accessible(address, open_window):
    faults = faults_of(open_window(), address)

    assert not faults, "\n".join(faults)


def faults_of(page, address):
    """What is wrong with one page, in words."""
    page.goto(address)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SCROLLS):
            faults.append(f"{address} scrolls sideways at {width} px")
    violations = Axe().run(page, options=RULES).response["violations"]
    return faults + [
        f"{address} {violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]
