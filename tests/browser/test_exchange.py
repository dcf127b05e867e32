"""A case goes out as a Word file, is written in on a train, and comes back."""

import docx
import pytest
from playwright.sync_api import expect

from tests.browser.pdf import ask_for_pdf
from tests.browser.people import PAIVI, TOBIAS

CASE = "/clusnet/cases/helsinki/"


@pytest.fixture
def taken_along(open_window, tmp_path):
    """The page of the case, and the Word file as it lies on the device."""
    page = open_window(PAIVI, CASE)
    page.get_by_role("link", name="Write offline").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word file (.docx)").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return page, path


def write_below(path, title, words):
    document = docx.Document(path)
    headings = document.paragraphs
    number = next(n for n, one in enumerate(headings) if one.text == title)
    # Guidance, the small line, and then the empty paragraph of the text.
    headings[number + 3].add_run(words)
    document.save(path)


def bring_back(page, path):
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()


def test_a_text_that_was_written_in_word_comes_back(taken_along):
    page, path = taken_along
    write_below(path, "Growth", "We count sixty more firms.")
    write_below(path, "What is evaluated", "Nothing yet.")

    bring_back(page, path)

    expect(page.get_by_text("2 parts would change. Nothing is written yet.")).to_be_visible()
    page.get_by_role("checkbox", name="What is evaluated").uncheck()
    page.get_by_role("button", name="Take over 1 change").click()
    expect(page.get_by_text("1 change was taken over.")).to_be_visible()
    page.goto(f"{CASE}write/performance/")
    expect(page.get_by_label("Growth", exact=True)).to_have_value("We count sixty more firms.")
    page.goto(f"{CASE}write/evaluation/")
    expect(page.get_by_label("What is evaluated", exact=True)).to_have_value("")


def test_a_program_is_refused_in_words(taken_along, tmp_path):
    page, _path = taken_along
    program = tmp_path / "case.docx"
    program.write_bytes(b"MZ" + b"\0" * 600)

    bring_back(page, program)

    expect(page.get_by_text("This is a Windows program.").first).to_be_visible()


def test_all_cases_come_as_one_book(open_window):
    page = open_window(TOBIAS, "/clusnet/cases/")

    book = ask_for_pdf(page, "All cases as one PDF")

    cases = [entry.title for entry in book.outline if not isinstance(entry, list)]
    assert cases == ["Techtera", "Micro/nano technology", "MMCluster", "Point-One"]
