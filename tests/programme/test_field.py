"""The field: actors and their events, funding portals, what countries do, events as files."""

import csv
import datetime
import io

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from programme.demo.calendar import Calendar
from programme.demo.load import load, remove
from programme.field.usual import begin_field
from programme.models import ExternalEvent, FieldEntry, Programme
from programme.workplan.clashes import BusyDays
from programme.workplan.page import WorkplanPage
from tests.factories import (
    CityFactory,
    EventCalendarFactory,
    ExternalEventFactory,
    FieldEntryFactory,
    WorkplanItemFactory,
)

pytestmark = pytest.mark.django_db


def url(programme, name="field", *rest):
    return reverse(f"programme:{name}", args=[programme.slug, *rest])


def in_days(days, **values):
    day = timezone.localdate() + datetime.timedelta(days=days)
    return ExternalEventFactory(starts_on=day, ends_on=day, **values)


def test_actors_stand_with_their_next_events_and_others_after_them(client, participant, programme):
    actor = FieldEntryFactory(programme=programme, name="TCI Network")
    for days in (40, 30, 20, 10, -10):
        in_days(days, programme=programme, actor=actor, title=f"In {days}")
    in_days(5, programme=programme, title="Fair", organiser="Fair company")
    in_days(5, title="Secret", organiser="TCI Network")
    client.force_login(participant)

    page = client.get(url(programme)).context["page"]

    assert [own.name for own in page.actors] == ["TCI Network"]
    assert [event.title for event in page.actors[0].events] == ["In 10", "In 20", "In 30"]
    assert (page.actors[0].total, page.coming) == (4, 5)
    assert [(own.name, own.total) for own in page.others] == [("Fair company", 1)]


@pytest.mark.once
def test_countries_have_a_programme_or_none_or_are_named_as_not_known_yet(
    client, participant, programme, city
):
    programme.cities.update(country="SE")
    CityFactory(programme=programme, name="Helsinki", country="FI")
    CityFactory(programme=programme, name="Leipzig", country="DE")
    CityFactory(programme=programme, name="Munich", country="DE")
    begin_field(programme)
    client.force_login(participant)

    response = client.get(url(programme))

    page, words = response.context["page"], response.content.decode()
    assert [(line.name, line.cities) for line in page.unknown] == [
        ("Germany", ["Leipzig", "Munich"])
    ]
    known = {line.code for line in page.countries if any(e.exists for e in line.entries)}
    assert known == {"NO", "DK", "CA", "FR", "HU", "SE"}
    assert "Finland" in words
    assert "has none" in words
    assert words.count("List that comes with Clusnet, November 2026") == FieldEntry.objects.count()


@pytest.mark.parametrize("who", ["coordinator", "expert"])
def test_coordinator_and_experts_keep_the_entries(client, request, programme, who):
    client.force_login(request.getfixturevalue(who))
    create = f"{url(programme, 'field_entry_create')}?kind=national_programme"
    known = {"country": "FI", "source": "Asked", "as_of": "2026-11-01"}

    refused = client.post(create, known | {"exists": "True", "name": ""})
    client.post(create, known | {"exists": "False"})
    entry = FieldEntry.objects.get()
    edit = url(programme, "field_entry_edit", entry.pk)
    client.post(edit, known | {"exists": "True", "name": "New one"})

    assert "It needs a name." in refused.content.decode()
    assert FieldEntry.objects.get().name == "New one"
    client.post(url(programme, "field_entry_delete", entry.pk))
    assert not FieldEntry.objects.exists()


@pytest.mark.once
def test_an_entry_without_its_source_is_not_kept_and_an_editor_keeps_none(
    client, coordinator, editor, programme
):
    create = f"{url(programme, 'field_entry_create')}?kind=funding"
    client.force_login(coordinator)
    assert client.post(create, {"name": "Portal", "source": ""}).status_code == 422
    assert client.get(f"{create}s").status_code == 404

    entry = FieldEntryFactory(programme=programme)
    client.force_login(editor)
    assert client.post(create, {}).status_code == 403
    for name in ("field_entry_edit", "field_entry_delete"):
        assert client.post(url(programme, name, entry.pk), {}).status_code == 403
    assert "Edit" not in client.get(url(programme)).content.decode()


