"""The profile of a cluster, and its figures."""

import datetime

import pytest
from django.urls import reverse

from programme.figures import compared
from programme.models import Activity, Cluster, Figure, Precision
from tests.factories import (
    CaseFactory,
    ClusterFactory,
    FigureFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def address(name, cluster):
    return reverse(f"programme:{name}", args=[cluster.programme.slug, cluster.slug])


def rows(*figures, present=()):
    """The formset as a browser sends it."""
    fields = {
        "figures-TOTAL_FORMS": len(figures) + len(present),
        "figures-INITIAL_FORMS": len(present),
    }
    for number, row in enumerate([*present, *figures]):
        fields |= {f"figures-{number}-{name}": value for name, value in row.items()}
    return fields


def figure(**values):
    return {"label": "Members", "value": "60", "as_of": "2010", "source": "City sheet"} | values


@pytest.fixture
def cluster(city):
    return ClusterFactory(city=city)


# Figures side by side


def test_two_sources_that_disagree_stand_side_by_side(client, participant, cluster):
    FigureFactory(cluster=cluster, label="Staff", value=12_000, source="First source")
    FigureFactory(cluster=cluster, label="Staff", value=1_200, source="Second source")
    client.force_login(participant)

    response = client.get(address("cluster_detail", cluster))

    (group,) = response.context["figures"]
    assert group.sources_differ
    assert [row.percent for row in group.figures] == [100.0, 10.0]
    page = response.content.decode()
    assert [words in page for words in ("First source", "Second source", "12,000", "1,200")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    "second",
    [
        {"source": "A"},
        {"value": 60},
        {"unit": "firms"},
        {"as_of": datetime.date(2020, 1, 1)},
    ],
)
def test_sources_agree_where_nothing_can_be_compared(cluster, second):
    first = FigureFactory(cluster=cluster, label="L", source="A")
    values = {"label": "L", "source": "B", "value": 61} | second
    other = FigureFactory.build(cluster=cluster, pk=first.pk + 1, **values)

    (group,) = compared([first, other])

    assert not group.sources_differ


def test_no_bar_is_drawn_where_it_would_mislead(cluster):
    pair = [
        FigureFactory(cluster=cluster, label="Pair", value=value, source=str(value))
        for value in (5, -1)
    ]
    single = FigureFactory(cluster=cluster, label="Single", value=5)

    groups = compared([*pair, single])

    assert [row.percent for group in groups for row in group.figures] == [None, None, None]


# Clusters


def test_an_editor_adds_a_cluster_to_the_own_city(client, editor, city):
    client.force_login(editor)
    url = reverse("programme:cluster_create", args=[city.programme.slug])

    offered = client.get(url + f"?city={city.slug}").context["form"]
    assert client.get(url + "?city=a%00b").status_code == 200
    client.post(url, {"name": "Smart Textiles", "city": city.pk})

    assert list(offered.fields["city"].queryset) == [city]
    assert offered.initial["city"] == city
    added = Cluster.objects.get()
    assert (added.city, added.programme, added.slug) == (city, city.programme, "smart-textiles")
    assert Activity.objects.get().city == city


def test_an_editor_adds_no_cluster_to_another_city(client, stranger, city):
    client.force_login(stranger)

    response = client.post(
        reverse("programme:cluster_create", args=[city.programme.slug]),
        {"name": "Smart Textiles", "city": city.pk},
    )

    assert list(response.context["form"].errors) == ["city"]
    assert not Cluster.objects.exists()


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"name": "Taken"}, "name"),
        ({"city": ""}, "city"),
        ({"website": "not an address"}, "website"),
        ({"founded_year": "19"}, "founded_year"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(client, coordinator, city, values, at):
    ClusterFactory(city=city, slug="taken")
    client.force_login(coordinator)

    response = client.post(
        reverse("programme:cluster_create", args=[city.programme.slug]),
        {"name": "Fine", "city": city.pk, "summary": "Kept words"} | values,
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [at]
    assert "Kept words" in response.content.decode()


def test_deleting_a_cluster_names_what_goes_with_it(client, coordinator, cluster):
    FigureFactory.create_batch(3, cluster=cluster)
    client.force_login(coordinator)

    question = client.get(address("cluster_delete", cluster))
    client.post(address("cluster_delete", cluster))

    assert "Figures (3)" in question.content.decode()
    assert not Cluster.objects.exists()
    assert Activity.objects.get().verb == "cluster_deleted"


def test_a_cluster_with_a_case_stays(client, coordinator, cluster):
    CaseFactory(city=cluster.city, cluster=cluster)
    client.force_login(coordinator)

    client.post(address("cluster_delete", cluster))

    assert Cluster.objects.filter(pk=cluster.pk).exists()


@pytest.mark.parametrize("name", ["cluster_edit", "cluster_delete", "figures_edit"])
@pytest.mark.parametrize("role", ["stranger", "expert"])
def test_others_are_kept_out(client, request, cluster, name, role):
    client.force_login(request.getfixturevalue(role))

    answers = {
        client.get(address(name, cluster)).status_code,
        client.post(address(name, cluster)).status_code,
    }

    assert answers == {403}


def test_whoever_edits_no_city_adds_no_cluster(client, expert, programme):
    client.force_login(expert)

    assert client.get(reverse("programme:cluster_create", args=[programme.slug])).status_code == 403


# The rows of figures


def test_figures_are_added_changed_and_removed_in_one_step(client, editor, cluster):
    kept, removed = FigureFactory.create_batch(2, cluster=cluster)
    client.force_login(editor)

    client.post(
        address("figures_edit", cluster),
        rows(
            figure(label="Firms", as_of="2010-06", qualifier="about"),
            {"label": "", "value": "", "as_of": "", "source": ""},
            present=[
                figure(id=kept.pk, label="Changed", value="12.5"),
                figure(id=removed.pk, DELETE="on"),
            ],
        ),
    )

    found = {(row.label, str(row.value), row.precision) for row in Figure.objects.all()}
    assert found == {
        ("Changed", "12.50", Precision.YEAR),
        ("Firms", "60.00", Precision.MONTH),
    }
    entry = Activity.objects.get()
    assert (entry.verb, entry.city) == ("figures_changed", cluster.city)
    assert len(entry.before["figures"]) == len(entry.after["figures"]) == 2


def test_a_row_that_another_removed_is_told_and_can_be_left_out(client, editor, cluster):
    client.force_login(editor)
    gone, kept = FigureFactory.create_batch(2, cluster=cluster)
    present = [figure(id=gone.pk), figure(id=kept.pk, label="Changed")]
    gone.delete()

    told = client.post(address("figures_edit", cluster), rows(present=present)).content.decode()
    present[0]["DELETE"] = "on"
    client.post(address("figures_edit", cluster), rows(present=present))

    assert "Somebody removed it meanwhile." in told
    assert told.count("Remove this</label>") == 2
    assert [row.label for row in Figure.objects.all()] == ["Changed"]


def test_saving_figures_without_a_change_leaves_no_entry(client, editor, cluster):
    client.force_login(editor)

    client.post(address("figures_edit", cluster), rows())

    assert not Activity.objects.exists()


def test_more_rows_come_without_a_script(client, editor, cluster):
    client.force_login(editor)
    url = address("figures_edit", cluster)

    response = client.post(url, rows(figure()) | {"next": url})

    assert response.url == url
    assert len(client.get(url).context["rows"].forms) == 3


@pytest.mark.parametrize("next_page", ["//elsewhere.example/", "/admin/"])
def test_saving_figures_leads_nowhere_else(client, editor, cluster, next_page):
    client.force_login(editor)

    response = client.post(address("figures_edit", cluster), rows() | {"next": next_page})

    assert response.url == cluster.get_absolute_url()


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"value": "many"}, "value"),
        ({"as_of": "soon"}, "as_of"),
        ({"as_of": ""}, "as_of"),
        ({"label": ""}, "label"),
        ({"value": "1" * 20}, "value"),
    ],
)
def test_a_wrong_figure_is_said_at_its_field_and_the_others_stay_typed(
    client, editor, cluster, values, at
):
    client.force_login(editor)

    response = client.post(
        address("figures_edit", cluster), rows(figure(label="First, fine"), figure(**values))
    )

    assert response.status_code == 422
    assert [list(form.errors) for form in response.context["rows"]][:2] == [[], [at]]
    assert "First, fine" in response.content.decode()
    assert not Figure.objects.exists()


def test_the_same_source_does_not_give_a_figure_twice(client, editor, cluster):
    FigureFactory(
        cluster=cluster, label="Members", as_of=datetime.date(2010, 1, 1), source="City sheet"
    )
    client.force_login(editor)

    response = client.post(address("figures_edit", cluster), rows(figure()))

    assert response.status_code == 422
    assert Figure.objects.count() == 1


def test_a_figure_of_another_cluster_cannot_be_reached(client, editor, cluster):
    foreign = FigureFactory()
    client.force_login(editor)

    client.post(
        address("figures_edit", cluster), rows(present=[figure(id=foreign.pk, DELETE="on")])
    )

    assert Figure.objects.get() == foreign


def test_rows_without_their_count_are_refused_politely(client, editor, cluster):
    client.force_login(editor)

    assert client.post(address("figures_edit", cluster), {"x": "y"}).status_code == 422
