"""What workshops keep about people, and for how long. The times are demo values of ours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.models import Programme
from programme.privacy.retention import Retained, erase_rows, retain
from workshops.models import (
    CalendarFeed,
    MeetingOutcome,
    Networker,
    PracticalNeeds,
    Registration,
)
from workshops.services.needs import NEEDS_KEPT

YEAR = 365


def needs(programme: Programme) -> models.QuerySet:
    return PracticalNeeds.objects.filter(registration__workshop__programme=programme)


def guests_with_address(programme: Programme) -> models.QuerySet:
    """People without an account whom a link was sent to."""
    guests = Registration.objects.filter(workshop__programme=programme, user=None)
    return guests.exclude(email="")


def forget_addresses(guests: models.QuerySet) -> int:
    """The list of participants stays; their links open no more."""
    return guests.update(email="", link_version=F("link_version") + 1, link_sent_at=None)


def profiles_with_words(programme: Programme) -> models.QuerySet:
    profiles = Networker.objects.filter(registration__workshop__programme=programme)
    return profiles.exclude(about="", languages="", interpreter="")


def empty_profiles(profiles: models.QuerySet) -> int:
    return profiles.update(about="", languages="", interpreter="")


def outcomes_with_words(programme: Programme) -> models.QuerySet:
    path = "participant__meeting__session__workshop__programme"
    return MeetingOutcome.objects.filter(Q(**{path: programme})).exclude(note="")


def empty_outcomes(outcomes: models.QuerySet) -> int:
    """Whether they met and what came of it is a figure of the programme; the words are theirs."""
    return outcomes.update(note="")


def feeds(programme: Programme) -> models.QuerySet:
    return CalendarFeed.objects.filter(programme=programme)


def register() -> None:
    retain(
        Retained(
            key="practical-needs",
            label=_("Diets, access needs and journeys"),
            why=_("The host needs them to receive people, and bills come in within two weeks."),
            counted_from=_("the last day of the workshop"),
            days=NEEDS_KEPT.days,
            rows=needs,
            since="registration__workshop__ends_on",
        ),
        Retained(
            key="guest-addresses",
            label=_("E-mail addresses of guests of a workshop"),
            why=_("They get agenda, papers and survey, and are asked once more after half a year."),
            counted_from=_("the last day of the workshop"),
            days=270,
            least=60,
            most=3 * YEAR,
            rows=guests_with_address,
            since="workshop__ends_on",
            erase=forget_addresses,
        ),
        Retained(
            key="networking-words",
            label=_("What people wrote about themselves for meetings"),
            why=_("It is for finding each other at a workshop."),
            counted_from=_("the end of the programme"),
            days=180,
            least=0,
            most=5 * YEAR,
            rows=profiles_with_words,
            since="registration__workshop__programme__ends_on",
            erase=empty_profiles,
        ),
        Retained(
            key="meeting-words",
            label=_("What people wrote about their meetings"),
            why=_("The figures are in the final report by then; the words were for the partners."),
            counted_from=_("the end of the programme"),
            days=YEAR,
            least=0,
            most=5 * YEAR,
            rows=outcomes_with_words,
            since="participant__meeting__session__workshop__programme__ends_on",
            erase=empty_outcomes,
        ),
        Retained(
            key="calendar-links",
            label=_("Secret addresses of calendars"),
            why=_("Nothing is added to them any more."),
            counted_from=_("the end of the programme"),
            days=YEAR,
            least=0,
            most=3 * YEAR,
            rows=feeds,
            since="programme__ends_on",
            erase=erase_rows,
        ),
    )
