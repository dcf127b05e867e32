"""Addresses from which calendar programs read, the file of one agenda, and the pages about both."""

import datetime

import pytest
import vobject
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.factories import (
    AgendaItemFactory,
    CalendarFeedFactory,
    CityFactory,
    MembershipFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkplanItemFactory,
    WorkshopFactory,
    released,
)
from tests.workshops.conftest import address, said, wednesday_in
from workshops.models import AgendaItem, CalendarFeed, Workshop
from workshops.services import release_agenda, schedule_workshop

pytestmark = pytest.mark.django_db


def feed_url(feed):
    return reverse("workshops:calendar_feed", args=[feed.key])


def read(feed, **headers):
    """As a calendar program does it, which is logged in nowhere."""
    return Client().get(feed_url(feed), headers=headers)


def events(response):
    calendar = Calendar.from_ical(response.content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def own(participant):
    """The address of all that the participant attends."""
    return CalendarFeedFactory(user=participant)


# What stands in them


def test_an_item_stands_at_its_local_time_in_a_named_zone(own, workshop, registration):
    AgendaItemFactory(
        workshop=workshop,
        title="Visit",
        day=workshop.days[1],
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        room="Bus stop",
        led_by="Åsa",
        bus_at=datetime.time(8, 30),
    )
    Workshop.objects.update(venue="Lindholmen")
    workshop.refresh_from_db()
    released(workshop)

    event = events(read(own))["Visit"]

    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event.decoded("DTSTART") == datetime.datetime.combine(
        workshop.days[1], datetime.time(9), workshop.tz
    )
    assert event.decoded("DTEND").hour == 12
    assert str(event["LOCATION"]) == f"Bus stop, Lindholmen, {workshop.place_name}"
    assert str(event["DESCRIPTION"]) == "Led by Åsa.\nThe bus leaves at 08:30."
    assert str(event["URL"]).endswith(workshop.get_absolute_url())


@pytest.mark.once
@pytest.mark.parametrize(
    ("zone", "day", "offsets"),
    [
        # The clocks of Europe change in the night to this Sunday, those of Lima never.
        ("Europe/Budapest", datetime.date(2027, 3, 26), [1, 2]),
        ("Europe/Budapest", datetime.date(2027, 10, 29), [2, 1]),
        ("America/Lima", datetime.date(2027, 3, 26), [-5, -5]),
    ],
)
def test_times_are_right_on_both_sides_of_a_change_of_clocks(city, own, zone, day, offsets):
    workshop = WorkshopFactory(
        city=city, time_zone=zone, starts_on=day, ends_on=day + datetime.timedelta(days=3)
    )
    RegistrationFactory(workshop=workshop, user=own.user)
    MembershipFactory(user=own.user, programme=city.programme)
    for title, at in (("First", workshop.days[0]), ("Last", workshop.days[3])):
        AgendaItemFactory(workshop=workshop, title=title, day=at)
    released(workshop)

    # This parser knows zones from the calendar alone.
    calendar = vobject.readOne(read(own).content.decode())

    starts = {str(event.summary.value): event.dtstart.value for event in calendar.vevent_list}
    assert [starts[title].hour for title in ("First", "Last")] == [13, 13]
    hours = [starts[title].utcoffset().total_seconds() / 3600 for title in ("First", "Last")]
    assert hours == offsets


def test_only_the_choice_taken_is_there_and_an_open_one_is_tentative(
    own, workshop, registration, choice_a, choice_b
):
    released(workshop)
    both = events(read(own))
    assert {name: str(event["STATUS"]) for name, event in both.items()} == {
        "A. Case": "TENTATIVE",
        "B. Networking": "TENTATIVE",
    }
    SignUpFactory(registration=registration, item=choice_b)

    assert set(events(read(own))) == {"B. Networking"}


def test_a_draft_is_the_days_alone_for_everybody(client, own, editor, workshop, registration):
    AgendaItemFactory(workshop=workshop, title="Secret dinner")
    Workshop.objects.update(agenda_released_at=None)

    for user in (own.user, editor):
        client.force_login(user)
        ((name, event),) = events(client.get(address("calendar", workshop))).items()
        assert (name, event.decoded("DTSTART")) == (workshop.title, workshop.starts_on)
        assert event.decoded("DTEND") == workshop.ends_on + datetime.timedelta(days=1)
    assert set(events(read(own))) == {workshop.title}


def test_each_kind_of_address_shows_what_it_says(participant, workshop, registration):
    programme = workshop.programme
    other = WorkshopFactory(city=CityFactory(programme=programme))
    waiting = WorkshopFactory(city=CityFactory(programme=programme), starts_on=wednesday_in(9))
    RegistrationFactory(workshop=waiting, user=participant, is_waiting=True)
    WorkplanItemFactory(programme=programme, title="Pay; then, travel\r\nX-EVIL:1")
    kinds = ({}, {"workshop": other}, {"programme": programme})

    person, one, whole = (
        set(events(read(CalendarFeedFactory(user=participant, **kind)))) for kind in kinds
    )

    assert person == {workshop.title}
    assert one == {other.title}
    assert whole == {
        workshop.title,
        other.title,
        waiting.title,
        "Pay; then, travel\nX-EVIL:1",
    }


def test_the_number_of_an_event_rises_with_every_release_and_move_that_it_shows(
    coordinator, own, workshop, registration
):
    item = AgendaItemFactory(workshop=workshop, title="Visit")
    gone = AgendaItemFactory(workshop=workshop, title="Dinner")
    Workshop.objects.update(agenda_released_at=None)
    release_agenda(workshop, by=coordinator)
    first = events(read(own))
    AgendaItem.objects.filter(pk=item.pk).update(starts_at=datetime.time(8))
    AgendaItem.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    # The draft moves nobody's calendar.
    assert events(read(own))["Visit"]["SEQUENCE"] == first["Visit"]["SEQUENCE"]
    release_agenda(workshop, by=coordinator)
    second = events(read(own))
    week = datetime.timedelta(weeks=1)
    schedule_workshop(
        workshop, starts_on=workshop.starts_on + week, ends_on=workshop.ends_on + week, by=None
    )
    third = events(read(own))

    assert set(first) == {"Visit", "Dinner"}
    assert set(second) == set(third) == {"Visit"}
    visits = [found["Visit"] for found in (first, second, third)]
    assert {str(event["UID"]) for event in visits} == {f"agenda-item-{item.pk}@localhost"}
    assert visits[0]["SEQUENCE"] < visits[1]["SEQUENCE"] < visits[2]["SEQUENCE"]
    assert visits[2].decoded("DTSTART") - visits[1].decoded("DTSTART") == week


@pytest.mark.once
def test_hostile_words_stay_in_their_line(own, workshop, registration):
    words = "A\rX-EVIL:1\x0bX-EVIL:2\x1b\x85X-EVIL:3\u2028X-EVIL:4; \u202eabc, \\" + "ű" * 200
    AgendaItemFactory(workshop=workshop, title=words[:200], description=words, led_by='"\n:;')
    released(workshop)

    raw = read(own).content

    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if line.startswith(b"X-EVIL")] == []
    assert [byte for line in lines for byte in line if byte < 32] == []
    ours = Calendar.from_ical(raw).walk("VEVENT")[0]
    theirs = vobject.readOne(raw.decode()).vevent
    for name in ("SUMMARY", "DESCRIPTION"):
        assert str(ours[name]) == theirs.contents[name.lower()][0].value
    assert str(ours["SUMMARY"]).splitlines()[:3] == ["A", "X-EVIL:1", "X-EVIL:2"]
    assert str(ours["DESCRIPTION"]).endswith('ű\nLed by "\n:;.')


