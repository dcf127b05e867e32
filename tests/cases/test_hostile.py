"""What nobody sends by mistake: it is refused in words, and changes nothing."""

import errno
import io
import struct
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from cases import services
from cases.models import Answer, AnswerRevision, Attachment, CaseStatus, SectionLock
from programme.files import PDF
from programme.models import Activity, Role
from programme.writing.models import MAX_TEXT_LENGTH
from tests.cases.conftest import answer_to
from tests.cases.test_attachments import A_PDF, SLIDES, WORD, office, picture, said, upload, url_of
from tests.factories import (
    CaseFactory,
    CityFactory,
    FigureFactory,
    MembershipFactory,
    StrategicIssueFactory,
)
from tests.together import run_together

pytestmark = pytest.mark.django_db

TOPIC = "growth"
A_PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


@pytest.fixture
def save(client, request):
    """Send one topic by itself, as the page does."""

    def save(person, text="Words.", base="0-x", topic=TOPIC, of=None, **fields):
        client.force_login(person)
        of = of or request.getfixturevalue("case")
        url = reverse("cases:answer_save", args=[of.programme.slug, of.city.slug, topic])
        return client.post(url, {f"{topic}-text": text, f"{topic}-base": base, **fields})

    return save


@pytest.fixture
def elsewhere(case):
    """The case of another city of the same programme."""
    return CaseFactory(city=CityFactory(programme=case.programme))


def rows_of(case):
    return list(case.answers.order_by("pk").values())


