"""What dates clash with: holidays of every partner country, events of others."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import ExternalEvent, ItemKind
from programme.workplan.clashes import BusyDays, holidays_of
from tests.factories import (
    CityFactory,
    ExternalEventFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from workshops.dates.unusual import clash_words

ASCENSION = datetime.date(2027, 5, 6)


@pytest.mark.django_db
def test_holidays_are_named_with_country_and_cities_those_of_the_host_first(programme, city):
    city.country = "SE"
    city.name = "Göteborg"
    city.save()
    for name, country, position in (
        ("Dortmund", "DE", 1),
        ("Leipzig", "DE", 2),
        ("Leeds", "GB", 3),
    ):
        CityFactory(programme=programme, name=name, country=country, position=position)
    CityFactory(name="Elsewhere", country="AT")

    first = ASCENSION - datetime.timedelta(days=3)

    busy = BusyDays.of_programme(programme, first, ASCENSION)

    assert busy.words_on(first, ASCENSION, city) == [
        "Thursday 6 May is a public holiday where it takes place: Ascension Day.",
        "Monday 3 May is a public holiday, May Day: United Kingdom (Leeds).",
        "Thursday 6 May is a public holiday, Ascension Day: Germany (Dortmund, Leipzig).",
    ]


@pytest.mark.once
@pytest.mark.parametrize("country", ["", "XX", "EU"])
def test_a_country_that_is_not_known_has_no_holidays(country):
    assert holidays_of(country, 2027) == {}


@pytest.mark.django_db
def test_events_of_others_and_weekends_are_named_but_only_of_this_programme(city):
    workshop = WorkshopFactory(city=city, starts_on=datetime.date(2027, 9, 8))
    ExternalEventFactory(
        programme=workshop.programme,
        title="Cluster forum",
        organiser="ECCP",
        starts_on=datetime.date(2027, 9, 10),
        ends_on=datetime.date(2027, 9, 12),
    )
    ExternalEventFactory(title="Secret", starts_on=datetime.date(2027, 9, 8))

    words = clash_words(workshop, datetime.date(2027, 9, 10), datetime.date(2027, 9, 11))

    assert words == [
        "An event of others is on these days: Cluster forum (ECCP), 10–12 September 2027.",
        "Saturday 11 September is at a weekend.",
    ]


@pytest.mark.django_db
def test_the_workplan_marks_what_clashes_and_shows_the_events(client, participant, programme, city):
    today = timezone.localdate()
    WorkplanItemFactory(programme=programme, kind=ItemKind.MILESTONE, due_on=today, title="Meeting")
    WorkplanItemFactory(programme=programme, due_on=today, title="A deadline")
    ExternalEventFactory(programme=programme, title="Cluster forum")
    ExternalEventFactory(title="Secret forum")
    client.force_login(participant)

    response = client.get(reverse("programme:workplan", args=[programme.slug]))

    clashes = {line.title: line.clash for line in response.context["page"].lines}
    assert "Cluster forum" in clashes["Meeting"]
    assert clashes["A deadline"] == ""
    assert response.context["page"].timeline.rows[-1].bars
    assert "Secret forum" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_coordinator_and_experts_keep_the_events(client, request, programme, who):
    client.force_login(request.getfixturevalue(who))
    values = {
        "title": "Fair",
        "organiser": "TCI",
        "place": "Kolding",
        "country": "DK",
        "starts_on": "2027-05-03",
        "ends_on": "2027-05-05",
        "website": "https://fair.example/",
    }
    client.post(reverse("programme:event_create", args=[programme.slug]), values)
    event = ExternalEvent.objects.get()
    client.post(
        reverse("programme:event_edit", args=[programme.slug, event.pk]), values | {"title": "F2"}
    )
    page = client.get(reverse("programme:event_list", args=[programme.slug])).content.decode()
    client.post(reverse("programme:event_delete", args=[programme.slug, event.pk]))

    assert all(words in page for words in ("F2", "TCI", "Kolding, Denmark", "3–5 May 2027"))
    assert not ExternalEvent.objects.exists()


@pytest.mark.django_db
def test_an_editor_reads_the_events_and_does_not_write(client, editor, programme):
    event = ExternalEventFactory(programme=programme)
    client.force_login(editor)

    assert client.get(reverse("programme:event_list", args=[programme.slug])).status_code == 200
    for name, *rest in (("event_create",), ("event_edit", event.pk), ("event_delete", event.pk)):
        url = reverse(f"programme:{name}", args=[programme.slug, *rest])
        assert client.post(url, {}).status_code == 403