def test_an_organiser_that_is_typed_is_the_actor_of_that_name_and_keeps_it_when_the_actor_goes(
    client, coordinator, programme
):
    actor = FieldEntryFactory(programme=programme, name="TCI Network")
    FieldEntryFactory(name="Fair company")
    client.force_login(coordinator)
    values = {"starts_on": "2027-05-03", "ends_on": "2027-05-05", "title": "Conference"}
    client.post(url(programme, "event_create"), values | {"organiser": "tci network"})
    client.post(url(programme, "event_create"), values | {"organiser": "Fair company"})

    assert {event.actor for event in ExternalEvent.objects.all()} == {actor, None}
    FieldEntry.objects.filter(pk=actor.pk).update(name="TCI")
    client.post(url(programme, "field_entry_delete", actor.pk))
    names = {event.organised_by for event in ExternalEvent.objects.all()}
    assert names == {"TCI", "Fair company"}


def titles(programme, coordinator, client, query):
    client.force_login(coordinator)
    groups = client.get(url(programme, "event_list"), query).context["page"].groups
    return {group.label: [event.title for event in group.events] for group in groups}


def test_events_are_filtered_and_put_together_as_the_address_says(client, coordinator, programme):
    days = {"starts_on": datetime.date(2090, 5, 3), "ends_on": datetime.date(2090, 5, 5)}
    actor = FieldEntryFactory(programme=programme, name="TCI")
    tci = ExternalEventFactory(
        programme=programme, actor=actor, organiser="Old name", title="A", country="DK", **days
    )
    later = {"starts_on": datetime.date(2090, 6, 1), "ends_on": datetime.date(2090, 6, 1)}
    ExternalEventFactory(programme=programme, organiser="ECCP", title="B", country="BE", **later)
    in_days(-30, programme=programme, organiser="ECCP", title="Over", country="DK")
    ExternalEventFactory(title="Secret", organiser="TCI", **days)

    def shown(**query):
        return titles(programme, coordinator, client, query)

    assert shown() == {"May 2090": ["A"], "June 2090": ["B"]}
    assert shown(by="organiser") == {"ECCP": ["B"], "TCI": ["A"]}
    assert shown(by="organiser", past="on")["ECCP"] == ["Over", "B"]
    assert shown(organiser="TCI") == {"May 2090": ["A"]}
    assert shown(country="BE") == {"June 2090": ["B"]}
    assert shown(**{"from": "2090-05-05", "to": "2090-05-31"}) == {"May 2090": ["A"]}
    assert shown(**{"from": "2090-05-06"}) == {"June 2090": ["B"]}
    assert sum(shown(to=str(timezone.localdate())).values(), []) == []
    # What makes no sense is said at its field, and narrows nothing.
    assert shown(organiser="x" * 200, country="??", **{"from": "yesterday"}, page="x") == shown()
    anchor = client.get(tci.get_absolute_url())
    assert f'id="event-{tci.pk}"' in anchor.content.decode()


@pytest.mark.once
def test_what_is_shown_can_be_taken_along_as_table_and_calendar(client, participant, programme):
    for title, country in (("=Fair", "DK"), ("Other", "BE")):
        in_days(9, programme=programme, title=title, country=country, organiser="TCI")
    client.force_login(participant)

    def file(kind):
        return client.get(url(programme, "event_export", kind), {"country": "DK"}).content

    rows = list(csv.DictReader(io.StringIO(file("csv").decode("utf-8-sig"))))
    calendar = icalendar.Calendar.from_ical(file("ics"))

    assert [(row["Event"], row["Country"]) for row in rows] == [("'=Fair", "Denmark")]
    (entry,) = calendar.walk("VEVENT")
    event = ExternalEvent.objects.get(country="DK")
    assert (str(entry["SUMMARY"]), entry["DTSTART"].dt) == ("=Fair", event.starts_on)
    assert entry["DTEND"].dt == event.ends_on + datetime.timedelta(days=1)


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_does_not_grow(
    client, coordinator, programme, rows, django_assert_num_queries
):
    for number in range(rows):
        actor = FieldEntryFactory(programme=programme)
        calendar = EventCalendarFactory(programme=programme, actor=actor)
        in_days(number, programme=programme, actor=actor, calendar=calendar, uid=str(number))
        FieldEntryFactory(programme=programme, kind="national_programme", country="NO")
        CityFactory(programme=programme)
    client.force_login(coordinator)

    # session, user, seats; entries, next events, cities, calendars
    with django_assert_num_queries(7):
        client.get(url(programme))
    # … kinds, number, rows, organisers, calendars
    with django_assert_num_queries(8):
        client.get(url(programme, "event_list"))
    with django_assert_num_queries(4):
        client.get(url(programme, "event_calendars"))


