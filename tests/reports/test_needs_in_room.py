"""What is asked around the discussion of a case."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import DiscussionFactory, DistributedCaseFactory, WorkshopFactory
from workshops.models import monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def titles_of(client, request, programme):
    """The titles of what the overview asks of the person of that name."""

    def titles_of(who):
        client.force_login(request.getfixturevalue(who))
        page = client.get(reverse("reports:overview", args=[programme.slug]))
        return [task.title for task in page.context["overview"].tasks]

    return titles_of


def case_at(city, days):
    """The distributed case of a workshop that begins in so many days."""
    first_day = timezone.localdate() + datetime.timedelta(days=days)
    workshop = WorkshopFactory(city=city, starts_on=first_day, week=monday_of(first_day))
    return DistributedCaseFactory(city=city, workshop=workshop)


def test_while_the_workshop_is_on_the_room_is_opened_and_joined(titles_of, city):
    case = case_at(city, days=-1)
    assert f"Open the discussion of {case}" in titles_of("expert")
    assert f"Open the discussion of {case}" not in titles_of("coordinator")

    room = DiscussionFactory(case=case)

    assert f"Join the discussion of {case}" in titles_of("participant")
    room.closed_at = timezone.now()
    room.save()
    assert not [title for title in titles_of("expert") if "discussion" in title]


def test_a_room_that_stands_open_after_the_workshop_is_to_be_closed(titles_of, city):
    case = case_at(city, days=-10)
    DiscussionFactory(case=case)

    assert f"Close the discussion of {case}" in titles_of("expert")
    assert not [title for title in titles_of("participant") if "discussion" in title]


def test_nobody_is_called_to_a_room_before_the_workshop(titles_of, city):
    case_at(city, days=10)

    assert not [title for title in titles_of("expert") if "discussion" in title]