# Files that are not what they say


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("slides.pptx", A_PROGRAM, "a Windows program"),
        ("slides.pptx", b"\x7fELF\x02\x01\x01\x00", "a Linux program"),
        ("slides.pptx", b"#!/bin/sh\nrm -rf /\n", "a script"),
        ("slides.pdf", b"<html><script>alert(1)</script></html>", "a web page"),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "an SVG drawing"),
        ("case.docx", b"", "an empty file"),
        # Polyglots: the beginning of one kind, the inside of another.
        ("slides.pptx", A_PROGRAM + office(SLIDES), "a Windows program"),
        ("slides.pptx", b"GIF89a" + office(SLIDES), "a GIF picture"),
        ("logo.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "a damaged picture"),
        ("photo.jpg", b"\xff\xd8\xff\xe0<?php system('id') ?>", "a damaged picture"),
        ("slides.pptx", office(SLIDES, **{"ppt/x.JS": "x"}), "an Office file that carries"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(
    client, case, editor, name, content, found
):
    stored = stored_files()

    response = upload(client, editor, case, content=content, name=name)

    [message] = response.context["form"].errors["file"]
    assert response.status_code == 422
    assert found in message or (not content and "empty" in message)
    assert Attachment.objects.count() == 0
    assert stored_files() == stored


def stored_files(folder="attachments"):
    if not default_storage.exists(folder):
        return []
    folders, files = default_storage.listdir(folder)
    return files + [file for name in folders for file in stored_files(f"{folder}/{name}")]


@pytest.mark.once
def test_what_hides_behind_an_allowed_beginning_is_never_opened_inside_the_site(
    client, case, editor
):
    # Every reader takes this for a PDF, and a browser that guessed might take it for a page.
    both = A_PDF + b"<script>alert(document.domain)</script>"
    upload(client, editor, case, content=both, name="page.html")

    response = client.get(url_of("attachment", case, Attachment.objects.get().pk))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="page.html.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


def bomb(**parts):
    """An Office file of some kilobytes that unpacks to sixty-four megabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        with zipfile.ZipFile(io.BytesIO(office(WORD))) as word:
            for name in word.namelist():
                file.writestr(name, word.read(name))
        with file.open("word/document.xml", "w") as part:
            for _ in range(64):
                part.write(b" " * 1024 * 1024)
    return buffer.getvalue()


@pytest.mark.once
def test_a_document_that_unpacks_to_very_much_is_not_unpacked(client, case, editor, monkeypatch):
    read = []
    original = zipfile.ZipExtFile.read

    def counting(self, n=-1):
        data = original(self, n)
        read.append(len(data))
        return data

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    content = bomb()
    read.clear()

    upload(client, editor, case, content=content, name="case.docx")

    assert len(content) < 1024 * 1024
    assert sum(read) < 1024 * 1024


@pytest.mark.once
def test_an_archive_of_very_many_files_is_refused(client, case, editor):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for number in range(5_001):
            file.writestr(str(number), b"")

    response = upload(client, editor, case, content=buffer.getvalue(), name="case.docx")

    assert "an archive of very many files" in response.context["form"].errors["file"][0]


@pytest.mark.once
def test_a_picture_of_a_thousand_million_points_is_not_drawn(client, case, editor):
    png = picture("PNG")
    huge = png[:16] + struct.pack(">II", 60_000, 60_000) + png[24:]

    response = upload(client, editor, case, content=huge, name="logo.png")

    assert response.status_code == 422
    assert Attachment.objects.count() == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("n" * 5_000 + ".pdf", "n" * 196 + ".pdf"),
        ("\x00\x01\x1b[31mslides\x7f.pdf", "[31mslides.pdf"),
        ("slides\u202efdp.exe", "slidesfdp.exe.pdf"),
        ("slides\u2066\u200b.pdf", "slides.pdf"),
        ("../../../../etc/passwd", "passwd.pdf"),
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("/dev/null", "null.pdf"),
        ("con.pdf/..", "file.pdf"),
        ("<script>alert(1)<", "<script>alert(1)<.pdf"),
        ("\U0001f4ca \u0643.pdf", "\U0001f4ca \u0643.pdf"),
        ("\ud800.pdf", "pdf.pdf"),
    ],
)
def test_a_name_is_what_can_be_printed_of_it(typed, given):
    assert PDF.name_for(typed) == given


@pytest.mark.parametrize(
    "name", ["n" * 5_000 + ".pdf", "a\x00b.pdf", "\u202efdp.exe", "../../x.pdf"]
)
def test_a_file_with_such_a_name_is_kept_and_handed_out(client, case, editor, name):
    response = upload(client, editor, case, name=name)

    assert response.status_code == 302
    attachment = Attachment.objects.get()
    download = client.get(url_of("attachment", case, attachment.pk))
    assert b"".join(download) == A_PDF
    assert "\n" not in download["Content-Disposition"]
    assert "\u202e" not in client.get(case.get_absolute_url()).text
    download.close()


@pytest.mark.parametrize("description", [b"a\x00b", b"d" * 5_000, b" ", b"\xed\xa0\x80 half"])
def test_a_description_that_cannot_be_stored_is_refused_at_its_field(
    client, case, editor, description
):
    client.force_login(editor)
    file = SimpleUploadedFile("Slides.pdf", A_PDF)
    body = encode_multipart(BOUNDARY, {"file": file, "description": "THE WORDS"})

    body = body.replace(b"THE WORDS", description)
    url = url_of("attachment_create", case)
    response = client.generic("POST", url, body, MULTIPART_CONTENT)

    if description.endswith(b"half"):
        # What no encoding knows is replaced on the way in, and seen by whoever typed it.
        assert "\ufffd" in Attachment.objects.get().description
    else:
        assert set(response.context["form"].errors) == {"description"}
        assert Attachment.objects.count() == 0


# Files that are too large, and disks that are full


@pytest.mark.parametrize("size", [2, 40])
def test_a_file_that_is_too_large_is_dropped_and_the_rest_of_the_form_is_kept(
    client, case, editor, settings, size, monkeypatch
):
    settings.ATTACHMENT_MAX_MB = 1
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    written = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler,
        "receive_data_chunk",
        lambda handler, data, start: written.append(len(data)),
    )

    content = A_PDF + b" " * size * 1024 * 1024
    response = upload(client, editor, case, content=content, description="What we showed")

    [message] = response.context["form"].errors["file"]
    assert response.status_code == 422
    assert message.startswith(
        f"“Slides.pdf” is too large: it has {size}.0\xa0MB, allowed are 1.0\xa0MB."
    )
    assert 'value="What we showed"' in response.text
    assert sum(written) <= 1024 * 1024
    assert Attachment.objects.count() == 0


@pytest.mark.once
def test_many_files_together_are_no_more_than_one(client, case, editor, settings):
    settings.ATTACHMENT_MAX_MB = 1
    client.force_login(editor)
    halves = [SimpleUploadedFile(f"{n}.pdf", A_PDF + b" " * 700_000) for n in range(4)]

    response = client.post(
        url_of("attachment_create", case), {"file": halves, "description": "Slides"}
    )

    assert "is too large" in response.context["form"].errors["file"][0]


@contextmanager
def full_disk(monkeypatch, after):
    """A disk on which so many bytes of a file find room."""

    class Full(io.FileIO):
        def write(self, data):
            super().write(data[:after])
            raise OSError(errno.ENOSPC, "No space left on device")

    def full_save(storage, name, content):
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with Full(path, "w") as file:
            file.write(content.read())

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full_save)
        yield


@pytest.mark.once
def test_a_disk_that_is_full_is_said_and_leaves_nothing_behind(
    client, case, editor, monkeypatch, tmp_path
):
    storage = FileSystemStorage(tmp_path)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)
    before = Activity.objects.count()

    with full_disk(monkeypatch, after=10):
        response = upload(client, editor, case, description="What we showed")

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith("The server has no room")
    assert 'value="What we showed"' in response.text
    assert Attachment.objects.count() == 0
    assert Activity.objects.count() == before
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    # And when there is room again, it works.
    assert upload(client, editor, case).status_code == 302
    assert Attachment.objects.get().size == len(A_PDF)


def test_a_row_that_cannot_be_written_takes_its_file_along(case, editor, monkeypatch, tmp_path):
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))

    with pytest.raises(Exception, match="description"):
        services.add_attachment(
            case, by=editor, upload=SimpleUploadedFile("a.pdf", A_PDF), description="d" * 5_000
        )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.once
def test_a_full_disk_for_what_comes_in_is_said_too(client, case, editor, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0

    def full(handler, data, start):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)

    response = upload(client, editor, case, description="What we showed")

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith("The server has no room")
    assert 'value="What we showed"' in response.text


# Texts


def test_ten_megabytes_in_a_topic_are_refused_with_words(save, case, editor):
    # Just below the limit of a request: refused by the field, in JSON, which the page can show.
    fits = save(editor, "w" * 9_000_000)
    too_much = save(editor, "w" * 11_000_000)

    assert fits.status_code == 422
    assert "9,000,000 characters" in fits.json()["message"]
    assert too_much.status_code == 413
    assert "too much text" in too_much.text
    assert answer_to(case, TOPIC).version == 0


def test_the_longest_text_that_fits_is_stored_whole(save, case, editor):
    text = ("ä\U0001f600" * MAX_TEXT_LENGTH)[:MAX_TEXT_LENGTH]

    assert save(editor, text).status_code == 200
    assert answer_to(case, TOPIC).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Emoji \U0001f468\u200d\U0001f469\u200d\U0001f467, combined e\u0301, \u00df\u1e9e",
        "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \u202eright to left\u202c",
        "Tab\tand\x0bvertical\x0cform\x1b[31mred\x7f",
        "\ufeffByte order mark\u2028line separator\u2029paragraph",
        "'; DROP TABLE cases_answer; -- %s %(x)s {{ settings.SECRET_KEY }} {% now 'Y' %}",
    ],
)
def test_a_text_in_any_writing_comes_back_as_it_was_typed(
    save, client, case, editor, text, write_url
):
    assert save(editor, text).status_code == 200

    assert answer_to(case, TOPIC).text.strip() == text.strip()
    assert client.get(write_url("performance")).status_code == 200
    assert client.get(case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("field", ["text", "not_known_reason", "base"])
def test_a_nul_is_refused_and_the_text_before_it_stays(save, case, editor, field):
    save(editor, "Before.")

    response = save(editor, **{"text": "After.", "base": "1-x", f"{TOPIC}-{field}": "a\x00b"})

    assert response.status_code in (409, 422)
    assert response.json()["message"]
    assert answer_to(case, TOPIC).text == "Before."


def test_half_a_character_becomes_a_mark_that_says_so(client, case, editor):
    client.force_login(editor)
    url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, TOPIC])
    body = encode_multipart(BOUNDARY, {f"{TOPIC}-text": "THE WORDS", f"{TOPIC}-base": "0-x"})

    body = body.replace(b"WORDS", b"\xed\xa0\x80 half")
    response = client.generic("POST", url, body, MULTIPART_CONTENT)

    assert response.status_code == 200
    assert "\ufffd" in answer_to(case, TOPIC).text


# Versions and keys


@pytest.mark.parametrize(
    "base",
    [
        "-1",
        "-1-x",
        "99999999999999999999-x",
        "999999999-x",
        "1.0-x",
        "NaN",
        "٣-x",
        "",
        "0x1-",
        "²-x",
    ],
)
def test_a_forged_version_overwrites_nothing(save, case, editor, colleague, base):
    save(editor, "First.")

    response = save(colleague, "Second.", base=base)

    assert response.status_code == 409
    assert "First." in response.json()["html"]
    assert answer_to(case, TOPIC).text == "First."


def test_a_version_from_the_future_overwrites_nothing_later(save, case, editor, colleague):
    save(editor, "First.")

    assert save(colleague, "Second.", base="2-x").status_code == 409
    assert save(editor, "First, and more.", base="1-x").status_code == 200
    assert answer_to(case, TOPIC).version == 2


@pytest.mark.parametrize("topic", ["nonsense", "x" * 500, "growth-text", "0", "__init__"])
def test_a_topic_that_does_not_exist_is_not_found(save, case, editor, topic):
    before = rows_of(case)

    assert save(editor, topic=topic).status_code == 404
    assert rows_of(case) == before


def test_the_case_of_another_city_is_not_there(save, case, elsewhere, editor):
    before = rows_of(case), rows_of(elsewhere)

    response = save(editor, "Taken over.", of=elsewhere)

    assert response.status_code == 404
    assert (rows_of(case), rows_of(elsewhere)) == before
    assert AnswerRevision.objects.count() == 0


def test_the_rows_of_another_city_cannot_be_named_in_a_form(
    case, elsewhere, editor, open_form, send
):
    theirs = elsewhere.answers.get(topic="life_cycle")
    fields = open_form(editor, "setting")
    forged = {
        "id": theirs.pk,
        "case": elsewhere.pk,
        "life_cycle-id": theirs.pk,
        "life_cycle-case": elsewhere.pk,
        "life_cycle-version": 7,
        "life_cycle-updated_by": 1,
        f"answer-{theirs.pk}-text": "Taken over.",
        "life_cycle-text": "Ours.",
    }
    before = rows_of(elsewhere)

    response = send(editor, "setting", fields | forged)

    assert response.status_code == 302
    assert rows_of(elsewhere) == before
    ours = answer_to(case, "life_cycle")
    assert (ours.text, ours.version, ours.updated_by) == ("Ours.", 1, editor)


def test_the_figures_and_issues_of_another_city_cannot_be_named_in_a_form(
    case, elsewhere, editor, open_form, send
):
    figure = FigureFactory(cluster=elsewhere.cluster, label="Theirs")
    issue = StrategicIssueFactory(case=elsewhere, question="Theirs?")

    figures = open_form(editor, "performance")
    send(
        editor,
        "performance",
        figures
        | {
            f"figure-{figure.pk}-label": "Taken over",
            f"figure-{figure.pk}-value": "1",
            f"figure-{figure.pk}-remove": "on",
        },
    )
    issues = open_form(editor, "strategic_issues")
    send(
        editor,
        "strategic_issues",
        issues
        | {
            f"issue-{issue.pk}-question": "Taken over?",
            f"issue-{issue.pk}-remove": "on",
            "focus": str(issue.pk),
        },
    )

    figure.refresh_from_db()
    issue.refresh_from_db()
    assert (figure.label, issue.question, issue.is_in_focus) == ("Theirs", "Theirs?", True)


def test_unknown_fields_and_wrong_types_change_nothing_else(save, case, editor):
    response = save(
        editor,
        **{
            f"{TOPIC}-is_not_known": "maybe",
            f"{TOPIC}-is_confidential[]": ["1", "2"],
            f"{TOPIC}-version": "99",
            "status": "closed",
            "__proto__": "x",
            "x" * 300: "y",
        },
    )

    case.refresh_from_db()
    assert response.status_code in (200, 422)
    assert case.status == CaseStatus.DRAFTING
    assert answer_to(case, TOPIC).version in (0, 1)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_a_body_of_another_kind_saves_nothing_and_breaks_nothing(
    client, case, editor, content_type
):
    client.force_login(editor)
    url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, TOPIC])

    response = client.post(url, b'{"growth-text": "Words"}', content_type=content_type)

    assert response.status_code < 500
    assert answer_to(case, TOPIC).version == 0


# Cases and sections that are closed


def test_a_case_that_is_closed_refuses_with_the_reason(save, discussed, editor, expert):
    closed = services.close_case(discussed, by=expert)
    before = rows_of(closed)

    response = save(editor, of=closed)

    assert response.status_code == 423
    assert f"{expert} closed it on " in response.json()["message"]
    assert rows_of(closed) == before


def test_a_locked_section_refuses_and_the_others_do_not(save, case, editor, expert):
    SectionLock.objects.create(
        case=case, section="performance", reason="It is good.", locked_by=expert
    )

    refused = save(editor)
    other = save(editor, topic="governance")

    assert refused.status_code == 423
    assert str(expert) in refused.json()["message"]
    assert answer_to(case, TOPIC).version == 0
    assert other.status_code == 200


# Two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_both_texts_survive():
    case = CaseFactory()
    people = [
        MembershipFactory(programme=case.programme, role=Role.EDITOR, city=case.city).user
        for _ in range(2)
    ]
    url = reverse("cases:answer_save", args=[case.programme.slug, case.city.slug, TOPIC])

    def saving(number):
        client = Client()
        client.force_login(people[number])
        text = {f"{TOPIC}-text": f"Text of {number}", f"{TOPIC}-base": "0-x"}
        return lambda: client.post(url, text)

    answers = run_together(saving(0), saving(1))

    statuses = [answer.status_code for answer in answers]
    stored = Answer.objects.get(case=case, topic=TOPIC)
    assert sorted(statuses) == [200, 409]
    first, second = statuses.index(200), statuses.index(409)
    assert (stored.text, stored.version) == (f"Text of {first}", 1)
    assert f"Text of {second}" in answers[second].json()["html"].replace("<ins>", "").replace(
        "</ins>", ""
    )


@pytest.mark.django_db(transaction=True)
def test_a_save_and_a_submission_at_once_leave_nothing_unsaid(draft, editor):
    url = reverse("cases:answer_save", args=[draft.programme.slug, draft.city.slug, TOPIC])

    def saving():
        client = Client()
        client.force_login(editor)
        return client.post(url, {f"{TOPIC}-text": "Late words.", f"{TOPIC}-base": "1-x"})

    answer, submitted = run_together(saving, lambda: services.submit_case(draft, by=editor))

    # Either the words were there before the case left, or the person is told that it has.
    in_version = submitted.versions.get().content
    assert answer.status_code in (200, 423)
    assert ("Late words." in str(in_version)) == (answer.status_code == 200)
    assert (answer_to(draft, TOPIC).text == "Late words.") == (answer.status_code == 200)


def test_the_page_names_a_file_as_it_is_kept(client, case, editor):
    response = upload(client, editor, case, name="../../x.exe")

    assert said(response) == ["“x.exe.pdf” is added."]
