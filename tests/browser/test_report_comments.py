"""Comments on a report: said among the experts, answered, resolved; the city reads its own."""

from playwright.sync_api import expect

from tests.browser.people import ANNA, KARL

PART = "/clusnet/reports/4/write/policy/"
TEXT = "Who pays for this from next year on?"


def test_a_part_is_commented_answered_and_resolved(open_window):
    page = open_window(KARL, PART)
    comments = page.locator("#comments")
    page.locator("[data-comment-on=policy]").click()
    expect(page.locator("#comment-text")).to_be_focused()
    page.locator("#comment-text").fill(TEXT)
    expect(page.get_by_label("Not for the city")).to_be_checked()
    page.locator("#new-comment").get_by_role("button", name="Comment").click()
    said = comments.locator("li", has_text=TEXT)
    expect(said.locator(".chip")).to_have_text("Not for the city")
    expect(page.locator("#comments-on-policy")).to_contain_text("1 open comment")

    other = open_window(ANNA, "/clusnet/reports/4/comments/")
    thread = other.locator("#comments > ol > li", has_text=TEXT)
    thread.get_by_text("Reply", exact=True).click()
    thread.get_by_label("Your reply").fill("The region, from April.")
    thread.get_by_role("button", name="Send the reply").click()
    thread = other.locator("#comments > ol > li", has_text="The region, from April.")
    thread.get_by_role("button", name="Resolve").click()

    expect(other.get_by_text("The comment is marked as resolved.")).to_be_visible()
    page.goto(PART)
    page.locator("#comments > details.fold > summary").click()
    expect(page.locator("#comments")).to_contain_text("The region, from April.")
    expect(page.locator("#comments-on-policy")).not_to_contain_text("open comment")
