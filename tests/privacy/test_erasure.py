"""Nothing of an erased person is left, and all that is of others is."""

import datetime
import io
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from programme.models import Activity, DataRequest, Mail, User
from programme.privacy import on_disk
from programme.privacy.claims import due_without_task, take_back_silent
from programme.privacy.contents import words_of
from programme.privacy.exporting import person_of
from programme.privacy.holders import HOLDINGS, WITHOUT_PERSON, columns_spoken_of, spoken_of
from programme.privacy.requests import ask_erasure, work_on
from programme.writing.services import checksum_of
from tests import factories
from tests.privacy.planting import EMAIL, NAME, TOLD, found_in_files, found_in_tables
from workshops.models import Attendance, Meeting, PracticalNeeds, Registration

pytestmark = pytest.mark.django_db


def counts(workshop):
    return (
        Registration.objects.filter(workshop=workshop).count(),
        Attendance.objects.filter(registration__workshop=workshop, is_present=True).count(),
        Meeting.objects.filter(session__workshop=workshop, happened="held").count(),
    )


def listed_in(programme):
    """What kinds of things are left to look at."""
    return {row.words.partition(",")[0] for row in programme.leftovers.open()}


def without_rows():
    """Models of which there is nothing: nobody could be found there."""
    found = [model for model in apps.get_models() if not model._base_manager.exists()]
    return {model.__name__ for model in found}


def test_every_table_says_what_it_holds_of_a_person():
    models = list(apps.get_models(include_auto_created=True))

    assert [model for model in models if model not in spoken_of()] == []
    assert [
        (model._meta.label, column.name)
        for model in models
        for column in model._meta.concrete_fields
        if column.related_model is User
        and model not in WITHOUT_PERSON
        and (model, column.name) not in columns_spoken_of()
    ] == []


def test_nothing_is_left_of_a_person_who_was_everywhere(everywhere, held, coming, settings, erase):
    known = person_of(everywhere)
    assert [holding.key for holding in HOLDINGS if not holding.of(known).exists()] == []
    assert without_rows() <= {
        "LogOpening",
        "ActivityCity",
        "RetentionRule",
        "CountbackRule",
        "Group",
        "Interpreters",
    }
    assert len(found_in_tables()) > 150
    assert len(found_in_files(settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH)) >= 4
    before = counts(held)

    request = erase(everywhere)

    assert (request.status, request.error) == ("done", "")
    assert found_in_tables() == set()
    # What somebody else uploaded is not ours to change: it is listed.
    left = found_in_files(settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH, settings.BOOK_PARTS_ROOT)
    assert all(name.startswith("minutes") for name in left)
    entry = Activity.objects.get(verb="person_erased", programme=held.programme)
    assert "somebody has to look" in entry.remark
    listed = request.leftovers.get(programme=held.programme, column="file")
    assert "minutes" in listed.words
    assert counts(held) == before
    needs = PracticalNeeds.objects.filter(registration__workshop=held)
    assert [row.diet for row in needs] == ["OTHERS-DIET"]
    assert [row.is_waiting for row in coming.registrations.all()] == [False]
    user = User.objects.get(pk=everywhere.pk)
    assert (user.is_active, user.email) == (False, f"erased-{user.pk}@erased.invalid")
    assert not Mail.objects.filter(user=user, status="waiting").exists()


def test_an_edition_says_that_names_were_taken_out(person, erase):
    edition = factories.EditionFactory(content={"text": f"By {NAME}."})

    erase(person)

    edition.refresh_from_db()
    assert edition.number == 1
    assert NAME not in edition.content["text"]
    assert edition.checksum == checksum_of(edition.content)
    assert "taken out" in edition.remark


def test_a_worker_that_dies_in_the_middle_is_followed_by_another(person, held, coming, monkeypatch):
    def die(finder):
        raise SystemExit

    factories.CommentFactory(text=TOLD)
    request = ask_erasure(person, by=person)
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(on_disk, "sweep_mail_folder", die)
        with pytest.raises(SystemExit):
            work_on(request.pk)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    DataRequest.objects.filter(pk=request.pk).update(heartbeat_at=long_ago)

    take_back_silent()
    for pk in due_without_task():
        work_on(pk)

    request.refresh_from_db()
    assert (request.status, request.tries) == ("done", 2)
    assert found_in_tables() == set()
    assert Activity.objects.filter(verb="person_erased").count() == 1


