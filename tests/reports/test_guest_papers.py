"""PDFs for people without an account, by the link of their page."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from reports.models import Document
from tests.factories import (
    AgendaItemFactory,
    DistributedCaseFactory,
    EditionFactory,
    RegistrationFactory,
    WorkplanItemFactory,
)
from tests.workshops.conftest import programme, workshop  # noqa: F401
from workshops.people.guests import papers_for, token_of
from workshops.services.linking import renew_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def guest(workshop):  # noqa: F811
    AgendaItemFactory(workshop=workshop, day=workshop.days[0], title="Presentation")
    return RegistrationFactory(workshop=workshop, user=None, email="pia@example.org")


def address(guest, kind, token=""):
    slug = guest.workshop.programme.slug
    return reverse("reports:guest_paper", args=[slug, token or token_of(guest), kind])


def test_the_agenda_is_built_when_it_is_asked_for_and_handed_out(
    client, guest, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path

    with django_capture_on_commit_callbacks(execute=True):
        before = client.get(address(guest, "agenda"))
        response = client.post(address(guest, "agenda"))
    pdf = client.get(response.url)

    assert "The PDF is made when somebody asks for it." in before.content.decode()
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert pdf["Cache-Control"] == "private, no-store"
    assert Document.objects.get().requested_by is None


def test_what_is_not_for_participants_is_not_there(client, guest, coordinator):
    for kind in ("agenda_draft", "diet_list", "participant_list", "practical_note", "case"):
        assert client.post(address(guest, kind)).status_code == 404
    old = token_of(guest)
    renew_link(guest, by=coordinator)
    assert client.get(address(guest, "agenda", old)).status_code == 404
    with time_machine.travel(guest.workshop.ends_on + datetime.timedelta(days=16)):
        assert client.get(address(guest, "agenda")).status_code == 404
    assert not Document.objects.exists()


def test_a_distributed_case_comes_without_its_confidential_parts_for_those_who_have_a_place(
    client, guest, django_capture_on_commit_callbacks
):
    place = guest.workshop
    EditionFactory(case=DistributedCaseFactory(city=place.city, workshop=place))
    WorkplanItemFactory(
        programme=place.programme,
        source_key=f"{place.source_prefix}case_distributed",
        done_at=guest.registered_at,
    )

    client.post(address(guest, "case"))

    assert Document.objects.get().kind == "case"
    guest.is_waiting = True
    assert [paper.kind for paper in papers_for(guest)] == ["agenda"]
