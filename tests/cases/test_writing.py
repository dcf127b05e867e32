import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Answer
from cases.outline import SECTION_BY_KEY, SECTIONS
from programme.models import Activity
from tests.cases.conftest import answer_to
from tests.factories import (
    CaseFactory,
    CityFactory,
    CommentFactory,
    DistributedCaseFactory,
    FigureFactory,
    StrategicIssueFactory,
)
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(response):
    return response.context["page"]


# The page


def test_a_section_shows_its_topics_and_how_far_the_others_are(client, case, editor, write_url):
    Answer.objects.filter(case=case, topic="governance").update(text="The board decides.")
    client.force_login(editor)

    response = client.get(write_url("process"))

    form = fields_of(response, "write-form")
    topics = {topic.key for topic in SECTION_BY_KEY["process"].topics}
    assert {name.removesuffix("-text") for name in form if name.endswith("-text")} == topics
    assert form["governance-text"] == "The board decides."
    assert [(s.count, s.state) for s in page_of(response).progress.sections][2:4] == [
        ("1 of 4", "in_progress"),
        ("0 of 3", "not_started"),
    ]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_section_saves_unchanged_without_changing_anything(
    client, case, editor, section, open_form, send
):
    FigureFactory(cluster=case.cluster)
    StrategicIssueFactory(case=case)
    fields = open_form(editor, section.key)
    before = Activity.objects.count()

    response = send(editor, section.key, fields)

    assert response.status_code == 302
    # Only the first save of a case leaves an entry, and this one was being written already.
    assert Activity.objects.count() == before
    assert set(Answer.objects.filter(case=case).values_list("version", flat=True)) == {0}


@pytest.mark.parametrize(
    ("go", "leads_to"),
    [
        ("before", "cases:write setting"),
        ("stay", "cases:write objectives"),
        ("after", "cases:write process"),
        ("nonsense", "cases:write objectives"),
    ],
)
def test_the_button_says_where_to_go_after_saving(case, editor, open_form, send, go, leads_to):
    fields = open_form(editor, "objectives")

    response = send(editor, "objectives", fields, go=go)

    name, section = leads_to.split()
    assert response.url == reverse(name, args=[case.programme.slug, case.city.slug, section])


def test_the_last_section_leads_to_the_review(case, editor, open_form, send):
    fields = open_form(editor, "strategic_issues")

    response = send(editor, "strategic_issues", fields, go="after")

    assert response.url == reverse("cases:review", args=[case.programme.slug, case.city.slug])


def test_writing_starts_where_something_is_missing(client, case, editor, write_url):
    setting = [topic.key for topic in SECTION_BY_KEY["setting"].topics]
    Answer.objects.filter(case=case, topic__in=setting).update(text="Words")
    client.force_login(editor)

    response = client.get(reverse("cases:write", args=[case.programme.slug, case.city.slug]))

    assert response.url == write_url("objectives")


def test_the_issues_of_other_cities_stand_beside_ours(client, case, editor, write_url):
    shared = DistributedCaseFactory(city=CityFactory(programme=case.programme))
    StrategicIssueFactory(case=shared, question="Who owns the strategy?")
    StrategicIssueFactory(case=shared, question="A parked one", is_in_focus=False)
    hidden = CaseFactory(
        city=CityFactory(programme=case.programme, preliminary_issue="As it was at the kick-off")
    )
    StrategicIssueFactory(case=hidden, question="Not for your eyes yet")
    client.force_login(editor)

    others = page_of(client.get(write_url("strategic_issues"))).others

    assert {(other.city, other.issue, other.is_preliminary) for other in others} == {
        (shared.city, "Who owns the strategy?", False),
        (hidden.city, "As it was at the kick-off", True),
    }


def test_the_wording_of_the_kick_off_stands_beside_the_issue(client, city, case, editor, write_url):
    city.preliminary_issue = "How to create momentum?"
    city.save()
    client.force_login(editor)

    response = client.get(write_url("strategic_issues"))

    assert "At the kick-off: “How to create momentum?”" in response.content.decode()