# Who may read


def test_whoever_lost_the_seat_reads_nothing_of_the_programme(
    participant, own, workshop, registration
):
    whole = CalendarFeedFactory(user=participant, programme=workshop.programme)
    one = CalendarFeedFactory(user=participant, workshop=workshop)
    assert set(events(read(own))) == {workshop.title}
    participant.memberships.all().delete()

    assert events(read(own)) == {}
    assert [read(feed).status_code for feed in (whole, one)] == [404, 404]


def test_only_the_present_address_of_an_active_person_opens(client, participant, own):
    assert read(own).status_code == 200
    old = feed_url(own)
    client.force_login(participant)
    args = [participant.memberships.get().programme.slug, own.pk]
    client.post(reverse("workshops:calendar_renew", args=args))
    renewed = CalendarFeed.objects.get()

    assert Client().get(old).status_code == 404
    assert read(renewed).status_code == 200
    participant.is_active = False
    participant.save()
    assert read(renewed).status_code == 404


# Asking again


def test_an_unchanged_calendar_is_not_sent_again(own, workshop, registration):
    read(own)
    CalendarFeed.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1))
    first = read(own)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert read(own).content == first.content
    known = ({"if_none_match": etag}, {"if_modified_since": modified})

    assert [read(own, **headers).status_code for headers in known] == [304, 304]
    Workshop.objects.update(venue="Lindholmen")
    changed = [read(own, **headers) for headers in known]

    assert [response.status_code for response in changed] == [200, 200]
    assert etag not in {response.headers["ETag"] for response in changed}
    assert modified not in {response.headers["Last-Modified"] for response in changed}


