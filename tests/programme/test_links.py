"""Links between clusters: who begins one, how it goes on, and the list of all."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.links.reading import links_of
from programme.links.services import (
    LinkChanged,
    LinkedAlready,
    move_link,
    note_on_link,
    propose_link,
    reopen_link,
)
from programme.models import Activity, ClusterLink, ClusterLinkEntry
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterLinkFactory,
    SectorFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(name, link, *more):
    return reverse(f"programme:{name}", args=[link.programme.slug, link.pk, *more])


def links_page(programme, query=""):
    return reverse("programme:link_list", args=[programme.slug]) + query


def new_page(programme, query=""):
    return reverse("programme:link_create", args=[programme.slug]) + query


@pytest.fixture
def cluster(city):
    return ClusterFactory(city=city, name="Göteborg Bio")


@pytest.fixture
def other(programme):
    home = CityFactory(programme=programme)
    return ClusterFactory(city=home, name="Lyon Biopole")


@pytest.fixture
def link(cluster, other, coordinator):
    return propose_link(cluster, other, about="Test beds for each other", by=coordinator)


# How one begins


def test_an_editor_proposes_a_link_by_words_and_it_stands_in_its_log(
    client, editor, programme, cluster, other
):
    client.force_login(editor)
    sent = {"cluster": cluster.slug, "other_words": "biopole", "about": "Shared clean room"}

    response = client.post(new_page(programme), sent)

    link = ClusterLink.objects.get()
    assert response.url == link.get_absolute_url()
    assert {link.first, link.second} == {cluster, other}
    entry = link.entries.get()
    assert (entry.status, entry.text, entry.by) == ("proposed", "Shared clean room", editor)
    assert Activity.objects.get().verb == "link_proposed"


def test_words_that_several_clusters_share_bring_the_list_to_choose_from(
    client, coordinator, programme, cluster, other
):
    ClusterFactory(name="Bio of another programme", search_text="bio of another programme")
    client.force_login(coordinator)
    sent = {"cluster": cluster.slug, "other_words": "bio", "about": "Shared clean room"}

    response = client.post(new_page(programme), sent)

    assert response.status_code == 422
    found = response.context["form"].fields["other"].picker.matches.clusters
    assert set(found) == {cluster, other}
    assert "Shared clean room" in response.text


def test_an_editor_begins_no_link_between_clusters_of_others(client, editor, programme, other):
    third = ClusterFactory(city=CityFactory(programme=programme), name="Third")
    client.force_login(editor)
    sent = {"cluster": third.slug, "other": other.slug, "about": "Not theirs to begin"}

    response = client.post(new_page(programme), sent)

    assert response.status_code == 422
    assert not ClusterLink.objects.exists()


def test_a_cluster_of_another_programme_is_not_to_be_chosen(
    client, coordinator, programme, cluster
):
    foreign = ClusterFactory(name="Secret foreign cluster")
    client.force_login(coordinator)
    sent = {"cluster": cluster.slug, "other": foreign.slug, "about": "Across the border"}

    answers = [
        client.post(new_page(programme), sent),
        client.get(new_page(programme, f"?with={foreign.slug}")),
        client.get(
            reverse("programme:link_clusters", args=[programme.slug]) + "?cluster_words=secret"
        ),
    ]

    assert not ClusterLink.objects.exists()
    assert not any("Secret foreign cluster" in answer.text for answer in answers)


def test_a_participant_may_look_but_neither_begin_nor_move_a_link(client, participant, link):
    client.force_login(participant)

    seen = client.get(address("link_detail", link))
    refused = [
        client.get(new_page(link.programme)),
        client.get(address("link_edit", link)),
        client.post(address("link_note", link), {"words": "Not mine"}),
        client.post(address("link_step", link, "met"), {"seen": "proposed"}),
        client.post(address("link_reopen", link)),
    ]

    sector = SectorFactory(programme=link.programme)
    ClusterFactory(city=link.first.city, sector=sector)
    names = [link.programme.slug, link.first.city.slug, sector.slug]
    cell = client.get(reverse("programme:map_cell", args=names))

    assert seen.status_code == 200
    assert 'id="next"' not in seen.text
    assert "links/new/" not in cell.text
    assert {answer.status_code for answer in refused} == {403}
    assert ClusterLinkEntry.objects.count() == 1


def test_an_editor_of_a_third_city_may_not_move_it_those_of_both_ends_may(
    client, editor, stranger, link
):
    client.force_login(stranger)
    refused = client.post(address("link_step", link, "met"), {"seen": "proposed"})
    client.force_login(editor)
    moved = client.post(address("link_step", link, "met"), {"seen": "proposed"})

    assert (refused.status_code, moved.status_code) == (403, 302)


def test_whoever_proposes_a_pair_a_second_time_is_led_to_its_link(
    client, coordinator, link, cluster, other
):
    with pytest.raises(LinkedAlready) as caught:
        propose_link(other, cluster, about="The other way round", by=coordinator)
    client.force_login(coordinator)
    asked = client.get(new_page(link.programme, f"?cluster={other.slug}&with={cluster.slug}"))
    sent = {"cluster": other.slug, "other": cluster.slug, "about": "Once more"}
    response = client.post(new_page(link.programme), sent)

    assert caught.value.link == link
    assert (asked.context["linked"], response.context["linked"]) == (link, link)
    assert response.status_code == 422
    assert "Once more" in response.text


# How it goes on


def test_a_link_goes_its_way_with_a_dated_line_for_every_step(client, editor, link):
    client.force_login(editor)
    client.post(address("link_step", link, "met"), {"seen": "proposed", "words": "In Lyon"})
    client.post(address("link_step", link, "exploring"), {"seen": "met"})
    missing = client.post(address("link_step", link, "agreed"), {"seen": "exploring"})
    agreed = {
        "seen": "exploring",
        "agreement": "Joint clean room",
        "agreed_on": "2026-03-02",
        "words": "Signed by both.",
    }
    client.post(address("link_step", link, "agreed"), agreed)

    link.refresh_from_db()
    assert missing.status_code == 422
    assert (link.status, link.agreement) == ("agreed", "Joint clean room")
    assert link.agreed_on == datetime.date(2026, 3, 2)
    assert list(link.entries.values_list("status", "text")) == [
        ("proposed", "Test beds for each other"),
        ("met", "In Lyon"),
        ("exploring", ""),
        ("agreed", "Joint clean room Signed by both."),
    ]


def test_a_link_is_closed_with_a_reason_and_opens_again_where_it_was(coordinator, link):
    move_link(link, "met", by=coordinator)
    closed = move_link(link, "closed", words="No budget", by=coordinator)
    reason = closed.closed_reason
    opened = reopen_link(link, by=coordinator)

    assert (reason, opened.status, opened.closed_reason) == ("No budget", "met", "")
    # The reason stays readable.
    assert "No budget" in link.entries.values_list("text", flat=True)


def test_a_step_upon_a_state_that_is_gone_keeps_the_words_and_can_be_sent_again(
    client, coordinator, link
):
    client.force_login(coordinator)
    move_link(link, "met", by=coordinator)
    sent = {"seen": "proposed", "words": "We shall try it"}

    response = client.post(address("link_step", link, "exploring"), sent)

    assert response.status_code == 422
    assert "We shall try it" in response.text
    assert 'name="seen" value="met"' in response.text


def test_of_two_who_rewrite_what_it_is_about_the_second_is_asked(client, coordinator, link):
    client.force_login(coordinator)
    sector = SectorFactory(programme=link.programme, slug="ict")
    ClusterLink.objects.filter(pk=link.pk).update(about="Hers")
    seen = {"seen_about": "Test beds for each other", "seen_sector": ""}

    response = client.post(address("link_edit", link), seen | {"about": "His", "sector": "ict"})
    link.refresh_from_db()
    kept = (link.about, link.sector)
    # What he has not touched stays as she wrote it.
    untouched = seen | {"about": "Test beds for each other", "sector": "ict"}
    client.post(address("link_edit", link), untouched)
    link.refresh_from_db()

    assert response.status_code == 422
    assert "Hers" in response.text
    assert "His" in response.text
    assert kept == ("Hers", None)
    assert (link.about, link.sector) == ("Hers", sector)


def test_an_agreement_taken_back_stays_in_the_log(coordinator, link):
    with pytest.raises(LinkChanged):
        move_link(link, "met", seen="exploring", by=coordinator)
    note_on_link(link, "They called", by=coordinator)

    assert list(link.entries.values_list("status", "text"))[-1] == ("", "They called")


# Where they are found again


def test_the_list_is_filtered_by_state_city_sector_words_and_silence(
    client, participant, programme, link, cluster
):
    sector = SectorFactory(programme=programme)
    long_ago = timezone.now() - datetime.timedelta(days=200)
    wanted = ClusterLinkFactory(
        first=cluster, sector=sector, status="met", about="Quiet test beds", changed_at=long_ago
    )
    closed = {"status": "closed", "closed_reason": "No money", "changed_at": long_ago}
    ClusterLinkFactory(first=cluster, sector=sector, **closed)
    ClusterLinkFactory(about="Of another programme")
    client.force_login(participant)

    def shown(query):
        return [one.link for one in client.get(links_page(programme, query)).context["lines"]]

    assert len(shown("")) == 3
    assert shown("?status=met") == [wanted]
    assert shown(f"?city={wanted.second.city.slug}") == [wanted]
    assert shown(f"?sector={sector.slug}&q=goteborg quiet") == [wanted]
    assert shown("?quiet=yes") == [wanted]
    assert shown("?sort=waiting")[-1] == link


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_of_the_list_does_not_grow(
    client, coordinator, programme, cluster, number, django_assert_num_queries
):
    for _ in range(number):
        ClusterLinkFactory(first=cluster, sector=SectorFactory(programme=programme))
    ClusterLinkFactory(first=cluster, status="met")
    client.force_login(coordinator)

    # session, user, seats; the choices of city and sector; how many and by state, links
    with django_assert_num_queries(7):
        response = client.get(links_page(programme, "?status=proposed"))

    counts = response.context["counts"]
    assert (counts.total, counts.matching) == (number + 1, number)


def test_the_file_has_the_filtered_links_and_no_formula(client, participant, programme, link):
    ClusterLink.objects.filter(pk=link.pk).update(about="=2+2")
    ClusterLinkFactory(
        first=link.first, status="closed", closed_reason="No money", about="Left out"
    )
    client.force_login(participant)
    file = reverse("programme:link_export", args=[programme.slug, "csv"])

    response = client.get(file + "?status=proposed")

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:]] == ["'=2+2"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_profile_shows_the_links_of_its_cluster_in_one_query(
    editor, outsider, cluster, number, django_assert_num_queries
):
    links = [ClusterLinkFactory(first=cluster) for _ in range(number)]
    ClusterLinkFactory(first=links[0].second, second=ClusterFactory(city=cluster.city))
    holdings = [editor.holdings, outsider.holdings]

    with django_assert_num_queries(1):
        found = links_of(cluster, editor)
        shown = {(line.link, line.other, line.link.sector) for line in found.lines}

    assert shown == {(link, link.second, None) for link in links}
    assert all(holdings)
    assert found.can_add
    assert (links_of(cluster, outsider).lines, links_of(cluster, outsider).can_add) == ((), False)
