"""Two people have the same form open: nothing of the first is undone, the second is told."""

import pytest
from django.urls import reverse

from programme.models import Activity, Objective
from programme.views.pages import FormPage
from tests.factories import (
    ClusterFactory,
    FigureFactory,
    ObjectiveFactory,
    PartnerFactory,
    PolicyFactFactory,
    WorkplanItemFactory,
)
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = [
    (ObjectiveFactory, "objective_edit", "title"),
    (PartnerFactory, "partner_edit", "description"),
    (PolicyFactFactory, "policy_fact_edit", "source"),
    (WorkplanItemFactory, "item_edit", "title"),
]


def page_of(row, name):
    return reverse(f"programme:{name}", args=[row.programme.slug, row.pk])


@pytest.mark.parametrize(("factory", "name", "field"), PAGES)
def test_who_saves_second_reads_what_the_first_saved_and_decides(
    client, coordinator, programme, factory, name, field
):
    row = factory(programme=programme)
    client.force_login(coordinator)
    page = page_of(row, name)
    mine = fields_of(client.get(page), "page-form") | {field: "Words of the second"}
    type(row).objects.filter(pk=row.pk).update(**{field: "Words of the first"})

    refused = client.post(page, mine)
    row.refresh_from_db()
    kept = getattr(row, field)
    again = client.post(page, fields_of(refused, "page-form"))

    row.refresh_from_db()
    assert (refused.status_code, kept) == (422, "Words of the first")
    assert "Words of the first" in str(refused.context["form"].errors[field])
    assert (again.status_code, getattr(row, field)) == (302, "Words of the second")


def test_of_rows_on_one_page_each_is_told_of_by_itself(client, coordinator, programme):
    cluster = ClusterFactory(programme=programme)
    figure = FigureFactory(cluster=cluster, label="Members", as_of="2020-05-01", precision="month")
    client.force_login(coordinator)
    page = reverse("programme:figures_edit", args=[programme.slug, cluster.slug])
    before = fields_of(client.get(page), "rows-form")
    figures = type(figure).objects.filter(pk=figure.pk)
    figures.update(source="Source of the first", as_of="2021-01-01", precision="year")

    saved = client.post(page, before | {"figures-0-label": "Members in all"})
    told = client.post(page, before | {"figures-0-source": "Source of the second"})

    figure.refresh_from_db()
    assert (saved.status_code, figure.label) == (302, "Members in all")
    assert (figure.source, figure.precision) == ("Source of the first", "year")
    assert told.status_code == 422
    assert "Source of the first" in str(told.context["rows"][0].errors["source"])


def test_of_two_who_save_in_the_same_moment_the_second_is_told(
    client, coordinator, programme, monkeypatch
):
    row = ObjectiveFactory(programme=programme, title="Before")
    client.force_login(coordinator)
    page = page_of(row, "objective_edit")
    shown = fields_of(client.get(page), "page-form")
    really, calls = FormPage.form_valid, []

    def after_the_first(self, form):
        if not calls:
            # Saved when the form of this request was found valid already.
            calls.append(form)
            Objective.objects.filter(pk=row.pk).update(title="Words of the first")
        return really(self, form)

    monkeypatch.setattr(FormPage, "form_valid", after_the_first)

    refused = client.post(page, shown | {"title": "Words of the second"})

    row.refresh_from_db()
    assert (refused.status_code, row.title) == (422, "Words of the first")
    assert not Activity.objects.exists()
