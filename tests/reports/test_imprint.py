"""Who pays for it stands on whatever is published, and nothing is published without."""

import pytest
from django.urls import reverse

from cases.services import CaseMoveError, make_public
from reports.contexts import context_of
from reports.models import DocumentKind
from reports.services import ReportMoveError, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# What is still written, whatever else stands on it.
DRAFTS = {kind for kind in DocumentKind.values if "draft" in kind}


def without(programme, field):
    setattr(programme, field, "")
    programme.save()


@pytest.mark.parametrize("field", ["funding_line", "logo"])
def test_without_both_no_case_is_made_public(edition, coordinator, field):
    without(edition.case.programme, field)

    with pytest.raises(CaseMoveError, match="must stand on whatever is published"):
        make_public(edition, by=coordinator)


@pytest.mark.parametrize("field", ["funding_line", "logo"])
def test_without_both_no_report_is_published(report, coordinator, field):
    without(report.workshop.programme, field)

    with pytest.raises(ReportMoveError, match="must stand on whatever is published"):
        publish(report, by=coordinator)


def test_without_both_the_page_before_publishing_leads_to_the_settings(client, report, coordinator):
    programme = report.workshop.programme
    client.force_login(coordinator)
    address = reverse("reports:city_report_publish", args=[programme.slug, report.workshop.slug])
    settings = reverse("programme:settings", args=[programme.slug])
    assert f'button-primary" href="{settings}"' not in client.get(address).content.decode()

    without(programme, "logo")

    page = client.get(address).content.decode()
    assert "The programme has no logo of its funder yet." in page
    assert f'button-primary" href="{settings}"' in page
    assert "Publishing…" not in page


@pytest.mark.parametrize("field", ["funding_line", "logo"])
def test_without_both_whatever_is_no_draft_says_so_on_every_page(subjects, programme, field):
    complete = {kind: context_of(kind, subject) for kind, subject in subjects.items()}
    without(programme, field)
    for subject in subjects.values():
        subject.refresh_from_db()

    lacking = {kind: context_of(kind, subject) for kind, subject in subjects.items()}

    reason = "Funding line or logo is missing"
    warned = {kind for kind, content in lacking.items() if content.cover.reason == reason}
    assert warned == set(subjects) - DRAFTS
    assert {kind for kind, content in complete.items() if content.cover.reason} == set()
    for kind in warned & set(subjects):
        if lacking[kind].pictures().get("stamp"):
            assert reason in lacking[kind].pictures()["stamp"].data.decode(), kind
            assert 'background-image: url("clusnet:stamp")' in lacking[kind].html(), kind


def test_each_kind_of_draft_says_so_on_every_page(subjects):
    stamped = {}
    for kind, subject in subjects.items():
        content = context_of(kind, subject)
        if 'url("clusnet:stamp")' in content.html():
            stamped[kind] = content.pictures()["stamp"].data.decode()

    assert {kind for kind, drawing in stamped.items() if "Draft" in drawing} == DRAFTS & set(
        subjects
    )
