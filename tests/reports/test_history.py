"""The history of the parts of a report: who sees it, and older words that come back."""

import pytest
from django.urls import reverse

from programme.models import Activity
from programme.writing.history import now_of
from programme.writing.services import save_text
from reports import services
from reports.models import Document
from reports.services import restore_part
from tests import factories
from tests.factories import FinalReportFactory
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def url(report, name="history", *more):
    if hasattr(report, "workshop"):
        names = [report.workshop.programme.slug, report.workshop.slug, "policy", *more]
        return reverse(f"reports:city_report_{name}", args=names)
    return reverse(f"reports:final_report_{name}", args=[report.programme.slug, "method", *more])


def part(report):
    return report.sections.get(key="policy" if hasattr(report, "workshop") else "method")


@pytest.fixture(params=["city", "final"])
def rewritten(request, written, programme, expert, coordinator):
    """A report of either kind, one part of which two people have written."""
    report = written if request.param == "city" else FinalReportFactory(programme=programme)
    base = part(report).version
    for text, by in (("A secret of the draft.", expert), ("Better words.", coordinator)):
        base = save_text(part(report), text, base_version=base, by=by).version
    return report


def first(report):
    return part(report).revisions.get(text="A secret of the draft.").version


def restore(client, report, fields=None):
    address = url(report, "restore", first(report))
    fields = fields or fields_of(client.get(address), "restore-form")
    return client.post(address, fields, follow=True)


@pytest.mark.parametrize("who", ["expert", "coordinator"])
def test_those_who_read_the_working_text_see_its_history(client, request, rewritten, who):
    client.force_login(request.getfixturevalue(who))

    page = client.get(url(rewritten), {"from": first(rewritten), "to": "now"})

    assert "secret" in page.text
    assert "Better" in page.text


@pytest.mark.parametrize("who", ["editor", "participant", "stranger", "outsider"])
def test_nobody_else_does(client, request, rewritten, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url(rewritten)).status_code == 404
    assert client.get(url(rewritten, "restore", first(rewritten))).status_code == 404
    assert client.post(url(rewritten, "restore", first(rewritten))).status_code == 404


def test_a_city_that_checks_the_facts_reads_what_it_was_sent_and_no_history(
    client, with_city, editor
):
    client.force_login(editor)

    assert client.get(with_city.get_absolute_url()).status_code == 200
    assert "/history/" not in client.get(with_city.get_absolute_url()).text
    assert client.get(url(with_city)).status_code == 404


def test_a_city_gets_no_draft_that_was_printed_before_the_last_word(with_city, editor, expert):
    old = factories.DocumentFactory(
        case_edition=None,
        programme=with_city.workshop.programme,
        kind="city_report_draft",
        city_report=with_city,
    )
    assert Document.objects.visible_to(editor).contains(old)
    section = part(with_city)

    save_text(section, "Mended.", base_version=section.version, by=expert)

    assert not Document.objects.visible_to(editor).contains(old)
    assert Document.objects.visible_to(expert).contains(old)


def test_a_published_report_hides_its_history_from_its_readers(client, reopened, participant):
    client.force_login(participant)

    assert client.get(reopened.get_absolute_url()).status_code == 200
    assert client.get(url(reopened)).status_code == 404
    assert "/history/" not in client.get(reopened.get_absolute_url()).text


def test_one_part_is_brought_back(client, rewritten, expert):
    client.force_login(expert)

    page = restore(client, rewritten)

    assert "is back as it was" in page.text
    section = part(rewritten)
    assert section.text == "A secret of the draft."
    assert "Better words." in section.revisions.values_list("text", flat=True)
    assert Activity.objects.get(verb="report_part_restored").actor == expert


def test_who_saved_meanwhile_is_not_overwritten(client, rewritten, expert, coordinator):
    client.force_login(expert)
    fields = fields_of(client.get(url(rewritten, "restore", first(rewritten))), "restore-form")
    section = part(rewritten)
    save_text(section, "Newest words.", base_version=section.version, by=coordinator)

    page = restore(client, rewritten, fields)

    assert page.status_code == 409
    assert f"{coordinator} saved another text" in page.text
    assert part(rewritten).text == "Newest words."


DATES = ("facts_checked_at", "approved_at", "published_at")


def test_nothing_comes_back_into_a_published_report(client, rewritten, expert):
    client.force_login(expert)
    fields = fields_of(client.get(url(rewritten, "restore", first(rewritten))), "restore-form")
    rewritten.sections.update(text="Published words.")
    type(rewritten).objects.filter(pk=rewritten.pk).update(
        status="published",
        **{name: "2026-03-02T12:00Z" for name in DATES if hasattr(rewritten, name)},
    )

    page = restore(client, rewritten, fields)

    assert "The report is approved" in page.text
    assert part(rewritten).text == "Published words."


def test_the_service_refuses_a_report_that_is_published(published, expert):
    section = part(published)

    with pytest.raises(services.ReportMoveError):
        restore_part(published, section, now_of(section), base_version=0, by=expert)


def test_the_writing_page_leads_to_the_history(client, written, expert):
    client.force_login(expert)
    names = [written.workshop.programme.slug, written.workshop.slug, "policy"]

    page = client.get(reverse("reports:city_report_write", args=names))

    assert f'href="{url(written)}"' in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_of_a_part_asks_as_much_for_three_rows_as_for_one(
    client, written, expert, coordinator, django_assert_max_num_queries, number
):
    section = part(written)
    base = section.version
    for place in range(number):
        by = (expert, coordinator)[place % 2]
        base = save_text(section, f"Text {place}", base_version=base, by=by).version
    client.force_login(expert)

    with django_assert_max_num_queries(8):
        assert client.get(url(written)).status_code == 200
