import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services
from cases.models import Answer, ObjectiveTarget
from programme.models import CountbackRule, Role
from programme.workplan.dates import apply_plan, default_rules
from tests.factories import (
    CaseFactory,
    CityFactory,
    DiscussionFactory,
    FigureFactory,
    MembershipFactory,
    StrategicIssueFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.html_forms import fields_of
from workshops.models import monday_of
from workshops.services import planned_items


@pytest.fixture
def case(city):
    """The case of the city, with the city: nothing is written yet."""
    return CaseFactory(city=city)


@pytest.fixture
def colleague(city):
    """A second editor of the city."""
    return MembershipFactory(programme=city.programme, role=Role.EDITOR, city=city).user


def answer_to(case, topic):
    return Answer.objects.get(case=case, topic=topic)


@pytest.fixture
def write_url(case):
    def write_url(section):
        return reverse("cases:write", args=[case.programme.slug, case.city.slug, section])

    return write_url


@pytest.fixture
def open_form(client, write_url):
    """What the form of a section would post as it was shown to a person."""

    def open_form(person, section):
        client.force_login(person)
        return fields_of(client.get(write_url(section)), "write-form")

    return open_form


@pytest.fixture
def send(client, write_url):
    """Post the form of a section, with some fields changed."""

    def send(person, section, fields, **changes):
        client.force_login(person)
        changed = {name.replace("__", "-"): value for name, value in changes.items()}
        return client.post(write_url(section), fields | changed)

    return send


# Cases at each stage, brought there by the services as people would.


@pytest.fixture
def neighbour(city):
    """Comes from another city of the same group."""
    home = CityFactory(programme=city.programme, group=city.group)
    return MembershipFactory(programme=city.programme, city=home, role=Role.PARTICIPANT).user


@pytest.fixture
def workshop(city):
    """Opens in about three weeks, before those of the factory: there is time for everything."""
    first_day = monday_of(timezone.localdate()) + datetime.timedelta(weeks=3, days=2)
    return WorkshopFactory(city=city, starts_on=first_day)


@pytest.fixture
def draft(city, workshop):
    """A case in which everything that a submission asks for is there."""
    draft = CaseFactory(city=city, workshop=workshop)
    Answer.objects.filter(case=draft).update(text="Six words that say enough here.", version=1)
    StrategicIssueFactory(case=draft, question="Which way should the cluster go?")
    return draft


@pytest.fixture
def due(draft):
    return WorkplanItemFactory(programme=draft.programme, source_key=draft.due_key)


@pytest.fixture
def distribution(draft):
    return WorkplanItemFactory(programme=draft.programme, source_key=draft.distribution_key)


@pytest.fixture
def submitted(draft, editor):
    return services.submit_case(draft, by=editor)


@pytest.fixture
def accepted(submitted, expert):
    return services.accept_case(submitted, by=expert)


@pytest.fixture
def distributed(accepted, coordinator):
    return services.distribute_case(accepted, by=coordinator)


@pytest.fixture
def room(distributed):
    return DiscussionFactory(case=distributed)


@pytest.fixture
def discussed(distributed, expert):
    return services.mark_discussed(distributed, by=expert)


@pytest.fixture
def complete(city):
    """A case in which the checks find nothing."""
    case = CaseFactory(
        city=city,
        lifecycle_stage="growing",
        initiator="joint",
        founding_year=2005,
        legal_form="Association",
        evaluation_method="survey",
    )
    Answer.objects.filter(case=case).update(text="word " * 80)
    ObjectiveTarget.objects.filter(case=case).update(priority=3, target=20, target_year=2030)
    FigureFactory(cluster=case.cluster, source="Survey")
    StrategicIssueFactory(case=case, decided_by="The board", decide_by="2030-01-01")
    return case


@pytest.fixture
def planned(draft, programme):
    """A case whose workshop has put its dates into the workplan."""
    programme.starts_on = timezone.localdate() - datetime.timedelta(days=700)
    programme.ends_on = timezone.localdate() + datetime.timedelta(days=1400)
    programme.save()
    CountbackRule.objects.bulk_create(default_rules(programme))
    draft.workshop.programme = programme
    apply_plan(programme, draft.workshop.source_prefix, planned_items(draft.workshop))
    return draft
