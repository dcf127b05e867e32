import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import services
from cases.models import Answer, Case, CaseStatus, Comment, Edition
from cases.outline import OBJECTIVE_KEYS, TOPICS
from programme.models import Activity, CountbackRule, Role
from programme.workplan.dates import CASE_DISTRIBUTED
from programme.writing.services import checksum_of
from tests.cases.remarks import add_comment, resolve_comment
from tests.factories import (
    CaseFactory,
    CityFactory,
    ClusterFactory,
    CommentFactory,
    MembershipFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.together import run_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(draft):
    return draft


def verbs(case):
    return list(Activity.objects.about(case).order_by("pk").values_list("verb", flat=True))


# Opening


def test_a_new_case_has_every_topic_and_objective_of_the_outline(city, coordinator):
    case = services.create_case(
        city=city, cluster=ClusterFactory(city=city), workshop=None, by=coordinator
    )

    assert case.status == CaseStatus.PROPOSED
    assert [answer.topic for answer in case.answers.all()] == list(TOPICS)
    assert [t.objective for t in case.objective_targets.all()] == list(OBJECTIVE_KEYS)
    assert verbs(case) == ["case_created"]


def test_a_city_has_one_case(case, coordinator):
    with pytest.raises(ValidationError) as refusal:
        services.create_case(city=case.city, cluster=case.cluster, workshop=None, by=coordinator)

    assert set(refusal.value.message_dict) == {"city"}


def test_a_case_is_about_a_cluster_of_its_city(city, coordinator):
    with pytest.raises(ValidationError) as refusal:
        services.create_case(city=city, cluster=ClusterFactory(), workshop=None, by=coordinator)

    assert refusal.value.message_dict == {"cluster": ["This cluster belongs to another city."]}


def test_a_case_is_discussed_in_its_city(city, coordinator):
    with pytest.raises(ValidationError) as refusal:
        services.create_case(
            city=city,
            cluster=ClusterFactory(city=city),
            workshop=WorkshopFactory(),
            by=coordinator,
        )

    assert refusal.value.message_dict == {"workshop": ["Another city hosts this workshop."]}


# Drafting


def test_the_first_write_moves_a_proposed_case_to_drafting(city, editor):
    case = CaseFactory(city=city, status=CaseStatus.PROPOSED)

    first = services.start_drafting(case, by=editor)
    second = services.start_drafting(case, by=editor)

    assert [first.status, second.status] == [CaseStatus.DRAFTING, CaseStatus.DRAFTING]
    assert verbs(case) == ["case_drafting"]


def test_a_write_after_the_submission_is_refused(case, submitted, editor):
    with pytest.raises(services.CaseMoveError, match=f"^This .* {editor} submitted it on "):
        services.start_drafting(case, by=editor)


# Submitting


def test_a_submission_is_stamped_logged_and_ticked_off(case, due, editor):
    submitted = services.submit_case(case, by=editor)

    due.refresh_from_db()
    entry = Activity.objects.about(case).get()
    assert submitted.status == CaseStatus.SUBMITTED
    assert submitted.submitted_at == due.done_at
    assert due.done_by == editor
    assert (entry.actor, entry.city, entry.verb) == (editor, case.city, "case_submitted")
    assert (entry.before, entry.after) == ({"status": "drafting"}, {"status": "submitted"})


def test_a_case_with_a_missing_answer_is_refused_with_what_is_missing(case, due, editor):
    Answer.objects.filter(case=case, topic="growth").update(text="")

    with pytest.raises(services.NotComplete) as refusal:
        services.submit_case(case, by=editor)

    case.refresh_from_db()
    due.refresh_from_db()
    assert [finding.section.key for finding in refusal.value.findings] == ["performance"]
    assert str(refusal.value) == "The case cannot be submitted yet: 1 thing is missing."
    assert case.status == CaseStatus.DRAFTING
    assert due.done_at is None
    assert verbs(case) == []


def test_what_readers_would_only_miss_does_not_stop_a_submission(case, editor):
    case.objective_targets.update(priority=5, target=None)

    submitted = services.submit_case(case, by=editor)

    assert submitted.status == CaseStatus.SUBMITTED


def test_a_second_submission_is_told_who_was_first_and_when(case, editor):
    with time_machine.travel(datetime.datetime(2026, 9, 3, 12, 3, tzinfo=datetime.UTC)):
        services.submit_case(case, by=editor)

    with pytest.raises(services.CaseMoveError) as refusal:
        services.submit_case(case, by=UserFactory())

    assert str(refusal.value) == (
        f"The case “{case}” cannot be submitted now. {editor} submitted it on "
        f"3 September 2026 at 14:03 ({case.city} time)."
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_submissions_at_the_same_time_one_wins_and_one_is_told(case, editor):
    colleague = MembershipFactory(programme=case.programme, role=Role.EDITOR, city=case.city).user

    answers = run_together(
        lambda: services.submit_case(case, by=editor),
        lambda: services.submit_case(case, by=colleague),
    )

    [winner] = [answer for answer in answers if isinstance(answer, Case)]
    [told] = [answer for answer in answers if not isinstance(answer, Case)]
    first = Activity.objects.about(case).get().actor
    assert winner.status == CaseStatus.SUBMITTED
    assert isinstance(told, services.CaseMoveError)
    assert f"{first} submitted it on" in str(told)


@pytest.mark.django_db(transaction=True)
def test_of_accept_and_return_at_the_same_time_one_wins_and_one_is_told(
    submitted, expert, coordinator
):
    answers = run_together(
        lambda: services.accept_case(submitted, by=expert),
        lambda: services.accept_case(submitted, by=coordinator),
    )

    [told] = [answer for answer in answers if not isinstance(answer, Case)]
    assert isinstance(told, services.CaseMoveError)
    assert verbs(submitted) == ["case_submitted", "case_accepted"]


# Returning and accepting


def test_a_returned_case_is_with_the_city_again(due, submitted, expert):
    returned = services.return_case(submitted, by=expert, remark=" Where do the firms come from? ")

    due.refresh_from_db()
    entry = Activity.objects.about(submitted).get(verb="case_returned")
    assert returned.is_open
    assert due.done_at is None
    assert entry.remark == "Where do the firms come from?"


def test_a_case_is_not_returned_without_a_remark(submitted, expert):
    with pytest.raises(services.CaseMoveError, match=r"^Say what the city should change\.$"):
        services.return_case(submitted, by=expert, remark="  ")

    submitted.refresh_from_db()
    assert submitted.status == CaseStatus.SUBMITTED


def test_remarks_on_sections_become_comments(submitted, expert):
    services.return_case(
        submitted,
        by=expert,
        remark="Nearly there.",
        section_remarks={"setting": "Who are the suppliers?", "process": " "},
    )

    comments = Comment.objects.filter(case=submitted)
    assert [(c.topic, c.text, c.author) for c in comments] == [
        ("setting", "Who are the suppliers?", expert)
    ]


def test_an_accepted_case_can_still_be_returned(accepted, expert):
    returned = services.return_case(accepted, by=expert, remark="One thing more.")

    assert returned.status == CaseStatus.RETURNED


def test_a_draft_cannot_be_accepted(case, expert):
    with pytest.raises(services.CaseMoveError) as refusal:
        services.accept_case(case, by=expert)

    assert str(refusal.value) == (
        f"The case “{case}” cannot be accepted now. It is “Drafting” now."
    )


# Distributing


def test_distribution_freezes_an_edition_that_says_what_readers_see(
    accepted, distribution, coordinator
):
    Answer.objects.filter(case=accepted, topic="growth").update(
        text="Doubled.", is_confidential=True
    )

    distributed = services.distribute_case(accepted, by=coordinator)

    distribution.refresh_from_db()
    edition = Edition.objects.get(case=accepted)
    [growth] = [
        topic
        for section in edition.content["sections"]
        for topic in section["topics"]
        if topic["key"] == "growth"
    ]
    assert distributed.status == CaseStatus.DISTRIBUTED
    assert (edition.number, edition.frozen_by) == (1, coordinator)
    assert edition.frozen_at == distributed.distributed_at == distribution.done_at
    assert (growth["text"], growth["is_confidential"]) == ("Doubled.", True)
    assert edition.content["issue"]["question"] == "Which way should the cluster go?"


def test_the_checksum_of_an_edition_survives_the_database(distributed):
    edition = Edition.objects.get(case=distributed)

    assert checksum_of(edition.content) == edition.checksum


def test_a_distributed_case_can_be_edited_by_nobody(distributed, editor, coordinator):
    editable = Case.objects.editable_by(editor) | Case.objects.editable_by(coordinator)

    assert set(editable) == set()
    assert set(Answer.objects.editable_by(editor)) == set()
    with pytest.raises(services.CaseMoveError, match="cannot be changed any more"):
        services.start_drafting(distributed, by=editor)


def days_before(case, days, hour=10):
    """A moment of the day that many days before the workshop, in its own time."""
    day = case.workshop.starts_on - datetime.timedelta(days=days)
    return datetime.datetime.combine(day, datetime.time(hour), case.workshop.tz)


def test_eight_days_before_is_in_time(accepted, coordinator):
    at = days_before(accepted, 8, hour=23)

    distributed = services.distribute_case(
        accepted, by=coordinator, late_reason="Not needed.", at=at
    )

    assert distributed.distributed_at == at
    assert distributed.late_reason == ""


def test_seven_days_before_is_refused_without_a_reason(accepted, coordinator):
    with pytest.raises(services.ReasonNeeded, match=r"1 day ago\.$"):
        services.distribute_case(accepted, by=coordinator, at=days_before(accepted, 7))

    accepted.refresh_from_db()
    assert accepted.status == CaseStatus.ACCEPTED
    assert set(Edition.objects.all()) == set()


def test_a_late_distribution_records_its_reason(accepted, coordinator):
    reason = "The figures came last night."

    distributed = services.distribute_case(
        accepted, by=coordinator, late_reason=f" {reason} ", at=days_before(accepted, 3)
    )

    entry = Activity.objects.about(accepted).get(verb="case_distributed")
    distributed.refresh_from_db()
    assert distributed.late_reason == reason
    assert entry.remark == reason


def test_days_are_those_of_the_place_of_the_workshop(accepted, coordinator):
    workshop = accepted.workshop
    workshop.time_zone = "Pacific/Auckland"
    workshop.save()
    # In Europe the eighth day before is not over; where the workshop is, the seventh has begun.
    day = workshop.starts_on - datetime.timedelta(days=8)
    at = datetime.datetime.combine(day, datetime.time(15), datetime.UTC)

    with pytest.raises(services.ReasonNeeded):
        services.distribute_case(accepted, by=coordinator, at=at)


def test_the_programme_may_set_another_rule(accepted, coordinator):
    CountbackRule.objects.create(
        programme=accepted.programme,
        key=CASE_DISTRIBUTED,
        title="Case distributed",
        phase="before",
        owner_role=Role.COORDINATOR,
        anchor="start",
        days=-14,
    )

    with pytest.raises(services.ReasonNeeded):
        services.distribute_case(accepted, by=coordinator, at=days_before(accepted, 13))


@pytest.mark.parametrize("has_workshop", [True, False])
def test_without_dates_of_the_workshop_nothing_is_distributed(accepted, coordinator, has_workshop):
    if has_workshop:
        undated = WorkshopFactory(city=CityFactory(programme=accepted.programme), starts_on=None)
        Case.objects.filter(pk=accepted.pk).update(workshop=undated)
    else:
        Case.objects.filter(pk=accepted.pk).update(workshop=None)

    with pytest.raises(services.CaseMoveError, match="has no dates yet"):
        services.distribute_case(accepted, by=coordinator, late_reason="Anyway.")

    assert set(Edition.objects.all()) == set()


# The end


def test_a_case_is_discussed_and_then_closed(distributed, expert):
    services.mark_discussed(distributed, by=expert)
    closed = services.close_case(distributed, by=expert)

    assert closed.status == CaseStatus.CLOSED
    assert verbs(distributed)[-2:] == ["case_discussed", "case_closed"]


def test_a_move_made_elsewhere_keeps_its_own_time(case, due, editor):
    at = timezone.now() - datetime.timedelta(days=3)

    submitted = services.submit_case(case, by=editor, at=at)

    due.refresh_from_db()
    assert submitted.submitted_at == due.done_at == at


# Comments


def test_a_reply_to_a_reply_stands_under_the_first_comment(case, editor):
    first = CommentFactory(case=case, topic="growth")
    reply = add_comment(case, by=editor, text="From the university.", parent=first)

    second = add_comment(case, by=editor, text="All of them?", parent=reply)

    assert (second.parent, second.topic) == (first, "growth")


def test_a_reply_opens_a_resolved_thread_again(case, editor, expert):
    first = resolve_comment(CommentFactory(case=case), by=expert)

    add_comment(case, by=editor, text="Not quite.", parent=first)

    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by) == (None, None)


def test_the_first_to_resolve_a_comment_stays_named(case, editor, expert):
    comment = CommentFactory(case=case)

    resolve_comment(comment, by=expert)
    comment = resolve_comment(comment, by=editor)

    assert comment.resolved_by == expert
