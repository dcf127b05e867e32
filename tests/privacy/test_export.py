"""A person's own data as a file: all that is the person's, nothing that is not."""

import datetime
import io
import json
import re
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from programme.models import DataRequest
from programme.privacy.exporting import safe_name, without_secrets
from programme.privacy.holders import HOLDINGS
from programme.privacy.requests import DataRequestError, ask_export, erase_old_files, work_on
from tests import factories
from tests.privacy.planting import EMAIL, NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(django_capture_on_commit_callbacks):
    """The person's file, as the worker makes it."""

    def make(person):
        with django_capture_on_commit_callbacks(execute=True):
            request = ask_export(person)
            work_on(request.pk)
        request.refresh_from_db()
        return request

    return make


def test_the_file_holds_all_of_the_person_and_nothing_private_of_others(own_rows, made):
    factories.MailFactory(body="OTHERS-MAIL", user=factories.UserFactory())
    link = "https://clusnet.example/invitation/uXy3-9bQ0_ukTz81LpWqhgf53DDaPzvR/"
    programme = own_rows.memberships.get().programme
    factories.MailFactory(programme=programme, user=own_rows, subject="=1+1", body=f"Go: {link}")

    request = made(own_rows)

    assert (request.status, request.error) == ("done", "")
    with request.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        texts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    shown = {holding.key for holding in HOLDINGS if holding.fields}
    assert shown == {
        name.removeprefix("data/").rpartition("-")[0] for name in texts if name.startswith("data/")
    }
    everything = "".join(texts.values())
    assert NAME in texts["overview.html"]
    assert EMAIL in texts["overview.html"]
    # Days are written for people there, and for programs in the data.
    assert not re.search(r"\d{4}-\d\d-\d\dT", texts["overview.html"])
    assert re.search(r"\d{4}-\d\d-\d\dT", texts["data/programme-user-1.json"])
    # Each thing that the person wrote stands in the data, and in a table.
    kinds = ("cases-comment", "cases-answerrevision", "workshops-practicalneeds", "reports-lesson")
    for kind in kinds:
        assert "OWN-WORDS" in json.dumps(json.loads(texts[f"data/{kind}-1.json"]))
        assert "OWN-WORDS" in texts[f"tables/{kind}-1.csv"]
    assert any(name.startswith("files/cases-attachment-") for name in texts)
    for private in ("OTHERS-DIET", "OTHERS-MAIL", "about the other", "uXy3"):
        assert private not in everything
    assert "\n,=1+1" not in texts["tables/programme-mail-1.csv"]
    assert ",'=1+1," in texts["tables/programme-mail-1.csv"]


def test_only_the_person_fetches_the_file_and_nothing_on_the_way_keeps_it(
    person, coordinator, made, client
):
    request = made(person)
    address = reverse("programme:own_data_file", args=[request.pk])

    client.force_login(coordinator)
    refused = client.get(address)
    client.force_login(person)
    fetched = client.get(address)

    assert refused.status_code == 404
    assert fetched.headers["Cache-Control"] == "private, no-store"
    assert b"".join(fetched.streaming_content).startswith(b"PK")


def test_a_file_is_made_once_a_day_and_erased_after_seven(client, person, made):
    request = made(person)
    client.force_login(person)
    address = reverse("programme:own_data_file", args=[request.pk])
    name = request.file.name

    with pytest.raises(DataRequestError):
        ask_export(person)
    assert erase_old_files() == 0
    past = timezone.now() - datetime.timedelta(days=7, minutes=1)
    DataRequest.objects.filter(pk=request.pk).update(done_at=past, requested_at=past)

    assert default_storage.exists(name)
    # Also while no worker runs.
    assert client.get(address).status_code == 403
    assert erase_old_files() == 1
    assert ask_export(person).status == "waiting"


def test_a_full_disk_is_said_and_leaves_no_half_file(person, made, monkeypatch, settings):
    def refuse(*arguments, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("programme.privacy.exporting.stored", refuse)

    request = made(person)

    assert request.status == "failed"
    assert "no room" in request.error
    assert not request.file


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("", "file"),
    ],
)
def test_names_in_the_file_trip_no_computer(typed, safe):
    assert safe_name(typed) == safe.strip(" .")


@pytest.mark.once
def test_links_keep_what_says_where_they_lead_and_lose_what_lets_in():
    said = "See https://c.example/clusnet/workshops/5/guest/12:1tQx:Abcdefghijklmnop12345/ now"

    assert without_secrets(said) == "See https://c.example/clusnet/workshops/5/guest/…/ now"


def test_an_address_that_nobody_has_proven_opens_nothing_of_its_owner(person, made):
    victim = "guest@elsewhere.example"
    factories.EmailChangeFactory(user=person, new_address=victim)
    programme = person.memberships.get().programme
    factories.MailFactory(programme=programme, user=None, address=victim, body="GUESTS-MAIL")
    factories.PracticalNeedsFactory(
        registration__name=NAME, registration__email=victim, diet="GUESTS-DIET"
    )

    with made(person).file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())

    assert b"GUESTS-" not in everything
