import datetime

import pytest
from django.urls import reverse

from programme.models import Activity, WorkplanItem
from programme.workplan.dates import CASE_DISTRIBUTED, mark_done
from tests.factories import (
    AgendaItemFactory,
    CaseFactory,
    CityFactory,
    MeetingSlotFactory,
    MembershipFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
)
from tests.workshops.conftest import address, said, wednesday_in
from workshops.models import Workshop
from workshops.services import schedule_workshop

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def planned(workshop):
    """The workshop with its dates in the workplan."""
    schedule_workshop(workshop, starts_on=workshop.starts_on, ends_on=workshop.ends_on, by=None)
    return workshop


def new_address(programme):
    return reverse("workshops:create", args=[programme.slug])


def typed(host, first, last, **values):
    return {
        "kind": "city",
        "number": "7",
        "city": host.pk if host else "",
        "place": "",
        "venue": "Town Hall",
        "time_zone": "",
        "places": "40",
        "starts_on": first.isoformat() if first else "",
        "ends_on": last.isoformat() if last else "",
        **values,
    }


def typed_again(workshop, **values):
    """The form of a workshop as the page sends it back, with some fields changed."""
    now = {
        "kind": workshop.kind,
        "number": workshop.number,
        "city": workshop.city_id,
        "place": "",
        "venue": workshop.venue,
        "time_zone": workshop.time_zone,
        "places": workshop.places,
        "starts_on": workshop.starts_on.isoformat(),
        "ends_on": workshop.ends_on.isoformat(),
    }
    return {f"initial-{name}": value for name, value in now.items()} | now | values


