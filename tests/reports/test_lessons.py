"""Lessons of a city report, each with the gap that it narrows."""

import pytest
from django.urls import reverse

from programme.models import Activity
from reports import services
from reports.contexts.city_report import CityReportPrint, ReportBody
from reports.models import Lesson
from reports.services import ReportMoveError, report_content
from tests.factories import (
    BoardNoteFactory,
    CityReportFactory,
    DiscussionFactory,
    DistributedCaseFactory,
    LessonFactory,
    ProposedActionFactory,
    UserFactory,
)
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url_of(report, verb="lessons", *more):
    return reverse(
        f"reports:{verb}", args=[report.workshop.programme.slug, report.workshop.slug, *more]
    )


def numbers(report):
    return [lesson.number for lesson in Lesson.objects.filter(city_report=report)]


def test_a_lesson_is_added_from_beside_the_text_and_leads_back_to_it(client, written, expert):
    client.force_login(expert)
    write_url = reverse(
        "reports:city_report_write",
        args=[written.workshop.programme.slug, written.workshop.slug, "case"],
    )
    fields = fields_of(client.get(write_url), "lesson-form")

    response = client.post(url_of(written), fields | {"text": "Ask who *sells*.", "gap": "capital"})

    lesson = written.lessons.get()
    assert response.url == write_url
    assert (lesson.number, lesson.part, lesson.created_by) == (1, "case", expert)
    assert "Ask who *sells*." in client.get(write_url).content.decode()


@pytest.mark.parametrize("fields", [{"text": " ", "gap": "capital"}, {"text": "A.", "gap": "sea"}])
def test_a_lesson_needs_words_and_one_of_the_gaps(fields, client, written, expert):
    client.force_login(expert)

    assert client.post(url_of(written), fields).status_code == 422
    assert not written.lessons.exists()


def test_the_number_of_a_deleted_lesson_is_not_given_again(written, expert):
    for words in ("One.", "Two."):
        lesson = services.add_lesson(written, by=expert, gap="policy", text=words)
    services.delete_lesson(lesson, by=expert)

    again = services.add_lesson(written, by=expert, gap="policy", text="Three.")

    assert (numbers(written), again.number) == ([1, 3], 3)


def test_lessons_change_places_and_keep_their_numbers(client, written, expert):
    for words in ("One.", "Two.", "Three."):
        services.add_lesson(written, by=expert, gap="policy", text=words)
    client.force_login(expert)

    client.post(url_of(written, "lesson_move", 3), {"to": "up"})
    client.post(url_of(written, "lesson_move", 1), {"to": "up"})
    client.post(
        url_of(written, "lesson_edit", 2), {"text": "Two, mended.", "gap": "global", "part": ""}
    )

    assert numbers(written) == [1, 3, 2]
    assert Lesson.objects.get(number=2).gap == "global"


def test_lessons_are_closed_with_the_text(client, published, expert):
    lesson = LessonFactory(city_report=published, number=1, text="As it was.")
    client.force_login(expert)

    answers = [
        client.post(url_of(published), {"text": "Late.", "gap": "policy"}).status_code,
        client.post(
            url_of(published, "lesson_edit", 1), {"text": "L.", "gap": "policy"}
        ).status_code,
    ]
    client.post(url_of(published, "lesson_delete", 1))
    with pytest.raises(ReportMoveError, match="is closed"):
        services.delete_lesson(lesson, by=expert)

    assert answers == [409, 409]
    assert published.lessons.get().text == "As it was."


def test_editions_hold_lessons_votes_and_names_of_actions_and_older_ones_are_read(written):
    case = DistributedCaseFactory(city=written.workshop.city, workshop=written.workshop)
    ProposedActionFactory(case=case, number=3)
    room = DiscussionFactory(case=case, shows_votes=True)
    option = BoardNoteFactory(discussion=room, phase="options", text="Open a desk.")
    option.votes.create(voter=UserFactory(), impact=4, feasibility=2)
    LessonFactory(city_report=written, number=2, gap="global", text="Go abroad <b>small</b>.")
    LessonFactory(city_report=written, number=1, gap="research", text="Share.", part="case")

    content = report_content(written)

    assert content["lessons"][0]["gap_words"] in ("Global", "Research")
    assert content["actions"][0]["identifier"] == f"{case.city} A3"
    assert content["options"] == [
        {"text": "Open a desk.", "votes": 1, "impact": 4, "feasibility": 2}
    ]
    body = ReportBody.of(content)
    assert [(gap.gap, gap.lessons[0].number) for gap in body.lessons] == [
        ("research", 1),
        ("global", 2),
    ]
    html = CityReportPrint.of_draft(written).html()
    assert "Go abroad &lt;b&gt;small&lt;/b&gt;." in html
    assert 'class="votes drawing"' in html
    older = {key: content[key] for key in ("title", "parts", "city")}
    assert (ReportBody.of(older).lessons, ReportBody.of(older).votes) == ((), None)


def test_a_draft_without_a_lesson_says_so_to_its_writers(client, written, expert):
    client.force_login(expert)
    words = "No lesson is written yet"

    before = client.get(written.get_absolute_url()).content.decode()
    services.add_lesson(written, by=expert, gap="policy", text="One.")
    after = client.get(written.get_absolute_url()).content.decode()

    assert (words in before, words in after) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_lessons_and_of_content_do_not_grow(
    rows, client, expert, programme, django_assert_max_num_queries
):
    report = CityReportFactory(workshop__city__programme=programme)
    LessonFactory.create_batch(rows, city_report=report)
    case = DistributedCaseFactory(city=report.workshop.city, workshop=report.workshop)
    ProposedActionFactory.create_batch(rows, case=case)
    client.force_login(expert)

    with django_assert_max_num_queries(9):
        client.get(url_of(report))
    with django_assert_max_num_queries(6):
        services.text_content(report)


def test_the_city_reads_no_draft_of_a_lesson_in_the_log(written, expert, editor):
    lesson = services.add_lesson(written, by=expert, gap="policy", text="Too frank.")

    services.change_lesson(lesson, by=expert, gap="policy", text="Said kindly.")
    services.delete_lesson(lesson, by=expert)

    said = Activity.objects.filter(verb__startswith="lesson_")
    assert said.visible_to(expert).count() == 3
    assert not said.visible_to(editor).exists()
