"""How a document is built, given up, and found again."""

import errno
from datetime import timedelta
from io import BytesIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, IntegrityError
from django.template import TemplateSyntaxError
from django.utils import timezone

from reports import tasks
from reports.documents import building, evidence, makers
from reports.documents import rows as document_rows
from reports.documents.orders import request_document
from reports.documents.rows import MAX_ATTEMPTS, Claim, Superseded, store
from reports.models import Document, DocumentKind, DocumentStatus
from reports.printing import LibraryMissing, Printed
from reports.printing.picture import Painted
from reports.printing.processes import PieceDied
from tests import factories

pytestmark = pytest.mark.django_db

PRINTED = Printed(data=b"%PDF-1.7 short", pages=3)


@pytest.fixture
def printer(monkeypatch):
    """Instead of WeasyPrint: notes what was printed, or raises what ``fails`` says."""

    class Printer:
        fails = None
        printed = 0

        def __call__(self, html, *, pictures=(), progress=lambda *step: None):
            progress(40, "Laying out page 1")
            if self.fails:
                raise self.fails
            self.printed += 1
            return PRINTED

    printer = Printer()
    for module in (makers, evidence):
        monkeypatch.setattr(module, "print_pdf", printer)
    monkeypatch.setattr(makers, "print_book", printer)
    monkeypatch.setattr(makers, "paint_page", lambda pdf: Painted(data=b"\x89PNG"))
    return printer


@pytest.fixture
def document():
    return factories.DocumentFactory()


def again(document):
    document.refresh_from_db()
    return document


def silent_for(document, seconds, **fields):
    Document.objects.filter(pk=document.pk).update(
        heartbeat_at=timezone.now() - timedelta(seconds=seconds), **fields
    )


def test_a_built_document_has_its_file_pages_size_and_checksum(document, printer):
    tasks.build_document(document.pk)

    again(document)
    assert document.status == DocumentStatus.READY
    assert (document.pages, document.size, document.progress) == (3, len(PRINTED.data), 100)
    assert document.checksum == PRINTED.checksum
    assert document.file.read() == PRINTED.data
    assert len(document.content_key) == 64


def test_every_kind_is_built(subjects, printer):
    documents = [request_document(kind, subjects[kind], by=None) for kind in DocumentKind.values]

    for document in documents:
        tasks.build_document(document.pk)

    assert {row.kind: row.error for row in map(again, documents) if not row.is_ready} == {}


def test_a_task_delivered_twice_prints_once(document, printer):
    tasks.build_document(document.pk)
    tasks.build_document(document.pk)

    assert printer.printed == 1


def test_only_one_of_two_builders_gets_the_document(document):
    claims = [Claim.take(document.pk), Claim.take(document.pk)]

    assert [claim is not None for claim in claims] == [True, False]


def test_a_builder_that_was_overtaken_changes_nothing_and_leaves_no_file(
    document, settings, tmp_path
):
    backend = "django.core.files.storage.FileSystemStorage"
    folder = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    slow = Claim.take(document.pk)
    Document.objects.filter(pk=document.pk).update(status=DocumentStatus.QUEUED)
    quick = Claim.take(document.pk)

    slow.fail("I was slow.")
    with pytest.raises(Superseded):
        slow.beat(50, "Still here")
    with pytest.raises(Superseded):
        slow.finish(PRINTED, title="Slow", content_key="a" * 64)
    quick.finish(PRINTED, title="Quick", content_key="b" * 64)

    assert (again(document).status, document.title) == (DocumentStatus.READY, "Quick")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [
        tmp_path / document.file.name
    ]


def test_progress_is_told_on_the_row(document, printer, monkeypatch):
    told = []
    monkeypatch.setattr(Claim, "beat", lambda claim, *step: told.append(step))
    monkeypatch.setattr(building, "SECONDS_BETWEEN_MOVES", 0)

    tasks.build_document(document.pk)

    assert told == [(2, "Reading the texts"), (40, "Laying out page 1"), (97, "Storing the file")]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TemplateSyntaxError("oh"), "could not be laid out (TemplateSyntaxError)"),
        (LibraryMissing("Install Pango."), "Install Pango."),
        (SoftTimeLimitExceeded(), "took too long"),
    ],
)
def test_an_error_that_time_does_not_heal_is_said_at_once(document, printer, error, words):
    printer.fails = error

    tasks.build_document(document.pk)

    assert again(document).is_failed
    assert words in document.error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space"), "disk of the server is full"),
        (OSError(errno.EACCES, "Not allowed"), "may not write"),
        (OSError(errno.EIO, "Input/output error"), "could not be stored"),
        (PieceDied("Too little memory."), "Too little memory"),
    ],
)
def test_an_error_of_the_system_is_tried_again_and_then_said(document, printer, error, words):
    printer.fails = error

    statuses = []
    for _ in range(MAX_ATTEMPTS):
        tasks.build_document(document.pk)
        statuses.append(again(document).status)

    assert statuses == [DocumentStatus.QUEUED] * (MAX_ATTEMPTS - 1) + [DocumentStatus.FAILED]
    assert words in document.error


