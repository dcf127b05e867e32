"""Every page that somebody reaches by links: it answers, it fits, and everybody can use it."""

from collections import defaultdict
from zlib import crc32

from playwright.sync_api import expect

from tests.browser.accessibility import RULES, faults_on
from tests.browser.crawl import Crawl
from tests.browser.pdf import ask_for_pdf
from tests.browser.people import ANNA, INES, KARL, KLARA, TOBIAS, ZSOFIA

# Measuring them takes as long as everything else, and an element has the same on every page.
WITHOUT_COLOURS = RULES | {"rules": {"color-contrast": {"enabled": False}}}
# Half of the pages are looked at on a screen of a phone; whether they fit is asked at all widths.
WIDTHS_FOR_AXE = (1280, 390)
PEOPLE = {
    "coordinator": (ANNA, "/clusnet/"),
    "expert": (KARL, "/clusnet/"),
    "editor": (KLARA, "/clusnet/"),
    "participant": (TOBIAS, "/clusnet/"),
    "editor of a city that was host": (ZSOFIA, "/clusnet/"),
    "coordinator of an empty programme": (INES, "/port-cities/"),
}
# Left empty, each of them has mistakes.
FORMS = (
    "workshops/new/",
    "workshops/5/agenda/items/new/",
    "workshops/5/participants/new/",
    "workshops/5/participants/several/",
    "workplan/new/",
    "people/new/",
    "clusters/new/",
    "networking/links/new/",
    "networking/field/events/new/",
    "cases/goteborg/return/",
)
ROOM = "/clusnet/cases/budapest/discussion/"
# No page tells it: it goes out by mail.
ADDRESS_OF_A_GUEST = """
from workshops.models import Registration
from workshops.people.guests import path_of
print(path_of(Registration.objects.filter(user=None, workshop__slug="5").first()))
"""


def test_every_page_answers_fits_and_is_accessible(open_window):
    # By the name of the address, what was looked at as somebody else: less of it is nothing new.
    looked_at: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    with_colours: set[str] = set()
    faults = []
    for role, (email, start) in PEOPLE.items():
        page = open_window(email)
        crawl = Crawl(page)
        crawl.start(start)
        faults += [f"As {role}: {visit}" for visit in crawl.visits if visit.status != 200]
        for visit in crawl.pages():
            name = visit.name.split("?")[0]
            if any(visit.parts <= parts for parts in looked_at[name]):
                continue
            looked_at[name].append(visit.parts)
            rules = WITHOUT_COLOURS if visit.parts <= with_colours else RULES
            with_colours |= visit.parts
            page.goto(visit.address)
            width = WIDTHS_FOR_AXE[crc32(name.encode()) % 2]
            faults += [f"As {role}: {fault}" for fault in faults_on(page, rules, width)]
    assert not faults, "\n".join(faults)


def test_a_visitors_pages_fit_and_are_accessible(open_window):
    page = open_window()
    faults = []
    for address in ("/account/login/", "/account/password/reset/", "/clusnet/"):
        page.goto(address)
        faults += faults_on(page)

    assert not faults, "\n".join(faults)


def test_a_form_with_mistakes_fits_and_is_accessible(open_window):
    page = open_window(ANNA)
    faults = []
    for address in FORMS:
        page.goto(f"/clusnet/{address}")
        page.locator("main form .button-primary").last.click()
        expect(page.locator(".invalid-feedback").first).to_be_visible()
        faults += faults_on(page)

    assert not faults, "\n".join(faults)


def test_a_document_and_the_library_fit_and_are_accessible(open_window):
    page = open_window(TOBIAS, "/clusnet/workshops/5/")
    ask_for_pdf(page, "Agenda as PDF")

    page.get_by_role("link", name="Documents", exact=True).click()
    faults = faults_on(page)
    rows = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Download"))
    rows.filter(has_text="Agenda").get_by_role("heading").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Documents")
    faults += faults_on(page)

    assert not faults, "\n".join(faults)


def test_an_open_discussion_and_its_wall_fit_and_are_accessible(open_window):
    leader, participant, wall = open_window(KARL), open_window(TOBIAS), open_window(KARL)
    leader.goto(ROOM)
    leader.get_by_role("button", name="Open it again").click()
    leader.locator("#add-text").fill("A point for the eyes of all.")
    leader.locator("#add-text").press("Enter")

    faults = []
    for page, address in ((leader, ROOM), (participant, ROOM), (wall, f"{ROOM}projector/")):
        page.goto(address)
        expect(page.locator("#board")).to_contain_text("A point for the eyes of all.")
        faults += faults_on(page)

    assert not faults, "\n".join(faults)


def test_a_guests_pages_fit_and_are_accessible(site, open_window):
    page = open_window()
    page.goto(site.manage("shell", "--verbosity", "0", "--command", ADDRESS_OF_A_GUEST).strip())

    faults = faults_on(page)
    # Before somebody has asked for it: afterwards the page looks again by itself.
    page.goto(page.locator("form[action*=practical_note]").get_attribute("action"))
    expect(page.get_by_role("button", name="Make the PDF")).to_be_visible()
    faults += faults_on(page)

    assert not faults, "\n".join(faults)
