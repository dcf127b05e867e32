"""The log page: who sees which entries."""

import datetime
import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.activity import log_opened, record
from programme.editing import delete_recorded
from programme.links.services import move_link, propose_link
from programme.models import Activity, ConsentPurpose, Role, subject_of
from programme.privacy.consents import give_consent
from programme.trace.reading import PER_PAGE
from tests.factories import (
    CityFactory,
    ClusterFactory,
    InvitationFactory,
    MembershipFactory,
    PracticalNeedsFactory,
    WorkplanItemFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def log(programme, query=""):
    return reverse("programme:log", args=[programme.slug]) + query


def entry(city, sentence="Something happened.", *, of_city=True, **values):
    values = {"by": None, "programme": city.programme} | values
    return record("tested", city, sentence, city=city if of_city else None, **values)


def shown(response):
    return set(response.context["page"].entries)


@pytest.mark.parametrize("role", ["coordinator", "expert"])
def test_those_who_run_the_programme_see_every_entry_of_it(client, request, city, role):
    entries = {entry(city), entry(CityFactory(programme=city.programme))}
    entries.add(entry(city, of_city=False))
    entry(CityFactory())
    client.force_login(request.getfixturevalue(role))

    assert shown(client.get(log(city.programme))) == entries


def test_an_editor_sees_what_happened_to_the_own_city(client, editor, city):
    own = entry(city, remark="Because of <b>this</b>", by=editor)
    entry(CityFactory(programme=city.programme))
    entry(city, of_city=False)
    client.force_login(editor)

    response = client.get(log(city.programme))

    assert shown(response) == {own}
    assert "Because of &lt;b&gt;this&lt;/b&gt;" in response.content.decode()
    assert list(response.context["filter"].fields["city"].queryset) == [city]


def test_entries_are_filtered_by_city(client, coordinator, city):
    wanted = entry(city)
    entry(CityFactory(programme=city.programme))
    client.force_login(coordinator)

    response = client.get(log(city.programme, f"?city={city.slug}"))

    assert shown(response) == {wanted}


def test_older_pages_stay_what_they_are_while_new_entries_come(client, coordinator, city):
    entries = [entry(city) for _ in range(PER_PAGE + 2)]
    client.force_login(coordinator)
    last = client.get(log(city.programme)).context["page"].last

    entry(city, "Just now.")
    older = client.get(log(city.programme, f"?before={last}"))

    assert shown(older) == set(entries[:2])


def test_words_are_found_without_accents_and_capitals_and_the_doer_too(client, coordinator, city):
    wanted = entry(city, "Göteborg was Łinked.", by=coordinator)
    entry(city, "Göteborg was drawn.", by=coordinator)
    client.force_login(coordinator)

    response = client.get(log(city.programme, f"?q=LINKED+goteborg+{coordinator.name.split()[0]}"))

    assert shown(response) == {wanted}


def test_entries_are_filtered_by_doer_kind_deed_and_day(client, coordinator, editor, city):
    at = timezone.now() - datetime.timedelta(days=3)
    about = {"by": editor, "programme": city.programme, "city": city}
    wanted = record("city_changed", city, "One.", **about)
    record("city_changed", city, "Two.", **about | {"by": coordinator})
    record("city_deleted", city, "Three.", **about)
    record("cluster_changed", ClusterFactory(city=city), "Four.", **about)
    older = record("city_changed", city, "Five.", **about)
    with log_opened("test"):
        Activity.objects.filter(pk=older.pk).update(at=at)
    client.force_login(coordinator)
    query = f"?who={editor.pk}&kind=city&deed=changed&since={timezone.localdate()}"

    assert shown(client.get(log(city.programme, query))) == {wanted}


def test_days_at_the_ends_of_the_calendar_filter_nothing(client, coordinator, city):
    wanted = record("city_changed", city, "One.", by=coordinator, programme=city.programme)
    client.force_login(coordinator)

    assert shown(client.get(log(city.programme, "?since=0001-01-01&until=9999-12-31"))) == {wanted}


def test_before_and_after_are_told_in_words(client, coordinator, city):
    other = CityFactory(programme=city.programme, name="Lyon")
    item = WorkplanItemFactory(programme=city.programme)
    record(
        "workplan_item_changed",
        item,
        "Moved.",
        by=coordinator,
        programme=city.programme,
        before={"city": other.pk, "due_on": "2009-03-04", "kind": "milestone", "token": "hush"},
        after={"city": None, "due_on": "2009-04-01", "kind": "deadline", "token": "hash"},
    )
    client.force_login(coordinator)

    changes = client.get(log(city.programme)).context["page"].told[0].changes

    assert [(one.label, one.before, one.after) for one in changes] == [
        ("Kind", "Milestone", "Deadline"),
        ("City", "Lyon", ""),
        ("Due on", "4 March 2009", "1 April 2009"),
    ]


def test_the_trace_of_a_row_is_that_of_the_row_and_what_lies_below_it(client, coordinator, city):
    cluster = ClusterFactory(city=city)
    wanted = {
        record("cluster_changed", cluster, "One.", by=None, programme=city.programme),
        entry(city, path=f"{cluster.get_absolute_url()}figures/"),
    }
    entry(city)
    client.force_login(coordinator)

    assert shown(client.get(log(city.programme, f"?row={subject_of(cluster)}"))) == wanted


def test_the_trace_of_a_person_is_what_the_person_did_and_was_given(
    client, coordinator, editor, city
):
    seat = editor.memberships.get()
    wanted = {
        entry(city, by=editor),
        record("person_added", seat, "Came.", by=coordinator, programme=city.programme),
    }
    entry(city, by=coordinator)
    client.force_login(coordinator)

    assert shown(client.get(log(city.programme, f"?row={subject_of(editor)}"))) == wanted


def test_the_trace_names_no_row_that_the_page_of_it_would_not_show(client, editor, city):
    elsewhere = ClusterFactory(name="Cluster elsewhere")
    MembershipFactory(user=editor, programme=elsewhere.city.programme, role=Role.COORDINATOR)
    invitation = InvitationFactory(programme=city.programme, user__name="Invited by others")
    client.force_login(editor)

    for row in (elsewhere, invitation):
        page = client.get(log(city.programme, f"?row={subject_of(row)}"))
        assert str(row) not in page.content.decode()


def test_the_trace_of_another_city_and_its_file_leak_nothing(client, editor, city):
    other = CityFactory(programme=city.programme)
    entry(other, "Secret", remark="for their eyes", by=MembershipFactory(user__name="Spy").user)
    client.force_login(editor)

    page = client.get(log(city.programme, f"?row={subject_of(other)}&q=secret"))
    file = client.get(reverse("programme:log_export", args=[city.programme.slug, "csv"]))

    assert shown(page) == set()
    assert not {"for their eyes", "Spy"} & set(page.content.decode().split(">"))
    assert file.status_code == 200
    assert b"Secret" not in file.content


def test_what_somebody_needs_is_told_by_no_entry(client, coordinator, city):
    needs = PracticalNeedsFactory(registration__workshop__city=city)
    record("needs_changed", needs, "Said.", by=None, programme=city.programme, after={"diet": "x"})
    client.force_login(coordinator)

    assert client.get(log(city.programme)).context["page"].told[0].changes == []


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("outsider", 404)])
def test_others_see_no_log(client, request, city, role, status):
    entry(city)
    client.force_login(request.getfixturevalue(role))

    assert client.get(log(city.programme)).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client, coordinator, city, rows, django_assert_num_queries
):
    for _ in range(rows):
        other = CityFactory(programme=city.programme)
        cluster = ClusterFactory(city=other)
        named = {"city": city.pk, "sector": cluster.sector_id}
        record(
            "tested", cluster, "Something happened.", by=coordinator,
            programme=city.programme, city=other, after=named,
        )  # fmt: skip
    client.force_login(coordinator)

    # session, user, seats, people, cities, entries, their further cities, names of cities
    # and sectors in them, which rows are still there
    with django_assert_num_queries(9):
        client.get(log(city.programme))


