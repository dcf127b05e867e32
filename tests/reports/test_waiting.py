"""Somebody in line for a place is one of the participants nowhere."""

import pytest

from cases.editions.delivery import add_receipts
from cases.editions.distribution import Readership
from cases.services import note_opened
from programme.access import seats_of
from reports.annex import city_annex
from reports.assembling.material import Material
from reports.overview.rows import ProgrammeRows
from tests.factories import (
    DistributedCaseFactory,
    EditionFactory,
    MembershipFactory,
    RegistrationFactory,
)
from tests.workshops.conftest import programme, workshop  # noqa: F401
from workshops.contexts import WorkshopPage

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def comes(workshop, participant):  # noqa: F811
    return RegistrationFactory(workshop=workshop, user=participant, list_consent_at=None)


@pytest.fixture
def waits(workshop, programme, comes):  # noqa: F811
    user = MembershipFactory(programme=programme, city=workshop.city).user
    return RegistrationFactory(workshop=workshop, user=user, is_waiting=True, city=workshop.city)


def test_a_case_goes_to_those_who_have_a_place(workshop, comes, waits):  # noqa: F811
    case = DistributedCaseFactory(city=workshop.city, workshop=workshop)
    edition = EditionFactory(case=case)

    add_receipts(edition)

    assert [receipt.user for receipt in edition.receipts.all()] == [comes.user]
    assert note_opened(edition, by=waits.user) is None
    assert Readership.of(case).registered == 1


def test_figures_count_those_who_have_a_place_also_those_in_no_list(
    workshop,  # noqa: F811
    comes,
    waits,
):
    workshop.programme.refresh_from_db()
    (reader,) = seats_of(waits.user)

    page, rows = WorkshopPage.of(workshop, reader), ProgrammeRows.of(reader)
    participants = city_annex(workshop)["participants"]

    assert page.registered == Material.of(workshop).turnout.registered == participants["count"] == 1
    assert [guest.is_waiting for guest in rows.guests] == [False, True]
    assert rows.own_place(workshop).owes_choice is False
    assert page.standing.sentence == "You wait for a place: you are first in line."
