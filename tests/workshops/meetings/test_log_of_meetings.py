"""Who reads what of meetings and registrations in the log."""

import pytest

from programme.models import Activity, subject_of
from tests.factories import CityFactory, MembershipFactory, RegistrationFactory, meeting_of
from tests.workshops.meetings.asking import ask, row_of
from workshops.models import MeetingStatus
from workshops.services import withdraw_registration
from workshops.services.meetings.outcomes import answer_outcome
from workshops.services.meetings.requests import decline_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def editor_of(city):
    return MembershipFactory(programme=city.programme, city=city, role="editor").user


@pytest.fixture
def cities(workshop):
    return [CityFactory(programme=workshop.programme) for _ in range(3)]


def test_the_cities_of_its_people_and_the_host_read_what_became_of_a_meeting(
    make, workshop, cities
):
    one, other, stranger = cities
    paula = make("Paula", registration__city=one)
    jan = make("Jan", registration__city=other)
    meeting = ask(paula, jan)

    decline_meeting(row_of(meeting, jan), by=jan.registration.user, words="No time.")

    entries = {
        city: Activity.objects.visible_to(editor_of(city)).about(meeting)
        for city in [one, other, stranger, workshop.city]
    }
    assert [entries[city].count() for city in entries] == [2, 2, 0, 2]
    last = entries[other].latest("pk")
    assert (last.before, last.after) == (
        {"status": MeetingStatus.REQUESTED, "ended_reason": None},
        {"status": MeetingStatus.DECLINED, "ended_reason": "No time."},
    )


def test_what_somebody_says_came_of_a_meeting_is_nothing_for_the_log(
    make, workshop, cities, monkeypatch
):
    meeting = meeting_of(make("Paula", registration__city=cities[0]), make("Jan"))
    row = meeting.participants.first()
    monkeypatch.setattr(
        "workshops.services.meetings.outcomes.open_stage_of",
        lambda row: type("Stage", (), {"stage": "evening"}),
    )

    answer_outcome(row, happened="held", step="negotiation", note="They hide a loss.", by=None)

    entry = Activity.objects.about(meeting).latest("pk")
    assert "hide" not in f"{entry.sentence}{entry.remark}{entry.before}{entry.after}"
    assert "negotiation" not in f"{entry.before}{entry.after}"


def test_who_comes_and_goes_is_told_to_the_own_city_and_the_host_without_the_address(
    workshop, cities, coordinator
):
    registration = RegistrationFactory(
        workshop=workshop, city=cities[0], name="Paula", email="paula@secret.example"
    )
    subject = subject_of(registration)

    withdraw_registration(registration, by=coordinator)

    seen = {
        city: list(Activity.objects.visible_to(editor_of(city)).filter(subject=subject))
        for city in [cities[0], cities[1], workshop.city]
    }
    assert [len(found) for found in seen.values()] == [1, 0, 1]
    entry = seen[workshop.city][0]
    assert entry.before["name"] == "Paula"
    assert "secret" not in str(entry.before)
