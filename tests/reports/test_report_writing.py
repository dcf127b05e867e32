"""Writing a report part by part. What stands beside the text: ``test_sources``."""

import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from programme.models import Role
from reports.models import ReportSection
from reports.outline import CITY_REPORT_PARTS, FINAL_REPORT_PARTS
from tests.factories import (
    CityFactory,
    CityReportFactory,
    FinalReportFactory,
    MembershipFactory,
    ObjectiveFactory,
    PartnerFactory,
    PublishedCityReportFactory,
    ReportEditionFactory,
    WorkshopFactory,
)
from tests.html_forms import fields_of
from tests.reports import stages

pytestmark = [pytest.mark.django_db, pytest.mark.once]

KEYS = [part.key for part in CITY_REPORT_PARTS]


@pytest.fixture
def colleague(programme):
    """A second expert."""
    partner = PartnerFactory(programme=programme)
    return MembershipFactory(programme=programme, role=Role.EXPERT, partner=partner).user


def url_of(report, part, verb="write"):
    arguments = [report.workshop.programme.slug, report.workshop.slug, part]
    return reverse(f"reports:city_report_{verb}", args=arguments)


def text_of(report, part):
    return ReportSection.objects.get(city_report=report, key=part).text


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def open_form(client):
    """The fields of a part's form as they were shown to a person."""

    def open_form(person, report, part):
        client.force_login(person)
        return fields_of(client.get(url_of(report, part)), "write-form")

    return open_form


@pytest.fixture
def send(client):
    """Post the fields of a part as a person, with another text."""

    def send(person, report, part, fields, text=None, verb="write", **more):
        client.force_login(person)
        if text is not None:
            fields = fields | {f"{part}-text": text}
        return client.post(url_of(report, part, verb), fields | more)

    return send


# One person writes


def test_a_part_is_saved_and_the_next_one_follows(written, expert, open_form, send):
    fields = open_form(expert, written, "policy")

    response = send(expert, written, "policy", fields, "New words.", go="after")

    assert response.url == url_of(written, "experiences")
    assert said(response) == ["“Cluster support policies of the city-region” is saved."]
    section = written.sections.get(key="policy")
    assert (section.text, section.version, section.updated_by) == ("New words.", 1, expert)


@pytest.mark.parametrize(
    ("part", "go", "to"),
    [
        ("policy", "before", "policy"),
        ("case", "before", "experiences"),
        ("case", "stay", "case"),
        ("case", "", "case"),
        ("linkages", "after", None),
    ],
)
def test_the_button_says_where_it_leads(part, go, to, written, expert, open_form, send):
    response = send(expert, written, part, open_form(expert, written, part), go=go)

    assert response.url == (url_of(written, to) if to else written.get_absolute_url())


def test_writing_starts_at_the_first_part_without_text(client, written, expert):
    written.sections.filter(key__in=["case", "linkages"]).update(text="")
    client.force_login(expert)
    start = reverse(
        "reports:city_report_write_start",
        args=[written.workshop.programme.slug, written.workshop.slug],
    )

    at_gap = client.get(start)
    written.sections.update(text="All written.")
    at_first = client.get(start)

    assert (at_gap.url, at_first.url) == (url_of(written, "case"), url_of(written, "policy"))


def test_the_task_list_says_what_is_written(client, written, expert):
    written.sections.filter(key="case").update(text="")
    client.force_login(expert)

    page = client.get(url_of(written, "policy")).context["page"]

    assert [(state.part.key, state.is_written) for state in page.parts] == [
        (key, key != "case") for key in KEYS
    ]
    assert (page.number, page.before, page.after.part.key) == (1, None, "experiences")


def test_a_text_that_is_far_too_long_is_refused_and_stays_in_the_form(
    written, expert, open_form, send
):
    long = "word " * 50_000

    response = send(expert, written, "case", open_form(expert, written, "case"), long)

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == long
    assert text_of(written, "case") == "As it was on Friday."


# Two people write


def test_two_experts_on_two_parts_never_collide(written, expert, colleague, open_form, send):
    mine = open_form(expert, written, "policy")
    theirs = open_form(colleague, written, "case")

    send(expert, written, "policy", mine, "Mine.")
    send(colleague, written, "case", theirs, "Theirs.")

    assert (text_of(written, "policy"), text_of(written, "case")) == ("Mine.", "Theirs.")


