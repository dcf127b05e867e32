"""The first page: route, next workshop and board, as each person may see them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Membership
from programme.workplan.dates import CASE_DISTRIBUTED
from reports.overview.route import GAP, Route
from tests.factories import (
    CaseFactory,
    CityFactory,
    CityReportFactory,
    DistributedCaseFactory,
    MembershipFactory,
    ObjectiveFactory,
    ProposedActionFactory,
    RegistrationFactory,
    SignUpFactory,
    StrategicIssueFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.reports import stages
from workshops.models import monday_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MEMBERS = ("coordinator", "expert", "editor", "stranger", "participant")


@pytest.fixture
def overview(client, request, programme):
    """The page of the programme as the person of that name sees it."""

    def overview(who):
        client.force_login(request.getfixturevalue(who))
        return client.get(reverse("reports:overview", args=[programme.slug]))

    return overview


def row_of(response, city):
    return next(row for row in response.context["overview"].board if row.city == city)


# Who sees it


def test_the_overview_is_for_the_members_of_the_programme(client, overview, programme):
    found = {who: overview(who).status_code for who in (*MEMBERS, "outsider")}
    client.logout()
    found["visitor"] = client.get(reverse("reports:overview", args=[programme.slug])).status_code

    assert found == {**dict.fromkeys(MEMBERS, 200), "outsider": 404, "visitor": 404}


def test_an_empty_programme_says_what_will_be_here(overview, programme):
    page = overview("expert").content.decode()

    for words in ("No workshop is planned yet.", "No route yet", "Nothing waits for you."):
        assert words in page


def test_what_comes_first_stays_until_people_are_invited_and_a_city_hosts(
    overview, programme, coordinator
):
    CityFactory(programme=programme, group=None)
    WorkshopFactory(
        city__programme=programme, starts_on=timezone.localdate() + datetime.timedelta(days=90)
    )
    Membership.objects.filter(programme=programme).exclude(user=coordinator).delete()
    ObjectiveFactory(programme=programme)

    alone = overview("coordinator")
    MembershipFactory(programme=programme)
    together = overview("coordinator")

    assert [step.is_done for step in alone.context["overview"].steps] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert "Final report" not in alone.content.decode()
    assert together.context["overview"].steps == []


# The board keeps drafts to those who may read them


def test_a_case_in_draft_is_on_the_board_of_those_alone_who_may_read_it(overview, city, held):
    city.proposed_case = "Textiles, as proposed"
    city.save()
    case = CaseFactory(city=city, workshop=held)
    StrategicIssueFactory(case=case, question="Nobody else may read this?")

    rows = {who: row_of(overview(who), city) for who in MEMBERS}

    readers = {"coordinator", "expert", "editor"}
    assert {who for who, row in rows.items() if row.case} == readers
    assert {who for who, row in rows.items() if row.progress} == readers
    assert rows["participant"].cluster_name == "Textiles, as proposed"
    assert str(case.cluster) not in overview("participant").content.decode()


STATES = {
    "written": {"coordinator": "Drafting", "expert": "Drafting"},
    "with_city": dict.fromkeys(("coordinator", "expert", "editor"), "With the city"),
    "checked": dict.fromkeys(("coordinator", "expert", "editor"), "Facts checked"),
    "published": dict.fromkeys(MEMBERS, "Published"),
    "reopened": {
        **dict.fromkeys(MEMBERS, "Published"),
        **dict.fromkeys(("coordinator", "expert"), "Drafting"),
    },
}


@pytest.mark.parametrize("stage", STATES)
def test_the_board_tells_of_a_report_what_each_person_may_know(stage, request, overview, city):
    request.getfixturevalue(stage)

    rows = {who: row_of(overview(who), city) for who in MEMBERS}

    found = {who: str(row.report_state.label) for who, row in rows.items() if row.report_state}
    assert found == STATES[stage]


def test_what_is_kept_of_the_board_for_one_is_not_shown_to_another(overview, written):
    pages = {who: overview(who).content.decode() for who in ("expert", "participant", "expert")}

    assert {who: ">Drafting<" in page for who, page in pages.items()} == {
        "expert": True,
        "participant": False,
    }


def test_the_board_and_the_route_show_a_change_at_once(overview, written, expert):
    overview("expert")
    stages.publish(written)
    written.workshop.city.name = "Renamed"
    written.workshop.city.save()

    page = overview("expert").content.decode()

    assert ">Published<" in page
    assert page.count("Renamed") >= 3  # the drawing, its list, the board


def test_nobody_reads_of_another_programme(overview, written):
    stranger = CityReportFactory()

    page = overview("coordinator").content.decode()

    assert written.workshop.city.name in page
    assert stranger.workshop.city.name not in page


def test_actions_are_counted_by_what_became_of_them(overview, city, held):
    case = DistributedCaseFactory(city=city, workshop=held)
    for progress in ("adopted", "in_progress", "done", "dropped", ""):
        ProposedActionFactory(case=case, progress=progress, status="accepted")

    row = row_of(overview("participant"), city)

    assert (row.taken_up, row.actions) == (3, 5)


def test_the_board_says_until_when_a_case_must_go_out(overview, city, held):
    CaseFactory(city=city, workshop=held)
    WorkplanItemFactory(
        programme=city.programme,
        city=city,
        source_key=f"{held.source_prefix}{CASE_DISTRIBUTED}",
        due_on=timezone.localdate() - datetime.timedelta(days=1),
    )

    page = overview("participant").content.decode()

    assert 'class="chip chip-late">Due ' in page


def test_cities_come_in_the_order_in_which_they_host_and_others_last(overview, city):
    WorkshopFactory(city=city, number=2, slug="2")
    first = CityFactory(programme=city.programme)
    WorkshopFactory(city=first, number=1, slug="1")
    guest = CityFactory(programme=city.programme, position=0)

    board = overview("coordinator").context["overview"].board

    assert [row.city for row in board] == [first, city, guest]


# The next workshop


@pytest.fixture
def coming(city):
    first_day = monday_of(timezone.localdate()) + datetime.timedelta(weeks=2, days=2)
    return WorkshopFactory(
        city=city, starts_on=first_day, agenda_released_at=timezone.now(), places=40
    )


def test_the_next_workshop_is_the_first_that_is_not_over(overview, coming, programme):
    over = timezone.localdate() - datetime.timedelta(days=4)
    WorkshopFactory(city__programme=programme, starts_on=over)
    WorkshopFactory(city__programme=programme)  # later

    assert overview("participant").context["overview"].next_workshop.workshop == coming


def test_the_next_workshop_in_figures(overview, coming):
    registrations = RegistrationFactory.create_batch(3, workshop=coming)
    SignUpFactory(registration=registrations[0], item__choice="A")
    SignUpFactory(registration=registrations[1], item__choice="B")
    RegistrationFactory()  # for another workshop

    following = overview("expert").context["overview"].next_workshop

    assert (following.registered, following.chose_a, following.chose_b) == (3, 1, 1)


@pytest.mark.parametrize(
    ("comes_as", "choice", "words"),
    [
        (None, None, "not registered"),
        ("partner", None, "registered, not chosen yet"),
        ("policymaker", None, "registered"),
        ("partner", "B", "B: networking"),
    ],
)
def test_the_next_workshop_says_how_the_person_stands(
    comes_as, choice, words, overview, coming, participant
):
    if comes_as:
        own = RegistrationFactory(workshop=coming, user=participant, attends_as=comes_as)
        if choice:
            SignUpFactory(registration=own, item__choice=choice)
    RegistrationFactory(workshop=coming)

    assert overview("participant").context["overview"].next_workshop.own_words == words


def test_the_issue_is_quoted_once_the_reader_may_read_the_case(overview, coming):
    case = CaseFactory(city=coming.city, workshop=coming)
    StrategicIssueFactory(case=case, question="Which way?")

    assert "Which way?" in overview("expert").content.decode()
    assert "Which way?" not in overview("participant").content.decode()


# How it is paid for


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["coordinator", "expert", "editor", "participant"])
def test_the_queries_of_the_overview_do_not_grow(
    who, rows, client, request, coming, city, expert, django_assert_max_num_queries
):
    programme = city.programme
    for weeks in range(rows):
        home = CityFactory(programme=programme)
        first_day = monday_of(timezone.localdate()) - datetime.timedelta(weeks=4 + weeks)
        held = WorkshopFactory(city=home, starts_on=first_day)
        case = DistributedCaseFactory(city=home, workshop=held)
        StrategicIssueFactory(case=case)
        ProposedActionFactory(case=case)
        report = CityReportFactory(workshop=held, parts="Words.")
        WorkplanItemFactory(programme=programme, city=home, source_key=report.due_key)
        stages.publish(report)
        CaseFactory(city__programme=programme, status="returned")
        RegistrationFactory.create_batch(2, workshop=coming)
    for choice in "AB"[:rows]:
        SignUpFactory(registration__workshop=coming, item__choice=choice)
    client.force_login(request.getfixturevalue(who))

    with django_assert_max_num_queries(16):
        response = client.get(reverse("reports:overview", args=[programme.slug]))

    assert len(response.context["overview"].board) >= rows + 1


# The route


def workshops_on(programme, *days):
    return [
        WorkshopFactory(
            city__programme=programme,
            city__name=name,
            starts_on=datetime.date(2010, 1, 6) + datetime.timedelta(weeks=weeks),
            time_zone="Europe/Stockholm",
        )
        for name, weeks in days
    ]


def boxes(route, tier_y):
    """Left and right edges of the labels on one tier."""
    return sorted(
        (stop.label_x - stop.label_width / 2, stop.label_x + stop.label_width / 2)
        for stop in route.stops
        if stop.name_y == tier_y
    )


@pytest.mark.parametrize("gap", [1, 2, 4, 8, 13])
def test_labels_of_the_route_do_not_touch(gap, programme):
    names = ["Lyon", "Dortmund", "Budapest", "Eindhoven", "Göteborg", "Helsinki", "Manchester"]
    workshops = workshops_on(programme, *[(name, gap * n) for n, name in enumerate(names)])
    far = workshops_on(programme, ("Barcelona", 104))

    route = Route.of([*workshops, *far], today=datetime.date(2009, 1, 1))

    # More than three in a row that are this close have no place: the first tier takes them.
    crowded = gap < 4
    for tier_y in {stop.name_y for stop in route.stops}:
        labels = boxes(route, tier_y)
        for (_, right), (left, _) in zip(labels, labels[1:], strict=False):
            assert crowded or right + GAP <= left + 0.2


def test_a_label_steps_aside_for_the_line_of_today(programme):
    workshops = workshops_on(programme, ("Lyon", 0), ("Göteborg", 40), ("Leipzig", 80))
    today = workshops[1].starts_on - datetime.timedelta(days=9)

    route = Route.of(workshops, today=today)

    stop = route.stops[1]
    assert stop.name_y > route.line_y
    assert stop.label_x - stop.label_width / 2 > route.today_x


def test_the_route_is_walked_up_to_today(programme):
    workshops = workshops_on(programme, ("Lyon", 0), ("Leipzig", 40))
    last = workshops[1].starts_on

    middle = Route.of(workshops, today=last - datetime.timedelta(weeks=20))
    over = Route.of(workshops, today=last + datetime.timedelta(weeks=52))
    before = Route.of(workshops, today=datetime.date(2000, 1, 1))

    assert middle.start_x < middle.walked_x == middle.today_x < middle.end_x
    assert (over.today_x, over.walked_x) == (None, over.end_x)
    assert (before.today_x, before.walked_x) == (None, before.start_x)


def test_a_workshop_without_dates_has_no_stop_yet(overview, city):
    WorkshopFactory(city=city, starts_on=None)

    assert overview("coordinator").context["overview"].route.stops == []
