"""Asking for a PDF, waiting for it, and getting it."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from reports.documents import rows as document_rows
from reports.documents.orders import request_document, retry_document
from reports.documents.rows import find_or_queue
from reports.documents.shelf import subjects_for
from reports.models import Document, DocumentKind, DocumentQuerySet, DocumentStatus
from tests import factories

pytestmark = pytest.mark.django_db


def make_ready(document, data=b"%PDF-1.7 ready"):
    document.file.save(f"documents/{document.pk}.pdf", ContentFile(data), save=False)
    document.status, document.pages, document.size = DocumentStatus.READY, 3, len(data)
    document.checksum, document.finished_at = "c" * 64, timezone.now()
    document.save()
    return document


@pytest.fixture
def ready(edition):
    return make_ready(request_document("case", edition, by=None))


def url_of(name, document):
    return reverse(f"reports:{name}", args=[document.programme.slug, document.pk])


def request_url(kind, subject, programme):
    return reverse("reports:document_request", args=[programme.slug, kind, subject.pk])


def htmx(target):
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}


# Asking


def test_asking_queues_a_document_and_sends_its_task(
    edition, editor, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("reports.documents.orders.build_document.delay", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        document = request_document("case", edition, by=editor)

    assert sent == [document.pk]
    assert (document.status, document.requested_by) == (DocumentStatus.QUEUED, editor)
    assert document.title == f"{edition.case}: Cluster case"


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_away_is_no_error_for_who_asks(edition, monkeypatch):
    def refuse(pk):
        raise ConnectionError("no broker")

    monkeypatch.setattr("reports.documents.orders.build_document.delay", refuse)

    document = request_document("case", edition, by=None)

    assert document.is_active


def test_asking_twice_gives_the_document_that_is_being_built(edition):
    assert request_document("case", edition, by=None) == request_document("case", edition, by=None)
    assert Document.objects.count() == 1


def test_two_who_ask_at_the_same_moment_get_the_same_document(edition, monkeypatch):
    first = request_document("case", edition, by=None)
    # The second looked before the first had written.
    monkeypatch.setattr(DocumentQuerySet, "active", DocumentQuerySet.none)

    second, is_new = find_or_queue("case", edition, title="x", content_key="", by=None)

    assert (second, is_new) == (first, False)


def test_the_same_content_is_not_printed_twice(ready, edition):
    assert request_document("case", edition, by=None) == ready


def test_changed_content_is_a_new_document(case):
    old = make_ready(request_document("case_draft", case, by=None))
    case.answers.filter(topic="growth").update(text="Changed since")

    new = request_document("case_draft", case, by=None)

    assert new != old
    assert new.is_active


def test_a_file_that_was_lost_is_printed_again(ready, edition):
    ready.file.storage.delete(ready.file.name)

    assert request_document("case", edition, by=None).is_active


def test_asking_for_one_that_failed_tries_it_again(edition, editor):
    failed = factories.DocumentFactory(case_edition=edition, status="failed", error="Disk full.")

    document = request_document("case", edition, by=editor)

    assert document == failed
    assert (document.status, document.error) == (DocumentStatus.QUEUED, "")


def test_trying_a_ready_document_again_changes_nothing(ready):
    assert retry_document(ready, by=None).is_ready


def test_trying_again_while_another_is_built_gives_the_other(edition):
    failed = factories.DocumentFactory(case_edition=edition, status="failed", error="Disk full.")
    other = factories.DocumentFactory(case_edition=edition)

    assert retry_document(failed, by=None) == other
    assert Document.objects.get(pk=failed.pk).is_failed


# Who may


@pytest.mark.once
def test_who_may_ask_for_a_pdf_is_who_sees_it(
    subjects, coordinator, expert, editor, participant, stranger, outsider
):
    people = [coordinator, expert, editor, participant, stranger, outsider]
    documents = {kind: request_document(kind, subjects[kind], by=None) for kind in subjects}

    may_ask = {
        kind: {p for p in people if subjects_for(kind, p).filter(pk=subject.pk).exists()}
        for kind, subject in subjects.items()
    }
    may_see = {
        kind: {p for p in people if Document.objects.visible_to(p).contains(document)}
        for kind, document in documents.items()
    }

    assert set(may_ask) == set(DocumentKind.values)
    assert may_ask == may_see
    # A ZIP is for its owner alone.
    assert may_ask.pop("archive") == set()
    assert all(coordinator in those and outsider not in those for those in may_ask.values())


def test_a_draft_is_no_pdf_for_a_participant(client, case, participant):
    client.force_login(participant)

    response = client.post(request_url("case_draft", case, case.programme))

    assert response.status_code == 404
    assert not Document.objects.exists()


def test_a_document_of_another_programme_is_not_asked_for_here(client, edition, coordinator):
    elsewhere = factories.MembershipFactory(user=coordinator, role="coordinator").programme
    client.force_login(coordinator)

    response = client.post(request_url("case", edition, elsewhere))

    assert response.status_code == 404


def test_an_unknown_kind_is_not_there(client, edition, coordinator):
    client.force_login(coordinator)

    response = client.post(request_url("poster", edition, edition.case.programme))

    assert response.status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("name", ["document_request", "document_retry"])
def test_reading_an_address_changes_nothing(client, name, ready, edition, coordinator):
    client.force_login(coordinator)
    url = (
        request_url("case", edition, ready.programme)
        if name == "document_request"
        else url_of(name, ready)
    )

    assert client.get(url).status_code == 405


# Pages


@pytest.mark.once
def test_the_button_leads_to_the_state_of_the_document(client, edition, participant):
    client.force_login(participant)

    response = client.post(request_url("case", edition, edition.case.programme))

    document = Document.objects.get()
    assert document.requested_by == participant
    assert response.url == document.get_absolute_url()


@pytest.mark.once
def test_the_button_turns_into_its_progress_in_place(client, edition, participant):
    client.force_login(participant)
    target = f"document-button-case-{edition.pk}"

    response = client.post(request_url("case", edition, edition.case.programme), **htmx(target))

    assert f'id="{target}"' in response.text
    assert "PDF is being made: 0" in response.text
    assert "<html" not in response.text


@pytest.mark.once
def test_a_document_being_built_shows_how_far_it_is_and_asks_again(client, edition, participant):
    document = request_document("case", edition, by=None)
    Document.objects.update(status="running", progress=42, progress_note="Laying out page 12")
    client.force_login(participant)

    page = client.get(document.get_absolute_url())
    fragment = client.get(document.get_absolute_url(), **htmx("document-status"))

    for response in (page, fragment):
        assert "Laying out page 12" in response.text
        assert 'value="42"' in response.text
        assert "hx-trigger" in response.text
    assert 'http-equiv="refresh"' in page.text
    assert "<html" not in fragment.text


@pytest.mark.once
def test_asking_again_stops_when_the_document_is_ready(client, ready, participant):
    client.force_login(participant)

    page = client.get(ready.get_absolute_url())
    button = client.get(ready.get_absolute_url(), **htmx("document-button-case-1"))

    # The search field in the head asks while one types.
    assert "hx-trigger" not in page.text.partition("<main")[2]
    assert "http-equiv" not in page.text
    assert url_of("document_download", ready) in page.text
    assert "hx-trigger" not in button.text
    assert "Download the PDF, 3 pages" in button.text


@pytest.mark.once
def test_a_ready_document_leads_to_where_it_is_read(client, subjects, coordinator):
    client.force_login(coordinator)
    leads_nowhere = {}

    for kind in set(DocumentKind.values) - {"archive"}:
        document = make_ready(request_document(kind, subjects[kind], by=None))
        page = client.get(document.get_absolute_url())
        if client.get(url := page.context["shelved"].source_url).status_code != 200:
            leads_nowhere[kind] = url

    assert leads_nowhere == {}


def test_a_document_that_waits_says_behind_how_many(client, edition, participant):
    factories.DocumentFactory()
    document = request_document("case", edition, by=None)
    client.force_login(participant)

    assert "1 document is made before it" in client.get(document.get_absolute_url()).text


@pytest.mark.once
def test_a_failed_document_says_why_and_can_be_tried_again(client, edition, participant):
    failed = factories.DocumentFactory(
        case_edition=edition, status="failed", error="The disk of the server is full."
    )
    client.force_login(participant)

    page = client.get(failed.get_absolute_url())
    response = client.post(url_of("document_retry", failed))

    assert "The disk of the server is full." in page.text
    assert url_of("document_retry", failed) in page.text
    assert response.url == failed.get_absolute_url()
    failed.refresh_from_db()
    assert (failed.status, failed.requested_by) == (DocumentStatus.QUEUED, participant)


@pytest.mark.once
def test_an_outdated_edition_says_so(client, ready, edition, participant):
    factories.EditionFactory(case=edition.case, number=2)
    client.force_login(participant)

    assert "there is edition 2" in client.get(ready.get_absolute_url()).text


# The file


@pytest.mark.once
def test_a_download_has_a_name_that_says_what_it_is(client, ready, participant):
    client.force_login(participant)

    response = client.get(url_of("document_download", ready))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 ready"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "private, no-cache"
    name = response.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    assert name.startswith(ready.programme.slug)
    assert name.endswith("-cluster-case-edition-1.pdf")


@pytest.mark.once
def test_an_unchanged_file_is_not_sent_twice(client, ready, participant):
    client.force_login(participant)
    etag = client.get(url_of("document_download", ready)).headers["ETag"]

    response = client.get(url_of("document_download", ready), HTTP_IF_NONE_MATCH=etag)

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.once
def test_a_file_that_is_not_there_yet_leads_to_its_state(client, edition, participant):
    document = request_document("case", edition, by=None)
    client.force_login(participant)

    assert client.get(url_of("document_download", document)).url == document.get_absolute_url()


@pytest.mark.once
def test_a_file_that_was_lost_is_explained(client, ready, participant):
    ready.file.storage.delete(ready.file.name)
    client.force_login(participant)

    response = client.get(url_of("document_download", ready), follow=True)

    assert "The file is missing on the server" in response.text


def test_giving_up_counts_attempts_in_sets(edition):
    document = factories.DocumentFactory(case_edition=edition, status="failed", error="x")
    Document.objects.update(attempts=4)
    document.refresh_from_db()

    queued, is_new = document_rows.queue_again(document, by=None)

    assert (queued.attempts, is_new) == (6, True)


def test_the_draft_of_an_agenda_stays_closed_when_the_agenda_is_released(
    client, workshop, participant, coordinator
):
    workshop.agenda_released_at = None
    workshop.save()
    draft = request_document("agenda_draft", workshop, by=coordinator)

    workshop.agenda_released_at = timezone.now()
    workshop.save()

    client.force_login(participant)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(coordinator)
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_an_agenda_that_is_not_released_is_printed_as_draft_only(client, workshop, coordinator):
    workshop.agenda_released_at = None
    workshop.save()
    client.force_login(coordinator)
    slug = workshop.programme.slug

    def ask(kind):
        url = reverse("reports:document_request", args=[slug, kind, workshop.pk])
        return client.post(url).status_code

    assert (ask("agenda"), ask("agenda_draft")) == (404, 302)
