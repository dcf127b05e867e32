"""What is asked around a workshop, of whom, and when it is asked no more."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Mail, MailStatus
from tests.factories import AgendaItemFactory, RegistrationFactory, WorkshopFactory
from workshops.models import (
    ItemNotes,
    Outcome,
    PracticalNeeds,
    PracticalNote,
    SurveyInvitation,
    WorkshopFile,
    monday_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def titles_of(client, request, programme):
    """The titles of what the overview asks of the person of that name."""

    def titles_of(who):
        client.force_login(request.getfixturevalue(who))
        page = client.get(reverse("reports:overview", args=[programme.slug]))
        return [task.title for task in page.context["overview"].tasks]

    return titles_of


@pytest.fixture
def workshop(city):
    """It opens within a fortnight, in no week of another."""
    first_day = timezone.localdate() + datetime.timedelta(days=10)
    return WorkshopFactory(
        city=city,
        starts_on=first_day,
        week=monday_of(first_day),
        agenda_released_at=timezone.now() - datetime.timedelta(hours=1),
    )


@pytest.fixture
def held(city):
    first_day = timezone.localdate() - datetime.timedelta(days=10)
    return WorkshopFactory(
        city=city,
        starts_on=first_day,
        week=monday_of(first_day),
        agenda_released_at=timezone.now() - datetime.timedelta(days=30),
    )


def test_members_are_asked_whether_they_come_until_they_say_so(titles_of, workshop, participant):
    asked = f"Register for {workshop}, if you come"
    assert asked in titles_of("participant")

    RegistrationFactory(workshop=workshop, user=participant)

    assert asked not in titles_of("participant")


def test_who_comes_is_asked_for_the_own_needs_until_they_are_told(titles_of, workshop, participant):
    registration = RegistrationFactory(workshop=workshop, user=participant)
    asked = f"Tell {workshop.place_name} what you need"
    assert asked in titles_of("participant")

    PracticalNeeds.objects.create(registration=registration)

    assert asked not in titles_of("participant")


def test_the_host_writes_the_practical_note(titles_of, workshop):
    asked = f"Write the practical note for {workshop}"
    assert asked in titles_of("editor")
    assert asked not in titles_of("stranger")

    PracticalNote.objects.create(workshop=workshop, text="Take tram 4.")

    assert asked not in titles_of("editor")


def test_changes_after_the_release_wait_for_the_coordinator(titles_of, workshop):
    asked = f"Release the changes to the agenda of {workshop}"
    assert asked not in titles_of("coordinator")

    AgendaItemFactory(workshop=workshop)

    assert asked in titles_of("coordinator")
    assert asked not in titles_of("participant")


def test_after_the_workshop_the_host_keeps_lists_and_notes(titles_of, held):
    item = AgendaItemFactory(workshop=held)
    lists = f"Upload the signed lists of {held}"
    notes = f"Write down what was said at {held}"
    assert {lists, notes} <= set(titles_of("editor"))

    ItemNotes.objects.create(item=item, text="They agreed.")
    WorkshopFile.objects.create(workshop=held, kind="signed_list", file="a.pdf", size=1)

    assert {lists, notes}.isdisjoint(titles_of("editor"))


def test_an_open_survey_is_asked_for_until_it_is_answered(titles_of, held, participant):
    held.survey_opened_at = timezone.now()
    held.survey_closes_on = timezone.localdate() + datetime.timedelta(days=5)
    held.save()
    registration = RegistrationFactory(workshop=held, user=participant)
    invitation = SurveyInvitation.objects.create(registration=registration, key="a")
    SurveyInvitation.objects.create(registration=RegistrationFactory(workshop=held), key="b")
    asked = f"Say how {held} was"
    assert titles_of("participant").count(asked) == 1

    invitation.has_answered = True
    invitation.save()

    assert asked not in titles_of("participant")


def test_mails_that_failed_are_the_coordinators(titles_of, programme):
    Mail.objects.create(
        programme=programme, address="a@example.com", kind="x", status=MailStatus.FAILED
    )

    assert "1 mail could not be sent" in titles_of("coordinator")
    assert "1 mail could not be sent" not in titles_of("expert")


def test_who_said_to_do_something_is_reminded_of_it_until_it_is_done(titles_of, held, participant):
    item = AgendaItemFactory(workshop=held)
    soon = timezone.localdate() + datetime.timedelta(days=5)
    action = Outcome.objects.create(
        item=item, kind="action", text="Send the figures", owner=participant.name, due_on=soon
    )
    assert "Send the figures" in titles_of("participant")
    assert "Send the figures" not in titles_of("stranger")

    action.done_at = timezone.now()
    action.save()

    assert "Send the figures" not in titles_of("participant")
