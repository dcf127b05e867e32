import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Answer, Case, CaseStatus, Edition, ObjectiveTarget
from cases.moves import may_read_confidential, may_read_draft, may_write
from programme.access import seats_of
from tests.factories import (
    CaseFactory,
    CityFactory,
    ClusterFactory,
    CommentFactory,
    EditionFactory,
    FigureFactory,
    GroupFactory,
    ProposedActionFactory,
    StrategicIssueFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def case(draft):
    return draft


def list_url(programme, **query):
    return reverse("cases:list", args=[programme.slug], query=query)


def ask_list(client, user, programme, **query):
    client.force_login(user)
    return client.get(list_url(programme, **query))


def ask(client, user, case):
    client.force_login(user)
    return client.get(case.get_absolute_url())


def states(response):
    return {row.city: row.state for row in response.context["board"].shown}


# The list


def test_staff_see_the_state_of_every_case(client, case, coordinator, expert):
    other = CaseFactory(city=CityFactory(programme=case.programme), status=CaseStatus.ACCEPTED)

    for person in (coordinator, expert):
        response = ask_list(client, person, case.programme)

        assert states(response)[case.city] == CaseStatus.DRAFTING
        assert states(response)[other.city] == CaseStatus.ACCEPTED


def test_participants_learn_nothing_of_a_draft_but_that_it_will_come(client, case, participant):
    response = ask_list(client, participant, case.programme)

    [row] = [row for row in response.context["board"].shown if row.city == case.city]
    assert (row.state, row.case, row.question) == ("hidden", None, "")
    assert case.cluster.name not in response.text
    assert "Which way should the cluster go?" not in response.text


def test_participants_read_when_a_case_is_expected(client, case, distribution, participant):
    response = ask_list(client, participant, case.programme)

    [row] = [row for row in response.context["board"].shown if row.city == case.city]
    assert row.expected_on == distribution.due_on


def test_a_city_that_hosts_nothing_has_no_case_to_wait_for(client, programme, participant):
    response = ask_list(client, participant, programme)

    assert set(states(response).values()) == {"none"}


def test_participants_see_the_question_of_a_distributed_case(client, distributed, participant):
    response = ask_list(client, participant, distributed.programme)

    assert states(response)[distributed.city] == CaseStatus.DISTRIBUTED
    assert "Which way should the cluster go?" in response.text


def test_an_editor_sees_the_own_draft_in_the_list(client, case, editor):
    response = ask_list(client, editor, case.programme)

    assert states(response)[case.city] == CaseStatus.DRAFTING


def test_the_list_can_be_narrowed_by_state_and_group(client, case, coordinator):
    group = GroupFactory(programme=case.programme, number=77)
    other = CaseFactory(
        city=CityFactory(programme=case.programme, group=group), status=CaseStatus.ACCEPTED
    )

    by_state = ask_list(client, coordinator, case.programme, status="accepted")
    by_group = ask_list(client, coordinator, case.programme, group="77")
    by_nonsense = ask_list(client, coordinator, case.programme, group="nonsense")

    assert states(by_state) == {other.city: CaseStatus.ACCEPTED}
    assert states(by_group) == {other.city: CaseStatus.ACCEPTED}
    assert states(by_nonsense) == {}
    assert "No case fits" in by_nonsense.text


def test_only_the_coordinator_is_offered_to_open_a_case(client, programme, coordinator, expert):
    assert ask_list(client, coordinator, programme).context["board"].can_open_any
    assert not ask_list(client, expert, programme).context["board"].can_open_any


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_three_cases_as_for_one(
    client, programme, coordinator, rows, django_assert_num_queries
):
    for _row in range(rows):
        case = CaseFactory(city=CityFactory(programme=programme))
        StrategicIssueFactory(case=case)
        WorkplanItemFactory(programme=programme, source_key=case.due_key)
    client.force_login(coordinator)

    # Session, user, seats, cities, workshops, cases with their issues, progress, workplan.
    with django_assert_num_queries(8):
        response = client.get(list_url(programme))

    assert sum(1 for row in response.context["board"].shown if row.case) == rows


# The page of a draft


def test_staff_and_own_editors_read_the_working_text(client, case, coordinator, expert, editor):
    for person in (coordinator, expert, editor):
        response = ask(client, person, case)

        assert response.status_code == 200
        assert response.text.count("Six words that say enough here.") == 26
        assert response.context["page"].edition is None


def test_nobody_else_knows_that_a_draft_exists(client, case, participant, neighbour, stranger):
    answers = {ask(client, who, case).status_code for who in (participant, neighbour, stranger)}

    assert answers == {404}


@pytest.mark.parametrize(
    ("who", "status", "heading", "mine"),
    [
        ("editor", CaseStatus.DRAFTING, "It is your turn", True),
        ("expert", CaseStatus.DRAFTING, "Waits for {city}", False),
        ("expert", CaseStatus.SUBMITTED, "It is your turn", True),
        ("editor", CaseStatus.SUBMITTED, "Waits for CSC", False),
        ("editor", CaseStatus.RETURNED, "It is your turn", True),
        ("coordinator", CaseStatus.ACCEPTED, "It is your turn", True),
        ("editor", CaseStatus.ACCEPTED, "Waits for the coordinator", False),
        ("editor", CaseStatus.DISCUSSED, "It is your turn", True),
        ("expert", CaseStatus.DISCUSSED, "Waits for {city}", False),
        ("editor", CaseStatus.CLOSED, "Closed", False),
    ],
)
def test_the_page_says_whose_turn_it_is(client, case, request, who, status, heading, mine):
    Case.objects.filter(pk=case.pk).update(status=status, distributed_at=timezone.now())

    step = ask(client, request.getfixturevalue(who), case).context["page"].step

    assert (step.heading, step.is_mine) == (heading.format(city=case.city), mine)


def test_a_distributed_case_waits_for_its_workshop_and_then_for_staff(client, distributed, expert):
    before = ask(client, expert, distributed).context["page"]
    workshop = distributed.workshop
    workshop.starts_on = workshop.ends_on = timezone.localdate(timezone=workshop.tz)
    workshop.set_derived()
    workshop.save()
    after = ask(client, expert, distributed).context["page"]

    assert (before.step.heading, before.primary) == ("Waits for the workshop", "")
    assert (after.step.heading, after.primary) == ("It is your turn", CaseStatus.DISCUSSED)


def test_the_page_names_the_date_that_comes_next(client, case, due, distribution, editor):
    draft = ask(client, editor, case).context["page"].step
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.ACCEPTED)
    accepted = ask(client, editor, case).context["page"].step

    assert (draft.due.due_on, accepted.due.due_on) == (due.due_on, distribution.due_on)


