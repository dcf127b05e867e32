"""A participant learns across cases, by keyboard and on a phone."""

from playwright.sync_api import expect

from tests.browser.people import KLARA, TOBIAS

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_a_participant_reads_cases_side_by_side_by_keyboard(open_window):
    page = open_window(TOBIAS, "/clusnet/cases/")
    page.get_by_role("link", name="Learn across the cases").click()

    # Two cases are chosen and one section, without a mouse.
    for city in ("Lyon", "Budapest"):
        page.get_by_role("checkbox", name=f"Compare {city}").focus()
        page.keyboard.press("Space")
    page.get_by_label("Section").select_option(label="3. Process")
    page.get_by_role("button", name="Compare the chosen cases").press("Enter")

    expect(page.get_by_role("heading", level=2, name="3. Process")).to_be_visible()
    expect(page.get_by_role("heading", level=4, name="Lyon")).to_have_count(5)
    page.get_by_role("link", name="6. Strategic issues").press("Enter")
    expect(page.get_by_text("How do prototypes become products")).to_be_visible()

    # The head of the columns stays in sight; nobody moves the page sideways.
    page.mouse.wheel(0, 1500)
    expect(page.get_by_role("list", name="Cases compared")).to_be_in_viewport()
    assert page.evaluate(FITS)


def test_a_field_of_the_heat_map_leads_to_the_words_behind_it(open_window):
    page = open_window(TOBIAS)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/clusnet/learning/objectives/")
    assert page.evaluate(FITS)

    page.get_by_role("link", name="Lyon, Branding and export promotion: priority 5 of 5").click()

    expect(page.get_by_role("heading", level=3)).to_have_text(["Branding and export promotion"])
    expect(page.get_by_role("heading", level=4, name="Lyon")).to_be_visible()
    assert page.evaluate(FITS)


def test_an_editor_includes_the_own_draft_and_others_do_not_see_it(open_window):
    editor, participant = open_window(KLARA), open_window(TOBIAS)
    for page in (editor, participant):
        page.goto("/clusnet/learning/issues/")
        expect(page.get_by_text("Large anchors carry the region")).to_have_count(0)

    editor.get_by_role("link", name="Include the drafts that you may read").click()

    expect(editor.get_by_text("Large anchors carry the region")).to_be_visible()
    expect(participant.get_by_role("link", name="Include the drafts")).to_have_count(0)