def test_a_lost_database_leaves_the_row_to_be_found_again(document, printer):
    printer.fails = DatabaseError("gone")

    with pytest.raises(DatabaseError):
        tasks.build_document(document.pk)

    assert again(document).status == DocumentStatus.RUNNING


def test_trying_again_gives_a_document_new_attempts(document, printer):
    printer.fails = TemplateSyntaxError("oh")
    tasks.build_document(document.pk)

    _queued, is_new = document_rows.queue_again(again(document), by=None)
    printer.fails = None
    tasks.build_document(document.pk)

    assert is_new
    assert again(document).is_ready
    assert document.error == ""


def test_a_silent_builder_is_taken_for_dead_and_a_busy_one_is_not(settings):
    dead, alive = factories.DocumentFactory.create_batch(2)
    for document, seconds in ((dead, 1), (alive, -1)):
        Claim.take(document.pk)
        silent_for(document, settings.DOCUMENT_SILENT_AFTER + seconds)

    document_rows.take_back_silent()

    assert again(dead).status == DocumentStatus.QUEUED
    assert "begins again" in dead.progress_note
    assert again(alive).status == DocumentStatus.RUNNING


def test_a_document_that_kills_its_builders_is_given_up_in_words(document):
    for _ in range(MAX_ATTEMPTS):
        assert Claim.take(document.pk)
        silent_for(document, 60)
        document_rows.take_back_silent()

    assert again(document).is_failed
    assert "ended each time in the middle" in document.error


def test_a_lost_message_is_sent_again_after_a_moment_but_not_all_the_time(document):
    Document.objects.filter(pk=document.pk).update(
        requested_at=timezone.now() - timedelta(seconds=6)
    )
    fresh = factories.DocumentFactory()

    assert document_rows.without_task() == [document.pk]
    assert document_rows.without_task() == []
    silent_for(document, 31)
    assert document_rows.without_task() == [document.pk]
    assert again(fresh).heartbeat_at is None


def test_resuming_builds_what_was_interrupted(document, printer):
    Claim.take(document.pk)
    silent_for(document, 60, requested_at=timezone.now() - timedelta(minutes=2))

    tasks.resume_documents()

    assert again(document).is_ready
    assert document.attempts == 2


def test_what_is_distributed_or_published_is_built_before_anybody_asks(printer):
    edition = factories.EditionFactory()
    newer = factories.EditionFactory(case=edition.case, number=2)
    report = factories.ReportEditionFactory()
    final = factories.ReportEditionFactory(
        city_report=None, final_report=factories.FinalReportFactory()
    )

    tasks.build_ahead()
    tasks.build_ahead()

    built = Document.objects.order_by("kind").values_list(
        "kind", "case_edition", "report_edition", "status"
    )
    assert list(built) == [
        ("case", newer.pk, None, "ready"),
        ("city_report", None, report.pk, "ready"),
        ("final_report", None, final.pk, "ready"),
    ]


def test_the_database_lets_only_one_document_of_a_thing_be_active(document):
    with pytest.raises(IntegrityError):
        factories.DocumentFactory(case_edition=document.case_edition)


def test_a_file_is_stored_whole_and_replaces_one_of_its_name(tmp_path):
    storage = FileSystemStorage(location=tmp_path)

    names = [
        store(storage, "documents/2026/a.pdf", BytesIO(data)) for data in (b"first", b"second")
    ]

    assert names == ["documents/2026/a.pdf"] * 2
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"second"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_half_one(tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path)
    store(storage, "a.pdf", BytesIO(b"first"))

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(document_rows.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(storage, "a.pdf", BytesIO(b"second"))

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.pdf", b"first")]


@pytest.mark.once
def test_lists_of_needs_are_erased_when_the_needs_are(
    subjects, printer, time_machine, django_capture_on_commit_callbacks
):
    documents = {
        kind: request_document(kind, subjects[kind], by=None)
        for kind in ("diet_list", "bus_list", "agenda")
    }
    for document in documents.values():
        tasks.build_document(document.pk)
        document.refresh_from_db()
    needed_until = documents["diet_list"].workshop.ends_on + timedelta(days=14)

    time_machine.move_to(needed_until)
    tasks.erase_private_documents()
    before = set(Document.objects.values_list("kind", flat=True))
    time_machine.move_to(needed_until + timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.erase_private_documents()

    kept = {kind for kind, row in documents.items() if row.file.storage.exists(row.file.name)}
    assert before == set(documents)
    assert kept == set(Document.objects.values_list("kind", flat=True)) == {"agenda"}
