"""The sheets of the kick-off: who fills them in, and that nobody's words are lost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Role
from tests.factories import CityFactory, MembershipFactory, WorkshopFactory
from tests.workshops.conftest import wednesday_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def neighbour(city):
    """Edits another city of the same group."""
    home = CityFactory(programme=city.programme, group=city.group)
    return MembershipFactory(programme=city.programme, role=Role.EDITOR, city=home).user


@pytest.fixture
def kick_off(programme):
    return WorkshopFactory(
        programme=programme, kind="kick_off", number=None, slug="kick-off", city=None,
        place="Stockholm", starts_on=wednesday_in(2),
    )  # fmt: skip


def page_url(programme):
    return reverse("workshops:group_sheet", args=[programme.slug])


def row_url(city):
    return reverse("workshops:group_sheet_save", args=[city.programme.slug, city.slug])


def typed(city, case, issue="", shown=("", "")):
    """What a form sends: the words, and what it showed."""
    names = [f"city-{city.pk}-proposed_case", f"city-{city.pk}-preliminary_issue"]
    data = dict(zip(names, (case, issue), strict=True))
    return data | {f"initial-{name}": was for name, was in zip(names, shown, strict=True)}


def test_a_group_and_those_who_run_the_programme_fill_in_its_sheet(
    client, city, editor, neighbour, expert, coordinator, stranger, participant, kick_off
):
    answers = {}
    for person in (editor, neighbour, expert, coordinator, stranger, participant):
        client.force_login(person)
        city.refresh_from_db()
        shown = (city.proposed_case, "")
        answers[person] = client.post(row_url(city), typed(city, person.name, shown=shown))

    assert [answer.status_code for answer in answers.values()] == [200] * 4 + [403] * 2
    city.refresh_from_db()
    assert city.proposed_case == coordinator.name


def test_the_page_as_a_form_saves_own_rows_and_leaves_those_of_other_groups(
    client, city, editor, stranger, kick_off
):
    other = stranger.memberships.get().city
    client.force_login(editor)

    client.post(page_url(city.programme), typed(city, "Techtera", "Who sells?") | typed(other, "X"))

    city.refresh_from_db()
    other.refresh_from_db()
    assert (city.proposed_case, city.preliminary_issue) == ("Techtera", "Who sells?")
    assert other.proposed_case == ""


def test_the_second_of_two_at_the_same_field_sees_both_texts_and_decides(
    client, city, editor, neighbour, kick_off
):
    client.force_login(neighbour)
    client.post(row_url(city), typed(city, "Theirs"))
    client.force_login(editor)
    url = page_url(city.programme)

    refused = client.post(url, typed(city, "Mine", "An issue"))
    city.refresh_from_db()
    stored = city.proposed_case, city.preliminary_issue
    client.post(url, typed(city, "Mine", "An issue", shown=("Theirs", "An issue")))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody changed this to “Theirs”" in page
    assert "Mine</textarea>" in page
    # The other field of the row is nobody's quarrel.
    assert stored == ("Theirs", "An issue")
    city.refresh_from_db()
    assert city.proposed_case == "Mine"


def test_after_the_kick_off_only_staff_correct_it(client, city, editor, expert, kick_off):
    kick_off.ends_on = timezone.localdate() - datetime.timedelta(days=2)
    kick_off.starts_on = kick_off.ends_on
    kick_off.set_derived()
    kick_off.save()

    answers = []
    for person in (editor, expert):
        client.force_login(person)
        answers.append(client.post(row_url(city), typed(city, "Late")).status_code)

    assert answers == [403, 200]
    client.force_login(editor)
    assert "the sheets are closed" in client.get(page_url(city.programme)).content.decode()
