"""One ZIP of many documents: only what its owner may see, when built and when fetched."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from programme.models import Membership
from reports import tasks
from reports.contexts.archive import free_name, safe
from reports.models import Archive, Document, DocumentDownload
from tests import factories
from tests.reports.test_library import printer, ready  # noqa: F401  fixture and arrangement

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("printer")]


def ask(client, user, programme, **typed):
    client.force_login(user)
    url = reverse("reports:archive_create", args=[programme.slug])
    response = client.post(url, typed)
    document = Document.objects.filter(kind="archive").order_by("pk").last()
    if document:
        tasks.build_document(document.pk)
        document.refresh_from_db()
    return document, response


def fetch(client, document):
    url = reverse("reports:document_download", args=[document.programme.slug, document.pk])
    response = client.get(url)
    if response.status_code != 200:
        return response
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


@pytest.fixture
def shelf(subjects):
    """A ready document of each kind; its file says which."""
    found = {}
    for kind, subject in subjects.items():
        if kind != "archive":
            document = ready(kind, subject)
            document.file.delete(save=False)
            document.file.save(f"{kind}.pdf", ContentFile(f"CANARY {kind}".encode()))
            found[kind] = document
    return found


def held(archive):
    return {
        archive.read(name).decode().removeprefix("CANARY ")
        for name in archive.namelist()
        if archive.read(name).startswith(b"CANARY")
    }


def test_a_zip_holds_what_its_owner_may_see_and_nothing_else(
    client, shelf, programme, participant, coordinator
):
    elsewhere = factories.EditionFactory(case=factories.DistributedCaseFactory())
    ready("case", elsewhere)
    private = {"case_confidential", "participant_list", "badges", "attendance_sheets"}
    private |= {"bus_list", "diet_list", "survey_result", "evidence_pack"}
    private |= {"meeting_schedules", "table_schedules", "meeting_desk", "my_meetings"}
    drafts = {kind for kind in shelf if "draft" in kind}

    mine, _answer = ask(client, participant, programme, with_drafts="1")
    for_member = fetch(client, mine)
    all_of_it, _answer = ask(client, coordinator, programme)
    for_staff = held(fetch(client, all_of_it))
    with_drafts, _answer = ask(client, coordinator, programme, with_drafts="1")

    assert held(for_member) == set(shelf) - private - drafts
    assert for_staff == set(shelf) - drafts
    assert held(fetch(client, with_drafts)) == set(shelf)
    assert len(for_member.namelist()) == len(set(for_member.namelist()))
    table = for_member.read("contents.csv").decode("utf-8-sig")
    listed = {row["File"] for row in csv.DictReader(io.StringIO(table))}
    assert listed == set(for_member.namelist()) - {"contents.csv", "00-contents.pdf"}


def test_a_zip_is_for_its_owner_alone_and_only_as_long_as_its_role(
    client, shelf, programme, participant, coordinator
):
    document, _answer = ask(client, participant, programme)
    client.force_login(coordinator)
    assert fetch(client, document).status_code == 404

    client.force_login(participant)
    Membership.objects.filter(user=participant).delete()
    assert fetch(client, document).status_code == 404


def test_a_zip_with_something_that_its_owner_may_see_no_more_is_refused_and_erased(
    client, shelf, programme, participant, django_capture_on_commit_callbacks
):
    document, _answer = ask(client, participant, programme)
    case = shelf["case"].case_edition.case
    case.status, case.distributed_at = "accepted", None
    case.save()

    with django_capture_on_commit_callbacks(execute=True):
        refused = fetch(client, document)

    assert refused.status_code == 302
    assert not Archive.objects.filter(owner=participant).exists()
    assert not document.file.storage.exists(document.file.name or "-")


def test_the_same_choice_is_packed_once_and_an_empty_one_not_at_all(
    client, shelf, programme, coordinator
):
    first, _answer = ask(client, coordinator, programme, kind="case")
    second, _answer = ask(client, coordinator, programme, kind="case")
    _none, refused = ask(client, coordinator, programme, words="nothing has this name")

    assert (first, held(fetch(client, first))) == (second, {"case"})
    assert refused.url == reverse("reports:documents", args=[programme.slug])


def test_a_zip_is_erased_after_two_days(
    client, shelf, programme, coordinator, time_machine, django_capture_on_commit_callbacks
):
    document, _answer = ask(client, coordinator, programme)
    name = document.file.name

    time_machine.move_to(timezone.now() + timedelta(days=2, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.erase_what_is_over()
        tasks.erase_what_is_over()

    assert not Archive.objects.filter(owner=coordinator).exists()
    assert not document.file.storage.exists(name)
    assert set(shelf.values()) == set(Document.objects.all())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("C:\\Göteborg: A3?", "C Göteborg A3"),
        ("Ελένη\u202e\x00 ليلى", "Ελένη ليلى"),
        (" . ", "-"),
    ],
)
def test_names_in_a_zip_are_safe_in_every_language(words, name):
    assert safe(words) == name


def test_names_in_a_zip_are_unique_on_every_system():
    taken = set()

    assert [free_name(stem, ".pdf", taken) for stem in ("A/B", "a/b", "A/B")] == [
        "A/B.pdf",
        "a/b (2).pdf",
        "A/B (3).pdf",
    ]


# The log


def test_every_hand_out_is_noted_and_what_is_in_a_zip_too(client, shelf, programme, participant):
    client.force_login(participant)
    case = shelf["case"]
    url = reverse("reports:document_download", args=[programme.slug, case.pk])
    etag = client.get(url).headers["ETag"]
    assert client.get(url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    document, _answer = ask(client, participant, programme, kind="case")
    fetch(client, document)

    found = DocumentDownload.objects.filter(document=case).values_list("user", "in_archive")
    assert sorted(found) == [(participant.pk, False), (participant.pk, True)]


def test_what_visitors_fetch_is_noted_without_a_name(client, subjects):
    edition = subjects["case"]
    edition.public_since = timezone.now()
    edition.save()
    document = ready("case", edition)
    address = [edition.case.programme.slug, edition.case.city.slug]

    assert client.get(reverse("reports:public_case_pdf", args=address)).status_code == 200

    assert DocumentDownload.objects.get(document=document).user is None


def test_staff_read_and_export_the_log_and_members_do_not(
    client, shelf, programme, participant, expert
):
    DocumentDownload.objects.create(document=shelf["case"], user=participant)
    DocumentDownload.objects.create(document=shelf["agenda"])
    DocumentDownload.objects.create(document=ready("case", factories.EditionFactory()))
    url = reverse("reports:downloads", args=[programme.slug])
    export = reverse("reports:downloads_export", args=[programme.slug, "csv"])

    client.force_login(participant)
    assert {client.get(page).status_code for page in (url, export)} == {403}
    client.force_login(expert)
    shown = {row.document for row in client.get(url).context["page_obj"]}
    by_name = client.get(url, {"words": participant.name}).context["page_obj"]
    assert shown == {shelf["case"], shelf["agenda"]}
    assert [row.document for row in by_name] == [shelf["case"]]
    lines = list(csv.DictReader(io.StringIO(client.get(export).content.decode("utf-8-sig"))))
    assert {row["Who"] for row in lines} == {str(participant), "A visitor or guest"}
    assert client.get(export.replace("csv", "exe")).status_code == 404


def test_the_log_is_erased_after_two_years(shelf, time_machine):
    DocumentDownload.objects.create(document=shelf["case"])

    time_machine.move_to(timezone.now() + timedelta(days=731))
    tasks.erase_what_is_over()

    assert not DocumentDownload.objects.exists()
