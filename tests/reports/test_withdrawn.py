"""What was printed of a release goes when the release is withdrawn: its words are a draft again."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from reports.models import Document
from workshops.services.releases import release_agenda, withdraw_agenda

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def printed(workshop, kind):
    document = Document(workshop=workshop, programme=workshop.programme, kind=kind, status="ready")
    document.finished_at = timezone.now()
    document.file.save(f"{kind}.pdf", ContentFile(b"%PDF-1.7"), save=False)
    document.save()
    return document


def test_nobody_gets_the_paper_of_a_release_that_was_withdrawn(
    workshop, coordinator, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    before = printed(workshop, "agenda")
    workshop.agenda_items.filter(choice="").update(title="Topsecret")
    release_agenda(workshop, by=coordinator)
    of_release = [printed(workshop, kind) for kind in ("agenda", "practical_note", "notes")]
    for_staff = printed(workshop, "agenda_draft")

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_agenda(workshop, by=coordinator)

    assert set(Document.objects.all()) == {before, for_staff}
    stored = [row.file.storage.exists(row.file.name) for row in (before, for_staff, *of_release)]
    assert stored == [True, True, False, False, False]
