"""What the apps above will write by itself stands on the page of the outbox."""

import datetime

import pytest
from django.utils import timezone

from programme.mails.planned import days_to_come
from tests.factories import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_check_of_facts_and_a_survey_are_told_before(
    with_city, editor, django_assert_num_queries
):
    today = timezone.localdate()
    check = with_city.fact_checks.get()
    coming = WorkshopFactory(
        city__programme=with_city.workshop.programme,
        starts_on=today + datetime.timedelta(days=2),
        ends_on=today + datetime.timedelta(days=4),
    )
    RegistrationFactory.create_batch(2, workshop=coming)

    with django_assert_num_queries(8):
        days = days_to_come(coming.programme)

    found = {(row.kind, row.number): day for day, rows in days for row in rows}
    assert found["survey", 2] == today + datetime.timedelta(days=5)
    assert found["report-check-reminder", 1] == check.due_on - datetime.timedelta(days=2)