def test_the_wording_of_the_kick_off_stands_once(client, city, case, editor, write_url):
    city.preliminary_issue = "How to create momentum?"
    city.save()
    StrategicIssueFactory(case=case, is_in_focus=True)
    StrategicIssueFactory(case=case, is_in_focus=False)
    client.force_login(editor)

    text = client.get(write_url("strategic_issues")).text

    assert text.count("At the kick-off: “How to create momentum?”") == 1


def test_an_objective_without_numbers_is_folded(client, case, editor, write_url):
    case.objective_targets.filter(objective="firm_formation").update(priority=3)
    case.objective_targets.filter(objective="intelligence").update(reached=0)
    client.force_login(editor)

    text = client.get(write_url("objectives")).text

    assert text.count('<details class="fold target-fold" open>') == 2
    assert text.count("No priority and no target so far") == 5


def test_an_objective_with_a_mistake_is_not_folded(case, editor, open_form, send):
    response = send(editor, "objectives", {"target-intelligence-target_year": "1066"})

    assert 'class="fold target-fold" open' in response.text


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("section", ["performance", "strategic_issues", "objectives"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    client, case, editor, write_url, section, rows, django_assert_max_num_queries
):
    FigureFactory.create_batch(rows, cluster=case.cluster)
    StrategicIssueFactory.create_batch(rows, case=case, is_in_focus=False)
    for other in DistributedCaseFactory.create_batch(rows, city__programme=case.programme):
        StrategicIssueFactory(case=other)
    client.force_login(editor)

    with django_assert_max_num_queries(14):
        client.get(write_url(section))


def test_open_comments_stand_beside_the_topic_they_speak_of(client, case, editor, write_url):
    spoken = CommentFactory(case=case, topic="life_cycle", text="Born of what?")
    CommentFactory(
        case=case, topic="life_cycle", text="Settled", resolved_at=timezone.now(), author=editor
    )
    client.force_login(editor)

    response = client.get(write_url("setting"))

    beside = {
        part.answer.prefix: [thread.comment for thread in threads]
        for part, threads in page_of(response).topics
        if threads
    }
    assert beside == {"life_cycle": [spoken]}
    assert '<p class="beside-comment">' in response.content.decode()


# Who


@pytest.mark.parametrize(
    ("person", "status"),
    [("expert", 403), ("stranger", 404), ("participant", 404)],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_readers_and_strangers_do_not_write(
    client, case, write_url, person, status, method, request
):
    client.force_login(request.getfixturevalue(person))

    response = getattr(client, method)(write_url("setting"), {"life_cycle-text": "Mine"})

    assert response.status_code == status
    assert answer_to(case, "life_cycle").text == ""


def test_the_coordinator_writes_for_a_city(case, coordinator, open_form, send):
    fields = open_form(coordinator, "setting")

    send(coordinator, "setting", fields, **{"life_cycle-text": "It grew fast."})

    assert answer_to(case, "life_cycle").text == "It grew fast."
    assert answer_to(case, "life_cycle").updated_by == coordinator


def test_a_section_that_the_outline_does_not_have_is_not_found(client, case, editor, write_url):
    client.force_login(editor)

    assert client.get(write_url("appendix")).status_code == 404


def test_the_answers_of_another_city_cannot_be_reached_through_the_own_form(
    case, editor, open_form, send
):
    other = CaseFactory(city=CityFactory(programme=case.programme))
    issue = StrategicIssueFactory(case=other, question="Theirs")
    figure = FigureFactory(cluster=other.cluster, label="Theirs")

    send(
        editor,
        "strategic_issues",
        open_form(editor, "strategic_issues"),
        **{f"issue-{issue.pk}-question": "Mine", f"issue-{issue.pk}-kind": "other"},
    )
    send(
        editor,
        "performance",
        open_form(editor, "performance"),
        **{f"figure-{figure.pk}-remove": "on", f"figure-{figure.pk}-label": "Mine"},
    )

    issue.refresh_from_db()
    figure.refresh_from_db()
    assert (issue.question, issue.case, figure.label) == ("Theirs", other, "Theirs")
