"""“Needs you”: what each person is asked for, with one link that does it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseStatus
from programme.activity import record
from programme.models import Role
from programme.workplan import dates
from reports import services
from tests.factories import (
    CaseFactory,
    DistributedCaseFactory,
    EditionFactory,
    MembershipFactory,
    ReceiptFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from workshops.models import monday_of

pytestmark = pytest.mark.django_db

PEOPLE = ("coordinator", "expert", "editor", "stranger", "participant")


@pytest.fixture
def tasks_of(client, request, programme, monkeypatch):
    """What the overview asks of the person of that name: titles with their words.

    What follows from the state of a workshop alone is tested in ``test_needs_on_site``.
    """
    monkeypatch.setattr("reports.overview.needs.OnSite.tasks", lambda on_site: [])

    def tasks_of(who):
        client.force_login(request.getfixturevalue(who))
        page = client.get(reverse("reports:overview", args=[programme.slug]))
        return page.context["overview"].tasks

    return tasks_of


@pytest.fixture
def asked(tasks_of):
    """The titles that each of the people is asked for."""

    def asked(people=PEOPLE):
        found = {who: [task.title for task in tasks_of(who)] for who in people}
        return {who: titles for who, titles in found.items() if titles}

    return asked


@pytest.fixture
def coming(city):
    first_day = monday_of(timezone.localdate()) + datetime.timedelta(weeks=2, days=2)
    return WorkshopFactory(city=city, starts_on=first_day, agenda_released_at=timezone.now())


def due(workshop, rule, days, owner="coordinator"):
    return WorkplanItemFactory(
        programme=workshop.programme,
        city=workshop.city,
        source_key=f"{workshop.source_prefix}{rule}",
        owner_role=owner,
        due_on=timezone.localdate() + datetime.timedelta(days=days),
    )


def path(name, *arguments):
    return reverse(name, args=arguments)


# Words for until when


@pytest.mark.parametrize(
    ("days", "until", "chip"),
    [
        (-12, "12 days late", "chip-late"),
        (-1, "1 day late", "chip-late"),
        (0, "today", "chip-due"),
        (1, "1 day left", "chip-due"),
        (14, "14 days left", "chip-due"),
    ],
)
def test_a_task_says_until_when(days, until, chip, tasks_of, coming):
    due(coming, dates.DATES_FIXED, days)

    (task,) = tasks_of("coordinator")

    assert (task.until, task.chip) == (until, chip)


def test_a_task_that_is_far_off_names_its_day(tasks_of, coming):
    item = due(coming, dates.DATES_FIXED, 20)

    (task,) = tasks_of("coordinator")

    assert (task.until, task.chip) == (f"by {item.due_on:%-d %B}", "")


def test_what_is_done_or_far_away_is_not_asked_for(asked, coming):
    done = due(coming, dates.DATES_FIXED, -3)
    dates.mark_done(coming.programme, done.source_key, by=None)
    due(coming, dates.AGENDA_RELEASED, 46)

    assert asked() == {}


def test_the_most_pressing_comes_first(tasks_of, coming):
    due(coming, dates.AGENDA_RELEASED, 5)
    due(coming, dates.DATES_FIXED, -5)
    WorkplanItemFactory(
        programme=coming.programme,
        title="Report to the funder",
        due_on=timezone.localdate() + datetime.timedelta(days=1),
    )

    titles = [task.title for task in tasks_of("coordinator")]

    assert titles == [
        f"Fix the dates of {coming}",
        "Report to the funder",
        f"Release the agenda of {coming}",
    ]


# Dates written by hand


@pytest.mark.parametrize(
    ("owner", "people"),
    [
        ("coordinator", {"coordinator"}),
        ("expert", {"expert"}),
        ("editor", {"editor"}),
        ("participant", {"participant"}),
    ],
)
def test_a_date_of_ones_own_is_asked_of_its_owner_alone(owner, people, asked, city):
    WorkplanItemFactory(programme=city.programme, city=city, owner_role=owner, title="Own date")

    assert asked() == dict.fromkeys(people, ["Own date"])


def test_a_date_by_a_rule_of_the_programmes_own_is_asked_of_its_owner_too(asked, coming):
    due(coming, "own-thank-you-letter", 5, "editor")

    assert len(asked()["editor"]) == 1


def test_a_date_of_ones_own_leads_to_where_its_owner_can_do_something(tasks_of, city):
    item = WorkplanItemFactory(programme=city.programme, owner_role="coordinator", title="Own")
    other = WorkplanItemFactory(programme=city.programme, owner_role="expert", title="Own")

    slug = city.programme.slug
    assert tasks_of("coordinator")[0].url == path("programme:item_evidence", slug, item.pk)
    assert tasks_of("expert")[0].url == path("programme:item_evidence", slug, other.pk)


# The case


def test_an_open_case_is_the_task_of_its_city(asked, coming):
    case = CaseFactory(city=coming.city, workshop=coming)
    due(coming, dates.CASE_DUE, 5, "editor")

    assert asked() == {"editor": [f"Write the {case} case"]}


def test_an_open_case_is_asked_for_however_far_its_date_is(tasks_of, city, coming):
    case = CaseFactory(city=city, workshop=coming)
    item = due(coming, dates.CASE_DUE, 400, "editor")

    (task,) = tasks_of("editor")

    assert (task.title, task.due_on) == (f"Write the {case} case", item.due_on)
    assert task.until == f"by {item.due_on:%-d %B %Y}"


def test_a_late_case_is_the_coordinators_worry_too(tasks_of, asked, coming):
    case = CaseFactory(city=coming.city, workshop=coming)
    due(coming, dates.CASE_DUE, -2, "editor")

    assert asked() == {
        "editor": [f"Write the {case} case"],
        "coordinator": [f"The {case} case is not with the experts yet"],
    }
    assert tasks_of("coordinator")[0].why == f"{coming.city} is writing: 0 of 26 topics."


def test_a_returned_case_comes_with_the_remark(tasks_of, coming, city, coordinator):
    case = CaseFactory(city=city, workshop=coming, status=CaseStatus.RETURNED)
    due(coming, dates.CASE_DUE, 5, "editor")
    for remark in ("The first remark.", "Say where 100 % of the firms come from."):
        log(case, "case_returned", remark, coordinator)

    (task,) = tasks_of("editor")

    assert (task.title, task.why) == (
        f"Mend the {case} case",
        "Say where 100 % of the firms come from.",
    )


def test_a_submitted_case_waits_for_the_experts(asked, coming):
    case = CaseFactory(city=coming.city, workshop=coming, status=CaseStatus.SUBMITTED)
    due(coming, dates.CASE_DUE, 5, "editor")

    assert asked() == {"expert": [f"Read the {case} case and accept or return it"]}


def test_an_accepted_case_is_distributed_by_the_coordinator(tasks_of, asked, coming):
    case = CaseFactory(city=coming.city, workshop=coming, status=CaseStatus.ACCEPTED)
    due(coming, dates.CASE_DISTRIBUTED, 7)

    assert asked() == {"coordinator": [f"Distribute the {case} case"]}
    expected = path("cases:distribute", case.programme.slug, case.city.slug)
    assert tasks_of("coordinator")[0].url == expected


def test_a_case_that_must_go_out_and_cannot_yet_is_said_two_weeks_before(asked, coming):
    case = CaseFactory(city=coming.city, workshop=coming)
    item = due(coming, dates.CASE_DISTRIBUTED, 15)
    early = asked(["coordinator"])
    item.due_on -= datetime.timedelta(days=1)
    item.save()

    assert early == {}
    assert asked(["coordinator"]) == {"coordinator": [f"The {case} case cannot be distributed yet"]}


def test_a_distributed_case_is_read_by_everybody_who_comes(asked, coming, participant, expert):
    case = DistributedCaseFactory(city=coming.city, workshop=coming)
    for user in (participant, expert):
        SignUpFactory(
            registration=RegistrationFactory(workshop=coming, user=user),
            item__choice="A" if user == expert else "B",
        )

    readers = ["participant", "expert"]
    assert asked(readers) == dict.fromkeys(readers, [f"Read the {case} case"])


def test_whoever_wrote_the_case_is_not_asked_to_read_it(asked, coming, editor, participant):
    case = DistributedCaseFactory(city=coming.city, workshop=coming)
    for user in (editor, participant):
        RegistrationFactory(workshop=coming, user=user)

    asked_for = asked(["editor", "participant"])

    assert asked_for == {"participant": [f"Read the {case} case"]}


def test_what_is_read_is_not_asked_for_until_there_is_a_new_edition(asked, coming, participant):
    case = DistributedCaseFactory(city=coming.city, workshop=coming)
    RegistrationFactory(workshop=coming, user=participant)
    now = timezone.now()
    first = EditionFactory(case=case)
    ReceiptFactory(edition=first, user=participant, opened_at=now, read_at=now)
    before = asked(["participant"])

    EditionFactory(case=case, number=2)

    assert before == {}
    assert asked(["participant"]) == {"participant": [f"Read the {case} case"]}


def test_a_case_that_is_written_again_has_no_date_of_old(tasks_of, coming):
    case = DistributedCaseFactory(city=coming.city, workshop=coming, reopened_at=timezone.now())
    due(coming, dates.CASE_DUE, -20, "editor")

    [task] = tasks_of("editor")

    assert task.title == f"Write the next edition of the {case} case"
    assert task.due_on is None
    assert tasks_of("coordinator") == []


# The choice


def test_who_has_not_chosen_is_asked_to_and_the_coordinator_sees_how_many(
    tasks_of, asked, coming, participant
):
    due(coming, dates.CHOICE_DUE, 9, "participant")
    RegistrationFactory(workshop=coming, user=participant)
    RegistrationFactory(workshop=coming)
    SignUpFactory(registration__workshop=coming, item__choice="B")

    assert asked(["participant", "coordinator", "expert"]) == {
        "participant": [f"Choose A or B for {coming}"],
        "coordinator": [f"2 people have not chosen A or B for {coming.place_name}"],
    }
    assert tasks_of("coordinator")[0].why == "Choice A has 0, choice B 1."


def test_policymakers_owe_no_choice(asked, coming, participant):
    due(coming, dates.CHOICE_DUE, 9, "participant")
    RegistrationFactory(workshop=coming, user=participant, attends_as="policymaker")
    RegistrationFactory(workshop=coming, user=None, attends_as="policymaker")

    assert asked() == {}


def test_nobody_is_asked_to_choose_from_an_agenda_that_is_not_released(asked, coming, participant):
    coming.agenda_released_at = None
    coming.save()
    due(coming, dates.CHOICE_DUE, 9, "participant")
    RegistrationFactory(workshop=coming, user=participant)

    assert "participant" not in asked()


def test_after_the_workshop_nobody_is_asked_to_choose(asked, held, participant):
    due(held, dates.CHOICE_DUE, -30, "participant")
    RegistrationFactory(workshop=held, user=participant)

    assert asked() == {}


# The report


REPORT_TASKS = {
    None: {"expert": "Write the city report of {city}"},
    "written": {"expert": "Write the city report of {city}"},
    # Not of the expert who asked for it.
    "in_review": {"coordinator": "Review the city report of {city}"},
    "with_city": {"editor": "Check the facts of the city report of {city}"},
    "checked": {"coordinator": "Approve the city report of {city}"},
    "approved": {
        "expert": "Publish the city report of {city}",
        "coordinator": "Publish the city report of {city}",
    },
    "published": {},
}


@pytest.mark.parametrize("stage", REPORT_TASKS)
def test_a_report_is_asked_of_whoever_has_to_move_it(stage, request, asked, held):
    due(held, dates.REPORT_DUE, 21, "expert")
    if stage:
        request.getfixturevalue(stage)

    assert asked() == {
        who: [title.format(city=held.city)] for who, title in REPORT_TASKS[stage].items()
    }


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        (None, "It is still with CSC."),
        ("written", "It is still with CSC."),
        ("with_city", "It is with the city for the check of facts."),
    ],
)
def test_a_late_report_is_the_coordinators_worry(stage, why, request, tasks_of, held):
    due(held, dates.REPORT_DUE, -3, "expert")
    if stage:
        request.getfixturevalue(stage)

    (task,) = tasks_of("coordinator")

    assert (task.title, task.why) == (
        f"The city report of {held.city} is not published yet",
        why,
    )
    assert task.url == path("reports:city_report", held.programme.slug, held.slug)


def test_a_report_that_came_back_is_mended_and_says_why(tasks_of, with_city, editor):
    due(with_city.workshop, dates.REPORT_DUE, 21, "expert")
    services.return_from_city(with_city, by=editor, remark="100 % wrong: nine, not ten.")

    (task,) = tasks_of("expert")

    assert (task.title, task.why) == (
        f"Mend the city report of {with_city.workshop.city}",
        "100 % wrong: nine, not ten.",
    )


def test_no_report_is_asked_for_before_the_workshop_is_over(asked, coming):
    due(coming, dates.REPORT_DUE, 30, "expert")

    assert asked() == {}


def test_the_city_says_what_became_of_the_actions(tasks_of, asked, held):
    case = DistributedCaseFactory(city=held.city, workshop=held)
    due(held, dates.FOLLOW_UP_6, 20, "editor")

    assert asked() == {"editor": [f"Say what became of the actions proposed in {held.city}"]}
    assert tasks_of("editor")[0].url == f"{case.get_absolute_url()}follow-up/6/"


# Several roles, several programmes


def test_who_holds_two_roles_is_asked_for_both(tasks_of, coming, coordinator):
    MembershipFactory(
        user=coordinator, programme=coming.programme, role=Role.EDITOR, city=coming.city
    )
    case = CaseFactory(city=coming.city, workshop=coming)
    due(coming, dates.CASE_DUE, -1, "editor")
    due(coming, dates.AGENDA_RELEASED, 3)

    titles = [task.title for task in tasks_of("coordinator")]

    assert titles == [f"Write the {case} case", f"Release the agenda of {coming}"]


def test_nothing_of_another_programme_is_asked_for(asked, coming):
    elsewhere = WorkshopFactory()
    due(elsewhere, dates.DATES_FIXED, -3)
    CaseFactory(city=elsewhere.city, workshop=elsewhere, status=CaseStatus.SUBMITTED)

    assert asked() == {}


def log(case, verb, remark, by):
    record(verb, case, "It happened.", by=by, programme=case.programme, remark=remark)
