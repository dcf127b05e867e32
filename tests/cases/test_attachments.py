import hashlib
import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cases import services
from cases.models import Attachment
from programme.files import PDF, kind_of
from programme.models import Activity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def case(draft):
    return draft


def archive(**parts):
    """A ZIP of parts; ``__`` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def office(main, **parts):
    kind = f"application/vnd.openxmlformats-officedocument.{main}"
    types = f'<Types><Override PartName="/main.xml" ContentType="{kind}"/></Types>'
    return archive(**{"[Content_Types].xml": types, "main.xml": "<main/>", **parts})


def open_document(kind, **parts):
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return archive(mimetype=mimetype, content__xml="<content/>", **parts)


def picture(name):
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(buffer, name)
    return buffer.getvalue()


WORD = "wordprocessingml.document.main+xml"
SLIDES = "presentationml.presentation.main+xml"
SHEET = "spreadsheetml.sheet.main+xml"


# What a file is


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (A_PDF, "PDF"),
        (office(WORD), "DOCX"),
        (office(SLIDES), "PPTX"),
        (office(SHEET), "XLSX"),
        (open_document("text"), "ODT"),
        (open_document("presentation"), "ODP"),
        (picture("PNG"), "PNG"),
        (picture("JPEG"), "JPEG"),
    ],
)
def test_what_is_allowed_is_known_by_its_content(content, label):
    assert kind_of(io.BytesIO(content)).label == label


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"MZ\x90\x00\x03", "a Windows program"),
        (b"\x7fELF\x02\x01", "a Linux program"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "an Office file of the old kind"),
        (b"GIF89a\x01\x00", "a GIF picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP picture"),
        (b"\x00\x00\x00\x18ftypheic", "a film or a picture of a phone"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
        (b"<svg onload='alert(1)'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?><a/>", "an XML file"),
        (b"Name;Members\nTechtera;110\n", "a plain text"),
        (b"\x01\x00\x02\x00", "a file of a kind unknown here"),
        (b"\x89PNG\r\n\x1a\nnothing more", "a damaged picture"),
        (b"PK\x03\x04 and then nothing", "a damaged or encrypted archive"),
        (archive(readme__txt="Hello"), "a ZIP archive"),
        (office("presentationml.slideshow.main+xml"), "an Office file of another kind"),
        (office(WORD, **{"word/vbaProject.bin": b"x"}), "an Office file with macros"),
        (office("ms-word.document.macroEnabled.main+xml"), "an Office file with macros"),
        (office(SHEET, **{"xl/activeX/activeX1.xml": "<x/>"}), "an Office file with macros"),
        (
            open_document("text", **{"Basic/Standard/Module1.xml": "x"}),
            "an Office file with macros",
        ),
        (
            office(SLIDES, **{"ppt/embeddings/setup.EXE": b"MZ"}),
            "an Office file that carries a program (ppt/embeddings/setup.EXE)",
        ),
        (open_document("spreadsheet"), "an Office file of another kind"),
        (archive(mimetype="text/plain"), "an Office file of another kind"),
    ],
)
def test_everything_else_is_refused_by_its_name(content, found):
    with pytest.raises(ValidationError) as refusal:
        kind_of(io.BytesIO(content))

    [message] = refusal.value.messages
    assert message.startswith(f"This is {found}")
    assert message.endswith("Allowed are: PDF, DOCX, PPTX, XLSX, ODT, ODP, PNG, JPEG.")


def test_a_list_of_parts_that_unpacks_to_gigabytes_is_read_no_further_than_needed():
    bomb = office(WORD, **{"filler.xml": ""})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b" " * 60_000_000)

    with pytest.raises(ValidationError, match="an Office file of another kind"):
        kind_of(buffer)
    assert kind_of(io.BytesIO(bomb)).label == "DOCX"


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("Slides.pdf", "Slides.pdf"),
        ("Slides.PDF", "Slides.PDF"),
        ("setup.exe", "setup.exe.pdf"),
        ("Göteborg – “Fälle”.pdf", "Göteborg – “Fälle”.pdf"),
        ("C:\\secret\\case.pdf", "case.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("two\r\nlines.pdf", "twolines.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("n" * 300 + ".pdf", "n" * 196 + ".pdf"),
    ],
)
def test_a_file_is_handed_out_under_a_name_that_fits_what_it_is(typed, given):
    assert PDF.name_for(typed) == given


# Adding


def url_of(name, case, *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def upload(client, user, case, content=A_PDF, name="Slides.pdf", **data):
    client.force_login(user)
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return client.post(
        url_of("attachment_create", case), {"file": file, "description": "Slides", **data}
    )


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_what_is_missing_is_said_in_words_that_tell_what_to_do(client, case, editor):
    client.force_login(editor)

    text = client.post(url_of("attachment_create", case), {"description": ""}).text

    assert "Choose a file." in text
    assert "Say in a few words what it is." in text


def test_an_editor_adds_a_file(client, case, editor):
    response = upload(client, editor, case, is_confidential="on")

    attachment = Attachment.objects.get()
    assert response.url == f"{case.get_absolute_url()}#attachments"
    assert (attachment.case, attachment.uploaded_by) == (case, editor)
    assert (attachment.name, attachment.description) == ("Slides.pdf", "Slides")
    assert (attachment.content_type, attachment.size) == ("application/pdf", len(A_PDF))
    assert attachment.checksum == hashlib.sha256(A_PDF).hexdigest()
    assert attachment.is_confidential
    assert Activity.objects.about(case).get().verb == "attachment_added"


def test_the_folder_never_sees_the_name_that_was_typed(client, case, editor):
    upload(client, editor, case, name="../../settings.py")

    attachment = Attachment.objects.get()
    assert "settings" not in attachment.file.name
    assert attachment.name == "settings.py.pdf"


def test_the_first_file_begins_a_proposed_case(client, case, editor):
    type(case).objects.filter(pk=case.pk).update(status="proposed")

    upload(client, editor, case)

    case.refresh_from_db()
    assert case.status == "drafting"


def test_a_wrong_file_is_named_and_the_other_fields_are_kept(client, case, editor):
    response = upload(
        client,
        editor,
        case,
        content=b"MZ\x90\x00",
        description="What we showed",
        is_confidential="on",
    )

    form = response.context["form"]
    assert response.status_code == 422
    assert form.errors == {
        "file": [
            "This is a Windows program. Allowed are: PDF, DOCX, PPTX, XLSX, ODT, ODP, PNG, JPEG."
        ]
    }
    assert 'value="What we showed"' in response.text
    assert form["is_confidential"].value() is True
    assert Attachment.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_with_both_sizes(client, case, editor, settings):
    settings.ATTACHMENT_MAX_MB = 1

    response = upload(client, editor, case, content=A_PDF + b" " * 1024 * 1024)

    [message] = response.context["form"].errors["file"]
    assert message.startswith("“Slides.pdf” is too large: it has 1.0\xa0MB, allowed are 1.0\xa0MB.")
    assert Attachment.objects.count() == 0


def test_a_file_needs_a_description(client, case, editor):
    response = upload(client, editor, case, description="")

    assert set(response.context["form"].errors) == {"description"}


def test_experts_read_and_add_no_files(client, case, expert):
    assert upload(client, expert, case).status_code == 403
    assert Attachment.objects.count() == 0


def test_the_coordinator_adds_files_for_a_city(client, case, coordinator):
    upload(client, coordinator, case)

    assert Attachment.objects.get().uploaded_by == coordinator


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_file_for_a_submitted_case_is_refused_with_the_reason(client, submitted, editor, method):
    client.force_login(editor)
    url = url_of("attachment_create", submitted)
    file = SimpleUploadedFile("Slides.pdf", A_PDF)

    response = getattr(client, method)(url, {"file": file, "description": "Slides"})

    text = response.text + " ".join(said(response))
    assert f"This cannot be changed any more. {editor} submitted it on " in text
    assert Attachment.objects.count() == 0


# Handing out


@pytest.fixture
def attachment(case, editor):
    return services.add_attachment(
        case,
        by=editor,
        upload=SimpleUploadedFile("Göteborg “BIO”.pdf", A_PDF),
        description="Slides",
    )


def fetch(client, user, attachment):
    client.force_login(user)
    return client.get(url_of("attachment", attachment.case, attachment.pk))


def test_a_file_is_handed_out_as_a_download_with_its_own_name(client, attachment, editor):
    response = fetch(client, editor, attachment)

    assert b"".join(response) == A_PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''G%C3%B6teborg%20%E2%80%9CBIO%E2%80%9D.pdf"
    )
    response.close()


@pytest.mark.parametrize("who", ["participant", "stranger", "neighbour"])
def test_a_file_of_a_draft_is_not_there_for_others(client, attachment, request, who):
    assert fetch(client, request.getfixturevalue(who), attachment).status_code == 404


def distribute(case, editor, expert, coordinator):
    services.submit_case(case, by=editor)
    services.accept_case(case, by=expert)
    return services.distribute_case(case, by=coordinator)


@pytest.mark.parametrize(
    ("who", "may_read_confidential"),
    [
        ("coordinator", True),
        ("expert", True),
        ("editor", True),
        ("neighbour", True),
        ("participant", False),
        ("stranger", False),
    ],
)
def test_after_distribution_a_confidential_file_stays_with_the_group(
    client, case, editor, expert, coordinator, attachment, request, who, may_read_confidential
):
    secret = services.add_attachment(
        case,
        by=editor,
        upload=SimpleUploadedFile("Secret.pdf", A_PDF),
        description="Secret",
        is_confidential=True,
    )
    distribute(case, editor, expert, coordinator)
    person = request.getfixturevalue(who)

    public, hidden = fetch(client, person, attachment), fetch(client, person, secret)
    page = client.get(case.get_absolute_url())

    assert public.status_code == 200
    assert hidden.status_code == (200 if may_read_confidential else 404)
    assert ("Secret.pdf" in page.text) == may_read_confidential
    assert ("One part is confidential" in page.text) == (not may_read_confidential)


def test_a_file_is_reached_through_its_own_case_alone(client, attachment, coordinator, distributed):
    other = reverse(
        "cases:attachment", args=[distributed.programme.slug, "another-city", attachment.pk]
    )
    client.force_login(coordinator)

    assert client.get(other).status_code == 404


def test_a_file_that_is_gone_from_its_place_is_not_found(client, attachment, editor):
    default_storage.delete(attachment.file.name)

    assert fetch(client, editor, attachment).status_code == 404


def test_uploads_have_no_address_of_their_own(client, attachment, editor):
    client.force_login(editor)

    for url in (f"/media/{attachment.file.name}", f"/{attachment.file.name}"):
        assert client.get(url).status_code == 404


# Deleting


def test_a_deletion_asks_first_and_takes_the_file_along(
    client, attachment, editor, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    url = url_of("attachment_delete", attachment.case, attachment.pk)

    asked = client.get(url)
    still_there = default_storage.exists(attachment.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert "Göteborg “BIO”.pdf" in asked.text
    assert still_there
    assert not default_storage.exists(attachment.file.name)
    assert Attachment.objects.count() == 0
    assert Activity.objects.filter(verb="attachment_deleted").count() == 1


def test_a_file_of_an_edition_cannot_be_deleted(
    client, case, attachment, editor, expert, coordinator
):
    distribute(case, editor, expert, coordinator)
    client.force_login(editor)

    response = client.post(url_of("attachment_delete", case, attachment.pk))

    assert said(response)[0].startswith("This cannot be changed any more.")
    assert default_storage.exists(attachment.file.name)


def test_experts_delete_no_files(client, attachment, expert):
    client.force_login(expert)

    response = client.post(url_of("attachment_delete", attachment.case, attachment.pk))

    assert response.status_code == 403
    assert Attachment.objects.count() == 1


def test_an_edition_says_which_files_it_came_with(case, attachment, editor, expert, coordinator):
    distribute(case, editor, expert, coordinator)

    [listed] = case.editions.get().content["attachments"]
    assert (listed["name"], listed["checksum"]) == (attachment.name, attachment.checksum)
