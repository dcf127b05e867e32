"""The list of reports, the page of each, and the moves as people make them."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity
from reports import services
from reports.models import CityReport, ReportEdition, ReportSection
from tests.factories import (
    CityFactory,
    CityReportFactory,
    DistributedCaseFactory,
    FinalReportFactory,
    ProposedActionFactory,
    PublishedCityReportFactory,
    ReportEditionFactory,
    StrategicIssueFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.reports import stages

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PEOPLE = ("coordinator", "expert", "editor", "stranger", "participant", "outsider")
MEMBERS = set(PEOPLE) - {"outsider"}
STAFF = {"coordinator", "expert"}


def url_of(report, verb="", *more):
    name = f"reports:city_report_{verb}" if verb else "reports:city_report"
    return reverse(name, args=[report.workshop.programme.slug, report.workshop.slug, *more])


def final_url(programme, verb="", *more):
    name = f"reports:final_report_{verb}" if verb else "reports:final_report"
    return reverse(name, args=[programme.slug, *more])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def status_of(report):
    return CityReport.objects.values_list("status", flat=True).get(pk=report.pk)


@pytest.fixture
def answer(client, request):
    """Ask for a page as the person of that name; everybody else is a visitor."""

    def answer(who, url, method="get", **data):
        client.logout()
        if who != "visitor":
            client.force_login(request.getfixturevalue(who))
        return getattr(client, method)(url, data)

    return answer


# The list


def lines_of(response):
    return {line.workshop: line for line in response.context["reports"].lines}


def test_the_list_has_a_line_for_every_city_workshop_and_no_other(answer, written, programme):
    coming = WorkshopFactory(city__programme=programme)
    WorkshopFactory(programme=programme, city=None, kind="kick_off", number=None, slug="kick-off")
    CityReportFactory()  # of another programme

    response = answer("participant", reverse("reports:list", args=[programme.slug]))

    assert set(lines_of(response)) == {written.workshop, coming}


STATES = {
    "written": {"expert": "Drafting", "editor": "Not published yet"},
    "in_review": {"expert": "Internal review", "editor": "Not published yet"},
    "with_city": {"expert": "With the city", "editor": "With the city"},
    "checked": {"expert": "Facts checked", "editor": "Facts checked"},
    "approved": {"expert": "Approved", "editor": "Approved"},
    "published": {"expert": "Published", "editor": "Published"},
    "reopened": {"expert": "Drafting", "editor": "Published"},
}


@pytest.mark.parametrize("stage", STATES)
def test_the_list_tells_each_person_no_more_than_they_may_know(stage, request, answer, programme):
    report = request.getfixturevalue(stage)
    public = "Published" if stage in ("published", "reopened") else "Not published yet"
    expected = {"stranger": public, "participant": public, **STATES[stage]}

    url = reverse("reports:list", args=[programme.slug])
    found = {who: lines_of(answer(who, url))[report.workshop] for who in expected}

    assert {who: line.state for who, line in found.items()} == expected
    is_with_city = stage in ("with_city", "checked", "approved")
    readers_of_draft = {"expert", "editor"} if is_with_city else {"expert"}
    in_work = set() if stage == "published" else readers_of_draft
    assert {who for who, line in found.items() if line.is_in_work} == in_work


def test_the_list_says_how_far_a_report_is_written_and_until_when(answer, written, due, programme):
    written.sections.filter(key__in=["case", "linkages"]).update(text="")

    page = answer("expert", reverse("reports:list", args=[programme.slug]))

    line = lines_of(page)[written.workshop]
    assert (line.written_words, line.meter) == ("3 of 5 parts", [100, 100, 100, 0, 0])
    assert "in 21 days" in page.content.decode()
    participant = answer("participant", reverse("reports:list", args=[programme.slug]))
    assert "3 of 5 parts" not in participant.content.decode()


def test_the_list_names_the_newest_edition(answer, reopened, programme):
    stages.publish(reopened)

    page = answer("participant", reverse("reports:list", args=[programme.slug]))

    assert lines_of(page)[reopened.workshop].edition.number == 2
    assert "Edition 2" in page.content.decode()


def test_beginning_is_offered_to_the_experts_once_the_workshop_has_begun(answer, held, programme):
    coming = WorkshopFactory(city__programme=programme)
    undated = WorkshopFactory(city__programme=programme, starts_on=None)
    url = reverse("reports:list", args=[programme.slug])

    of_expert, of_coordinator = (
        lines_of(answer("expert", url)),
        lines_of(answer("coordinator", url)),
    )

    assert {w: line.can_begin for w, line in of_expert.items()} == {
        held: True,
        coming: False,
        undated: False,
    }
    assert not any(line.can_begin for line in of_coordinator.values())


def test_the_final_report_is_hidden_from_members_until_it_is_published(answer, programme):
    final = FinalReportFactory(programme=programme, parts="Learnt.")
    url = reverse("reports:list", args=[programme.slug])

    before = {who: answer(who, url).context["reports"].final.state for who in MEMBERS}
    stages.publish(final)
    after = {who: answer(who, url).context["reports"].final.state for who in MEMBERS}

    assert before == {who: "Drafting" if who in STAFF else "Not published yet" for who in MEMBERS}
    assert set(after.values()) == {"Published"}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("who", ["expert", "participant"])
def test_the_queries_of_the_list_do_not_grow(
    who, rows, client, request, programme, django_assert_num_queries
):
    for _ in range(rows):
        report = PublishedCityReportFactory(workshop__city__programme=programme)
        ReportEditionFactory(city_report=report)
        CityReportFactory(workshop__city__programme=programme)
        WorkplanItemFactory(programme=programme, source_key=report.due_key)
    client.force_login(request.getfixturevalue(who))

    with django_assert_num_queries(9):  # session, user, seats, and six of the list
        response = client.get(reverse("reports:list", args=[programme.slug]))

    assert len(response.context["reports"].lines) == 2 * rows


# Who reads which text

READERS = {
    "written": STAFF,
    "in_review": STAFF,
    "with_city": STAFF | {"editor"},
    "checked": STAFF | {"editor"},
    "approved": STAFF | {"editor"},
    "published": MEMBERS,
    "reopened": MEMBERS,
}


@pytest.mark.parametrize("stage", READERS)
def test_a_report_opens_for_those_who_may_read_it_and_nobody_else(stage, request, answer):
    report = request.getfixturevalue(stage)

    found = {who: answer(who, url_of(report)).status_code for who in (*PEOPLE, "visitor")}

    assert {who for who, code in found.items() if code == 200} == READERS[stage]
    assert {code for who, code in found.items() if who not in READERS[stage]} == {404}


def test_members_read_the_edition_while_it_is_written_again(answer, reopened):
    pages = {who: answer(who, url_of(reopened)).content.decode() for who in MEMBERS}

    reads_draft = {who for who, page in pages.items() if "Not public yet." in page}
    assert reads_draft == STAFF
    assert all("As it was on Friday." in pages[who] for who in MEMBERS)


def test_an_edition_shows_number_date_and_checksum(answer, published):
    page = answer("participant", url_of(published)).content.decode()

    edition = ReportEdition.objects.get()
    assert "Edition 1" in page
    assert edition.checksum in page
    assert f"{timezone.localtime(edition.frozen_at):%-d %B %Y}" in page


def test_an_older_edition_stays_readable_and_points_to_the_newest(answer, reopened):
    stages.publish(reopened)

    old = answer("participant", url_of(reopened, "edition", 1)).content.decode()
    new = answer("participant", url_of(reopened, "edition", 2)).content.decode()

    assert ("Not public yet." in old, "A newer one has replaced it." in old) == (False, True)
    assert ("Not public yet." in new, "A newer one has replaced it." in new) == (True, False)
    assert answer("participant", url_of(reopened, "edition", 3)).status_code == 404


def test_an_edition_of_a_report_in_draft_does_not_exist(answer, with_city):
    codes = {who: answer(who, url_of(with_city, "edition", 1)).status_code for who in PEOPLE}

    assert set(codes.values()) == {404}


def test_the_article_sets_issue_and_actions_beside_the_fourth_part(answer, written):
    case = DistributedCaseFactory(city=written.workshop.city, workshop=written.workshop)
    StrategicIssueFactory(case=case, question="Which way should it go?")
    ProposedActionFactory(case=case, text="Ask the neighbours first.")

    page = answer("expert", url_of(written)).content.decode()

    fourth, question = page.index('id="issues_and_next_steps"'), page.index("Which way should")
    assert fourth < question < page.index("Ask the neighbours first.") < page.index('id="linkages"')


def test_a_report_that_nobody_began_is_a_page_for_the_staff_alone(answer, held, programme):
    url = reverse("reports:city_report", args=[programme.slug, held.slug])

    found = {who: answer(who, url) for who in PEOPLE}

    assert {who for who, page in found.items() if page.status_code == 200} == STAFF
    offers = {who for who in STAFF if "Begin to write" in found[who].content.decode()}
    assert offers == {"expert"}


def test_the_report_of_a_coming_workshop_waits_for_it(answer, programme):
    coming = WorkshopFactory(city__programme=programme)

    page = answer("expert", reverse("reports:city_report", args=[programme.slug, coming.slug]))

    assert "Waits for the workshop" in page.content.decode()
    assert "It is your turn" not in page.content.decode()


def test_a_kick_off_has_no_report_page(answer, programme):
    WorkshopFactory(programme=programme, city=None, kind="kick_off", number=None, slug="kick-off")

    url = reverse("reports:city_report", args=[programme.slug, "kick-off"])

    assert answer("expert", url).status_code == 404


def test_what_users_write_is_text_and_never_markup(answer, written):
    written.sections.filter(key="policy").update(text="<script>alert(1)</script> and **bold**")

    page = answer("expert", url_of(written)).content.decode()

    assert "<script>alert" not in page
    assert "<strong>bold</strong>" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_a_report_do_not_grow(
    rows, client, written, expert, django_assert_max_num_queries
):
    case = DistributedCaseFactory(city=written.workshop.city, workshop=written.workshop)
    ProposedActionFactory.create_batch(rows, case=case)
    for _ in range(rows):
        stages.publish(written)
        services.reopen(written, by=expert, remark="Again.")
    client.force_login(expert)
    url = url_of(written)

    # Three of the session; the text with what stands beside it; editions, history, checks, talk.
    with django_assert_max_num_queries(15):
        response = client.get(url)

    assert len(response.context["page"].editions) == rows
    assert ("older entries stand in the log" in response.text) == (rows == 3)


def test_a_report_with_two_editions_is_one_report(written, expert, participant):
    for _ in range(2):
        stages.publish(written)
        services.reopen(written, by=expert, remark="Again.")

    assert CityReport.objects.visible_to(expert).get() == written
    assert CityReport.objects.visible_to(participant).get() == written


# Moves: from which stage, by whom, to which state, with what.

REMARK = {"remark": "Nine firms, not ten."}
DAY = {"due_on": f"{timezone.localdate() + datetime.timedelta(days=20):%Y-%m-%d}"}
VERBS = {
    "review": ("written", {"expert"}, "in_review", {}),
    "back": ("in_review", STAFF, "drafting", REMARK),
    # Not for the expert who asked for the review.
    "send": ("in_review", {"coordinator"}, "with_city", DAY),
    "confirm": ("with_city", {"editor"}, "checked", {}),
    "return": ("with_city", {"editor"}, "drafting", REMARK),
    "recall": ("with_city", STAFF, "drafting", REMARK),
    "approve": ("checked", {"coordinator"}, "approved", {}),
    "publish": ("approved", STAFF, "published", {}),
    "reopen": ("published", STAFF, "drafting", REMARK),
}
ALLOWED = [(verb, who) for verb, row in VERBS.items() for who in sorted(row[1])]
FORBIDDEN = [
    (verb, who)
    for verb, row in VERBS.items()
    for who in sorted(READERS[row[0]] - row[1])
    if who in MEMBERS and (verb, who) != ("send", "expert")
]
UNSEEN = [
    (verb, who) for verb, row in VERBS.items() for who in PEOPLE if who not in READERS[row[0]]
]


@pytest.mark.parametrize(("verb", "who"), ALLOWED)
def test_a_verb_does_its_work_and_leaves_a_log_row(verb, who, request, answer):
    stage, _, after, data = VERBS[verb]
    report = request.getfixturevalue(stage)

    response = answer(who, url_of(report, verb), "post", **data)

    assert response.status_code == 302
    assert status_of(report) == after
    entry = Activity.objects.about(report).first()
    assert (entry.actor, entry.remark) == (
        request.getfixturevalue(who),
        data.get("remark", ""),
    )
    assert len(said(response)) == 1


@pytest.mark.parametrize(("verb", "who"), FORBIDDEN)
def test_who_only_reads_may_not_move_a_report(verb, who, request, answer):
    stage, _, _, data = VERBS[verb]
    report = request.getfixturevalue(stage)
    before = status_of(report)

    assert answer(who, url_of(report, verb), "post", **data).status_code == 403
    assert status_of(report) == before


@pytest.mark.parametrize(("verb", "who"), UNSEEN)
def test_a_verb_on_an_unseen_report_does_not_exist(verb, who, request, answer):
    stage, _, _, data = VERBS[verb]
    report = request.getfixturevalue(stage)
    before = status_of(report)

    assert answer(who, url_of(report, verb), "post", **data).status_code == 404
    assert status_of(report) == before


def test_who_asked_for_the_review_does_not_send_it_on(answer, in_review):
    response = answer("expert", url_of(in_review, "send"), "post", **DAY)

    assert "another expert or the coordinator reads it" in said(response)[0]
    assert status_of(in_review) == "in_review"


@pytest.mark.parametrize("verb", ["review", "confirm", "approve", "begin"])
def test_a_verb_is_not_a_page(verb, answer, with_city):
    who = {"confirm": "editor", "approve": "coordinator"}.get(verb, "expert")

    assert answer(who, url_of(with_city, verb)).status_code == 405
    assert status_of(with_city) == "with_city"


@pytest.mark.parametrize(
    ("verb", "who", "stage"),
    [
        ("return", "editor", "with_city"),
        ("send", "coordinator", "in_review"),
        ("publish", "expert", "approved"),
    ],
)
def test_the_page_that_asks_before_a_move_moves_nothing(verb, who, stage, request, answer):
    report = request.getfixturevalue(stage)

    assert answer(who, url_of(report, verb)).status_code == 200
    assert status_of(report) == stage


WRONG_STATE = [
    ("review", "expert", "published", {}),
    ("approve", "coordinator", "in_review", {}),
    ("publish", "expert", "written", {}),
    ("publish", "coordinator", "checked", {}),
    ("reopen", "coordinator", "with_city", REMARK),
]


@pytest.mark.parametrize(("verb", "who", "stage", "data"), WRONG_STATE)
def test_a_verb_out_of_turn_says_where_the_report_stands(verb, who, stage, data, request, answer):
    report = request.getfixturevalue(stage)
    before = status_of(report)

    response = answer(who, url_of(report, verb), "post", **data)

    assert (response.status_code, response.url) == (302, report.get_absolute_url())
    assert f"is “{report.get_status_display()}” now" in said(response)[0]
    assert status_of(report) == before


@pytest.mark.parametrize(
    ("verb", "who", "stage"), [("return", "editor", "with_city"), ("reopen", "expert", "published")]
)
def test_a_remark_is_asked_for_where_the_others_need_it(verb, who, stage, request, answer):
    report = request.getfixturevalue(stage)

    response = answer(who, url_of(report, verb), "post", remark="  ")

    assert response.status_code == 422
    assert response.context["form"].errors["remark"]
    assert status_of(report) == stage


def test_an_unfinished_report_goes_nowhere_and_the_part_is_named(answer, written):
    written.sections.filter(key="case").update(text="")

    response = answer("expert", url_of(written, "review"), "post")

    assert said(response) == ["These parts have no text yet: The cluster case."]
    assert status_of(written) == "drafting"


def test_the_second_of_two_who_publish_is_told(answer, approved):
    answer("expert", url_of(approved, "publish"), "post")

    second = answer("coordinator", url_of(approved, "publish"), "post")

    assert "is “Published” now" in said(second)[0]
    assert ReportEdition.objects.count() == 1


def test_what_is_new_goes_with_the_next_edition(answer, reopened):
    stages.bring_to(reopened, "approved")
    answer("expert", url_of(reopened, "publish"), "post", remark="A number mended.")

    assert ReportEdition.objects.first().remark == "A number mended."
    assert "A number mended." in answer("participant", url_of(reopened)).content.decode()


def test_a_returned_report_is_out_of_sight_of_the_city_and_carries_its_remark(answer, with_city):
    response = answer("editor", url_of(with_city, "return"), "post", **REMARK)

    assert response.url == url_of(with_city, "check")
    assert answer("editor", url_of(with_city)).status_code == 404
    assert "Nine firms, not ten." in answer("expert", url_of(with_city)).content.decode()


def test_beginning_makes_the_report_and_leads_to_its_first_part(answer, held, programme):
    url = reverse("reports:city_report_begin", args=[programme.slug, held.slug])

    codes = {who: answer(who, url, "post").status_code for who in PEOPLE if who != "expert"}
    response = answer("expert", url, "post")

    assert codes == {
        "coordinator": 403,
        "editor": 404,
        "stranger": 404,
        "participant": 404,
        "outsider": 404,
    }
    report = CityReport.objects.get()
    assert response.url == url_of(report, "write", "policy")


# What is offered to whom

OFFERS = {
    ("written", "expert"): ["review"],
    ("written", "coordinator"): [],
    ("in_review", "expert"): ["back"],
    ("in_review", "coordinator"): ["back", "send"],
    ("with_city", "expert"): ["recall", "check_extend"],
    ("with_city", "editor"): ["check"],
    ("checked", "expert"): ["reopen"],
    ("checked", "coordinator"): ["reopen", "approve"],
    ("checked", "editor"): [],
    ("approved", "expert"): ["reopen", "publish"],
    ("approved", "editor"): [],
    ("published", "coordinator"): ["reopen"],
    ("published", "editor"): [],
    ("published", "participant"): [],
}


@pytest.mark.parametrize(("stage", "who"), OFFERS)
def test_only_what_a_person_can_do_now_is_offered(stage, who, request, answer):
    report = request.getfixturevalue(stage)

    page = answer(who, url_of(report)).context["page"]

    assert [move.verb for move in page.moves] == OFFERS[stage, who]


@pytest.mark.parametrize(
    ("stage", "turn"),
    [
        ("written", {"expert"}),
        ("in_review", {"coordinator"}),
        ("with_city", {"editor"}),
        ("checked", {"coordinator"}),
        ("approved", STAFF),
        ("published", set()),
    ],
)
def test_the_page_says_whose_turn_it_is(stage, turn, request, answer):
    report = request.getfixturevalue(stage)
    readers = READERS[stage] & {"coordinator", "expert", "editor"}

    pages = {who: answer(who, url_of(report)).content.decode() for who in readers}

    assert {who for who, page in pages.items() if "It is your turn" in page} == turn


def test_a_change_after_the_check_of_facts_goes_to_the_city_again(answer, checked):
    ReportSection.objects.filter(city_report=checked, key="case").update(text="Mended.")

    page = answer("coordinator", url_of(checked)).context["page"]
    response = answer("coordinator", url_of(checked, "approve"), "post")

    assert "was changed after the check" in page.step.sentence
    assert [move.verb for move in page.moves] == ["reopen", "send"]
    assert "was changed after the check" in said(response)[0]
    assert status_of(checked) == "checked"


def test_history_is_for_those_who_work_on_the_report(answer, published):
    found = {who: answer(who, url_of(published)).context["page"].history for who in MEMBERS}

    assert {who for who, history in found.items() if history} == STAFF | {"editor"}
    assert [entry.verb for entry in found["editor"]] == [
        "report_published",
        "report_approved",
        "report_facts_confirmed",
        "report_with_city",
    ]


# The final report


@pytest.fixture
def final(programme):
    return FinalReportFactory(programme=programme, parts="What was learnt.")


def test_the_final_report_opens_for_staff_first_and_for_members_once_published(
    answer, final, programme
):
    url = final_url(programme)
    before = {who for who in PEOPLE if answer(who, url).status_code == 200}
    stages.publish(final)
    after = {who for who in PEOPLE if answer(who, url).status_code == 200}

    assert (before, after) == (STAFF, MEMBERS)


def test_the_coordinator_alone_approves_publishes_and_opens_the_final_report(
    answer, final, programme
):
    answer("expert", final_url(programme, "review"), "post")
    assert answer("expert", final_url(programme, "approve"), "post").status_code == 403
    answer("coordinator", final_url(programme, "approve"), "post")
    assert answer("expert", final_url(programme, "publish"), "post").status_code == 403
    assert answer("participant", final_url(programme, "publish"), "post").status_code == 404

    response = answer("coordinator", final_url(programme, "publish"), "post")
    assert said(response) == ["Published. Every member can read the report now."]
    final.refresh_from_db()
    assert final.status == "published"

    assert answer("expert", final_url(programme, "reopen"), "post", **REMARK).status_code == 403
    answer("coordinator", final_url(programme, "reopen"), "post", **REMARK)
    final.refresh_from_db()
    assert final.status == "drafting"
    assert Activity.objects.about(final).first().remark == REMARK["remark"]


def test_the_final_report_shows_which_city_reports_are_in_it(answer, final, published, programme):
    CityReportFactory(workshop__city__programme=programme, parts="A draft.")

    page = answer("coordinator", final_url(programme)).context["page"]

    assert [(chapter.city, chapter.edition) for chapter in page.chapters] == [
        (published.workshop.place_name, 1)
    ]


def test_an_edition_of_the_final_report_keeps_the_city_reports_of_its_day(answer, final, programme):
    stages.publish(final)
    late = PublishedCityReportFactory(workshop__city__programme=programme)
    ReportEditionFactory(city_report=late)

    page = answer("participant", final_url(programme)).context["page"]

    assert page.chapters == []


def test_beginning_the_final_report_is_the_experts_work(answer, programme):
    url = final_url(programme, "begin")

    codes = {who: answer(who, url, "post").status_code for who in PEOPLE}

    assert codes == {
        "coordinator": 403,
        "expert": 302,
        "editor": 404,
        "stranger": 404,
        "participant": 404,
        "outsider": 404,
    }
    assert answer("expert", url).status_code == 405


def test_a_programme_without_final_report_shows_the_staff_what_will_be_there(answer, programme):
    found = {who: answer(who, final_url(programme)) for who in PEOPLE}

    assert {who for who, page in found.items() if page.status_code == 200} == STAFF
    assert "Nobody has begun to write it yet." in found["coordinator"].content.decode()


def test_reports_of_another_programme_do_not_show_under_this_address(answer, published):
    other = CityFactory().programme

    url = reverse("reports:city_report", args=[other.slug, published.workshop.slug])

    assert answer("expert", url).status_code == 404
