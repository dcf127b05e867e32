"""The schedule of meetings: computed by the worker, taken over, and a meeting dragged elsewhere."""

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.people import KLARA

BOARD = "/clusnet/workshops/5/meetings/board/"


def test_the_host_has_the_schedule_computed_and_drags_a_meeting(open_window):
    page = open_window(KLARA, BOARD)

    page.get_by_role("button", name="Compute the schedule").click()
    # The worker computes; the page asks by itself until it is done.
    expect(page.get_by_role("button", name="Take it over")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_text("The schedule is taken over")).to_be_visible()
    expect(page.get_by_text("Every agreed meeting has a time.")).to_be_visible()

    rows = page.locator(".meeting-board tbody tr")
    row = rows.filter(has=page.locator(".meeting-cell")).first
    meeting = row.locator(".meeting-cell").first
    key = meeting.get_attribute("data-drag-meeting")
    free = row.locator("td:not(:has(.meeting-cell))").last
    slot, table = (free.get_attribute(f"data-drop-{name}") for name in ("slot", "table"))
    meeting.drag_to(free)

    expect(page.get_by_text("is moved.")).to_be_visible()
    there = page.locator(f'[data-drop-slot="{slot}"][data-drop-table="{table}"]')
    expect(there.locator(f'[data-drag-meeting="{key}"]')).to_be_visible()
    faults = faults_on(page)
    assert not faults, "\n".join(faults)
