"""The case in short, as the page of its city fetches it."""

import pytest
from django.urls import reverse

from tests.factories import CaseFactory, DistributedCaseFactory, StrategicIssueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def in_short(city):
    return reverse("cases:in_short", args=[city.programme.slug, city.slug])


def test_a_distributed_case_shows_its_issue_to_every_member(client, participant, city):
    case = DistributedCaseFactory(city=city)
    StrategicIssueFactory(case=case, question="Who pays in five years?")
    client.force_login(participant)

    page = client.get(in_short(city)).content.decode()

    assert str(case.cluster) in page
    assert "Who pays in five years?" in page


@pytest.mark.parametrize(("role", "sees"), [("editor", True), ("stranger", False)])
def test_a_draft_looks_like_no_case_to_those_who_may_not_read_it(client, request, city, role, sees):
    case = CaseFactory(city=city)
    StrategicIssueFactory(case=case, question="Still a secret?")
    client.force_login(request.getfixturevalue(role))

    page = client.get(in_short(city)).content.decode()

    assert ("Still a secret?" in page, "There is no case to read yet" in page) == (sees, not sees)


def test_a_city_without_a_case_says_so(client, participant, city):
    client.force_login(participant)

    assert "There is no case to read yet" in client.get(in_short(city)).content.decode()


def test_another_programme_finds_nothing(client, outsider, city):
    client.force_login(outsider)

    assert client.get(in_short(city)).status_code == 404