def test_somebody_of_the_same_name_keeps_it(person, city, erase):
    namesake = factories.UserFactory(name=NAME.upper())
    theirs = factories.RegistrationFactory(user=namesake, name=NAME)
    told = factories.CommentFactory(text=f"{NAME} ({EMAIL}) knows.")
    own = factories.RegistrationFactory(
        user=person,
        workshop=factories.HeldWorkshopFactory(city__programme=city.programme),
        name=NAME,
    )

    erase(person)

    for row in (namesake, theirs, told, own):
        row.refresh_from_db()
    assert (namesake.name, theirs.name) == (NAME.upper(), NAME)
    assert told.text == f"{NAME} (erased-{person.pk}@erased.invalid) knows."
    assert own.name == f"Former participant {person.pk}"
    assert "registration" not in listed_in(city.programme)


def test_what_a_namesake_is_said_to_have_done_is_listed_wherever_it_stands(person, held, erase):
    factories.UserFactory(name=NAME)
    report = factories.CityReportFactory(workshop=held, parts=f"{NAME} spoke.")

    request = erase(person)

    assert (request.status, request.error) == ("done", "")
    assert report.sections.filter(text__contains=NAME).exists()
    assert listed_in(held.programme) >= {"part of a report"}


def test_a_city_that_is_called_like_the_account_keeps_its_name(person, city, erase):
    factories.CityFactory(programme=city.programme, name=NAME)
    told = factories.CommentFactory(text=f"{NAME} has a new cluster.")

    erase(person)

    assert city.programme.cities.filter(name=NAME).exists()
    told.refresh_from_db()
    assert NAME in told.text


def test_a_name_of_one_word_is_taken_out_of_no_text_for_the_programme(person, erase):
    person.name = "Will"
    person.save()
    own = factories.CommentFactory(author=person, text="It will rain in Lyon.")

    erase(person)

    own.refresh_from_db()
    assert own.text == "It will rain in Lyon."


def test_what_others_write_meanwhile_is_the_last_of_the_name(person, coming, monkeypatch):
    """Until the account is nameless its name is read, and stands in what is written then."""
    look_at_uploads = on_disk.uploads_that_name
    sweep_mails = on_disk.sweep_mail_folder
    calls = []

    def write_meanwhile(*args):
        factories.CommentFactory(text=TOLD)
        return look_at_uploads(*args)

    def die_late(finder):
        calls.append(finder)
        if len(calls) == 2:
            raise SystemExit
        return sweep_mails(finder)

    monkeypatch.setattr(on_disk, "uploads_that_name", write_meanwhile)
    monkeypatch.setattr(on_disk, "sweep_mail_folder", die_late)
    request = ask_erasure(person, by=person)
    DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
    with pytest.raises(SystemExit):
        work_on(request.pk)
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    DataRequest.objects.filter(pk=request.pk).update(heartbeat_at=long_ago)

    take_back_silent()
    for pk in due_without_task():
        work_on(pk)

    request.refresh_from_db()
    assert request.status == "done"
    assert set(request.tally) >= {"swept", "files", "to_look_at"}
    assert found_in_tables() == set()
    assert Activity.objects.filter(verb="person_erased").count() == 1


def test_no_upload_keeps_the_search_for_a_name_busy():
    """Each part unpacks to ten megabytes, and there could be thousands of them."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"part-{number}.xml", b"a" * 10 * 1024 * 1024)

    assert sum(map(len, words_of(file))) < 101 * 1024 * 1024


def test_an_address_that_somebody_else_has_is_erased_with_nobody_but_its_owner(person, erase):
    """A new address is only asked for, and an old one may be another's by now."""
    owner = factories.UserFactory(email="owner@elsewhere.example")
    proven = EmailAddress.objects.create(user=owner, email=owner.email, verified=True)
    factories.EmailChangeFactory(user=person, new_address=owner.email)
    factories.MailFactory(user=person, address=owner.email, body="Long ago.")
    guest = factories.RegistrationFactory(user=None, name=NAME, email="guest@elsewhere.example")

    erase(person)

    proven.refresh_from_db()
    guest.refresh_from_db()
    assert proven.email == owner.email
    assert guest.email == "guest@elsewhere.example"


def test_nobody_takes_a_name_to_have_the_words_of_others_erased(person, held, erase):
    joined = timezone.now() - datetime.timedelta(days=90)
    factories.MailFactory(user=person, name=NAME, created_at=joined)
    factories.MailFactory(user=person, name="European Union")
    person.name = "European Union"
    person.save()
    report = factories.CityReportFactory(workshop=held, parts=f"{NAME} asked the European Union.")

    erase(person)

    texts = set(report.sections.values_list("text", flat=True))
    assert texts == {f"Former participant {person.pk} asked the European Union."}
    assert listed_in(held.programme) >= {"part of a report"}
