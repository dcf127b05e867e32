"""What people need is gone two weeks after the workshop: from rows, PDFs, ZIPs, log and mails."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.privacy.requests import ask_export, work_on
from programme.search.updating import keep_up
from reports.documents import building
from reports.documents.orders import request_document
from reports.models import Archive, Document
from reports.tasks import erase_private_documents
from tests import factories
from tests.privacy.planting import found_in_files, found_in_tables
from workshops.services import save_needs
from workshops.tasks import erase_needs

pytestmark = pytest.mark.django_db
# One of the words by which the search through tables and files knows what it looks for.
NEED = "Quillfeather allergy"


def test_nothing_of_what_people_needed_is_left_anywhere(
    city, coordinator, participant, client, settings, django_capture_on_commit_callbacks
):
    over = timezone.localdate() - datetime.timedelta(days=15)
    workshop = factories.WorkshopFactory(city=city, starts_on=over, ends_on=over)
    registration = factories.RegistrationFactory(workshop=workshop, user=participant)
    save_needs(registration, {"diet": NEED, "access": NEED, "arrival": NEED}, by=participant)
    for kind in ("diet_list", "bus_list", "participant_list"):
        building.build(request_document(kind, workshop, by=coordinator).pk)
    lists = list(Document.objects.filter(workshop=workshop).values_list("pk", flat=True))
    archive = Archive.objects.create(programme=city.programme, owner=coordinator, contained=lists)
    with django_capture_on_commit_callbacks(execute=True):
        work_on(ask_export(participant).pk)
    keep_up()
    client.force_login(coordinator)
    needs = client.get(reverse("workshops:needs", args=[city.programme.slug, workshop.slug]))
    assert NEED in needs.content.decode()
    assert {table for table, *_rest in found_in_tables()} == {"workshops_practicalneeds"}
    assert len(found_in_files(settings.MEDIA_ROOT)) >= 2

    with django_capture_on_commit_callbacks(execute=True):
        erase_needs()
        erase_private_documents()

    assert found_in_tables() == set()
    assert found_in_files(settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH) == set()
    assert not Archive.objects.filter(pk=archive.pk).exists()
