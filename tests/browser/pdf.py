"""PDFs as a reader gets them: asked for by a button, built by the worker, downloaded."""

from playwright.sync_api import Page, expect
from pypdf import PdfReader

SECONDS_TO_BUILD = 60


def ask_for_pdf(page: Page, button: str) -> PdfReader:
    """Press the button, wait until the worker has built the PDF, and download it. Some are built
    ahead: there the link stands at once."""
    link = page.get_by_role("link", name="Download the PDF")
    press = page.get_by_role("button", name=button)
    expect(press.or_(link)).to_be_visible()
    if press.is_visible():
        press.click()
    expect(link).to_be_visible(timeout=SECONDS_TO_BUILD * 1000)
    return download(page, link)


def download(page: Page, link) -> PdfReader:
    with page.expect_download() as started:
        link.click()
    return PdfReader(started.value.path())


def text_of(pdf: PdfReader) -> str:
    """All words of the PDF, as one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
