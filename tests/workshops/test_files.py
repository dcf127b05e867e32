"""Files of a workshop: what is taken, who gets it, and that nothing typed is lost."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from programme import stored_files
from programme.models import Activity
from tests.factories import AgendaItemFactory, RegistrationFactory, WorkshopFileFactory
from tests.workshops.conftest import address, said
from workshops.models import WorkshopFile

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def photo(name="photo.jpg"):
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/jpeg")


def slides(name="slides.pptx", *, carries=""):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        part = "presentationml.presentation.main+xml"
        archive.writestr("[Content_Types].xml", f"<Types>{part}</Types>")
        if carries:
            archive.writestr(carries, b"MZ")
    return SimpleUploadedFile(name, content.getvalue())


def send(client, workshop, *uploads, **fields):
    posted = {"uploads": list(uploads), "kind": "presentation", "description": "Words", **fields}
    return client.post(address("file_create", workshop), posted)


def test_a_presentation_is_kept_for_its_item_and_handed_out(client, workshop, editor, participant):
    item = AgendaItemFactory(workshop=workshop)
    client.force_login(editor)

    response = send(client, workshop, slides(), item=item.pk)

    row = WorkshopFile.objects.get()
    assert said(response) == ["1 file is added."]
    assert (row.item, row.name, row.uploaded_by) == (item, "slides.pptx", editor)
    assert Activity.objects.filter(verb="file_added").count() == 1
    client.force_login(participant)
    download = client.get(address("file", workshop, row.pk))
    assert download["Content-Disposition"] == 'attachment; filename="slides.pptx"'
    assert download["X-Content-Type-Options"] == "nosniff"


def test_several_photos_come_at_once(client, workshop, editor):
    client.force_login(editor)

    send(client, workshop, photo("a.jpg"), photo("b.jpg"), kind="photo")

    assert set(WorkshopFile.objects.values_list("name", flat=True)) == {"a.jpg", "b.jpg"}


@pytest.mark.parametrize(
    ("upload", "kind", "why"),
    [
        (SimpleUploadedFile("slides.pptx", b"MZ program"), "presentation", "a Windows program"),
        (slides(carries="evil.exe"), "presentation", "carries a program"),
        (slides("photo.jpg"), "photo", "no such file"),
    ],
)
def test_a_file_that_is_something_else_is_refused_and_what_was_typed_stays(
    client, workshop, editor, upload, kind, why
):
    client.force_login(editor)

    response = send(client, workshop, upload, kind=kind, description="Typed before")

    assert response.status_code == 422
    assert why in response.text
    assert 'value="Typed before"' in response.text
    assert not WorkshopFile.objects.exists()


def test_files_that_are_too_large_together_are_refused(client, workshop, editor, settings):
    settings.ATTACHMENT_MAX_MB = 1
    client.force_login(editor)
    half = b"%PDF-1.7" + b" " * 700_000

    response = send(
        client, workshop, SimpleUploadedFile("a.pdf", half), SimpleUploadedFile("b.pdf", half)
    )

    assert response.status_code == 422
    assert "Together these files have more than" in response.text


def test_when_one_of_several_cannot_be_stored_none_stays(
    client, workshop, editor, monkeypatch, settings, tmp_path
):
    backend = "django.core.files.storage.FileSystemStorage"
    folder = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    really, seen = stored_files.checksum_of, []

    def full(upload):
        seen.append(upload)
        if len(seen) == 2:
            raise OSError("No space left on device")
        return really(upload)

    monkeypatch.setattr(stored_files, "checksum_of", full)
    client.force_login(editor)

    response = send(client, workshop, photo("a.jpg"), photo("b.jpg"), kind="photo")

    assert "The server has no room" in response.text
    assert not WorkshopFile.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_whoever_adds_photos_reads_who_does_not_want_to_be_on_them(client, workshop, editor):
    RegistrationFactory(workshop=workshop, name="Camera-shy", photo_consent_at=None)
    client.force_login(editor)

    assert "Camera-shy" in client.get(address("file_create", workshop)).text


def test_a_participant_adds_and_deletes_nothing(client, workshop, participant):
    row = WorkshopFileFactory(workshop=workshop)
    client.force_login(participant)

    assert send(client, workshop, photo()).status_code == 403
    assert client.post(address("file_delete", workshop, row.pk)).status_code == 403


def test_a_file_of_a_draft_and_a_signed_list_stay_with_those_who_run_it(
    client, workshop, participant, expert
):
    signed = WorkshopFileFactory(workshop=workshop, kind="signed_list")
    shared = WorkshopFileFactory(workshop=workshop)
    urls = [address("file", workshop, row.pk) for row in (signed, shared)]

    def answers(person):
        client.force_login(person)
        return [client.get(url).status_code for url in urls]

    assert answers(participant) == [404, 200]
    assert answers(expert) == [200, 200]
    workshop.agenda_released_at = None
    workshop.save()
    assert answers(participant) == [404, 404]


def test_a_deleted_file_is_gone_from_the_disk_and_in_the_log(
    client, workshop, editor, django_capture_on_commit_callbacks
):
    row = WorkshopFileFactory(workshop=workshop)
    client.force_login(editor)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("file_delete", workshop, row.pk))

    assert not WorkshopFile.objects.exists()
    assert not row.file.storage.exists(row.file.name)
    assert Activity.objects.get(verb="file_deleted").before["name"] == "slides.pdf"