def test_it_is_said_when_it_was_read_but_written_once_an_hour(own):
    read(own)
    first = CalendarFeed.objects.get().read_at
    read(own)
    assert first == CalendarFeed.objects.get().read_at
    long_ago = timezone.now() - datetime.timedelta(hours=2)
    CalendarFeed.objects.update(read_at=long_ago)

    read(own)

    assert CalendarFeed.objects.get().read_at > long_ago


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_asks_as_often_for_many_workshops(own, city, rows, django_assert_num_queries):
    MembershipFactory(user=own.user, programme=city.programme)
    for _row in range(rows):
        workshop = WorkshopFactory(city=CityFactory(programme=city.programme))
        AgendaItemFactory.create_batch(rows, workshop=workshop)
        RegistrationFactory(workshop=workshop, user=own.user)
        released(workshop)
    read(own)

    with django_assert_num_queries(7):
        assert len(events(read(own))) == rows * rows


# The pages


@override_settings(SITE_URL="https://clusnet.example")
def test_an_address_is_made_shown_and_removed_without_a_script(client, participant, workshop):
    client.force_login(participant)
    page = reverse("workshops:calendars", args=[workshop.programme.slug])
    create = reverse("workshops:calendar_create", args=[workshop.programme.slug])
    for what in ("all-i-attend", "whole-programme", workshop.slug, workshop.slug):
        response = client.post(create, {"what": what})
    assert CalendarFeed.objects.count() == 3
    feed = CalendarFeed.objects.get(workshop=workshop)
    assert response.url == f"{page}#feed-{feed.pk}"

    shown = client.get(page).content.decode()
    assert f'value="https://clusnet.example/calendar/{feed.key}.ics"' in shown
    assert f'href="webcal://clusnet.example/calendar/{feed.key}.ics"' in shown
    assert feed.key in client.get(address("calendar_options", workshop)).content.decode()

    args = [workshop.programme.slug, feed.pk]
    response = client.post(reverse("workshops:calendar_remove", args=args), {"back": workshop.slug})
    assert response.url == address("calendar_options", workshop)
    assert said(response)[-1] == "The address no longer works."
    assert read(feed).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_many_workshops(
    client, participant, programme, rows, django_assert_num_queries
):
    for _row in range(rows):
        workshop = WorkshopFactory(city=CityFactory(programme=programme))
        CalendarFeedFactory(user=participant, workshop=workshop)
    client.force_login(participant)
    page = reverse("workshops:calendars", args=[programme.slug])

    with django_assert_num_queries(5):
        assert client.get(page).content.count(b'id="feed-') == rows


def test_the_file_is_named_after_the_workshop_and_there_is_none_without_days(
    client, participant, workshop
):
    workshop.city.name = "Göteborg"
    workshop.city.save()
    client.force_login(participant)

    response = client.get(address("calendar", workshop))

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="goteborg-city-workshop.ics"'
    )
    Workshop.objects.update(starts_on=None, ends_on=None, week=None)
    assert client.get(address("calendar", workshop)).status_code == 404
