"""From the scanned list to the pack for the funder."""

import zipfile

from PIL import Image
from playwright.sync_api import expect

from tests.browser.pdf import SECONDS_TO_BUILD
from tests.browser.people import ANNA


def test_a_signed_list_is_uploaded_and_comes_with_the_evidence_pack(open_window, tmp_path):
    scan = tmp_path / "Friday.png"
    Image.new("RGB", (20, 20)).save(scan)
    page = open_window(ANNA, "/clusnet/workshops/4/")
    page.get_by_role("link", name="Papers", exact=True).click()

    page.get_by_role("link", name="Add files").click()
    page.get_by_label("Files").set_input_files(scan)
    page.get_by_label("Kind").select_option("Signed list of attendance")
    page.get_by_label("Description").fill("Signed list of Friday")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("1 file is added.")).to_be_visible()
    expect(page.get_by_role("link", name="Signed list of Friday")).to_be_visible()
    page.get_by_role("button", name="Make the ZIP").click()
    ready = page.get_by_role("link", name="Download the ZIP")
    expect(ready).to_be_visible(timeout=SECONDS_TO_BUILD * 1000)
    with page.expect_download() as started:
        ready.click()
    with zipfile.ZipFile(started.value.path()) as pack:
        names = pack.namelist()
        assert "03-attendance/signed-002-friday.png" in names
        assert "00-index.pdf" in names