def test_events_stand_among_the_dates_where_the_address_asks_for_them(
    client, participant, programme
):
    for days in (0, 60):
        day = timezone.localdate() + datetime.timedelta(days=days)
        WorkplanItemFactory(programme=programme, due_on=day, title=f"In {days}")
    in_days(30, programme=programme, title="Fair", organiser="TCI")
    in_days(900, programme=programme, title="Far away")
    client.force_login(participant)
    plan = reverse("programme:workplan", args=[programme.slug])

    def lines(**query):
        response = client.get(plan, query)
        assert response.status_code == 200
        found = [line for group in response.context["page"].groups for line in group.lines]
        return [line.event.title if line.event else line.title for line in found]

    assert lines() == ["In 0", "In 60"]
    assert lines(events="on") == ["In 0", "Fair", "In 60"]
    assert lines(events="on", by="phase")[-1] == "Fair"
    assert 'name="events"' in client.get(plan, {"events": "on"}).content.decode()


@pytest.mark.once
def test_a_clash_names_few_events_typed_ones_first_and_none_of_calendars_left_out(programme, city):
    day = datetime.date(2027, 9, 8)
    days = {"programme": programme, "starts_on": day, "ends_on": day}
    counted = EventCalendarFactory(programme=programme)
    ignored = EventCalendarFactory(programme=programme, counts_for_clashes=False)
    for number in range(6):
        ExternalEventFactory(calendar=counted, uid=str(number), title=f"Taken {number}", **days)
        ExternalEventFactory(calendar=ignored, uid=str(number), title="Ignored", **days)
    ExternalEventFactory(title="Zoo of clusters", **days)
    long = days | {"ends_on": datetime.date(2027, 12, 1)}
    ExternalEventFactory(calendar=counted, uid="call", title="Call for projects", **long)

    words = BusyDays.of_programme(programme, day, day).event_words(day, day)

    assert [
        sentence.partition(",")[0].rpartition(" is on these days: ")[2] for sentence in words
    ] == [
        *("Zoo of clusters", "Taken 0", "Taken 1"),
        "4 more events of others are on these days.",
    ]


@pytest.mark.once
def test_many_events_at_once_stay_a_few_lines_in_the_picture(programme, coordinator, client):
    for days in (0, 300):
        day = timezone.localdate() + datetime.timedelta(days=days)
        WorkplanItemFactory(programme=programme, due_on=day)
    for number in range(9):
        in_days(100, programme=programme, title=f"Fair {number}")
    client.force_login(coordinator)

    page: WorkplanPage = client.get(reverse("programme:workplan", args=[programme.slug])).context[
        "page"
    ]
    row = page.timeline.rows[-1]

    assert len({bar.y for bar in row.bars}) == len(row.bars) == 4
    assert all(row.top < bar.y < row.top + row.height - 10 for bar in row.bars)
    words = " ".join(bar.words for bar in row.bars)
    assert all(f"Fair {number}" in words for number in range(9))


@pytest.mark.once
def test_the_demonstration_has_its_field_filled_and_marked():
    load(Calendar.around(timezone.localdate()))
    programme = Programme.objects.get(slug="clusnet")
    calendar = programme.event_calendars.get()

    assert calendar.result == "5 events. Left out: 1 cancelled, 1 without a date."
    assert calendar.file.storage.exists(calendar.file.name)
    events = list(programme.external_events.with_organisers())
    assert all("Demo" in event.note for event in events)
    assert {"TCI Network", "NordicHub"} < {event.actor.name for event in events if event.actor}
    remove()
    assert not calendar.file.storage.exists(calendar.file.name)
