"""What is found in a case, beside what test_checks knows: contradictions and hints."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.checking.checks import Level, findings_of, lines_in
from cases.models import Answer, ObjectiveTarget
from cases.outline import SECTION_BY_KEY
from tests.cases.remarks import resolve_comment
from tests.factories import CommentFactory, FigureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def texts(case):
    case.refresh_from_db()
    return [finding.text for finding in findings_of(case)]


def target(case, **values):
    ObjectiveTarget.objects.filter(case=case, objective="intelligence").update(**values)


LAST_YEAR = timezone.localdate().year - 1


@pytest.mark.parametrize(
    ("values", "level", "words"),
    [
        ({"target": None, "target_year": None}, Level.WARNING, "has a priority but no target"),
        ({"baseline": 20}, Level.WARNING, "are the same number"),
        ({"priority": 0}, Level.HINT, "its priority is “none”"),
        ({"target_year": LAST_YEAR}, Level.HINT, "is over: what was reached?"),
        (
            {"priority": 0, "target": None, "target_year": None, "reached": 3},
            Level.WARNING,
            "says what was reached, but not what was aimed at",
        ),
    ],
)
def test_numbers_of_an_objective_that_contradict_each_other(
    complete,
    values,
    level,
    words,
):
    target(complete, **values)

    [finding] = findings_of(complete)

    assert (finding.level, finding.section.key) == (level, "objectives")
    assert words in finding.text
    assert "Intelligence" in finding.text


def test_a_target_of_a_past_year_that_was_reached_is_no_finding(complete):
    target(complete, target_year=LAST_YEAR, reached=20)

    assert texts(complete) == []


def test_the_same_finding_at_several_objectives_is_one_line_with_several_links(complete):
    ObjectiveTarget.objects.filter(case=complete).update(target=None)

    [line] = lines_in(complete, SECTION_BY_KEY["objectives"])

    assert line.finding.text == "7 objectives have a priority but no target:"
    assert (line.url, len(line.links)) == ("", 7)
    assert line.links[0][1].endswith("#id_target-human_resources-target")


def test_a_figure_of_tomorrow_is_doubted(complete):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    figure = FigureFactory(cluster=complete.cluster, as_of=tomorrow)

    [finding] = findings_of(complete)

    assert (finding.level, finding.anchor) == (Level.WARNING, f"id_figure-{figure.pk}-as_of")
    assert "still to come" in finding.text


def test_two_figures_of_one_thing_need_their_sources(complete):
    FigureFactory(cluster=complete.cluster, label="Members", source="Survey")
    second = FigureFactory(cluster=complete.cluster, label="members", value=70, source="")

    [finding] = findings_of(complete)

    assert finding.anchor == f"id_figure-{second.pk}-source"
    assert "stands beside another figure of the same thing" in finding.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("The cluster has to grow", ["no question mark"]),
        ("Which way should the cluster go?", []),
        ("إلى أين تتجه المجموعة؟", []),
        ("Ποια είναι η επόμενη κίνηση;", []),
        ("Why " + "so " * 75 + "long?", ["can it be shorter?"]),
    ],
)
def test_the_issue_in_focus_is_a_question_that_can_be_read_aloud(complete, question, words):
    complete.issues.update(question=question)

    assert [word in text for word, text in zip(words, texts(complete), strict=True)] == (
        [True] * len(words)
    )


def test_a_decision_whose_day_is_over_is_a_warning(complete):
    complete.issues.update(decide_by="2020-01-01")

    assert texts(complete) == ["The issue in focus was to be decided by a day that is over."]


def test_an_evaluation_before_the_founding_year_is_a_warning(complete):
    type(complete).objects.filter(pk=complete.pk).update(evaluation_year=1999)

    assert texts(complete) == ["The last evaluation, 1999, is before the founding year, 2005."]


def test_very_short_and_very_long_topics_are_hints_of_their_section(complete):
    Answer.objects.filter(case=complete, topic="governance").update(text="The board decides.")
    Answer.objects.filter(case=complete, topic="formation").update(text="word " * 451)

    hints = [line.finding for line in lines_in(complete, SECTION_BY_KEY["process"])]

    assert [(hint.level, hint.anchor) for hint in hints] == [
        (Level.HINT, "id_governance-text"),
        (Level.HINT, "id_formation-text"),
    ]


@pytest.mark.parametrize(("number", "is_found"), [(6, False), (7, True)])
def test_many_topics_that_are_not_known_are_one_hint(complete, number, is_found):
    keys = list(complete.answers.values_list("topic", flat=True))[:number]
    Answer.objects.filter(case=complete, topic__in=keys).update(
        is_not_known=True, not_known_reason="Nobody counted."
    )

    found = findings_of(complete)

    assert [finding.count for finding in found] == ([7] if is_found else [])


def test_confidential_parts_are_counted_and_it_is_said_who_reads_them(complete):
    Answer.objects.filter(case=complete, topic__in=["growth", "governance"]).update(
        is_confidential=True
    )

    [finding] = findings_of(complete)

    assert finding.text == (
        f"2 parts are confidential. Only {complete.city.group} and those who run the programme "
        "read them:"
    )
    assert {place.label for place in finding.places} == {
        "Growth",
        "Governance of initiative and organisation",
    }


def test_an_open_comment_of_the_experts_is_a_hint_that_leads_to_it(complete, expert, editor):
    CommentFactory(case=complete, author=expert, topic="growth")
    CommentFactory(case=complete, author=editor, topic="governance")
    resolved = CommentFactory(case=complete, author=expert, topic="formation")
    resolve_comment(resolved, by=editor)

    [line] = lines_in(complete, SECTION_BY_KEY["performance"])

    url = reverse("cases:comments", args=[complete.programme.slug, complete.city.slug])
    assert line.links == [("Growth", f"{url}?on=growth")]
    assert len(findings_of(complete)) == 1


def test_a_file_named_by_its_name_alone_is_a_hint(complete):
    complete.attachments.create(
        name="a.pdf", content_type="application/pdf", size=1, description="a.pdf"
    )
    complete.attachments.create(
        name="b.pdf", content_type="application/pdf", size=1, description="Slides"
    )
    complete.attachments.create(
        name="c.pdf",
        content_type="application/pdf",
        size=1,
        description="c.pdf",
        removed_at=timezone.now(),
    )

    assert texts(complete) == ["The file “a.pdf” has no description that a reader understands."]


def test_a_locked_section_says_so_only_where_something_is_to_be_mended(complete, expert):
    for key in ("process", "setting"):
        services.lock_section(complete, SECTION_BY_KEY[key], by=expert, reason="Good.")
    Answer.objects.filter(case=complete, topic="governance").update(text="")

    missing, locked = findings_of(complete)

    assert (missing.level, locked.level) == (Level.ERROR, Level.HINT)
    assert locked.text.startswith("Nobody can write in “Process” now. Locked by ")


def test_hostile_words_are_shown_and_not_run(client, complete, editor):
    FigureFactory(cluster=complete.cluster, label="<script>alert(1)</script>", source="")
    client.force_login(editor)

    response = client.get(
        reverse("cases:review", args=[complete.programme.slug, complete.city.slug])
    )

    assert "<script>alert(1)" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


# Beside the form, looked up again after each save


def checks_url(case, section):
    return reverse("cases:section_checks", args=[case.programme.slug, case.city.slug, section])


def test_the_writing_page_shows_what_was_found_in_its_section_alone(client, complete, editor):
    Answer.objects.filter(case=complete, topic__in=["governance", "growth"]).update(text="")
    client.force_login(editor)
    url = reverse("cases:write", args=[complete.programme.slug, complete.city.slug, "process"])

    page = client.get(url).context["page"]

    assert [line.finding.anchor for line in page.checks] == ["id_governance-text"]


def test_after_a_save_the_checks_and_the_task_list_come_as_one_answer(
    client,
    complete,
    editor,
):
    client.force_login(editor)

    response = client.get(checks_url(complete, "process"))

    assert "<html" not in response.text
    assert 'id="section-checks"' in response.text
    assert "Nothing is missing in this section." in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert "6 of 6 sections ready" in response.text


def test_an_unknown_section_has_no_checks(client, complete, editor):
    client.force_login(editor)

    assert client.get(checks_url(complete, "weather")).status_code == 404


@pytest.mark.parametrize("rows", [1, 4])
def test_looking_again_asks_as_much_for_many_rows_as_for_one(
    client, complete, editor, rows, django_assert_num_queries
):
    for figure in FigureFactory.create_batch(rows, cluster=complete.cluster, source=""):
        CommentFactory(case=complete, topic="growth", text=str(figure))
    client.force_login(editor)

    # Session, user, seats, case; the seven of the checks; progress.
    with django_assert_num_queries(12):
        client.get(checks_url(complete, "performance"))
