"""Comments on the drafts of reports: who reads them, what the city does not, what they quote."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from programme.access import Seat
from programme.models import Activity
from programme.writing.comments.services import add_comment, resolve_comment
from programme.writing.comments.threads import talk_on
from programme.writing.services import save_text
from reports.models import ReportComment, ReportStatus
from reports.writing.talk import CommentedReport
from tests.factories import CityReportFactory, FinalReportFactory, ReportCommentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def report(workshop):
    return CityReportFactory(workshop=workshop)


@pytest.fixture
def with_city(report):
    report.status = ReportStatus.WITH_CITY
    report.save(update_fields=["status"])
    return report


def url_of(name, report, *more):
    workshop = report.workshop
    arguments = [workshop.programme.slug, workshop.slug, *more]
    return reverse(f"reports:city_report_{name}", args=arguments)


def send(client, user, name, report, *more, **data):
    client.force_login(user)
    return client.post(url_of(name, report, *more), data)


def said_to(client, user, report):
    """What the person reads on the page of comments; None where there is no page."""
    client.force_login(user)
    response = client.get(url_of("comments", report))
    if response.status_code == 404:
        return None
    return {thread.comment.text for thread in response.context["talk"].threads}


def test_the_city_reads_what_is_meant_for_it_and_nothing_internal(
    client, with_city, expert, coordinator, editor, participant, stranger
):
    internal = ReportCommentFactory(city_report=with_city, text="Is he serious?", is_internal=True)
    ReportCommentFactory(city_report=with_city, text="Hardly.", parent=internal)
    ReportCommentFactory(city_report=with_city, text="Please check the year.")

    assert said_to(client, expert, with_city) == {"Is he serious?", "Please check the year."}
    assert said_to(client, coordinator, with_city) == said_to(client, expert, with_city)
    assert said_to(client, editor, with_city) == {"Please check the year."}
    assert said_to(client, participant, with_city) is None
    assert said_to(client, stranger, with_city) is None
    assert "Hardly." not in client.get(url_of("comments", with_city)).text
    client.force_login(editor)
    page = client.get(with_city.get_absolute_url())
    assert "Please check the year." in page.text
    assert "Is he serious?" not in page.text


def test_the_city_cannot_answer_resolve_or_change_what_is_internal(client, with_city, editor):
    internal = ReportCommentFactory(city_report=with_city, is_internal=True, author=editor)

    answer = send(client, editor, "comment_create", with_city, text="So?", parent=internal.pk)
    doors = {
        send(client, editor, f"comment_{verb}", with_city, internal.pk, text="x").status_code
        for verb in ("change", "withdraw", "resolve", "reopen")
    }

    assert answer.status_code == 422
    assert doors == {404}
    assert ReportComment.objects.count() == 1


def test_before_the_city_reads_the_report_nobody_of_it_finds_the_comments(client, report, editor):
    ReportCommentFactory(city_report=report)

    assert said_to(client, editor, report) is None


@pytest.mark.parametrize("status", ReportStatus)
def test_experts_speak_among_themselves_unless_the_city_reads_along(expert, report, status):
    report.status = status

    subject = CommentedReport(report, expert, is_staff=True)

    reads = {ReportStatus.WITH_CITY, ReportStatus.CHECKED, ReportStatus.APPROVED}
    assert subject.is_internal_by_default == (status not in reads)


def test_an_answer_is_internal_as_the_comment_that_it_answers(
    client, with_city, expert, coordinator
):
    send(client, expert, "comment_create", with_city, text="Tell nobody.", is_internal="on")
    first = ReportComment.objects.get()

    send(client, coordinator, "comment_create", with_city, text="Never.", parent=first.pk)

    assert set(ReportComment.objects.values_list("is_internal", flat=True)) == {True}
    # The log of the city says nothing of it either.
    assert set(Activity.objects.about(with_city).values_list("city", flat=True)) == {None}


def test_the_city_cannot_say_anything_internal(client, with_city, editor):
    send(client, editor, "comment_create", with_city, text="Wrong year.", is_internal="on")

    assert not ReportComment.objects.get().is_internal


def test_the_chip_and_the_choice_are_there_for_staff_alone(client, with_city, expert, editor):
    send(client, expert, "comment_create", with_city, text="Between us.", is_internal="on")

    client.force_login(expert)
    page = client.get(url_of("comments", with_city))
    assert '<span class="chip">Not for the city</span>' in page.text
    assert 'name="is_internal"' in page.text
    client.force_login(editor)
    assert "Not for the city" not in client.get(url_of("comments", with_city)).text


def test_a_comment_on_a_final_report_cannot_be_internal():
    comment = ReportCommentFactory.build(
        city_report=None, final_report=FinalReportFactory(), author=None, is_internal=True
    )

    with pytest.raises(ValidationError, match="No city reads the draft"):
        comment.full_clean(exclude=["author"])


def test_threads_stand_beside_the_part_and_are_counted_in_the_task_list(client, report, expert):
    ReportCommentFactory.create_batch(2, city_report=report, part="policy", text="Which law?")
    ReportCommentFactory(city_report=report, part="linkages", text="With whom?")
    client.force_login(expert)

    page = client.get(url_of("write", report, "policy"))

    assert [state.open_comments for state in page.context["page"].parts] == [2, 0, 0, 0, 1]
    assert "Which law?" in page.text
    assert "With whom?" not in page.text


def test_a_quote_says_when_the_report_has_other_words(report, expert):
    section = save_text(report.sections.get(key="policy"), "Nine firms.", base_version=0, by=expert)
    subject = CommentedReport(report, expert, is_staff=True)
    add_comment(subject, by=expert, text="Nine?", about="policy", quote="Nine firms")
    before = talk_on(subject, "policy").threads[0].is_quote_gone
    save_text(section, "Ten firms.", base_version=section.version, by=expert)

    assert not before
    assert talk_on(subject, "policy").threads[0].is_quote_gone


def test_comments_on_the_final_report_are_resolved_and_say_by_whom(client, programme, expert):
    report = FinalReportFactory(programme=programme)
    subject = CommentedReport.of(Seat(expert, programme), report)
    comment = add_comment(subject, by=expert, text="Shorter.", about="foreword")
    resolve_comment(subject, comment, by=expert)
    client.force_login(expert)

    page = client.get(reverse("reports:final_report_comments", args=[programme.slug]))

    assert f"Resolved by {expert}" in page.text
    assert Activity.objects.about(report).count() == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_comments_on_a_report_asks_as_much_for_three_threads_as_for_one(
    client, with_city, editor, rows, django_assert_num_queries
):
    for number in range(rows):
        thread = ReportCommentFactory(city_report=with_city, part="policy", quote=f"{number}")
        ReportCommentFactory(city_report=with_city, parent=thread, part="policy")
    client.force_login(editor)

    # Session, user, seats, report, comments, the texts that are quoted.
    with django_assert_num_queries(6):
        client.get(url_of("comments", with_city))


def test_whoever_publishes_is_told_how_many_comments_are_open(client, expert):
    report = CityReportFactory(
        workshop__programme=expert.memberships.get().programme,
        status=ReportStatus.APPROVED,
        facts_checked_at=timezone.now(),
        approved_at=timezone.now(),
    )
    ReportCommentFactory(city_report=report)
    ReportCommentFactory(city_report=report, resolved_at=timezone.now())
    client.force_login(expert)
    names = [report.workshop.programme.slug, report.workshop.slug]

    page = client.get(reverse("reports:city_report_publish", args=names))

    assert "1 comment is still open." in page.text
