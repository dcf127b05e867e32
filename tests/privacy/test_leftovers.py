"""What an erasure leaves to look at, until somebody has."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from programme.models import Activity, Leftover
from programme.privacy.leftovers import settle_what_is_gone
from tests import factories
from tests.privacy.planting import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def suspected(held, person, erase):
    """Two files that name somebody who was erased."""
    rows = [
        factories.WorkshopFileFactory(
            workshop=held, name=f"{name}.txt", file=ContentFile(f"{NAME} spoke.".encode(), "a.txt")
        )
        for name in ("minutes", "list")
    ]
    assert erase(person).status == "done"
    return rows


def test_a_file_is_deleted_the_other_may_stay_and_then_the_erasure_is_finished(
    suspected, held, coordinator, client, django_capture_on_commit_callbacks
):
    programme = held.programme
    client.force_login(coordinator)
    page = reverse("programme:leftovers", args=[programme.slug])
    first, second = Leftover.objects.filter(programme=programme).order_by("pk")
    place = client.get(reverse("programme:leftover", args=[programme.slug, first.pk]))
    retention = client.get(reverse("programme:retention", args=[programme.slug]))

    with django_capture_on_commit_callbacks(execute=True):
        suspected[0].delete()
    shown = client.get(page).content.decode()
    settle_what_is_gone()
    settle = reverse("programme:leftovers_settle", args=[programme.slug, first.request_id])
    client.post(settle, {"place": second.pk, "outcome": "stays"})
    without_reason = Leftover.objects.open().count()
    client.post(settle, {"place": second.pk, "outcome": "stays", "reason": "It is public."})

    assert place.url.endswith("/files/#files")
    assert "2 places are still open" in retention.content.decode()
    assert "1 place is still open" in shown
    assert without_reason == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, second.outcome) == ("gone", "stays")
    assert (second.reason, second.settled_by) == ("It is public.", coordinator)
    assert Activity.objects.filter(verb="erasure_finished", programme=programme).count() == 1
    entry = Activity.objects.filter(verb="leftovers_settled", actor=coordinator).get()
    assert "It is public." in entry.remark


@pytest.mark.once
def test_nobody_says_of_a_file_that_it_was_changed_by_hand(suspected, held, coordinator, client):
    client.force_login(coordinator)
    row = Leftover.objects.first()

    words = {"part": "file", "reason": "Typed at length."}
    refused = client.post(
        reverse("programme:leftovers_settle", args=[held.programme.slug, row.request_id]),
        # A number that is too long is that of no place.
        words | {"place": ["9" * 5000, row.pk], "outcome": "changed"},
    )

    assert refused.status_code == 422
    assert f'id="place-{row.pk}" checked' in refused.content.decode()
    assert refused.content.decode().count("Typed at length.</textarea>") == 1
    assert Leftover.objects.open().count() == 2


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_equally_often(
    coordinator, programme, rows, client, django_assert_max_num_queries
):
    for comment in factories.CommentFactory.create_batch(rows):
        factories.LeftoverFactory(programme=programme, subject=f"cases.comment:{comment.pk}")
    client.force_login(coordinator)

    with django_assert_max_num_queries(13):
        answer = client.get(reverse("programme:leftovers", args=[programme.slug]))
    assert len(answer.context["page"].erasures) == rows
