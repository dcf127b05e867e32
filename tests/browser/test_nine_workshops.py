"""A whole programme is planned in the browser, from nothing; then one workshop moves, and every
page, calendar, file and reminder says the same."""

import csv
import datetime
import io

from django.utils.formats import date_format
from icalendar import Calendar
from playwright.sync_api import expect

from tests.browser.people import ANNA

CITIES = ("Aalborg", "Bilbao", "Cork", "Dresden", "Espoo", "Firenze", "Gent", "Haarlem", "Iaşi")
# A Wednesday.
FIRST = datetime.date(2027, 2, 3)
TWO_DAYS = datetime.timedelta(days=2)
WEEK = datetime.timedelta(weeks=1)


def start_a_programme(page):
    page.goto("/programmes/new/")
    page.get_by_label("Short name").fill("Nine")
    page.get_by_label("Full name").fill("A programme of nine cities")
    page.get_by_label("Headline").fill("Nine cities learn from each other")
    page.get_by_label("Starts on").fill("2027-01-01")
    page.get_by_label("Ends on").fill("2029-12-31")
    page.get_by_role("button", name="Start the programme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nine cities learn from each other")


def add_a_city(page, name):
    page.goto("/nine/cities/new/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Country").select_option("Sweden")
    page.get_by_label("Time zone").fill("Europe/Stockholm")
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def add_a_workshop(page, first, *, kind="", city="", place="", number=""):
    """Give it its days; what follows is shown, then it is added."""
    page.goto("/nine/workshops/new/")
    if kind:
        page.get_by_label("Kind").select_option(kind)
    if city:
        page.get_by_label("Host city").select_option(city)
        page.get_by_label("Number, where a city is the host").fill(number)
    else:
        page.get_by_label("Place, if no city is the host").fill(place)
        page.get_by_label("Time zone").fill("Europe/Paris")
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill((first + TWO_DAYS).isoformat())
    # Only what was seen is applied: the answer for both days, not for the days so far.
    expect(page.get_by_role("region", name="What follows")).to_contain_text("dates follow")
    page.get_by_role("button", name="Add the workshop").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(city or place)


def days_of_feed(page, address):
    """The first days in a calendar's answer, by what the event is called."""
    answer = page.request.get(address)
    assert answer.ok, answer.status
    return {
        str(event["summary"]): event.start
        if not hasattr(event.start, "date")
        else event.start.date()
        for event in Calendar.from_ical(answer.text()).events
    }


def file_of_workplan(page):
    """The workplan as a file for a spreadsheet: the day of each date, by its title."""
    with page.expect_download() as download:
        page.get_by_role("link", name="As plain table (CSV)").click()
    rows = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    return list(rows)


def test_nine_workshops_are_planned_from_nothing_and_one_moves(open_window):
    page = open_window(ANNA)
    start_a_programme(page)
    for city in CITIES:
        add_a_city(page, city)
    add_a_workshop(page, FIRST - 4 * WEEK, kind="Kick-off", place="Stockholm")
    days = {city: FIRST + 8 * WEEK * number for number, city in enumerate(CITIES)}
    for number, (city, first) in enumerate(days.items(), start=1):
        add_a_workshop(page, first, city=city, number=str(number))
    add_a_workshop(page, FIRST + 80 * WEEK, kind="Final conference", place="Lyon")
    page.goto("/nine/workshops/")
    expect(page.get_by_role("main")).to_contain_text("11 meetings are planned")

    # The coordinator comes to the third, and lets a calendar read the programme.
    page.goto("/nine/workshops/3/")
    page.get_by_role("link", name="Register").first.click()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("main")).to_contain_text("You are registered")
    page.goto("/nine/calendars/")
    offer = page.get_by_role("region", name="The whole programme")
    offer.get_by_role("button", name="Make an address").click()
    address = (
        page.get_by_role("region", name="The whole programme").get_by_role("textbox").input_value()
    )

    # It moves by a week; what follows is said in figures before it is applied.
    moved = days["Cork"] + WEEK
    page.goto("/nine/workshops/3/edit/")
    page.get_by_label("First day").fill(moved.isoformat())
    page.get_by_label("Last day").fill((moved + TWO_DAYS).isoformat())
    follows = page.get_by_role("region", name="What follows")
    expect(follows).to_contain_text("9 dates move")
    expect(follows).to_contain_text("reminders")
    expect(follows).to_contain_text("calendar")
    page.get_by_role("button", name="Apply these dates").click()

    # Every page says the same: workshop, list, workplan, board; and so do calendar, file, mails.
    distributed = moved - datetime.timedelta(days=8)
    expect(page.get_by_role("region", name="Before, during, after")).to_contain_text(
        f"Case distributed, due {date_format(distributed, 'j M')}"
    )
    page.goto("/nine/workshops/")
    stop = page.get_by_role("listitem").filter(has_text="Cork")
    expect(stop).to_contain_text(date_format(moved + TWO_DAYS, "j"))
    page.goto("/nine/readiness/")
    expect(page.get_by_role("row").filter(has_text="Cork")).to_contain_text(
        f"{moved.day}–{date_format(moved + TWO_DAYS, 'j M')}"
    )
    page.goto("/nine/workplan/?city=cork")
    row = page.get_by_role("row").filter(has_text="Cork: case distributed")
    expect(row).to_contain_text(date_format(distributed, "D j M"))
    rows = file_of_workplan(page)
    assert any("case distributed" in " ".join(r) and distributed.isoformat() in r for r in rows), (
        rows
    )
    feed = days_of_feed(page, address)
    assert feed["Cork city workshop"] == moved
    assert feed["Cork: case distributed"] == distributed
    page.goto("/nine/mails/")
    mails = page.get_by_role("main").get_by_role("link").filter(has_text="Cork city workshop")
    expect(mails).to_have_count(2)
