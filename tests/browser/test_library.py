"""The library: all that is missing of a city built at once, and fetched as one ZIP."""

import zipfile

from playwright.sync_api import expect

from tests.browser.accessibility import faults_on
from tests.browser.pdf import SECONDS_TO_BUILD
from tests.browser.people import ANNA


def test_the_agendas_of_a_city_are_built_at_once_and_fetched_as_one_zip(open_window):
    page = open_window(ANNA, "/clusnet/documents/?city=dortmund&kind=agenda&state=all")

    page.get_by_role("button", name="missing or outdated").click()
    expect(page.get_by_text("is ready.")).to_be_visible(timeout=SECONDS_TO_BUILD * 1000)
    faults = faults_on(page)
    assert not faults, "\n".join(faults)
    page.goto("/clusnet/documents/?city=dortmund&kind=agenda")
    page.get_by_role("button", name="as one ZIP").click()
    ready = page.get_by_role("link", name="Download the ZIP")
    expect(ready).to_be_visible(timeout=SECONDS_TO_BUILD * 1000)

    with page.expect_download() as started:
        ready.click()
    with zipfile.ZipFile(started.value.path()) as pack:
        assert set(pack.namelist()) == {
            "Dortmund/Agenda/Dortmund city workshop Agenda.pdf",
            "contents.csv",
            "00-contents.pdf",
        }
