"""The library: what is there, what could be there, for whom, and much of it built at once."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from cases.models import Answer
from reports import tasks
from reports.contexts import context_of
from reports.documents import archive_making, evidence, makers, outdated
from reports.documents.audience import Reach
from reports.documents.orders import request_document
from reports.documents.shelf import Shelved, with_subject
from reports.models import Document, DocumentStatus
from reports.printing import Printed
from tests import factories

pytestmark = pytest.mark.django_db


def make_ready(document, data=b"%PDF-1.7 ready"):
    document.file.save(f"documents/{document.pk}.pdf", ContentFile(data), save=False)
    document.status, document.pages, document.size = DocumentStatus.READY, 3, len(data)
    document.checksum, document.finished_at = "c" * 64, timezone.now()
    document.save()
    return document


def ready(kind, subject):
    return make_ready(request_document(kind, subject, by=None))


def entries(client, programme, **wanted):
    response = client.get(reverse("reports:documents", args=[programme.slug]), wanted)
    return [entry for shelf in response.context["shelves"] for entry in shelf.entries]


def library(client, programme, **wanted):
    return [row.document for row in entries(client, programme, **wanted) if row.document]


def missing(client, programme, **wanted):
    return {row.line.kind for row in entries(client, programme, **wanted) if not row.document}


@pytest.fixture
def printer(monkeypatch):
    """Instead of WeasyPrint, which is slow."""

    def print_pdf(html, *, pictures, progress=None):
        return Printed(data=b"%PDF-1.7 short", pages=3)

    for module in (makers, evidence, archive_making):
        monkeypatch.setattr(module, "print_pdf", print_pdf)


@pytest.mark.once
def test_the_library_shows_what_a_person_may_read(
    client, subjects, programme, participant, coordinator
):
    documents = {k: request_document(k, subject, by=None) for k, subject in subjects.items()}
    open_to_all = {"case", "case_book", "agenda", "city_report", "final_report"}
    open_to_all |= {"practical_note", "notes"}
    open_to_all |= {"policy_page", "deck", "learning_passport"} & set(subjects)
    open_to_all |= {"city_report_word", "final_report_word"} & set(subjects)
    open_to_all |= {"networking_map", "networking_map_picture"} & set(subjects)

    client.force_login(participant)
    assert set(library(client, programme)) == {documents[kind] for kind in open_to_all}
    client.force_login(coordinator)
    assert set(library(client, programme)) == {
        row for kind, row in documents.items() if kind != "archive"
    }


@pytest.mark.once
def test_what_could_be_built_stands_there_for_who_asks_for_it(
    client, subjects, programme, participant, editor
):
    client.force_login(participant)
    for_members = missing(client, programme, state="missing")
    client.force_login(editor)
    for_editor = missing(client, programme, state="all")
    unasked = missing(client, programme)
    ready("case", subjects["case"])

    assert {"case", "case_book", "agenda", "city_report", "final_report", "notes"} <= for_members
    assert for_members.isdisjoint({"diet_list", "participant_list", "evidence_pack"})
    assert {"participant_list", "diet_list"} <= for_editor
    assert unasked == set()
    # What there is a document of is not missing, and has no second row.
    assert "case" not in missing(client, programme, state="all")
    assert [row.state_words for row in entries(client, programme, kind="case")] == ["Up to date"]


@pytest.mark.once
def test_the_library_is_chosen_by_its_address(client, subjects, programme, coordinator):
    case, agenda = ready("case", subjects["case"]), ready("agenda", subjects["agenda"])
    failed = factories.DocumentFactory(
        programme=programme, kind="case_draft", case_edition=None, case=subjects["case_draft"],
        status="failed", error="x",
    )  # fmt: skip
    elsewhere = factories.EditionFactory(
        case=factories.DistributedCaseFactory(city=factories.CityFactory(programme=programme))
    )
    other = request_document("case", elsewhere, by=None)
    client.force_login(coordinator)

    assert set(library(client, programme, kind="case")) == {case, other}
    assert library(client, programme, city=elsewhere.case.city.slug) == [other]
    assert library(client, programme, kind="agenda", city=elsewhere.case.city.slug) == []
    assert set(library(client, programme, workshop=agenda.workshop_id)) == {case, agenda, failed}
    assert library(client, programme, state="failed") == [failed]
    assert library(client, programme, state="building") == [other]
    assert library(client, programme, words=f"{elsewhere.case} CLUSTER case") == [other]
    assert set(library(client, programme, kind="nonsense")) == {case, agenda, failed, other}
    assert library(client, programme, city="a\0b") == []


@pytest.mark.once
def test_the_last_pdf_of_a_text_stands_there_and_leads_to_the_others(
    client, case, programme, coordinator
):
    old = ready("case_draft", case)
    case.answers.filter(topic="growth").update(text="Changed since")
    new = ready("case_draft", case)
    client.force_login(coordinator)

    assert library(client, programme) == [new]
    page = client.get(new.get_absolute_url())
    assert [row.document for row in page.context["earlier"]] == [old]


@pytest.mark.parametrize("rows", [1, 3])
def test_library_query_count_does_not_grow(
    client, programme, coordinator, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        city = factories.CityFactory(programme=programme)
        edition = factories.EditionFactory(case=factories.DistributedCaseFactory(city=city))
        make_ready(factories.DocumentFactory(case_edition=edition))
        factories.AgendaItemFactory(workshop=edition.case.workshop)
        factories.CityReportFactory(workshop=edition.case.workshop)
    client.force_login(coordinator)

    with django_assert_max_num_queries(15):
        found = library(client, programme)

    assert len(found) == rows


@pytest.mark.once
def test_an_empty_library_says_what_will_be_there(client, programme, coordinator):
    client.force_login(coordinator)

    response = client.get(reverse("reports:documents", args=[programme.slug]))

    assert "No documents yet" in response.text


# For whom


@pytest.mark.once
@pytest.mark.parametrize("stage", ["shared", "withdrawn"])
def test_for_whom_a_document_is_said_to_be_is_who_sees_it(
    subjects, city, programme, coordinator, expert, editor, participant, stranger, outsider, stage
):
    neighbour = factories.CityFactory(programme=programme, group=city.group)
    seats = {"neighbour": {"city": neighbour}, "host": {"city": city}}
    cast = {
        name: factories.MembershipFactory(programme=programme, **seat).user
        for name, seat in seats.items()
    }
    owner = subjects["archive"].owner
    cast["person"] = subjects["my_meetings"].registration.user
    cast |= {"coordinator": coordinator, "expert": expert, "editor": editor, "owner": owner}
    cast |= {"participant": participant, "stranger": stranger, "outsider": outsider}
    members = set(cast) - {"outsider"}
    staff = {"coordinator", "expert", "owner"}
    reached = {
        Reach.MEMBERS: members,
        Reach.STAFF: staff,
        Reach.STAFF_AND_EDITORS: staff | {"editor"},
        Reach.STAFF_AND_GROUP: staff | {"editor", "host", "neighbour"},
        Reach.COORDINATOR_AND_EDITORS: {"coordinator", "editor"},
        Reach.PERSON: {"coordinator", "editor", "person"},
        Reach.OWNER: {"owner"},
    }
    for kind, subject in subjects.items():
        request_document(kind, subject, by=None)
    if stage == "withdrawn":
        type(subjects["case_draft"]).objects.update(status="drafting", distributed_at=None)
        type(subjects["agenda"]).objects.update(agenda_released_at=None)

    said, seen = {}, {}
    for document in with_subject(Document.objects.all()):
        audience = Shelved(document).audience
        # Once withdrawn, the city's own people read no more than others.
        said[document.kind] = reached[audience.reach]
        assert audience.words
        seen[document.kind] = {
            name
            for name, user in cast.items()
            if Document.objects.visible_to(user).filter(pk=document.pk).exists()
        }

    assert {kind: said[kind] for kind, who in seen.items() if who} == {
        kind: who for kind, who in seen.items() if who
    }
    assert {kind for kind, who in seen.items() if not who} <= {"policy_page", "deck"}


# Built at once


def test_staff_build_all_that_is_missing_and_nothing_twice(
    client, subjects, programme, coordinator, expert, printer, monkeypatch
):
    make_ready(request_document("case", subjects["case"], by=None))
    url = reverse("reports:documents_build", args=[programme.slug])
    here = {"city": subjects["learning_passport"].slug, "state": "all"}

    # Two press it before a worker has begun.
    sent = []
    monkeypatch.setattr(tasks.build_library, "delay", lambda *message: sent.append(message))
    for person in (coordinator, expert):
        client.force_login(person)
        client.post(url, here)
    for message in sent:
        tasks.build_library(*message)
    page = client.get(reverse("reports:documents_building", args=[programme.slug]))

    progress = page.context["progress"]
    assert (progress.is_over, progress.failed) == (True, [])
    assert progress.ready == progress.total > 5
    assert missing(client, programme, **here) == set()
    things = list(Document.objects.values_list("kind", "workshop", "case_edition", "city_report"))
    assert len(things) == len(set(things))
    assert "there is nothing to make" in client.post(url, here, follow=True).text


@pytest.mark.once
def test_what_cannot_be_built_is_named_and_tried_again(
    client, subjects, programme, coordinator, monkeypatch
):
    client.force_login(coordinator)

    def broken(kind, subject):
        raise ValueError(kind)

    monkeypatch.setattr("reports.library.build.context_of", broken)
    monkeypatch.setattr("reports.documents.makers.context_of", broken)
    page = client.post(
        reverse("reports:documents_build", args=[programme.slug]),
        {"kind": "case", "state": "missing"},
        follow=True,
    )

    failed = Document.objects.get()
    assert page.context["progress"].failed == [failed]
    assert "could not be laid out (ValueError)" in page.text
    assert reverse("reports:document_retry", args=[programme.slug, failed.pk]) in page.text


@pytest.mark.once
def test_others_build_one_by_one(client, subjects, programme, editor):
    client.force_login(editor)
    url = reverse("reports:documents_build", args=[programme.slug])

    assert client.post(url).status_code == 403
    assert url not in client.get(reverse("reports:documents", args=[programme.slug])).text
    assert not Document.objects.exists()


# Outdated


@pytest.mark.once
def test_what_has_changed_is_noted_and_forgotten_when_it_is_built_again(
    client, case, programme, coordinator, printer
):
    document = ready("case_draft", case)
    before = Answer.objects.get(case=case, topic="growth").text
    outdated.note_outdated()
    document.refresh_from_db()
    assert document.outdated_at is None

    Answer.objects.filter(case=case, topic="growth").update(text="Changed since")
    tasks.note_outdated()
    tasks.note_outdated()
    client.force_login(coordinator)
    page = client.get(reverse("reports:documents", args=[programme.slug]), {"state": "outdated"})
    assert "The text has changed since" in page.text

    Answer.objects.filter(case=case, topic="growth").update(text=before)
    assert request_document("case_draft", case, by=None).outdated_at is None


@pytest.mark.once
def test_editions_are_frozen_and_what_is_broken_stops_nothing(edition, monkeypatch):
    draft, frozen = ready("case_draft", edition.case), ready("case", edition)
    book = ready("case_book", edition.case.programme)
    Document.objects.update(content_key="0" * 64)

    def reads(kind, subject):
        if kind == "case_draft":
            raise ValueError
        return context_of(kind, subject)

    monkeypatch.setattr(outdated, "context_of", reads)
    outdated.note_outdated()

    noted = Document.objects.filter(outdated_at__isnull=False)
    assert set(noted) == {book}
    assert {draft, frozen}.isdisjoint(noted)


@pytest.mark.once
def test_drafts_that_were_replaced_are_erased_in_time_and_editions_never(
    case, edition, time_machine, django_capture_on_commit_callbacks
):
    old = ready("case_draft", case)
    Answer.objects.filter(case=case, topic="growth").update(text="Changed since")
    new, frozen = ready("case_draft", case), ready("case", edition)
    newer = factories.EditionFactory(case=case, number=2, content=edition.content)
    ready("case", newer)

    assert outdated.erase_superseded() == 0
    time_machine.move_to(timezone.now() + timedelta(days=61))
    with django_capture_on_commit_callbacks(execute=True):
        assert outdated.erase_superseded() == 1

    assert {new, frozen} <= set(Document.objects.all())
    assert not Document.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)
