"""Somebody who has left traces everywhere, beside others who keep theirs."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.utils import timezone

from programme.models import DataRequest, Mail, Role
from programme.privacy.requests import ask_erasure, work_on
from reports.documents import building
from reports.documents.orders import request_document
from tests import factories
from tests.privacy.planting import EMAIL, NAME, plant_others, plant_rows, plant_words
from tests.reports.conftest import *  # noqa: F403  the stages of a programme


@pytest.fixture(autouse=True)
def real_folders(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BOOK_PARTS_ROOT = tmp_path / "parts"
    settings.EMAIL_BACKEND = "programme.mails.folder.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


@pytest.fixture
def person(city, editor):
    """Edits the city beside another editor."""
    user = factories.UserFactory(name=NAME, email=EMAIL)
    factories.MembershipFactory(user=user, programme=city.programme, role=Role.EDITOR, city=city)
    return user


@pytest.fixture
def held(city, person):
    """A workshop that the person attended, and met somebody at."""
    workshop = factories.HeldWorkshopFactory(city__programme=city.programme)
    session = factories.NetworkingSessionFactory(workshop=workshop)
    rows = [
        factories.NetworkerFactory(
            about="OWN-WORDS" if user == person else "about the other",
            languages="en",
            registration=factories.RegistrationFactory(
                workshop=workshop,
                user=user,
                city=city,
                organisation="Quillfeather Ltd" if user == person else "Port",
            ),
        )
        for user in (person, factories.MembershipFactory(programme=city.programme).user)
    ]
    mine, other = rows
    slot = factories.MeetingSlotFactory(session=session)
    meeting = factories.meeting_of(mine, other, slot=slot, happened="held")
    part = meeting.participants.get(networker=mine)
    factories.MeetingOutcomeFactory(participant=part, note="OWN-WORDS", given_by=person)
    factories.NetworkerOfferFactory(networker=mine, words="OWN-WORDS")
    factories.AttendanceFactory(registration=mine.registration)
    factories.PracticalNeedsFactory(registration=mine.registration, diet="OWN-WORDS")
    factories.PracticalNeedsFactory(registration=other.registration, diet="OTHERS-DIET")
    # Entered by a host, before the person had an account.
    entered = factories.RegistrationFactory(
        workshop=workshop, user=None, name=NAME, email=EMAIL.upper(), organisation="Quillfeather"
    )
    factories.PracticalNeedsFactory(registration=entered, hotel="OWN-WORDS")
    factories.SurveyInvitationFactory(registration=mine.registration)
    factories.ChoiceWaitFactory(registration=mine.registration)
    return workshop


@pytest.fixture
def coming(city, person):
    """A workshop to come with one place, which the person has; somebody waits for it."""
    workshop = factories.WorkshopFactory(city__programme=city.programme, places=1)
    factories.RegistrationFactory(workshop=workshop, user=person)
    factories.RegistrationFactory(
        workshop=workshop,
        user=factories.MembershipFactory(programme=city.programme).user,
        is_waiting=True,
    )
    return workshop


@pytest.fixture
def own_rows(person, held, coming, subjects, coordinator):
    """The person has a row of everything that can be a person's."""
    plant_rows(person, coordinator, subjects)
    return person


@pytest.fixture
def everywhere(own_rows, held, subjects, coordinator):
    """The person is named in every table, in documents, in the folder of mails."""
    plant_others(held.programme, subjects["case_draft"], held.networking_session)
    plant_words()
    # Nobody else gave the person another name.
    Mail.objects.filter(user=own_rows).update(name=NAME)
    workshop = subjects["agenda"]
    for kind, subject in (("participant_list", held), ("agenda_draft", workshop)):
        building.build(request_document(kind, subject, by=coordinator).pk)
    factories.WorkshopFileFactory(
        workshop=workshop,
        name="minutes.txt",
        file=ContentFile(f"{NAME} said so.".encode(), "minutes.txt"),
    )
    default_storage.save("incoming/1/99/0.json", ContentFile(json.dumps([NAME]).encode()))
    EmailMessage("A mail", f"Dear {NAME}", to=[EMAIL]).send()
    EmailMessage("Another", "Dear you", to=["other@cities.example"]).send()
    return own_rows


@pytest.fixture
def erase(django_capture_on_commit_callbacks):
    """Ask that a person is erased, and let the worker do it as if seven days were over."""

    def erase_now(person):
        with django_capture_on_commit_callbacks(execute=True):
            request = ask_erasure(person, by=person)
            DataRequest.objects.filter(pk=request.pk).update(not_before=timezone.now())
            work_on(request.pk)
        request.refresh_from_db()
        return request

    return erase_now
