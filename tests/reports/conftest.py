"""A report at each stage, brought there by the services as people would."""

import datetime

import pytest
from django.utils import timezone

from reports import services
from reports.models import ReportSection
from tests.factories import CityReportFactory, WorkplanItemFactory, WorkshopFactory
from workshops.models import monday_of


@pytest.fixture
def workshop(city):
    """Was held about three weeks ago."""
    first_day = monday_of(timezone.localdate()) - datetime.timedelta(weeks=3, days=-2)
    return WorkshopFactory(city=city, starts_on=first_day)


@pytest.fixture
def report(workshop):
    """A city report in which every part is written."""
    return CityReportFactory(workshop=workshop, parts="As it was on Friday.")


@pytest.fixture
def due(report):
    return WorkplanItemFactory(
        programme=report.workshop.programme,
        source_key=report.due_key,
        owner_role="expert",
        due_on=timezone.localdate() + datetime.timedelta(days=21),
    )


@pytest.fixture
def with_city(report, expert):
    return services.send_to_city(report, by=expert)


@pytest.fixture
def checked(with_city, editor):
    return services.confirm_facts(with_city, by=editor)


@pytest.fixture
def published(checked, expert):
    services.publish(checked, by=expert)
    checked.refresh_from_db()
    return checked


@pytest.fixture
def reopened(published, expert):
    """Published once, and written again since: the first part says something else now."""
    report = services.reopen(published, by=expert, remark="A number was wrong.")
    ReportSection.objects.filter(city_report=report, key="policy").update(text="Not public yet.")
    return report
