import datetime

import pytest
from icalendar import Calendar

from tests.factories import AgendaItemFactory, SignUpFactory, WorkshopFactory
from tests.workshops.conftest import address
from workshops.models import AgendaItem, Workshop

pytestmark = pytest.mark.django_db


def calendar(client, workshop):
    response = client.get(address("calendar", workshop))
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(client, workshop):
    return {str(event["SUMMARY"]): event for event in calendar(client, workshop).walk("VEVENT")}


def test_an_item_stands_at_its_local_time_in_a_named_zone(client, participant, workshop):
    AgendaItemFactory(
        workshop=workshop,
        title="Visit",
        day=workshop.days[1],
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        room="Bus stop",
        led_by="Åsa",
    )
    Workshop.objects.update(venue="Lindholmen")
    client.force_login(participant)

    found = calendar(client, workshop)

    (event,) = found.walk("VEVENT")
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Stockholm"]
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event.decoded("DTSTART") == datetime.datetime.combine(
        workshop.days[1], datetime.time(9), workshop.tz
    )
    assert event.decoded("DTEND").hour == 12
    assert str(event["LOCATION"]) == f"Bus stop, Lindholmen, {workshop.place_name}"
    assert str(event["DESCRIPTION"]) == "Led by Åsa."
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]).endswith(workshop.get_absolute_url())


def test_an_item_keeps_its_identity_when_it_moves(client, participant, workshop):
    item = AgendaItemFactory(workshop=workshop, title="Visit")
    client.force_login(participant)
    before = events(client, workshop)["Visit"]
    AgendaItem.objects.filter(pk=item.pk).update(starts_at=datetime.time(8))

    after = events(client, workshop)["Visit"]

    assert str(before["UID"]) == str(after["UID"]) == f"agenda-item-{item.pk}@localhost"
    assert before.decoded("DTSTART") != after.decoded("DTSTART")


def test_the_choice_not_taken_is_left_out(
    client, participant, workshop, registration, choice_a, choice_b
):
    client.force_login(participant)
    assert set(events(client, workshop)) == {"A. Case", "B. Networking"}
    SignUpFactory(registration=registration, item=choice_b)

    assert set(events(client, workshop)) == {"B. Networking"}


def test_a_draft_is_the_days_alone_for_participants_and_tentative_for_its_writers(
    client, participant, editor, workshop
):
    AgendaItemFactory(workshop=workshop, title="Secret dinner")
    Workshop.objects.update(agenda_released_at=None)

    client.force_login(participant)
    (event,) = events(client, workshop).values()
    assert (str(event["SUMMARY"]), event.decoded("DTSTART")) == (
        workshop.title,
        workshop.starts_on,
    )
    assert event.decoded("DTEND") == workshop.ends_on + datetime.timedelta(days=1)

    client.force_login(editor)
    assert str(events(client, workshop)["Secret dinner"]["STATUS"]) == "TENTATIVE"


def test_without_days_there_is_no_calendar(client, participant, city):
    client.force_login(participant)

    response = client.get(address("calendar", WorkshopFactory(city=city, starts_on=None)))

    assert response.status_code == 404


def test_the_file_is_named_after_the_workshop(client, participant, workshop):
    workshop.city.name = "Göteborg"
    workshop.city.save()
    client.force_login(participant)

    response = client.get(address("calendar", workshop))

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="goteborg-city-workshop.ics"'
    )
