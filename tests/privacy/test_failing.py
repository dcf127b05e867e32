"""A full disk, a worker that dies, two who go in the same moment: nothing half, and all told."""

import contextlib
import datetime
import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from programme.models import Activity, DataRequest, Leftover, Membership, Role, User
from programme.privacy import erasing, exporting, on_disk
from programme.privacy.claims import MOST_TRIES, due_without_task, take_back_silent
from programme.privacy.requests import ask_erasure, ask_export, work_on
from tests import factories
from tests.privacy.planting import TOLD, found_in_files, found_in_tables
from tests.together import run_together

pytestmark = pytest.mark.django_db


def no_room(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def begin(request):
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    work_on(request.pk)
    request.refresh_from_db()
    return request


def go_on(request):
    """As the next periodic rounds do, some minutes later."""
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    DataRequest.objects.filter(pk=request.pk).update(heartbeat_at=long_ago, not_before=long_ago)
    take_back_silent()
    for pk in due_without_task():
        work_on(pk)
    request.refresh_from_db()
    return request


@pytest.mark.parametrize("place", ["zipfile.ZipFile.writestr", "_save"])
def test_a_full_disk_leaves_no_half_file_and_the_person_is_told(
    person, held, monkeypatch, settings, place, client
):
    request = ask_export(person)
    with monkeypatch.context() as full:
        if place == "_save":
            full.setattr(FileSystemStorage, "_save", no_room)
        else:
            full.setattr(place, no_room)
        begin(request)

    assert request.status == "failed"
    assert not request.file
    assert found_in_files(settings.MEDIA_ROOT) == set()
    client.force_login(person)
    assert "no room" in client.get("/account/data/").content.decode()
    again = begin(ask_export(person))
    assert again.status == "done"


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (on_disk, "end_sessions"),
        (on_disk, "sweep_mail_folder"),
        (on_disk, "uploads_that_name"),
        (erasing, "list_leftovers"),
        (erasing, "forget"),
    ],
)
def test_an_erasure_on_a_full_disk_goes_on_where_it_stood(
    person, held, coming, monkeypatch, where, what
):
    factories.CommentFactory(text=TOLD)
    request = ask_erasure(person, by=person)
    with monkeypatch.context() as full:
        full.setattr(where, what, no_room)
        begin(request)
    assert request.status == "waiting"
    assert "no room" in request.error

    go_on(request)

    assert (request.status, request.error) == ("done", "")
    assert found_in_tables() == set()
    assert Activity.objects.filter(verb="person_erased", programme=held.programme).count() == 1
    assert Leftover.objects.open().count() == 0


def test_a_file_of_own_data_that_was_being_made_is_not_kept_beside_the_erasure(
    person, monkeypatch, settings
):
    asked, erasure = ask_export(person), ask_erasure(person, by=person)
    write = exporting._write

    def erased_meanwhile(*args):
        numbers = write(*args)
        assert begin(erasure).status == "done"
        return numbers

    monkeypatch.setattr(exporting, "_write", erased_meanwhile)

    work_on(asked.pk)
    monkeypatch.undo()
    # Another that was asked for and not begun.
    DataRequest.objects.filter(pk=asked.pk).update(status="waiting")
    work_on(asked.pk)

    asked.refresh_from_db()
    assert (asked.status, asked.file.name) == ("failed", "")
    assert list(settings.MEDIA_ROOT.rglob("*.zip")) == []
    assert found_in_files() == set()


@pytest.mark.once
def test_what_ends_its_worker_every_time_is_given_up_but_an_erasure_rests_for_a_day(participant):
    requests = ask_erasure(participant, by=participant), ask_export(participant)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    DataRequest.objects.update(status="running", heartbeat_at=long_ago, tries=MOST_TRIES)

    take_back_silent()

    erasure, export = (DataRequest.objects.get(pk=request.pk) for request in requests)
    assert (erasure.status, export.status) == ("waiting", "failed")
    assert erasure.not_before > timezone.now() + datetime.timedelta(hours=23)
    assert due_without_task() == []


@pytest.mark.parametrize("after", [1, 9, 30])
def test_a_worker_killed_anywhere_in_an_erasure_is_followed_by_another(
    person, city, held, coming, monkeypatch, after
):
    factories.CommentFactory(text=TOLD)
    request = ask_erasure(person, by=person)
    calls = []

    def dying(*args, **kwargs):
        calls.append(args)
        if len(calls) == after:
            raise SystemExit
        return rewrite(*args, **kwargs)

    from programme.privacy import sweeping

    rewrite = sweeping.rewrite
    with monkeypatch.context() as broken:
        broken.setattr(sweeping, "rewrite", dying)
        with contextlib.suppress(SystemExit):
            begin(request)
    # What would have stood in the way before it was begun.
    Membership.objects.filter(city=city, role=Role.EDITOR).exclude(user=person).delete()
    factories.WorkplanItemFactory(programme=city.programme, city=city, owner_role=Role.EDITOR)

    go_on(request)

    assert request.status == "done"
    assert found_in_tables() == set()
    assert Activity.objects.filter(verb="person_erased", programme=held.programme).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_coordinators_one_stays():
    programme = factories.ProgrammeFactory()
    both = [
        factories.MembershipFactory(programme=programme, role=Role.COORDINATOR).user
        for _number in range(2)
    ]
    User.objects.update(last_login=timezone.now())
    requests = [ask_erasure(user, by=user) for user in both]
    DataRequest.objects.update(not_before=timezone.now())

    run_together(*[lambda pk=request.pk: work_on(pk) for request in requests])

    assert sorted(DataRequest.objects.values_list("status", flat=True)) == ["done", "failed"]
    left = User.objects.get(erased_at=None, pk__in=[user.pk for user in both])
    assert left.is_active
    assert programme.memberships.filter(user=left).exists()
