"""The workplan as page: what it shows, what it filters, who may change it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, ItemKind, Role, WorkplanItem
from programme.workplan.dates import default_rules
from tests.factories import CityFactory, WorkplanItemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def plan(programme, query=""):
    return reverse("programme:workplan", args=[programme.slug]) + query


def address(name, item):
    return reverse(f"programme:{name}", args=[item.programme.slug, item.pk])


def shown(response):
    return [line.item for line in response.context["page"].lines]


@pytest.fixture
def late(programme, city):
    return WorkplanItemFactory(
        programme=programme, city=city, due_on=days(-12), owner_role=Role.EDITOR, title="Late one"
    )


@pytest.fixture
def ahead(programme):
    return WorkplanItemFactory(programme=programme, due_on=days(5), phase="end", title="Ahead")


@pytest.fixture
def done(programme):
    return WorkplanItemFactory(
        programme=programme, due_on=days(-3), done_at=timezone.now(), title="Done one"
    )


@pytest.fixture
def computed(programme, city):
    return WorkplanItemFactory(
        programme=programme,
        city=city,
        source_key="workshop:1:case_due",
        path="/where/the-work-is/",
        title="Case due",
        due_on=days(20),
    )


@pytest.fixture
def own(client, coordinator):
    client.force_login(coordinator)
    return client


def typed(**values):
    return {
        "kind": "deadline",
        "title": "Typed by hand",
        "phase": "end",
        "owner_role": "coordinator",
        "due_on": "2026-10-01",
    } | values


# Reading


def test_everybody_in_the_programme_sees_all_dates_in_order(
    client, participant, programme, late, ahead, done
):
    WorkplanItemFactory()
    client.force_login(participant)

    response = client.get(plan(programme))

    assert shown(response) == [late, done, ahead]


def test_the_list_says_how_it_stands_in_words(client, participant, programme, late, ahead):
    client.force_login(participant)

    page = client.get(plan(programme)).content.decode()

    assert "12 days late" in page
    assert "in 5 days" in page
    assert "1 date is late" in page


def test_a_milestone_that_is_past_is_not_late(programme):
    passed = WorkplanItemFactory(programme=programme, kind=ItemKind.MILESTONE, due_on=days(-2))

    assert passed.standing == "2 days ago"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=late", ["Late one"]),
        ("?state=open", ["Ahead"]),
        ("?state=done", ["Done one"]),
        ("?owner=editor", ["Late one"]),
        ("?phase=end", ["Ahead"]),
        ("?state=late&phase=end", []),
        ("?city=nowhere", ["Late one", "Done one", "Ahead"]),
        ("?state=%00&owner=x", ["Late one", "Done one", "Ahead"]),
    ],
)
def test_the_list_is_filtered_by_its_address(
    client, participant, programme, late, ahead, done, query, expected
):
    client.force_login(participant)

    response = client.get(plan(programme, query))

    assert [item.title for item in shown(response)] == expected


def test_by_phase_rows_and_groups_are_phases_with_what_is_done_of_them(
    client, participant, programme, late, ahead, done
):
    client.force_login(participant)

    response = client.get(plan(programme, "?by=phase&owner=coordinator"))

    page = response.context["page"]
    assert [(group.label, group.note) for group in page.groups] == [
        ("Before the workshop", "1 of 1 done"),
        ("Final report", "0 of 1 done"),
    ]
    assert [row.label for row in page.timeline.rows] == ["Before the workshop", "Final report"]
    assert [(count.words, count.late) for count in page.phases] == [
        ("1 of 2 done", 1),
        ("0 of 1 done", 0),
    ]


def test_the_list_is_filtered_by_city(client, participant, programme, city, late, ahead):
    client.force_login(participant)

    response = client.get(plan(programme, f"?city={city.slug}"))

    assert shown(response) == [late]


def test_a_city_of_another_programme_is_no_filter(client, participant, programme, late):
    foreign = CityFactory()
    client.force_login(participant)

    response = client.get(plan(programme, f"?city={foreign.slug}"))

    assert shown(response) == [late]
    assert foreign.name not in response.content.decode()


def test_a_computed_date_says_how_it_follows_and_leads_to_the_work(
    client, participant, programme, computed
):
    for rule in default_rules(programme):
        rule.save()
    client.force_login(participant)

    response = client.get(plan(programme))

    (line,) = response.context["page"].lines
    assert line.origin == "14 days before the first day of the city workshop"
    assert '<a href="/where/the-work-is/">' in response.content.decode()


def test_the_page_follows_every_change_of_what_it_shows(own, programme, city, late):
    before = own.get(plan(programme)).content.decode()
    WorkplanItem.objects.filter(pk=late.pk).update(note="Written since")
    city.name = "Renamed since"
    city.save()

    after = own.get(plan(programme)).content.decode()

    assert ("Written since" in before, "Written since" in after) == (False, True)
    assert ("Renamed since" in before, "Renamed since: Late one" in after) == (False, True)


def test_what_is_kept_ready_for_the_coordinator_is_not_shown_to_others(
    client, coordinator, participant, programme, late
):
    client.force_login(coordinator)
    client.get(plan(programme))
    client.force_login(participant)

    assert address("item_done", late) not in client.get(plan(programme)).content.decode()


def test_an_empty_workplan_says_what_will_be_here(client, participant, programme):
    client.force_login(participant)

    assert "No dates yet" in client.get(plan(programme)).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(own, programme, city, rows, django_assert_num_queries):
    for _ in range(rows):
        WorkplanItemFactory(programme=programme, city=CityFactory(programme=programme))

    # session, user, seats, cities and their choices, dates, rules, events, phases, workshops' days
    with django_assert_num_queries(10):
        own.get(plan(programme))


@pytest.mark.parametrize("role", ["participant", "editor", "expert"])
def test_only_the_coordinator_is_offered_to_change_dates(client, request, programme, late, role):
    client.force_login(request.getfixturevalue(role))

    page = client.get(plan(programme)).content.decode()

    assert f'"{address("item_edit", late)}"' not in page
    assert reverse("workshops:create", args=[programme.slug]) not in page


def test_the_coordinator_finds_the_way_to_a_new_workshop(own, programme):
    page = own.get(plan(programme)).content.decode()

    assert reverse("workshops:create", args=[programme.slug]) in page


# Writing


def test_a_date_is_added_and_its_first_day_kept(own, programme, coordinator, city):
    response = own.post(
        reverse("programme:item_create", args=[programme.slug]), typed(city=city.pk)
    )

    item = WorkplanItem.objects.get()
    assert response.url == item.get_absolute_url()
    assert (item.programme, item.city, item.baseline_on) == (programme, city, item.due_on)
    entry = Activity.objects.get()
    assert (entry.verb, entry.actor, entry.city) == ("workplan_item_added", coordinator, city)


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due_on": "31 February"}, "due_on"),
        ({"due_on": "0001-01-01"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"kind": "party"}, "kind"),
        ({"owner_role": "editor", "city": ""}, "city"),
        ({"city": "999999"}, "city"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_typed_is_lost(
    own, programme, values, at
):
    response = own.post(
        reverse("programme:item_create", args=[programme.slug]), typed(note="Kept", **values)
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert "Kept" in response.content.decode()
    assert not WorkplanItem.objects.exists()


def test_a_date_moves_and_keeps_the_first_one(own, late):
    own.post(
        address("item_edit", late),
        typed(due_on="2026-11-01", baseline_on="2026-10-01", title=late.title),
    )

    late.refresh_from_db()
    assert late.due_on == datetime.date(2026, 11, 1)
    assert late.has_moved


def test_a_computed_date_takes_a_note_and_nothing_else(own, computed):
    own.post(address("item_edit", computed), typed(note="Ask the host", due_on="2030-01-01"))

    before = computed.due_on
    computed.refresh_from_db()
    assert (computed.note, computed.due_on, computed.title) == ("Ask the host", before, "Case due")


def test_a_date_is_deleted_after_one_more_question(own, late):
    question = own.get(address("item_delete", late))
    own.post(address("item_delete", late))

    assert "Late one" in question.content.decode()
    assert not WorkplanItem.objects.exists()
    assert Activity.objects.get().verb == "workplan_item_deleted"


def test_a_computed_date_cannot_be_deleted(own, computed):
    question = own.get(address("item_delete", computed))
    own.post(address("item_delete", computed))

    assert "button-danger" not in question.content.decode()
    assert WorkplanItem.objects.get() == computed


def test_done_is_marked_once_and_logged(own, coordinator, late):
    first = own.post(address("item_done", late))
    own.post(address("item_done", late))

    late.refresh_from_db()
    assert late.is_done
    assert late.done_by == coordinator
    assert first.url == late.get_absolute_url()
    assert [entry.verb for entry in Activity.objects.all()] == ["workplan_item_done"]


def test_done_is_taken_back_and_logged(own, done):
    own.post(address("item_open", done))
    own.post(address("item_open", done))

    done.refresh_from_db()
    assert not done.is_done
    assert [entry.verb for entry in Activity.objects.all()] == ["workplan_item_reopened"]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("?state=late", "?state=late"),
        ("?state=late#item-1", "?state=late"),
    ],
)
def test_the_plan_stays_filtered_after_marking(own, programme, late, back, expected):
    response = own.post(address("item_done", late), {"next": plan(programme, back)})

    assert response.url == plan(programme, f"{expected}#item-{late.pk}")


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example/", "/admin/"])
def test_marking_leads_nowhere_else(own, programme, late, back):
    response = own.post(address("item_done", late), {"next": back})

    assert response.url == late.get_absolute_url()


@pytest.mark.parametrize("name", ["item_done", "item_open"])
def test_marking_by_a_link_is_refused(own, late, name):
    assert own.get(address(name, late)).status_code == 405


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *[(name, "editor") for name in ("item_edit", "item_delete")],
        *[
            (name, role)
            for name in ("item_done", "item_open", "item_evidence", "item_edit", "item_delete")
            for role in ("participant", "expert", "stranger")
        ],
    ],
)
def test_others_read_and_do_not_write(client, request, late, name, role):
    client.force_login(request.getfixturevalue(role))

    assert client.post(address(name, late), typed()).status_code == 403


@pytest.mark.parametrize("role", ["participant", "editor", "expert"])
def test_others_add_no_dates(client, request, programme, role):
    client.force_login(request.getfixturevalue(role))
    url = reverse("programme:item_create", args=[programme.slug])

    assert (client.get(url).status_code, client.post(url, typed()).status_code) == (403, 403)


def test_the_coordinator_of_another_programme_finds_nothing(client, outsider, late):
    client.force_login(outsider)
    own_slug = outsider.memberships.get().programme.slug

    answers = {
        client.get(address("item_edit", late)).status_code,
        client.post(address("item_done", late)).status_code,
        client.post(reverse("programme:item_done", args=[own_slug, late.pk])).status_code,
    }

    assert answers == {404}


def test_everything_is_offered_only_where_a_part_is_shown(client, participant, programme, ahead):
    client.force_login(participant)
    everything = 'href="?by=phase">Show everything'

    by_phase = client.get(plan(programme, "?by=phase")).content.decode()
    part = client.get(plan(programme, "?by=phase&state=open")).content.decode()

    assert "Show everything" not in by_phase
    assert everything in part
