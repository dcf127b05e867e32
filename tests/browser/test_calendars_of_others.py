"""A calendar of somebody else is given as a file, read by the worker, and shown beside the plan."""

import datetime

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import ANNA


def calendar_with(title, day):
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        f"SUMMARY:{title}",
        f"DTSTART:{day:%Y%m%d}",
    )
    return "\r\n".join((*lines, "END:VEVENT", "END:VCALENDAR", "")).encode()


def test_a_calendar_is_given_read_without_reloading_and_shown(open_window):
    page = open_window(ANNA, "/clusnet/networking/field/calendars/new/")
    page.get_by_label("Name").fill("Agency calendar")
    content = calendar_with("Robot fair", datetime.date.today() + datetime.timedelta(days=9))
    page.get_by_label("Or an iCal file").set_input_files(
        {"name": "agency.ics", "mimeType": "text/calendar", "buffer": content}
    )
    page.get_by_role("button", name="Take it in").click()

    line = page.get_by_role("listitem").filter(has_text="Agency calendar")
    expect(line).to_contain_text("1 event.")
    faults = faults_on(page)
    assert not faults, "\n".join(faults)
    page.goto("/clusnet/networking/field/events/?organiser=Agency+calendar")
    expect(page.get_by_role("row", name="Robot fair")).to_contain_text("Agency calendar")