def offered(client, user, case):
    return [move.to for move in ask(client, user, case).context["page"].moves]


@pytest.mark.parametrize(
    ("status", "by_role"),
    [
        (CaseStatus.PROPOSED, {}),
        (CaseStatus.DRAFTING, {"editor": ["submitted"], "coordinator": ["submitted"]}),
        (
            CaseStatus.SUBMITTED,
            {"coordinator": ["returned", "accepted"], "expert": ["returned", "accepted"]},
        ),
        (CaseStatus.RETURNED, {"editor": ["submitted"], "coordinator": ["submitted"]}),
        (
            CaseStatus.ACCEPTED,
            {"coordinator": ["returned", "distributed"], "expert": ["returned", "distributed"]},
        ),
        (CaseStatus.DISTRIBUTED, {"coordinator": ["discussed"], "expert": ["discussed"]}),
        (CaseStatus.DISCUSSED, {"coordinator": ["closed"], "expert": ["closed"]}),
        (CaseStatus.CLOSED, {}),
    ],
)
def test_everybody_is_offered_the_moves_they_may_make(
    client, distributed, coordinator, expert, editor, status, by_role
):
    Case.objects.filter(pk=distributed.pk).update(status=status)
    people = {"coordinator": coordinator, "expert": expert, "editor": editor}

    found = {role: offered(client, user, distributed) for role, user in people.items()}

    assert {role: moves for role, moves in found.items() if moves} == by_role


def test_the_editor_is_told_how_much_is_missing_and_where_to_mend_it(client, case, editor):
    Answer.objects.filter(case=case, topic="growth").update(text="")

    response = ask(client, editor, case)

    review = reverse("cases:review", args=[case.programme.slug, case.city.slug])
    assert [finding.section.key for finding in response.context["page"].errors] == ["performance"]
    assert f'<a href="{review}">1 thing is missing before it can be submitted</a>' in response.text
    assert response.context["page"].primary == "write"


def test_a_complete_draft_asks_for_its_submission_first(client, case, editor):
    assert ask(client, editor, case).context["page"].primary == CaseStatus.SUBMITTED


def test_a_returned_case_shows_the_remark(client, submitted, expert, editor):
    services.return_case(submitted, by=expert, remark="Name the nine firms.")

    response = ask(client, editor, submitted)

    assert response.context["page"].this_round.remark == "Name the nine firms."
    # Where it is asked for; the history tells the move.
    assert response.text.count("Name the nine firms.") == 1


def test_the_history_tells_the_moves_latest_first(client, accepted, editor):
    CommentFactory(case=accepted)

    history = ask(client, editor, accepted).context["page"].history

    assert [entry.verb for entry in history] == ["case_accepted", "case_submitted"]


# The page of an edition


def test_every_member_reads_the_edition(client, distributed, participant, stranger):
    edition = Edition.objects.get(case=distributed)

    for person in (participant, stranger):
        response = ask(client, person, distributed)

        assert response.context["page"].edition == edition
        assert edition.checksum in response.text
        assert response.text.count("Six words that say enough here.") == 26