def test_the_editors_of_both_cities_of_a_link_read_what_happened_to_it(client, coordinator, city):
    other, third = (CityFactory(programme=city.programme) for _ in range(2))
    clusters = [ClusterFactory(city=one) for one in (city, other)]
    link = propose_link(*clusters, about="Test beds", by=coordinator)
    move_link(link, "met", by=coordinator)

    for one, count in [(city, 2), (other, 2), (third, 0)]:
        member = MembershipFactory(programme=city.programme, city=one, role="editor").user
        client.force_login(member)
        page = client.get(log(city.programme, f"?city={one.slug}")).context["page"]
        assert len(page.entries) == count
    told = client.get(log(city.programme)).context["page"].told
    assert told == []
    client.force_login(coordinator)
    last = client.get(log(city.programme, f"?city={other.slug}")).context["page"].told[0]
    assert last.entry.cities == [city, other]
    assert [(c.before, c.after) for c in last.changes] == [("Proposed", "Met")]


def test_what_a_person_agreed_to_is_read_by_the_coordinator_alone(
    client, coordinator, expert, city
):
    give_consent(expert, city.programme, ConsentPurpose.PHOTOS, by=expert)

    for reader, count in [(coordinator, 1), (expert, 0)]:
        client.force_login(reader)
        assert len(shown(client.get(log(city.programme)))) == count


def test_a_row_that_is_gone_is_named_and_leads_nowhere(client, coordinator, city):
    cluster = ClusterFactory(city=city, name="Bionow")
    path = cluster.get_absolute_url()
    record("cluster_changed", cluster, "One.", by=None, programme=city.programme, path=path)
    delete_recorded(cluster, "cluster_deleted", "Gone.", by=coordinator, programme=city.programme)
    client.force_login(coordinator)

    response = client.get(log(city.programme))

    assert [(one.is_gone, one.leads) for one in response.context["page"].told] == [
        (True, False)
    ] * 2
    assert path.encode() not in response.content
    assert Activity.objects.get(verb="cluster_deleted").before["name"] == "Bionow"


def test_of_long_texts_only_what_changed_and_the_words_around_it_are_shown(
    client, coordinator, city
):
    words = " ".join(f"word{n}" for n in range(1000))
    values = {"before": {"profile": words}, "after": {"profile": words.replace("word500", "new")}}
    record("city_changed", city, "One.", by=None, programme=city.programme, **values)
    client.force_login(coordinator)

    change = client.get(log(city.programme)).context["page"].told[0].changes[0]

    assert (change.comparison.words_out, change.comparison.words_in) == (1, 1)
    assert sum(len(stretch.after) for stretch in change.comparison.stretches) < 1000


def test_what_is_longer_than_a_cell_takes_is_cut_in_the_file(client, coordinator, city):
    values = {f"text{n}": "<" * 10_000 for n in range(4)}
    record("city_changed", city, "One.", by=None, programme=city.programme, after=values)
    client.force_login(coordinator)

    file = client.get(reverse("programme:log_export", args=[city.programme.slug, "xlsx"]))

    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        # Our own file.
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    cells = [len(node.text or "") for node in sheet.iter() if node.tag.endswith("}t")]
    assert max(cells) == 32_767
