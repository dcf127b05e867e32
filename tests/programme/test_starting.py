"""Starting a programme: who may, what it begins with, and what never comes along."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse

from programme.models import CountbackRule, Membership, Programme, Role
from programme.starting import PIECES
from programme.workplan.dates import apply_plan, default_rules
from tests import factories
from workshops.services.scheduling import planned_items

pytestmark = pytest.mark.django_db
URL = "/programmes/new/"
TYPED = {
    "name": "Ports",
    "title": "A programme of ports",
    "headline": "Ports learn",
    "starts_on": "2027-01-01",
    "ends_on": "2029-12-31",
    "workshop_label": "study visit",
    "expert_label": "the tutors",
    "funding_line": "",
}


def test_coordinators_and_the_operator_may_start_one_and_others_may_not(
    client, admin_user, coordinator, expert, editor, participant
):
    found = []
    for person in (admin_user, coordinator, expert, editor, participant):
        client.force_login(person)
        found.append(client.get(URL).status_code)

    assert found == [200, 200, 403, 403, 403]


def test_who_has_not_shown_the_second_factor_takes_nothing_out_of_a_programme_that_asks_for_it(
    client, coordinator, full
):
    Programme.objects.update(coordinators_need_second_factor=True)
    client.force_login(coordinator)

    answers = [client.get(URL), client.post(URL, TYPED | {"source": full.pk})]

    assert [answer.url.partition("?")[0] for answer in answers] == [
        reverse("second_factor_first")
    ] * 2
    assert not Programme.objects.filter(slug="ports").exists()


def test_from_scratch_it_has_a_coordinator_the_usual_rules_and_questions_and_nothing_else(
    client, coordinator
):
    client.force_login(coordinator)

    response = client.post(URL, TYPED, follow=True)

    started = Programme.objects.get(slug="ports")
    assert response.redirect_chain == [(started.get_absolute_url(), 302)]
    assert "What comes first" in response.content.decode()
    seat = Membership.objects.get(programme=started)
    assert (seat.user, seat.role) == (coordinator, Role.COORDINATOR)
    assert rows_of(started) == {
        "membership": 1,
        "countbackrule": 9,
        "fieldentry": 17,
        "policyfact": 5,
        "surveyquestion": 7,
        "activity": 1,
    }


def rows_of(programme):
    """How many rows of each kind belong to the programme."""
    counts = {}
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if f.related_model is Programme]
        number = model._base_manager.filter(**{names[0]: programme}).count() if names else 0
        if number:
            counts[model._meta.model_name] = number
    return counts


@pytest.fixture
def full(coordinator, programme, city):
    """A programme whose every text is a secret, beside the structure that may be taken over."""
    secret = {"name": "Secret person", "email": "secret@firm.example"}
    city.policy_profile = city.preliminary_issue = "Secret words"
    city.proposed_case = "Secret case"
    city.save()
    factories.ObjectiveFactory(programme=programme)
    factories.PartnerFactory(programme=programme, short_name="CSC")
    factories.SectorFactory(programme=programme)
    factories.TypicalItemFactory(programme=programme, title="Case presentation")
    factories.SurveyQuestionFactory(programme=programme, text="How open was it?")
    factories.SurveyQuestionFactory(programme=programme, text="Secret, retired", is_retired=True)
    workshop = factories.WorkshopFactory(city=city, venue="Secret venue")
    factories.SurveyQuestionFactory(programme=programme, workshop=workshop, text="Secret, own")
    factories.RegistrationFactory(workshop=workshop, user=None, **secret)
    factories.AgendaItemFactory(workshop=workshop, title="Secret item")
    factories.CaseFactory(city=city, workshop=workshop)
    factories.WorkplanItemFactory(programme=programme, title="Secret date")
    factories.MembershipFactory(programme=programme, user__name="Secret member")
    factories.MailFactory(programme=programme)
    return programme


def test_a_copy_takes_structure_rules_and_templates_and_nothing_private(client, full, coordinator):
    client.force_login(coordinator)

    client.post(URL, TYPED | {"source": full.pk, "pieces": list(PIECES)})

    started = Programme.objects.get(slug="ports")
    assert rows_of(started) == {
        "membership": 1,
        "objective": 1,
        "group": 1,
        "partner": 1,
        "sector": 1,
        "city": 1,
        # The old programme had none: a copy of nothing is nothing.
        "typicalitem": 1,
        "surveyquestion": 1,
        "activity": 1,
    }
    words = everything_of(started)
    assert "Secret" not in words
    assert full.name not in words
    assert started.cities.get().group == started.groups.get()


def everything_of(programme):
    rows = [programme]
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if f.related_model is Programme]
        if names and model is not Membership:
            rows += model._base_manager.filter(**{names[0]: programme})
    return json.dumps(json.loads(serializers.serialize("json", rows)))


def test_only_what_is_ticked_is_taken_over_and_only_from_a_programme_of_ones_own(
    client, full, coordinator, outsider
):
    client.force_login(coordinator)
    client.post(URL, TYPED | {"source": full.pk, "pieces": ["groups"]})
    client.force_login(outsider)

    refused = client.post(URL, TYPED | {"name": "Thief", "source": full.pk, "pieces": ["groups"]})

    started = Programme.objects.get(slug="ports")
    assert (started.groups.count(), started.cities.count(), started.objectives.count()) == (1, 0, 0)
    assert refused.status_code == 422
    assert full.name not in refused.content.decode()


def test_addresses_of_the_site_and_of_other_programmes_are_refused(client, coordinator, programme):
    client.force_login(coordinator)

    for slug in ("programmes", "account", programme.slug):
        response = client.post(URL, TYPED | {"slug": slug})
        assert "slug" in response.context["form"].errors, slug


def test_a_new_label_stands_wherever_a_workshop_is_named_also_in_the_workplan(
    client, coordinator, programme
):
    workshop = factories.WorkshopFactory(programme=programme, city__programme=programme)
    CountbackRule.objects.bulk_create(default_rules(programme))
    apply_plan(programme, workshop.source_prefix, planned_items(workshop))
    client.force_login(coordinator)
    settings = reverse("programme:settings", args=[programme.slug])
    typed = TYPED | {"name": programme.name, "starts_on": "2026-01-01", "ends_on": "2028-12-31"}
    typed["fact_check_days"] = "10"

    client.post(settings, typed)

    names = ["workshops:list", "workshops:create", "reports:list", "reports:overview"]
    names.append("programme:workplan")
    pages = [client.get(reverse(name, args=[programme.slug])).content.decode() for name in names]
    pages.append(client.get(workshop.get_absolute_url()).content.decode())
    assert [page for page in pages if "city workshop" in page.lower()] == []
    assert "Study visit</option>" in pages[1]
    assert all(f"{workshop.city.name} study visit" in page for page in (pages[0], *pages[-2:]))
