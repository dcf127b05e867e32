"""Two people write about one link between clusters at the same moment."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from programme.links.services import (
    LinkChanged,
    LinkedAlready,
    LinkError,
    move_link,
    propose_link,
)
from programme.models import Cluster, ClusterLink
from tests.factories import CityFactory, ClusterFactory, UserFactory
from tests.together import run_together


@pytest.fixture
def pair(city):
    first = ClusterFactory(city=city)
    return first, ClusterFactory(city=CityFactory(programme=city.programme))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_the_same_pair_one_begins_it_and_the_other_is_led_there(pair):
    first, second = pair
    one, other = UserFactory(), UserFactory()

    answers = run_together(
        lambda: propose_link(first, second, about="Hers", by=one),
        lambda: propose_link(second, first, about="His", by=other),
    )

    link = ClusterLink.objects.get()
    refused = [answer for answer in answers if isinstance(answer, LinkedAlready)]
    assert [answer for answer in answers if answer == link] == [link]
    assert [answer.link for answer in refused] == [link]
    assert link.entries.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_steps_from_the_same_state_the_second_is_asked_to_look(pair):
    link = propose_link(*pair, about="Test beds", by=UserFactory())
    one, other = UserFactory(), UserFactory()

    answers = run_together(
        lambda: move_link(link, "met", seen="proposed", by=one),
        lambda: move_link(link, "closed", words="No money", seen="proposed", by=other),
    )

    assert sorted(isinstance(answer, LinkChanged) for answer in answers) == [False, True]
    assert link.entries.count() == 2


@pytest.mark.once
@pytest.mark.django_db
def test_a_cluster_that_was_deleted_meanwhile_is_linked_with_nothing(pair, coordinator):
    first, second = pair
    Cluster.objects.filter(pk=second.pk).delete()

    with pytest.raises(LinkError, match="deleted meanwhile"):
        propose_link(first, second, about="Test beds", by=coordinator)


@pytest.mark.once
@pytest.mark.django_db
def test_a_cluster_that_is_linked_while_somebody_deletes_it_stays_and_it_is_said_why(
    client, pair, coordinator, monkeypatch
):
    client.force_login(coordinator)
    first, _second = pair
    propose_link(*pair, about="Test beds", by=coordinator)
    delete = Cluster.delete

    def too_late(cluster):
        # What the database answers who looked before the link was there.
        monkeypatch.setattr(Cluster, "delete", delete)
        cluster.pk = None
        raise IntegrityError

    monkeypatch.setattr(Cluster, "delete", too_late)
    url = reverse("programme:cluster_delete", args=[first.programme.slug, first.slug])

    response = client.post(url, follow=True)

    (message,) = response.context["messages"]
    assert "Link between clusters" in str(message)
    assert Cluster.objects.filter(pk=first.pk).exists()
