"""One ZIP for the funder: what is in it, what is missing, and that it is safe to unpack."""

import csv
import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from programme.models import Mail
from reports import tasks
from reports.contexts import context_of
from reports.documents import evidence
from reports.documents.orders import request_document
from reports.models import Document
from reports.printing import Printed
from workshops.models import Attendance, WorkshopFile

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Instead of WeasyPrint: the HTML itself."""
    monkeypatch.setattr(
        evidence, "print_pdf", lambda html, *, pictures: Printed(html.encode(), pages=1)
    )


def upload(workshop, name, data=b"data", *, kind="presentation"):
    row = WorkshopFile(
        workshop=workshop, kind=kind, name=name, size=len(data), description=f"About {name}"
    )
    row.file.save(f"{kind}.bin", ContentFile(data), save=False)
    row.save()
    return row


def built(workshop):
    """The pack as people download it."""
    document = request_document("evidence_pack", workshop, by=None)
    tasks.build_document(document.pk)
    document.refresh_from_db()
    assert document.is_ready, document.error
    return zipfile.ZipFile(io.BytesIO(document.file.read()))


def index_of(pack):
    return pack.read("00-index.pdf").decode()


def test_an_early_pack_says_what_is_missing(workshop):
    pack = built(workshop)

    index = index_of(pack)
    assert "No signed list yet." in index
    assert "The city report is not published yet." in index
    assert set(pack.namelist()) == {
        "00-index.pdf",
        "SHA256SUMS.txt",
        "01-agenda/agenda.pdf",
        "01-agenda/releases.json",
        "02-participants/participants.pdf",
    }


def test_everything_the_funder_asks_for_is_in_the_pack(papers, final_report, workshop):
    row = workshop.registrations.first()
    Attendance.objects.create(registration=row, day=workshop.starts_on, half="pm", is_present=True)
    upload(workshop, "signed.pdf", kind="signed_list")
    upload(workshop, "Slides.pptx")
    upload(workshop, "photo.jpg", kind="photo")
    Mail.objects.create(
        programme=workshop.programme,
        address="somebody@example.org",
        subject="=HYPERLINK(1)",
        source_key=f"{workshop.source_prefix}release:1",
    )

    pack = built(workshop)

    assert {
        "03-attendance/attendance.csv",
        "03-attendance/signed-001-signed.pdf",
        "04-presentations/001-slides.pptx",
        "05-photos/001-photo.jpg",
        "06-notes/notes.pdf",
        "07-survey/survey.pdf",
        "08-report/city-report-edition-1.pdf",
        "09-mails/mails.csv",
    } < set(pack.namelist())
    mails = list(csv.reader(io.StringIO(pack.read("09-mails/mails.csv").decode("utf-8-sig"))))
    assert mails[1][4] == "'=HYPERLINK(1)"


def test_names_in_the_pack_lead_nowhere_else_and_are_never_twice_the_same(workshop):
    for name in ("../../etc/passwd", "a b/ü.pdf", "漢字.pdf", "same.pdf", "same.pdf"):
        upload(workshop, name)

    names = [name for name in built(workshop).namelist() if name.startswith("04-")]

    assert len(set(names)) == 5
    for name in names:
        assert name.isascii()
        assert ".." not in name
        assert name.count("/") == 1


def test_a_file_that_was_lost_is_missing_and_stops_nothing(workshop):
    row = upload(workshop, "lost.pdf")
    row.file.storage.delete(row.file.name)

    pack = built(workshop)

    assert "The file of “About lost.pdf” is not in its place" in index_of(pack)


def test_checksums_are_those_of_the_files(workshop):
    upload(workshop, "slides.pdf", b"slides")

    pack = built(workshop)

    sums = dict(
        line.split("  ")[::-1] for line in pack.read("SHA256SUMS.txt").decode().splitlines()
    )
    assert set(sums) == set(pack.namelist()) - {"SHA256SUMS.txt"}
    assert sums["04-presentations/001-slides.pdf"] in index_of(pack)


def test_the_same_content_is_packed_once_and_a_new_file_packs_again(workshop):
    built(workshop)
    key = context_of("evidence_pack", workshop).content_key()

    again = request_document("evidence_pack", workshop, by=None)
    upload(workshop, "slides.pdf")
    later = request_document("evidence_pack", workshop, by=None)

    assert (again.content_key, again.is_ready) == (key, True)
    assert later.is_active
    assert later != again


def test_the_pack_is_downloaded_as_a_zip(client, workshop, coordinator):
    built(workshop)
    client.force_login(coordinator)
    document = Document.objects.get()

    page = client.get(document.get_absolute_url())
    response = client.get(f"{document.get_absolute_url()}file/")

    assert "Download the ZIP" in page.text
    assert response.headers["Content-Type"] == "application/zip"
    assert '.zip"' in response.headers["Content-Disposition"]