def test_the_second_on_one_part_gets_both_texts_and_nothing_is_lost(
    written, expert, colleague, open_form, send
):
    mine = open_form(expert, written, "policy")
    theirs = open_form(colleague, written, "policy")
    send(colleague, written, "policy", theirs, "Words of the colleague.")

    response = send(expert, written, "policy", mine, "My own words.")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Words of the" in page
    assert "own words" in page
    assert text_of(written, "policy") == "Words of the colleague."


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("mine", "My own words."),
        ("theirs", "Words of the colleague."),
        ("merged", "Put together."),
    ],
)
def test_the_second_decides_which_text_is_kept(
    way, kept, written, expert, colleague, open_form, send
):
    mine = open_form(expert, written, "policy")
    send(
        colleague,
        written,
        "policy",
        open_form(colleague, written, "policy"),
        "Words of the colleague.",
    )
    conflict = send(expert, written, "policy", mine, "My own words.")
    fields = fields_of(conflict, "write-form")

    response = send(expert, written, "policy", fields, "Put together.", **{"policy-way": way})

    assert response.status_code == 302
    assert text_of(written, "policy") == kept


# A text that saves by itself


def test_a_part_saves_by_itself_and_says_what_it_is_based_on_now(written, expert, open_form, send):
    fields = open_form(expert, written, "policy")

    first = send(expert, written, "policy", fields, "One.", verb="save")
    fields["policy-base"] = json.loads(first.content)["base"]
    second = send(expert, written, "policy", fields, "One, two.", verb="save")

    assert (first.status_code, second.status_code) == (200, 200)
    assert json.loads(second.content)["words"] == 2
    assert text_of(written, "policy") == "One, two."


def test_a_save_by_itself_shows_both_texts_when_another_was_first(
    written, expert, colleague, open_form, send
):
    mine = open_form(expert, written, "policy")
    send(colleague, written, "policy", open_form(colleague, written, "policy"), "Theirs.")

    response = send(expert, written, "policy", mine, "Mine.", verb="save")

    assert response.status_code == 409
    assert "Theirs." in json.loads(response.content)["html"]
    assert text_of(written, "policy") == "Theirs."


def test_a_save_by_itself_into_a_published_report_is_told_so(written, expert, open_form, send):
    fields = open_form(expert, written, "policy")
    stages.publish(written)

    response = send(expert, written, "policy", fields, "Too late.", verb="save")

    assert response.status_code == 423
    assert "was published meanwhile" in json.loads(response.content)["message"]
    assert text_of(written, "policy") == "As it was on Friday."


# Published meanwhile, logged out meanwhile


def test_what_was_typed_into_a_report_that_closed_is_shown_to_be_copied(
    written, expert, open_form, send
):
    fields = open_form(expert, written, "policy")
    stages.publish(written)

    response = send(expert, written, "policy", fields, "Typed too late.")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Typed too late." in page
    assert "As it was on Friday." in page
    assert 'id="write-form"' not in page
    assert text_of(written, "policy") == "As it was on Friday."


def test_a_published_part_is_shown_closed(client, published, expert):
    client.force_login(expert)

    page = client.get(url_of(published, "policy")).content.decode()

    assert "As it was on Friday." in page
    assert 'id="write-form"' not in page


def test_words_typed_after_the_session_ended_are_kept(client, written, expert, open_form, send):
    fields = open_form(expert, written, "policy")
    client.logout()

    response = client.post(
        url_of(written, "policy"), fields | {"policy-text": "Typed for an hour."}
    )

    assert response.status_code == 404
    assert 'name="payload"' in response.content.decode()
    assert text_of(written, "policy") == "As it was on Friday."


# Who may write

WRITERS_SEE = {
    # A report with the city is read by its editor, who does not write it.
    "written": {"coordinator": 403, "editor": 404, "stranger": 404, "participant": 404},
    "with_city": {"coordinator": 403, "editor": 403, "stranger": 404, "participant": 404},
    "published": {"coordinator": 403, "editor": 403, "stranger": 403, "participant": 403},
}


