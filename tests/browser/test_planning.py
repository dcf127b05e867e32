"""First journey: the coordinator plans a workshop and sees who is late."""

import datetime

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import expect

from programme.demo.calendar import FIFTH_WORKSHOP, Calendar
from tests.browser.people import ANNA, TOBIAS


def days_of_workshop(weeks):
    """First and last day of a meeting so many weeks after workshop 5 of the demo programme."""
    first = Calendar.around(timezone.localdate()).day(FIFTH_WORKSHOP)
    first += datetime.timedelta(weeks=weeks)
    return first, first + datetime.timedelta(days=2)


def in_words(day):
    return date_format(day, "j M Y")


def fill_days(page, first, last):
    page.get_by_label("First day").fill(first.isoformat())
    page.get_by_label("Last day").fill(last.isoformat())


def preview_row(page, title):
    return page.get_by_role("region", name="What follows").get_by_role("row").filter(has_text=title)


@pytest.mark.parametrize("start", ["Workplan", "Workshops"])
def test_a_workshop_is_offered_where_a_coordinator_looks(open_window, start):
    page = open_window(ANNA)

    page.get_by_role("link", name=start, exact=True).click()
    page.get_by_role("link", name="Add a workshop").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Add a workshop")


def test_a_coordinator_plans_a_workshop_from_its_days_to_the_released_agenda(open_window):
    page = open_window(ANNA)
    first, last = days_of_workshop(weeks=42)
    distributed = first - datetime.timedelta(days=8)
    week = datetime.timedelta(weeks=1)

    # It is added, and what follows from its days is shown before anything is saved.
    page.get_by_role("link", name="Workplan", exact=True).click()
    page.get_by_role("link", name="Add a workshop").click()
    page.get_by_label("Host city").select_option("Munich")
    page.get_by_label("Venue").fill("Old Town Hall")
    fill_days(page, first, last)
    expect(preview_row(page, "case distributed")).to_contain_text(in_words(distributed))
    page.get_by_role("button", name="Add the workshop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Munich city workshop")
    checklist = page.get_by_role("region", name="Before, during, after")
    expect(checklist).to_contain_text(f"Case distributed, due {date_format(distributed, 'j M')}")

    # It is moved by a week, and so is what follows from it.
    page.get_by_role("link", name="Change dates").click()
    fill_days(page, first + week, last + week)
    row = preview_row(page, "case distributed")
    expect(row).to_contain_text(in_words(distributed))
    expect(row).to_contain_text(in_words(distributed + week))
    page.get_by_role("button", name="Apply these dates").click()
    expect(checklist).to_contain_text(
        f"Case distributed, due {date_format(distributed + week, 'j M')}"
    )

    # The workplan says the same.
    page.get_by_role("link", name="Workplan", exact=True).click()
    page.get_by_label("City").select_option("Munich")
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("row").filter(has_text="Munich: case distributed")
    expect(row).to_contain_text(date_format(distributed + week, "D j M"))

    # Its agenda is the typical programme, at first a draft, then released.
    page.get_by_role("link", name="Munich city workshop").first.click()
    page.get_by_role("link", name="Edit agenda").click()
    page.get_by_role("button", name="Create it").click()
    for title in ("Steering committee", "A. Case discussion", "B. Inter-cluster networking"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("Participants do not see it yet.")).to_be_visible()
    guest = open_window(TOBIAS)
    guest.goto(page.url.removesuffix("agenda/"))
    expect(guest.get_by_text("The agenda is not released yet")).to_be_visible()
    page.get_by_role("link", name="Release the agenda").first.click()
    page.get_by_role("button", name="Release the agenda").click()
    expect(page.get_by_text("Release 1 is what every participant reads now.")).to_be_visible()
    guest.reload()
    expect(guest.get_by_role("heading", name="Steering committee")).to_be_visible()


def test_a_coordinator_sees_who_is_late(open_window):
    page = open_window(ANNA)

    late = page.get_by_role("region", name="Needs you").get_by_role("listitem")
    expect(late.filter(has_text="city report of Eindhoven")).to_contain_text("days late")
    page.get_by_role("link", name="Workplan", exact=True).click()
    page.get_by_role("link", name="dates are late").click()

    rows = page.get_by_role("row").filter(has_text="late")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Eindhoven: city report")).to_contain_text("CSC")
    expect(rows.filter(has_text="Budapest: city report")).to_contain_text("CSC")


@pytest.mark.parametrize(
    ("weeks", "days", "answer"),
    [(42, -1, "is before the first"), (0, 0, "is in the same week")],
    ids=["it ends before it starts", "another one is in that week"],
)
def test_impossible_days_are_explained_and_nothing_typed_is_lost(open_window, weeks, days, answer):
    page = open_window(ANNA)
    first, _last = days_of_workshop(weeks)
    last = first + datetime.timedelta(days=days)

    page.goto("/clusnet/workshops/new/")
    page.get_by_label("Host city").select_option("Munich")
    page.get_by_label("Venue").fill("Old Town Hall")
    fill_days(page, first, last)
    expect(page.get_by_role("region", name="What follows")).to_contain_text(answer)
    page.get_by_role("button", name="Show what follows").click()

    expect(page.get_by_role("alert")).to_contain_text(answer)
    expect(page.get_by_label("Venue")).to_have_value("Old Town Hall")
    expect(page.get_by_label("First day")).to_have_value(first.isoformat())
    expect(page.get_by_label("Last day")).to_have_value(last.isoformat())
