"""What the list of cases says of each: late submissions, sections that are ready, whose turn."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import CaseStatus
from programme.models import Activity, WorkplanItem
from tests.factories import CaseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(planned):
    return planned


def item_of(case):
    return WorkplanItem.objects.get(source_key=case.due_key)


# Submitting late


def submitted_after(case, editor, days):
    """Submit at noon that many days after the date of the city."""
    day = item_of(case).due_on + datetime.timedelta(days=days)
    noon = datetime.datetime.combine(day, datetime.time(12), case.city.tz)
    return services.submit_case(case, by=editor, at=noon)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "submitted to CSC."),
        (0, "submitted to CSC."),
        (1, ", 1 day late."),
        (3, ", 3 days late."),
    ],
)
def test_a_late_submission_is_accepted_and_says_so(case, editor, days, words):
    submitted = submitted_after(case, editor, days)

    assert submitted.status == CaseStatus.SUBMITTED
    entry = Activity.objects.about(case).get(verb="case_submitted")
    assert entry.sentence.endswith(words)


def test_within_the_extension_nothing_is_late(case, editor, coordinator):
    until = item_of(case).due_on + datetime.timedelta(days=4)
    services.give_more_time(case, until=until, reason="The chair changed.", by=coordinator)

    submitted_after(case, editor, 0)

    assert "late" not in Activity.objects.about(case).get(verb="case_submitted").sentence


def test_the_day_counts_in_the_time_of_the_city(case, editor):
    type(case.city).objects.filter(pk=case.city_id).update(time_zone="America/Lima")
    due_on = item_of(case).due_on
    # Eleven in the evening in Lima, next morning in Europe.
    moment = datetime.datetime.combine(
        due_on + datetime.timedelta(days=1), datetime.time(4), datetime.UTC
    )

    services.submit_case(case, by=editor, at=moment)

    assert "late" not in Activity.objects.about(case).get(verb="case_submitted").sentence


def test_what_was_mended_on_the_wish_of_the_experts_is_not_called_late(case, editor, expert):
    submitted_after(case, editor, 0)
    services.return_case(case, by=expert, remark="Mend it.")

    submitted_after(case, editor, 5)

    sentences = Activity.objects.about(case).filter(verb="case_submitted")
    assert not [entry for entry in sentences if "late" in entry.sentence]


def test_the_list_says_that_a_case_was_submitted_late(client, case, editor, coordinator, expert):
    submitted_after(case, editor, 3)
    services.return_case(case, by=expert, remark="Mend it.")
    submitted_after(case, editor, 5)
    CaseFactory(city__programme=case.programme)
    client.force_login(coordinator)

    response = client.get(reverse("cases:list", args=[case.programme.slug]))

    late = {row.city: row.late_words for row in response.context["board"].rows}
    assert late[case.city] == "submitted 3 days late"
    assert sorted(late.values()) == ["", "submitted 3 days late"]


# Who has to act


def test_the_list_says_who_has_to_act(client, case, editor, expert, coordinator):
    def waits():
        client.force_login(coordinator)
        response = client.get(reverse("cases:list", args=[case.programme.slug]))
        return next(r.waits_for for r in response.context["board"].rows if r.city == case.city)

    seen = [waits()]
    services.submit_case(case, by=editor)
    seen.append(waits())
    services.accept_case(case, by=expert)
    seen.append(waits())
    services.distribute_case(case, by=coordinator)
    seen.append(waits())

    assert seen == [f"{case.city} writes", "read by CSC", "the coordinator distributes", ""]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_late_cases_as_for_one(
    client, programme, coordinator, rows, django_assert_num_queries
):
    for _row in range(rows):
        case = CaseFactory(city__programme=programme, status=CaseStatus.SUBMITTED)
        type(case).objects.filter(pk=case.pk).update(submitted_at=timezone.now())
    client.force_login(coordinator)

    # As for drafts, and one for the submissions.
    with django_assert_num_queries(9):
        client.get(reverse("cases:list", args=[programme.slug]))


# How far it is


def test_the_list_says_how_many_sections_are_ready(client, case, coordinator):
    client.force_login(coordinator)

    text = client.get(reverse("cases:list", args=[case.programme.slug])).text

    assert "6 of 6 sections ready" in text


def test_a_distributed_case_is_not_counted_any_more(client, distributed, coordinator):
    client.force_login(coordinator)

    text = client.get(reverse("cases:list", args=[distributed.programme.slug])).text

    assert "sections ready" not in text


# Where they stand


def standing_for(client, user, case):
    client.force_login(user)
    return client.get(reverse("cases:list", args=[case.programme.slug])).context["board"].standing


def test_staff_is_told_how_many_cases_are_being_prepared(client, distributed, expert):
    CaseFactory(programme=distributed.programme, city__programme=distributed.programme)

    said = standing_for(client, expert, distributed)

    assert said == "1 case can be read. 1 is being prepared."


def test_a_member_is_told_how_many_cases_will_follow(client, planned, participant):
    said = standing_for(client, participant, planned)

    assert said == "0 cases can be read. 1 more will follow before its workshop."
