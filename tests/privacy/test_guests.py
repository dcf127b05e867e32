"""People without an account: they read what is kept, get it as a file, and are erased."""

import datetime
import io
import zipfile

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, DataRequest, Role, SearchEntry
from programme.privacy.holding import set_hold
from programme.privacy.prints import without_erased
from programme.privacy.requests import work_on
from tests import factories
from tests.privacy.planting import EMAIL, NAME, found_in_files, found_in_tables
from workshops.models import Registration
from workshops.people.guests import path_of
from workshops.privacy import guest_in
from workshops.services.registering import change_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(city, coordinator):
    """Somebody who was at a workshop, with needs and mails, and is named by others."""
    workshop = factories.HeldWorkshopFactory(city__programme=city.programme)
    row = factories.RegistrationFactory(workshop=workshop, user=None, name=NAME, email=EMAIL)
    Registration.objects.filter(pk=row.pk).update(registered_at="2020-01-01T00:00Z")
    factories.PracticalNeedsFactory(registration=row, diet="OWN-WORDS")
    factories.MailFactory(
        programme=city.programme, user=None, name=NAME, address=EMAIL, body=f"Dear {NAME}"
    )
    factories.CommentFactory(case=factories.CaseFactory(city=city), text=f"{NAME} ({EMAIL}) came.")
    return row


@pytest.fixture
def elsewhere():
    """The same name and address in another programme."""
    other = factories.RegistrationFactory(user=None, name=NAME, email=EMAIL)
    mail = factories.MailFactory(
        programme=other.workshop.programme, user=None, name=NAME, address=EMAIL, body="OTHERS-MAIL"
    )
    return other, mail


def let_work(request, capture):
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    with capture(execute=True):
        work_on(request.pk)
    request.refresh_from_db()
    return request


@pytest.fixture
def letters(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def test_a_guest_reads_fetches_asks_and_thinks_better_of_it(
    guest, elsewhere, client, letters, django_capture_on_commit_callbacks
):
    base = f"{path_of(guest)}data/"

    page = client.get(base)
    client.post(f"{base}ask/")
    export = let_work(DataRequest.objects.get(), django_capture_on_commit_callbacks)
    key = letters[0].body.partition("/account/guest-data/")[2].split("/")[0]
    fetched = client.get(reverse("programme:guest_file", args=[key]))
    client.post(f"{base}erase/")
    waiting = client.get(base).content.decode()
    client.post(f"{base}keep/")

    goes = {held.label: held.number for held in page.context["page"].goes}
    assert goes == {"What you need at a workshop": 1}
    assert (export.status, letters[0].to) == ("done", [EMAIL])
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched.streaming_content))) as archive:
        texts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "OWN-WORDS" in texts
    assert "OTHERS-MAIL" not in texts
    assert "Keep the data" in waiting
    erasure = DataRequest.objects.get(kind="erasure")
    assert (erasure.status, erasure.tally) == ("withdrawn", {})
    assert [letter.to for letter in letters] == [[EMAIL]] * 3
    assert fetched["Cache-Control"] == "private, no-store"


@pytest.mark.once
def test_a_hold_on_the_programme_keeps_its_guests_too(
    guest, programme, coordinator, client, django_capture_on_commit_callbacks
):
    until = timezone.localdate() + datetime.timedelta(days=40)
    set_hold(programme, user=None, reason="A court asked.", until=until, by=coordinator)
    client.post(f"{path_of(guest)}data/erase/")

    request = let_work(DataRequest.objects.get(), django_capture_on_commit_callbacks)

    assert (request.status, request.tries) == ("waiting", 0)
    assert timezone.localdate(request.not_before) == until + datetime.timedelta(days=1)
    guest.refresh_from_db()
    assert guest.name == NAME


def test_nothing_is_left_of_a_guest_in_the_programme_and_another_keeps_its_own(
    guest, elsewhere, client, settings, django_capture_on_commit_callbacks
):
    client.post(f"{path_of(guest)}data/erase/")

    request = let_work(DataRequest.objects.get(), django_capture_on_commit_callbacks)

    assert (request.status, request.error) == ("done", "")
    # Also in what somebody writes afterwards.
    assert without_erased(NAME, factories.CaseFactory()) == NAME
    here = factories.CaseFactory(city__programme=guest.workshop.programme)
    assert without_erased(NAME, here) == f"Former guest {request.pk}"
    other, sent = elsewhere
    other.refresh_from_db()
    sent.refresh_from_db()
    assert (other.name, other.email, sent.body) == (NAME, EMAIL, "OTHERS-MAIL")
    # There the name is found, too.
    SearchEntry.objects.filter(programme=other.workshop.programme).delete()
    other.delete()
    sent.delete()
    assert found_in_tables() == set()
    assert found_in_files(settings.MEDIA_ROOT) == set()
    assert guest.workshop.registrations.get().name == f"Former guest {request.pk}"
    assert client.get(f"{path_of(guest)}data/").status_code == 404
    entry = Activity.objects.get(verb="person_erased")
    assert entry.programme == guest.workshop.programme


@pytest.mark.once
def test_a_coordinator_does_it_for_a_guest_who_wrote_and_nobody_else_may(
    guest, coordinator, client, letters
):
    programme = guest.workshop.programme
    host = factories.MembershipFactory(
        programme=programme, role=Role.EDITOR, city=guest.workshop.city
    ).user
    place = [programme.slug, guest.workshop.slug, guest.pk]
    client.force_login(host)
    refused = client.post(reverse("workshops:registration_data_erase", args=place))
    client.force_login(coordinator)

    page = client.get(reverse("workshops:registration_data", args=place))
    client.post(reverse("workshops:registration_data_erase", args=place))

    assert refused.status_code == 403
    assert NAME in page.content.decode()
    assert DataRequest.objects.get().requested_by == coordinator
    assert Activity.objects.get(verb="erasure_asked").actor == coordinator
    assert f"{path_of(guest)}data/" in letters[0].body


def test_who_enters_a_name_has_the_words_of_others_only_listed(
    city, client, django_capture_on_commit_callbacks
):
    """An editor may enter anybody, and open the link that belongs to it."""
    workshop = factories.HeldWorkshopFactory(city__programme=city.programme)
    row = factories.RegistrationFactory(workshop=workshop, user=None, name="European Union")
    told = factories.CommentFactory(
        case=factories.CaseFactory(city=city), text="The European Union pays."
    )
    client.post(f"{path_of(row)}data/erase/")

    request = let_work(DataRequest.objects.get(), django_capture_on_commit_callbacks)

    told.refresh_from_db()
    assert told.text == "The European Union pays."
    assert request.leftovers.filter(subject=f"cases.comment:{told.pk}").exists()


def test_a_guest_of_long_ago_who_took_another_name_lately_is_not_known_by_it(city):
    workshop = factories.WorkshopFactory(city__programme=city.programme)
    before = timezone.now() - datetime.timedelta(days=60)
    row = factories.RegistrationFactory(workshop=workshop, user=None, registered_at=before)
    was_known = guest_in(row).known_since_long
    row.name = "European Union"
    change_registration(row, ["name"], by=None)

    assert (was_known, guest_in(row).known_since_long) == (True, False)


def test_whoever_leaves_the_workshop_meanwhile_is_erased_all_the_same(
    guest, client, django_capture_on_commit_callbacks
):
    client.post(f"{path_of(guest)}data/erase/")
    guest.delete()

    request = let_work(DataRequest.objects.get(), django_capture_on_commit_callbacks)

    assert (request.status, request.error) == ("done", "")
    assert found_in_tables() == set()