def test_members_read_what_was_frozen_and_nothing_of_the_work_on_it(
    client, distributed, participant
):
    Answer.objects.filter(case=distributed).update(text="Changed behind the back.")

    response = ask(client, participant, distributed)

    page = response.context["page"]
    assert "Changed behind the back." not in response.text
    assert (page.step, page.history, page.findings, page.moves) == (None, None, None, [])


@pytest.fixture
def confidential(accepted, coordinator):
    """A distributed case with one confidential topic, which is one of the objectives."""
    Answer.objects.filter(case=accepted, topic="firm_formation").update(
        text="We speak with a firm about a move.", is_confidential=True
    )
    ObjectiveTarget.objects.filter(case=accepted, objective="firm_formation").update(
        measure="Firms in secret talks", target=7
    )
    return services.distribute_case(accepted, by=coordinator)


@pytest.mark.parametrize("who", ["coordinator", "expert", "editor", "neighbour"])
def test_staff_the_city_and_its_group_read_what_is_confidential(client, confidential, request, who):
    response = ask(client, request.getfixturevalue(who), confidential)

    assert "We speak with a firm about a move." in response.text
    assert "Firms in secret talks" in response.text
    assert "left out" not in response.text


@pytest.mark.parametrize("who", ["participant", "stranger"])
def test_others_are_told_that_a_part_is_left_out(client, confidential, request, who):
    response = ask(client, request.getfixturevalue(who), confidential)

    assert "We speak with a firm about a move." not in response.text
    assert "Firms in secret talks" not in response.text
    assert "One part is confidential." in response.text
    assert "This part is confidential and left out here." in response.text


def test_a_city_without_a_group_shares_its_confidence_with_no_other(
    client, confidential, participant
):
    home = participant.memberships.get().city
    for city in (home, confidential.city):
        city.group = None
        city.save()

    response = ask(client, participant, confidential)

    assert "We speak with a firm about a move." not in response.text


def test_sources_that_disagree_stand_side_by_side(client, case, editor):
    for value, source in ((12_000, "first"), (1_200, "second")):
        FigureFactory(cluster=case.cluster, label="Employed", value=value, source=source)

    [group] = ask(client, editor, case).context["article"].figures

    assert {(m.words, m.source) for m in group.measurements} == {
        ("12,000", "first"),
        ("1,200", "second"),
    }


def test_the_text_of_a_case_is_drawn_as_text(client, case, editor):
    Answer.objects.filter(case=case, topic="growth").update(
        text="**Bold** <script>alert(1)</script>"
    )

    response = ask(client, editor, case)

    assert "<strong>Bold</strong>" in response.text
    assert "<script>alert" not in response.text


def test_an_edition_of_another_shape_still_opens(client, participant, city, workshop):
    edition = EditionFactory(case__city=city, case__workshop=workshop, content={})

    assert ask(client, participant, edition.case).status_code == 200


def case_with(city, rows):
    """A draft with that many rows of each kind that a case can have several of."""
    case = CaseFactory(
        city=city, cluster=ClusterFactory(city=city), workshop=WorkshopFactory(city=city)
    )
    for row in range(rows):
        StrategicIssueFactory(case=case, is_in_focus=row == 0)
        FigureFactory(cluster=case.cluster)
        CommentFactory(case=case)
    return case


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_draft_asks_as_much_for_three_rows_as_for_one(
    client, city, coordinator, rows, django_assert_num_queries
):
    case = case_with(city, rows)
    client.force_login(coordinator)

    # Session, user, seats, case; answers, objectives, issues, files, figures; dates, history,
    # progress, locks, comments and those of others.
    with django_assert_num_queries(15):
        client.get(case.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_an_edition_asks_as_much_for_three_rows_as_for_one(
    client, distributed, participant, rows, django_assert_num_queries
):
    ProposedActionFactory.create_batch(rows, case=distributed)
    client.force_login(participant)

    # Session, user, seats, case, editions, words of the last, actions with what the city said of
    # them, receipt, registration.
    with django_assert_num_queries(10):
        client.get(distributed.get_absolute_url())


# One truth, told twice: by a queryset to find rows, by a seat to offer what can be done


@pytest.mark.parametrize("is_distributed", [False, True])
@pytest.mark.parametrize(
    "who", ["coordinator", "expert", "editor", "neighbour", "participant", "stranger"]
)
def test_what_a_seat_says_is_what_the_rows_say(accepted, coordinator, request, who, is_distributed):
    if is_distributed:
        services.distribute_case(accepted, by=coordinator)
    case = Case.objects.select_related("city__group", "programme").get(pk=accepted.pk)
    person = request.getfixturevalue(who)
    [seat] = seats_of(person)

    def found(rows):
        return rows.filter(pk=case.pk).exists()

    assert may_read_draft(seat, case) == found(Case.objects.draft_visible_to(person))
    assert may_read_confidential(seat, case) == found(Case.objects.in_confidence_of(person))
    assert may_write(seat, case) == found(Case.objects.editable_by(person))
