"""That a list of people left the site as a file stands in the log."""

import pytest
from django.urls import reverse

from programme.models import Activity, subject_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_who_fetches_a_list_of_people_is_written_down(client, coordinator, city):
    workshop = factories.WorkshopFactory(city=city)
    client.force_login(coordinator)

    client.get(reverse("programme:people_export", args=[city.programme.slug, "csv"]))
    client.get(
        reverse("workshops:participants_file", args=[city.programme.slug, workshop.slug, "csv"])
    )

    fetched = Activity.objects.filter(verb="list_fetched").order_by("pk")
    assert list(fetched.values_list("subject", "actor", "city")) == [
        (subject_of(city.programme), coordinator.pk, None),
        (subject_of(workshop), coordinator.pk, city.pk),
    ]
