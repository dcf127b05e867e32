"""The page of the check of facts, and that no draft is read by whom it does not concern."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from reports import services
from reports.models import CheckedParagraph, CityReport, ReportSection
from tests import factories
from tests.doors import DOORS
from tests.reports import stages

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CANARY = "Kanarienvogel"


@pytest.fixture
def check(with_city):
    return with_city.fact_checks.get()


def url_of(report, verb="check", *more):
    names = [report.workshop.programme.slug, report.workshop.slug, *more]
    return reverse(f"reports:city_report_{verb}", args=names)


def paragraph(check):
    return check.paragraphs.order_by("pk")[0]


def say(client, check, who, **data):
    client.force_login(who)
    row = paragraph(check)
    data = {"seen": row.seen, "verdict": "wrong", "remark": "Nine, not ten."} | data
    headers = data.pop("headers", {})
    return client.post(url_of(check.city_report, "check_mark", row.pk), data, headers=headers)


def test_a_word_is_saved_by_itself_with_and_without_a_script(client, check, editor):
    plain = say(client, check, editor)
    first = paragraph(check)
    swapped = say(client, check, editor, verdict="right", headers={"HX-Request": "true"})

    assert plain.url == f"{url_of(check.city_report)}#paragraph-{first.pk}"
    assert (first.verdict, first.remark) == ("wrong", "Nine, not ten.")
    answer = swapped.content.decode()
    assert f'id="paragraph-{first.pk}"' in answer
    assert "1 of 5 paragraphs looked at" in answer
    assert answer.count('hx-swap-oob="true"') == 3
    # The task above says what is next.
    assert "Go on where you were" in answer
    # What htmx focuses after the swap; a page that was loaded leaves the focus where it is.
    assert answer.count("autofocus") == 1
    assert "autofocus" not in client.get(url_of(check.city_report)).content.decode()
    assert paragraph(check).verdict == "right"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_conflict_shows_the_others_word_and_keeps_the_own(client, check, editor, headers):
    other = factories.MembershipFactory(
        programme=check.city_report.workshop.programme,
        city=check.city_report.workshop.city,
        role="editor",
    ).user
    say(client, check, other, verdict="right", remark="")

    response = say(client, check, editor, seen="", headers=headers)

    page = response.content.decode()
    assert f"{other} said meanwhile that this is right." in page
    assert "Nine, not ten.</textarea>" in page
    assert paragraph(check).checked_by == other


def test_who_says_what_of_a_paragraph(client, check, editor, expert, coordinator, stranger):
    found = {
        who: say(client, check, who).status_code for who in (stranger, expert, coordinator, editor)
    }
    row = paragraph(check)
    answer = {"seen": "", "mending": "kept", "answer": "The register says so."}
    replied = {}
    for who in (stranger, editor, coordinator, expert):
        client.force_login(who)
        url = url_of(check.city_report, "check_answer", row.pk)
        replied[who] = client.post(url, answer).status_code

    assert found == {stranger: 404, expert: 403, coordinator: 403, editor: 302}
    assert replied == {stranger: 404, editor: 403, coordinator: 403, expert: 302}
    assert paragraph(check).answer == "The register says so."


def test_the_page_says_in_words_what_is_asked_and_until_when(client, check, editor):
    client.force_login(editor)

    page = client.get(url_of(check.city_report)).content.decode()

    assert f"Until {check.due_on:%A} {check.due_on:%-d %B %Y}" in page
    assert "All that is not marked is right" in page
    say(client, check, editor)
    page = client.get(url_of(check.city_report)).content.decode()
    assert "All that is not marked is right" not in page
    assert "Send it back with the objections" in page


def test_who_answers_is_led_to_the_first_objection(client, check, editor, expert):
    say(client, check, editor)
    services.return_from_city(check.city_report, by=editor)

    client.force_login(editor)
    asked = client.get(url_of(check.city_report)).text
    client.force_login(expert)
    answering = client.get(url_of(check.city_report)).text

    assert "Answer the objection" in answering
    assert f'href="#paragraph-{paragraph(check).pk}"' in answering
    assert "Answer the objection" not in asked


def test_who_sends_it_back_early_reads_what_was_not_looked_at(client, check, editor):
    say(client, check, editor)

    page = client.get(url_of(check.city_report, "return")).text

    assert "Your objection to 1 paragraph goes with it." in page
    assert "4 paragraphs that you have not looked at yet come back with it." in page


def test_more_time_is_asked_and_given(client, check, editor, coordinator):
    report = check.city_report
    client.force_login(editor)
    client.post(url_of(report, "check_ask"), {"reason": "Holidays."})
    assert "the coordinator decides" in client.get(url_of(report)).text
    assert client.post(url_of(report, "check_extend"), {}).status_code == 403

    client.force_login(coordinator)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Holidays." in page
    assert url_of(report, "check_extend") in page
    day = check.due_on + datetime.timedelta(days=4)
    early = client.post(
        url_of(report, "check_extend"), {"due_on": check.due_on, "reason": "Holidays."}
    )
    response = client.post(url_of(report, "check_extend"), {"due_on": day, "reason": "Holidays."})

    assert early.status_code == 422
    assert f"{day:%A} {day:%-d %B %Y}" in str(next(iter(get_messages(response.wsgi_request))))
    check.refresh_from_db()
    assert check.due_on == day
    assert "report-remark" not in client.get(report.get_absolute_url()).content.decode()
    client.force_login(editor)
    assert "the coordinator decides" not in client.get(url_of(report)).text
    say(client, check, editor)
    client.post(url_of(report, "return"))
    client.force_login(coordinator)
    assert "report-remark" not in client.get(report.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_a_check_do_not_grow(
    rows, client, in_review, editor, django_assert_max_num_queries
):
    in_review.sections.update(text="\n\n".join(["Words."] * rows))
    report = stages.bring_to(in_review, "with_city")
    client.force_login(editor)
    url = url_of(report)

    with django_assert_max_num_queries(8):
        page = client.get(url).context["page"]

    assert page.total == 5 * rows


def test_the_trace_is_for_those_who_run_the_programme_and_the_host(client, request, published):
    names = ("coordinator", "expert", "editor", "stranger", "participant")
    found = set()
    for name in names:
        client.force_login(request.getfixturevalue(name))
        page = client.get(published.get_absolute_url()).content.decode()
        if "How it was checked" in page:
            found.add(name)
            assert "5 of 5 paragraphs looked at" in page

    assert found == {"coordinator", "expert", "editor"}


def test_an_edition_says_how_its_facts_were_checked(in_review):
    report = stages.bring_to(in_review, "with_city")
    check = report.fact_checks.get()
    type(check).objects.update(due_on=timezone.localdate() - datetime.timedelta(days=2))
    services.close_in_silence(check)

    edition = stages.publish(report)

    assert "said nothing" in edition.content["facts_checked"]


# No draft leaks


@pytest.fixture
def canaries(in_review, editor, expert):
    """Words of a draft wherever they can stand: in a part, a paragraph, a remark, a comment."""
    in_review.sections.filter(key="policy").update(text=f"{CANARY} in the text.")
    factories.ReportCommentFactory(city_report=in_review, text=f"{CANARY} in a comment.")
    factories.LessonFactory(city_report=in_review, text=f"{CANARY} in a lesson.")
    return in_review


def addresses(report, check):
    """Every address of reports and documents under the programme, with the names of the report."""
    workshop, programme = report.workshop, report.workshop.programme
    names = {
        "slug": workshop.slug,
        "part": "policy",
        "number": 1,
        "version": 1,
        "kind": "city_report_draft",
        "subject_pk": report.pk,
        "city": workshop.city.slug,
    }
    found = [reverse("workshops:detail", args=[programme.slug, workshop.slug])]
    found += [f"{reverse('workshops:list', args=[programme.slug])}", programme.get_absolute_url()]
    for name in DOORS:
        app, _colon, verb = name.partition(":")
        if app == "reports":
            found += _reversed(name, programme.slug, names, check)
    return found


def _reversed(name, programme, names, check):
    """The address with whichever names it takes; none when it speaks of something else."""
    pk = paragraph(check).pk if check else 1
    tries = [
        [],
        [names["slug"]],
        [names["slug"], names["part"]],
        [names["slug"], pk],
        [names["slug"], names["part"], 1],
        [names["city"]],
        [names["kind"], names["subject_pk"]],
        [names["part"]],
    ]
    found = []
    for arguments in tries:
        try:
            found.append(reverse(name, args=[programme, *arguments]))
        except NoReverseMatch:
            continue
    return found


def words_of(response):
    """What an answer says, also where it is a file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


