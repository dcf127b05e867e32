"""A workshop of the city, three days from a Wednesday, and what the tests say about answers."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from programme.models import CountbackRule
from programme.workplan.dates import default_rules
from tests.factories import AgendaItemFactory, RegistrationFactory, WorkshopFactory
from workshops.models import monday_of

WEDNESDAY = datetime.timedelta(days=2)


def wednesday_in(weeks):
    """The Wednesday so many weeks from now."""
    return monday_of(timezone.localdate()) + datetime.timedelta(weeks=weeks) + WEDNESDAY


@pytest.fixture
def programme(programme):
    """With room around today, and the usual rules of the count-back."""
    today = timezone.localdate()
    programme.starts_on = today - datetime.timedelta(days=700)
    programme.ends_on = today + datetime.timedelta(days=1400)
    programme.save()
    CountbackRule.objects.bulk_create(default_rules(programme))
    return programme


@pytest.fixture
def workshop(programme, city):
    return WorkshopFactory(
        city=city,
        programme=programme,
        number=5,
        starts_on=wednesday_in(6),
        agenda_released_at=timezone.now(),
    )


@pytest.fixture
def choice_a(workshop):
    return AgendaItemFactory(
        workshop=workshop, day=workshop.days[1], title="Case", choice="A", capacity=20
    )


@pytest.fixture
def choice_b(workshop, choice_a):
    return AgendaItemFactory(
        workshop=workshop, day=workshop.days[1], title="Networking", choice="B"
    )


@pytest.fixture
def registration(workshop, participant):
    """That of the participant."""
    home = participant.memberships.get().city
    return RegistrationFactory(workshop=workshop, user=participant, city=home)


def address(name, workshop, *rest):
    return reverse(f"workshops:{name}", args=[workshop.programme.slug, workshop.slug, *rest])


def said(response):
    """What the page says on top after the action."""
    return [str(message) for message in get_messages(response.wsgi_request)]
