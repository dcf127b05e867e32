"""More time for one city: what is refused and where, who reads it, and that it outlives a move."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format

from cases import services
from programme.models import Activity, WorkplanItem
from programme.workplan.dates import extend
from tests.factories import WorkplanItemFactory
from workshops.services import schedule_workshop, what_follows_from

pytestmark = [pytest.mark.django_db, pytest.mark.once]

REASON = "The chair of the cluster changed."


@pytest.fixture
def case(planned):
    return planned


def url_of(name, case):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug])


def send(client, person, name, case, **data):
    client.force_login(person)
    return client.post(url_of(name, case), data)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def item(case):
    return item_of(case)


def item_of(case):
    return WorkplanItem.objects.get(source_key=case.due_key)


def later(item, days):
    return item.rule_on + datetime.timedelta(days=days)


@pytest.fixture
def extended(case, item, coordinator):
    services.give_more_time(case, until=later(item, 4), reason=REASON, by=coordinator)
    return case


# Giving it


def test_the_coordinator_gives_a_city_some_days_more(client, case, item, coordinator):
    until = later(item, 4)

    response = send(client, coordinator, "more_time", case, until=until, reason=REASON)

    assert response.url == case.get_absolute_url()
    after = item_of(case)
    assert (after.due_on, after.extension_days, after.extension_reason) == (until, 4, REASON)
    assert (after.rule_on, after.baseline_on) == (item.due_on, item.due_on)
    entry = Activity.objects.about(case).get()
    assert entry.remark == REASON
    assert entry.sentence.endswith(f"is due on {date_format(until, 'j F Y')} now: 4 days more.")
    assert said(response) == [f"{case.city} has time until {date_format(until, 'j F Y')}."]


@pytest.mark.parametrize("days", [1, 6])
def test_the_first_and_the_last_possible_day(client, case, item, coordinator, days):
    send(client, coordinator, "more_time", case, until=later(item, days), reason=REASON)

    assert item_of(case).extension_days == days


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (7, "The case must reach its readers by "),
        (0, "The rule gives time until "),
        (-1, "The rule gives time until "),
        (-400, "This day is over."),
        (400, "The case must reach its readers by "),
    ],
)
def test_a_day_that_does_not_fit_is_refused_at_its_field(
    client, case, item, coordinator, days, words
):
    response = send(client, coordinator, "more_time", case, until=later(item, days), reason=REASON)

    assert response.status_code == 422
    [error] = response.context["form"].errors["until"]
    assert error.startswith(words)
    assert REASON in response.text
    assert item_of(case).extension_days == 0


@pytest.mark.parametrize("until", ["", "soon", "2027-02-30", "99999-01-01", "31/12/2027 ٣"])
def test_nonsense_is_refused_at_its_field(client, case, coordinator, until):
    response = send(client, coordinator, "more_time", case, until=until, reason=REASON)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"until"}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_more_time_needs_a_reason_of_some_words(client, case, item, coordinator, reason):
    response = send(client, coordinator, "more_time", case, until=later(item, 2), reason=reason)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reason"}
    assert item_of(case).extension_days == 0


def test_the_service_itself_wants_a_reason(case, item, coordinator):
    with pytest.raises(ValidationError) as refused:
        services.give_more_time(case, until=later(item, 2), reason=" ", by=coordinator)

    assert set(refused.value.message_dict) == {"reason"}


def test_while_a_day_is_chosen_the_page_says_what_it_means(client, case, item, coordinator):
    client.force_login(coordinator)

    response = client.get(
        url_of("more_time", case), {"until": later(item, 4)}, headers={"HX-Request": "true"}
    )

    readers = date_format(later(item, 6), "j F Y")
    assert "<html" not in response.text
    assert (
        f"4 days more. The case must reach its readers by {readers}: "
        "2 days are left to read, return and mend it."
    ) in response.text


def test_a_case_that_left_the_city_needs_no_more_time(client, case, item, coordinator, editor):
    services.submit_case(case, by=editor)

    page = client.force_login(coordinator) or client.get(url_of("more_time", case))
    response = send(client, coordinator, "more_time", case, until=later(item, 2), reason=REASON)

    for answer in (page, response):
        assert answer.url == case.get_absolute_url()
        assert "not with the city any more" in said(answer)[-1]
    assert item_of(case).extension_days == 0


def test_without_dates_there_is_nothing_to_extend(client, draft, coordinator):
    response = send(client, coordinator, "more_time", draft, until="2030-01-01", reason=REASON)

    assert "has no dates yet" in said(response)[0]


@pytest.mark.parametrize("name", ["more_time", "time_back"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("expert", 403), ("editor", 403), ("stranger", 404), ("participant", 404), ("outsider", 404)],
)
def test_nobody_else_gives_time_or_takes_it_back(client, extended, request, name, who, status):
    person = request.getfixturevalue(who)

    response = send(client, person, name, extended, until="2030-01-01", reason=REASON)

    assert response.status_code == status
    assert item_of(extended).extension_days == 4


# Taking it back


def test_the_time_is_taken_back(client, extended, item, coordinator):
    response = send(client, coordinator, "time_back", extended)

    after = item_of(extended)
    assert (after.due_on, after.extension_days, after.extension_reason) == (item.due_on, 0, "")
    assert "has time until" in said(response)[0]
    assert Activity.objects.about(extended).first().sentence.endswith("again, as planned.")


def test_taking_back_what_was_not_given_is_explained(client, case, coordinator):
    response = send(client, coordinator, "time_back", case)

    assert said(response) == ["The city has no more time than the rule gives."]


def test_taking_back_asks_for_a_press(client, extended, coordinator):
    client.force_login(coordinator)

    assert client.get(url_of("time_back", extended)).status_code == 405


# Reading it


@pytest.mark.parametrize("page", ["detail", "write", "list"])
def test_wherever_the_date_stands_the_city_reads_why_it_has_more_time(
    client, extended, editor, page
):
    names = [extended.programme.slug, extended.city.slug, "setting"]
    url = reverse(f"cases:{page}", args=names[: {"list": 1, "detail": 2, "write": 3}[page]])
    client.force_login(editor)

    assert f"4 days more than planned: {REASON}" in client.get(url).text


def test_workplan_overview_and_city_say_it_too(client, extended, editor):
    slug = extended.programme.slug
    client.force_login(editor)
    pages = [
        reverse("programme:workplan", args=[slug]),
        reverse("reports:overview", args=[slug]),
        reverse("programme:city_detail", args=[slug, extended.city.slug]),
    ]

    found = [f"4 days more than planned: {REASON}" in client.get(url).text for url in pages]

    assert found == [True, True, True]


def test_the_workplan_does_not_keep_an_older_picture(client, case, item, coordinator, editor):
    url = reverse("programme:workplan", args=[case.programme.slug])
    client.force_login(editor)
    services.give_more_time(case, until=later(item, 4), reason=REASON, by=coordinator)
    client.get(url)

    services.give_more_time(case, until=later(item, 4), reason="Another reason.", by=coordinator)

    text = client.get(url).text
    assert "4 days more than planned: Another reason." in text
    assert f"First planned for {date_format(item.due_on, 'j F Y')}" in text


def test_a_reason_with_markup_is_shown_and_not_run(client, case, item, coordinator, editor):
    services.give_more_time(
        case, until=later(item, 1), reason="<script>alert(1)</script>", by=coordinator
    )
    client.force_login(editor)

    text = client.get(case.get_absolute_url()).text

    assert "1 day more than planned: &lt;script&gt;" in text
    assert "<script>alert(1)" not in text


def test_the_history_of_the_case_tells_it(client, extended, editor):
    client.force_login(editor)

    history = client.get(extended.get_absolute_url()).context["page"].history

    assert [entry.verb for entry in history] == ["workplan_item_extended"]


# Moving the workshop


def test_the_days_stay_when_the_workshop_moves_and_the_preview_says_so(extended, item, coordinator):
    workshop = extended.workshop
    week = datetime.timedelta(weeks=1)
    days = workshop.starts_on + week, workshop.ends_on + week

    changes = {change.title: change for change in what_follows_from(workshop, *days).changes}
    schedule_workshop(workshop, starts_on=days[0], ends_on=days[1], by=coordinator)

    after = item_of(extended)
    assert (after.due_on, after.extension_days) == (later(item, 4) + week, 4)
    assert (after.extension_reason, after.baseline_on) == (REASON, item.due_on)
    shown = changes[after.title]
    assert (shown.before, shown.after) == (later(item, 4), after.due_on)


# The service below


@pytest.fixture
def computed(programme):
    return WorkplanItemFactory(programme=programme, source_key="workshop:1:case_due")


def test_an_extension_is_never_before_the_day_of_the_rule(computed, coordinator):
    yesterday = computed.due_on - datetime.timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        extend(computed, until=yesterday, reason=REASON, by=coordinator)

    assert set(refused.value.message_dict) == {"until"}


def test_a_second_extension_counts_from_the_rule_too(computed, coordinator):
    for days in (4, 2):
        until = computed.due_on + datetime.timedelta(days=days)
        extended = extend(computed, until=until, reason=REASON, by=coordinator)

    assert (extended.extension_days, extended.rule_on) == (2, computed.due_on)


def test_a_date_written_by_hand_is_edited_and_not_extended(programme, coordinator):
    by_hand = WorkplanItemFactory(programme=programme)

    with pytest.raises(ValidationError):
        extend(
            by_hand,
            until=by_hand.due_on + datetime.timedelta(days=1),
            reason=REASON,
            by=coordinator,
        )