@pytest.mark.parametrize("stage", ["in_review", "with_city", "checked", "approved"])
def test_no_address_tells_a_participant_or_another_city_of_a_draft(
    stage, canaries, client, participant, stranger, editor
):
    report = stages.bring_to(canaries, stage)
    check = report.fact_checks.first()
    if check:
        CheckedParagraph.objects.filter(pk=paragraph(check).pk).update(
            verdict="wrong" if stage == "with_city" else "right", remark=f"{CANARY} in a remark."
        )
    stages.finals(report.workshop.programme)
    urls = addresses(report, check)
    readers = [participant, stranger, *([editor] if stage == "in_review" else [])]

    leaks = set()
    for who in readers:
        client.force_login(who)
        leaks |= {(who.pk, url) for url in urls if CANARY in words_of(client.get(url))}

    assert leaks == set()
    assert len(urls) > 30
    # There is something to leak: those who may read it do.
    client.force_login(stages.people_of(report)[0])
    assert CANARY in client.get(report.get_absolute_url()).content.decode()


def test_a_report_that_came_back_is_read_by_its_city_as_it_was_shown_and_no_further(
    client, check, editor
):
    say(client, check, editor)
    report = services.return_from_city(check.city_report, by=editor)
    ReportSection.objects.filter(city_report=report, key="policy").update(text=f"{CANARY} now.")

    page = client.get(url_of(report))

    assert "As it was on Friday." in page.content.decode()
    assert CANARY not in page.content.decode()
    assert client.get(report.get_absolute_url()).status_code == 404
    assert CityReport.objects.draft_visible_to(editor).count() == 0
