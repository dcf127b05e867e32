"""Mails that ask for something do not leave when it is there, or is asked no more."""

import datetime

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from programme.mails.sending import send_waiting
from programme.models import Mail, MailStatus
from tests.factories import (
    AgendaItemFactory,
    HeldWorkshopFactory,
    MembershipFactory,
    RegistrationFactory,
    SurveyInvitationFactory,
)
from tests.workshops.meetings.asking import ask, row_of
from tests.workshops.meetings.conftest import make, session, slots  # noqa: F401  fixtures
from workshops.services import release_agenda
from workshops.services.meetings.requests import accept_meeting
from workshops.services.survey import remind

pytestmark = pytest.mark.django_db


def dropped():
    return list(Mail.objects.filter(status=MailStatus.DROPPED).values_list("kind", flat=True))


def test_whoever_answers_a_survey_is_not_reminded_of_it(city, coordinator):
    today = timezone.localdate()
    workshop = HeldWorkshopFactory(
        city=city, survey_opened_at=timezone.now(), survey_closes_on=today
    )
    answered = SurveyInvitationFactory(registration__workshop=workshop)
    missing = SurveyInvitationFactory(registration__workshop=workshop)
    for row in (answered, missing):
        MembershipFactory(user=row.registration.user, programme=workshop.programme)
    remind(workshop, by=coordinator)
    type(answered).objects.filter(pk=answered.pk).update(has_answered=True)

    send_waiting()

    [message] = outbox.outbox
    assert missing.registration.user.email in message.to[0]
    assert dropped() == ["survey-reminder"]


def test_a_request_that_was_answered_asks_nobody(make, slots):  # noqa: F811
    paula, jan = make("Paula"), make("Jan")
    meeting = ask(paula, jan, slot=slots[0])
    accept_meeting(row_of(meeting, jan), by=jan.registration.user)

    send_waiting()

    assert dropped() == ["meeting-request"]
    assert len(outbox.outbox) == Mail.objects.filter(kind="meeting-answer").count() > 0


@pytest.mark.once
def test_who_has_withdrawn_reads_no_agenda(workshop, coordinator):
    AgendaItemFactory(workshop=workshop, title="Visit")
    guests = [
        RegistrationFactory(workshop=workshop, user=None, email=f"{n}@x.example") for n in "ab"
    ]
    workshop.agenda_released_at = None
    workshop.save()
    release_agenda(workshop, by=coordinator)
    workshop.agenda_items.update(starts_at=datetime.time(7))
    release_agenda(workshop, by=coordinator, tell=True)
    guests[0].delete()

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        send_waiting()

    [message] = outbox.outbox
    assert "b@x.example" in message.to[0]
    assert len(dropped()) == 1