def test_the_list_shows_the_workshops_of_the_programme_in_order(client, participant, workshop):
    final = WorkshopFactory(
        programme=workshop.programme,
        city=None,
        kind="final",
        number=None,
        slug="final-conference",
        place="Lyon",
        starts_on=None,
    )
    earlier = WorkshopFactory(
        city=CityFactory(programme=workshop.programme), starts_on=wednesday_in(-9)
    )
    WorkshopFactory()
    client.force_login(participant)

    response = client.get(reverse("workshops:list", args=[workshop.programme.slug]))

    stops = response.context["route"].stops
    assert [stop.workshop for stop in stops] == [earlier, workshop, final]
    assert [stop.state for stop in stops] == [
        "held",
        f"in {workshop.days_until} days",
        "no dates yet",
    ]
    assert [stop.is_next for stop in stops] == [False, True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_query_count_of_the_list_does_not_grow(
    client, participant, programme, rows, django_assert_num_queries
):
    for number in range(rows):
        workshop = WorkshopFactory(
            city=CityFactory(programme=programme), starts_on=wednesday_in(number + 3)
        )
        RegistrationFactory(workshop=workshop)
    client.force_login(participant)

    # session, person, seats, workshops, own registrations
    with django_assert_num_queries(5):
        response = client.get(reverse("workshops:list", args=[programme.slug]))

    assert len(response.context["route"].stops) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_query_count_of_a_workshop_does_not_grow(
    client, participant, planned, rows, django_assert_num_queries
):
    for number in range(rows):
        AgendaItemFactory(workshop=planned, starts_at=datetime.time(9 + number))
        RegistrationFactory(workshop=planned)
    client.force_login(participant)

    # session, person, seats, workshop, workplan, registered, own registration, releases, places,
    # documents, notes
    with django_assert_num_queries(11):
        response = client.get(address("detail", planned))

    assert len(response.context["page"].items) == rows


def test_the_page_names_days_venue_and_whose_time_it_is(client, participant, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(
        venue="Lindholmen",
        starts_on=datetime.date(2027, 9, 8),
        ends_on=datetime.date(2027, 9, 10),
        week=datetime.date(2027, 9, 6),
    )
    client.force_login(participant)

    page = client.get(address("detail", workshop)).content.decode()

    city = workshop.city.name
    assert "Wednesday 8 to Friday 10 September 2027, Lindholmen." in page
    assert f"Times are {city} time (CEST)." in page


def test_a_draft_is_hidden_from_participants_and_shown_to_its_writers(
    client, participant, stranger, editor, expert, coordinator, workshop
):
    AgendaItemFactory(workshop=workshop, title="Secret dinner")
    Workshop.objects.update(agenda_released_at=None)

    pages = {}
    for name, user in {
        "participant": participant,
        "stranger": stranger,
        "editor": editor,
        "expert": expert,
        "coordinator": coordinator,
    }.items():
        client.force_login(user)
        pages[name] = client.get(address("detail", workshop)).content.decode()

    assert {name for name, page in pages.items() if "Secret dinner" in page} == {
        "editor",
        "expert",
        "coordinator",
    }
    assert "The agenda is not released yet" in pages["participant"]


def test_the_checklist_is_read_from_the_workplan(client, participant, planned):
    mark_done(planned.programme, f"{planned.source_prefix}case_due", by=None)
    client.force_login(participant)

    checklist = client.get(address("detail", planned)).context["page"].checklist

    assert [
        (phase, [(check.title, check.item.is_done) for check in checks])
        for phase, checks in checklist
    ] == [
        (
            "Before",
            [
                ("Dates fixed", True),
                ("Case to the experts", True),
                ("Agenda released", False),
                ("Case distributed", False),
                ("Choice A or B", False),
            ],
        ),
        ("During", [("Workshop", False)]),
        (
            "After",
            [
                ("City report", False),
                ("Actions after 6 months", False),
                ("Actions after 12 months", False),
            ],
        ),
    ]


def test_the_case_is_linked_for_participants_once_it_is_distributed(
    client, participant, expert, planned
):
    def links():
        page = client.get(address("detail", planned)).context["page"]
        return {document.title for document in page.documents if document.url}

    client.force_login(participant)
    assert links() == set()
    mark_done(planned.programme, f"{planned.source_prefix}{CASE_DISTRIBUTED}", by=None)
    assert links() == {"Cluster case"}

    client.force_login(expert)
    assert links() == {"Cluster case", "City report"}


def test_nobody_is_led_to_a_case_or_report_that_is_not_there(client, expert, editor, planned):
    def links(user):
        client.force_login(user)
        page = client.get(address("detail", planned)).context["page"]
        return {document.title for document in page.documents if document.url}

    assert (links(expert), links(editor)) == ({"City report"}, set())
    CaseFactory(city=planned.city, workshop=planned)
    assert (links(expert), links(editor)) == ({"Cluster case", "City report"}, {"Cluster case"})


def test_the_choice_is_offered_as_the_person_stands(
    client, participant, planned, registration, choice_a, choice_b
):
    client.force_login(participant)
    before = client.get(address("detail", planned)).content.decode()
    SignUpFactory(registration=registration, item=choice_a)

    after = client.get(address("detail", planned)).content.decode()

    assert ("Choose A" in before, "Choose B" in before) == (True, True)
    assert ("Your choice" in after, "Switch to B" in after) == (True, True)
    assert "1 of 20 places taken" in after


def test_somebody_not_registered_registers_with_the_choice(
    client, participant, planned, choice_a, choice_b
):
    client.force_login(participant)

    page = client.get(address("detail", planned)).content.decode()

    assert "Register and choose A" in page


def test_a_full_choice_offers_no_button(client, participant, planned, registration, choice_a):
    choice_a.capacity = 1
    choice_a.save()
    SignUpFactory(registration=RegistrationFactory(workshop=planned), item=choice_a)
    client.force_login(participant)

    page = client.get(address("detail", planned)).content.decode()

    assert "All places are taken." in page
    assert "Choose A" not in page


def test_the_preview_comes_before_a_workshop_is_added(client, coordinator, programme):
    city = CityFactory(programme=programme)
    first = wednesday_in(30)
    client.force_login(coordinator)
    form = typed(city, first, first + datetime.timedelta(days=2))

    preview = client.post(new_address(programme), form)

    assert preview.status_code == 200
    assert preview.context["preview"].headline == "9 dates follow, 7 reminders"
    assert Workshop.objects.count() == WorkplanItem.objects.count() == 0

    added = client.post(
        new_address(programme), form | {"previewed": preview.context["preview"].token}
    )

    workshop = Workshop.objects.get()
    assert added.url == workshop.get_absolute_url()
    assert (workshop.number, workshop.city, workshop.starts_on) == (7, city, first)
    assert workshop.time_zone == city.time_zone
    assert WorkplanItem.objects.count() == 9


def test_a_preview_of_other_days_does_not_count(client, coordinator, programme):
    first = wednesday_in(30)
    form = typed(CityFactory(programme=programme), first, first + datetime.timedelta(days=2))
    client.force_login(coordinator)

    response = client.post(new_address(programme), form | {"previewed": "2026-01-01/2026-01-02"})

    assert response.status_code == 200
    assert Workshop.objects.count() == 0


def test_htmx_gets_the_preview_alone_while_dates_are_typed(client, coordinator, programme):
    first = wednesday_in(30)
    form = typed(CityFactory(programme=programme), first, first + datetime.timedelta(days=2))
    client.force_login(coordinator)

    response = client.get(new_address(programme), form, headers={"HX-Request": "true"})

    page = response.content.decode().strip()
    assert page.startswith('<section id="date-preview"')
    assert "9 dates follow, 7 reminders." in page
    assert Workshop.objects.count() == 0


def test_a_clash_is_named_at_the_first_day_and_nothing_is_lost(client, coordinator, workshop):
    city = CityFactory(programme=workshop.programme)
    form = typed(city, workshop.starts_on, workshop.ends_on)
    client.force_login(coordinator)

    response = client.post(new_address(workshop.programme), form)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "starts_on": [
            f"{workshop.title} is in the same week, {workshop.dates}. Choose another week."
        ]
    }
    assert 'value="Town Hall"' in response.content.decode()


def test_a_workshop_that_ends_before_it_starts_is_refused_at_the_last_day(
    client, coordinator, programme
):
    form = typed(
        CityFactory(programme=programme), datetime.date(2027, 9, 10), datetime.date(2027, 9, 8)
    )
    client.force_login(coordinator)

    response = client.post(new_address(programme), form)

    assert response.context["form"].errors == {
        "ends_on": ["The last day, 8 September 2027, is before the first, 10 September 2027."]
    }


def test_taken_numbers_and_hosts_are_named_with_the_way_out(client, coordinator, workshop):
    client.force_login(coordinator)

    response = client.post(
        new_address(workshop.programme), typed(workshop.city, None, None, number="5")
    )

    assert response.context["form"].errors == {
        "number": [f"Number 5 is {workshop.title}. The next free one is 1."],
        "city": [f"{workshop.city} hosts workshop 5 already."],
    }


def test_a_city_workshop_without_city_or_number_is_told_what_is_missing(
    client, coordinator, programme, city
):
    client.force_login(coordinator)

    response = client.post(
        new_address(programme), typed(None, None, None, number="", time_zone="Mars")
    )

    assert response.context["form"].errors == {
        "number": ["A city workshop needs a number."],
        "city": ["A city workshop needs its host city."],
        "time_zone": ["“Mars” is not a time zone. Write it like Europe/Stockholm."],
    }


def test_a_kick_off_has_a_place_and_no_number(client, coordinator, programme, city):
    client.force_login(coordinator)

    client.post(
        new_address(programme),
        typed(
            None,
            None,
            None,
            kind="kick_off",
            place="Stockholm",
            time_zone="Europe/Stockholm",
        ),
    )

    kick_off = Workshop.objects.get()
    assert (kick_off.number, kick_off.slug, kick_off.title) == (
        None,
        "kick-off",
        "Kick-off in Stockholm",
    )


def test_there_is_one_kick_off_and_it_says_where(client, coordinator, programme, city):
    WorkshopFactory(programme=programme, city=city, kind="kick_off", number=None, slug="kick-off")
    client.force_login(coordinator)

    response = client.post(new_address(programme), typed(None, None, None, kind="kick_off"))

    assert response.context["form"].errors == {
        "kind": [f"There is one already: Kick-off in {city}."],
        "place": ["Say where it is, or choose a host city."],
        "time_zone": ["Say in which time zone it is, for example Europe/Stockholm."],
    }


def test_the_next_free_number_is_suggested(client, coordinator, programme):
    for number in (1, 2, 4):
        WorkshopFactory(
            city=CityFactory(programme=programme),
            number=number,
            starts_on=wednesday_in(number),
        )
    client.force_login(coordinator)

    response = client.get(new_address(programme))

    assert response.context["form"].initial["number"] == 3


def test_moving_a_workshop_shows_what_moves_before_it_is_applied(client, coordinator, planned):
    AgendaItemFactory(workshop=planned)
    MeetingSlotFactory(session=NetworkingSessionFactory(workshop=planned))
    first = planned.starts_on + datetime.timedelta(weeks=3)
    form = typed_again(
        planned, starts_on=first, ends_on=planned.ends_on + datetime.timedelta(weeks=3)
    )
    client.force_login(coordinator)

    preview = client.post(address("edit", planned), form)

    assert preview.context["preview"].headline == "9 dates move, 7 reminders"
    assert "1 item of the agenda moves along with the days." in preview.content.decode()
    assert "So does 1 slot of the meetings." in preview.content.decode()
    planned.refresh_from_db()
    assert planned.starts_on != first

    client.post(address("edit", planned), form | {"previewed": preview.context["preview"].token})

    planned.refresh_from_db()
    assert planned.starts_on == planned.agenda_items.get().day == first


def test_particulars_are_saved_without_a_preview(client, coordinator, planned):
    client.force_login(coordinator)

    response = client.post(address("edit", planned), typed_again(planned, venue="Harbour"))

    planned.refresh_from_db()
    assert (response.status_code, planned.venue) == (302, "Harbour")
    assert said(response) == [f"{planned.title} is saved."]
    assert Activity.objects.first().verb == "workshop_changed"


def test_an_old_page_does_not_undo_what_somebody_else_changed(client, coordinator, planned):
    old_page = typed_again(planned, venue="Harbour")
    first = planned.starts_on + datetime.timedelta(weeks=3)
    schedule_workshop(planned, starts_on=first, ends_on=first + datetime.timedelta(days=2), by=None)
    client.force_login(coordinator)

    client.post(address("edit", planned), old_page)

    planned.refresh_from_db()
    assert (planned.venue, planned.starts_on) == ("Harbour", first)


@pytest.mark.parametrize("who", ["expert", "editor", "participant"])
def test_only_the_coordinator_plans(client, request, workshop, who):
    client.force_login(request.getfixturevalue(who))

    answers = [
        client.get(new_address(workshop.programme)),
        client.post(new_address(workshop.programme), {}),
        client.get(address("edit", workshop)),
        client.post(address("edit", workshop), typed_again(workshop, venue="Mine")),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    workshop.refresh_from_db()
    assert workshop.venue != "Mine"


@pytest.mark.parametrize("name", ["detail", "edit", "calendar", "participants", "agenda_edit"])
def test_another_programme_finds_nothing(client, outsider, workshop, name):
    client.force_login(outsider)

    assert client.get(address(name, workshop)).status_code == 404


def test_another_programmes_workshop_is_not_reached_through_ones_own(client, outsider, workshop):
    own = outsider.memberships.get().programme
    client.force_login(outsider)

    response = client.get(reverse("workshops:detail", args=[own.slug, workshop.slug]))

    assert response.status_code == 404


def test_a_member_of_two_programmes_finds_a_workshop_in_its_own_alone(client, outsider, workshop):
    MembershipFactory(user=outsider, programme=workshop.programme)
    other = outsider.memberships.first().programme
    client.force_login(outsider)

    here = client.get(address("detail", workshop))
    there = client.get(reverse("workshops:detail", args=[other.slug, workshop.slug]))

    assert (here.status_code, there.status_code) == (200, 404)


def test_a_workshop_without_dates_says_so(client, participant, city):
    workshop = WorkshopFactory(city=city, starts_on=None)
    client.force_login(participant)

    page = client.get(address("detail", workshop)).content.decode()

    assert "The days are not fixed yet." in page
    assert "Registration opens when the days are fixed." in page
    assert "Add to calendar" not in page


def test_the_agenda_date_is_promised_while_there_is_none(client, participant, planned):
    Workshop.objects.update(agenda_released_at=None)
    due = planned.starts_on - datetime.timedelta(days=14)
    client.force_login(participant)

    page = client.get(address("detail", planned)).content.decode()

    assert f"It will be here by {due.day} {due:%B %Y}." in page