@pytest.mark.parametrize("stage", WRITERS_SEE)
@pytest.mark.parametrize("verb", ["write", "save"])
def test_the_experts_alone_write(verb, stage, client, request):
    report = request.getfixturevalue(stage)
    found = {}
    for who in WRITERS_SEE[stage]:
        client.force_login(request.getfixturevalue(who))
        posted = client.post(url_of(report, "policy", verb), {"policy-text": "Not mine."})
        found[who] = posted.status_code
        if verb == "write":
            assert client.get(url_of(report, "policy")).status_code == posted.status_code

    assert found == WRITERS_SEE[stage]
    assert text_of(report, "policy") == "As it was on Friday."


def test_a_part_outside_the_outline_does_not_exist(client, written, expert):
    client.force_login(expert)

    assert client.get(url_of(written, "foreword")).status_code == 404
    assert client.post(url_of(written, "foreword", "save")).status_code == 404


def test_a_part_is_saved_by_posting_alone(client, written, expert):
    client.force_login(expert)

    assert client.get(url_of(written, "policy", "save")).status_code == 405


# The final report


@pytest.fixture
def final(programme):
    return FinalReportFactory(programme=programme)


def final_url(final, part, verb="write"):
    return reverse(f"reports:final_report_{verb}", args=[final.programme.slug, part])


def test_the_final_report_is_written_in_the_same_way(client, final, expert):
    client.force_login(expert)
    fields = fields_of(client.get(final_url(final, "foreword")), "write-form")

    response = client.post(
        final_url(final, "foreword"),
        fields | {"foreword-text": "Why the cities met.", "go": "after"},
    )

    assert response.url == final_url(final, FINAL_REPORT_PARTS[1].key)
    assert final.sections.get(key="foreword").text == "Why the cities met."


def test_the_final_report_is_written_by_experts_alone(client, final, request):
    codes = {}
    for who in ("coordinator", "editor", "participant", "outsider"):
        client.force_login(request.getfixturevalue(who))
        codes[who] = client.post(final_url(final, "foreword", "save")).status_code

    assert codes == {"coordinator": 403, "editor": 404, "participant": 404, "outsider": 404}


def test_published_city_reports_are_the_sources_of_the_final_report(
    client, final, published, expert
):
    CityReportFactory(workshop__city__programme=final.programme, parts="A draft, not public.")
    objective = ObjectiveFactory(programme=final.programme, title="Learn from cases")
    client.force_login(expert)

    page = client.get(final_url(final, "lessons"))

    sources = page.context["page"].sources
    assert [chapter.city for chapter in sources.chapters] == [published.workshop.place_name]
    assert (sources.objectives, sources.workshops) == ([objective], 2)
    assert "As it was on Friday." in page.content.decode()
    assert "A draft, not public." not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_writing_the_final_report_do_not_grow(
    rows, client, final, expert, django_assert_max_num_queries
):
    for _ in range(rows):
        report = PublishedCityReportFactory(
            workshop__city__programme=final.programme, published_at=timezone.now()
        )
        ReportEditionFactory(city_report=report)
    client.force_login(expert)

    with django_assert_max_num_queries(12):
        response = client.get(final_url(final, "lessons"))

    assert len(response.context["page"].sources.chapters) == rows


# Who else writes, previews, and for whom


@pytest.mark.parametrize("kind", ["city", "final"])
def test_a_part_says_who_else_writes_it_and_shows_previews(client, kind, expert, coordinator):
    programme = coordinator.memberships.get().programme
    partner = expert.memberships.get().partner
    colleague = MembershipFactory(programme=programme, role=Role.EXPERT, partner=partner)
    if kind == "city":
        workshop = WorkshopFactory(city=CityFactory(programme=programme))
        CityReportFactory(workshop=workshop)
        names = [programme.slug, workshop.slug, "policy"]
    else:
        FinalReportFactory(programme=programme)
        names = [programme.slug, "foreword"]
    presence = reverse(f"reports:{kind}_report_presence", args=names)

    client.force_login(colleague.user)
    client.post(presence)
    client.force_login(expert)
    seen = client.post(presence).json()
    page = client.get(reverse(f"reports:{kind}_report_write", args=names)).content.decode()
    preview = client.post(
        reverse(f"reports:{kind}_report_preview", args=names), {"text": "**Yes**"}
    ).json()

    assert seen == {"others": [str(colleague.user)], "newer": {}}
    assert f"{colleague.user} is writing here too." in page
    assert preview == {"html": "<p><strong>Yes</strong></p>\n"}
