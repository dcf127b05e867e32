"""Files of clusters: read in every form, shown before they are brought in, and never trusted."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programme import tasks
from programme.exchange import claims, plans
from programme.exchange.pages import wrong_rows_file
from programme.models import Activity, Cluster, ClusterImport, ClusterOffer, ImportStatus
from programme.working import SupersededError
from tests.cluster_files import HEADINGS, as_csv, as_xlsx, good_row, rows_of
from tests.factories import (
    CityFactory,
    ClusterFactory,
    ClusterImportFactory,
    SectorFactory,
)
from tests.together import run_together


@pytest.fixture
def sectors(programme):
    return [
        SectorFactory(programme=programme, slug="biotech", name="Biotech"),
        SectorFactory(programme=programme, slug="ict", name="ICT"),
    ]


def looked_at(programme, data, name="clusters.csv"):
    """An import of the file whose preview is there."""
    row = ClusterImport(programme=programme, name=name)
    row.file.save(name, ContentFile(data))
    tasks.read_import(row.pk)
    row.refresh_from_db()
    return row


def table(*rows, headings=("Name", "Place", "Country", "Staff")):
    return as_csv([list(headings), *map(list, rows)])


def brought_in(row, by=None):
    findings = row.findings | ({"wanted_by": by.pk} if by else {})
    ClusterImport.objects.filter(pk=row.pk).update(status="wanted", findings=findings)
    tasks.apply_import(row.pk)
    row.refresh_from_db()
    return row


# The preview and the bringing in


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        (["Dish", "Price"], "No column of this file is known"),
        (["Place", "Country"], "no column “Name”"),
        (["Name", "name", "Place"], "Two columns mean the same"),
        (["Name", "FTE", "Staff"], "Two columns mean the same: “FTE” and “Staff”"),
    ],
)
def test_wrong_headings_are_told_on_the_import(programme, headings, reason):
    row = looked_at(programme, as_csv([headings, ["x"] * len(headings)]))

    assert row.status == ImportStatus.FAILED
    assert reason in row.error


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_faulty_rows_are_named_with_their_reason_and_all_others_come_in_once(
    programme, sectors, coordinator, kind
):
    rows, wrong = rows_of(60, faulty=10)
    data = as_csv(rows) if kind == "csv" else as_xlsx(rows)

    row = looked_at(programme, data)

    named = {d["row"]: d["problems"] for d in row.findings["rows"] if d["outcome"] == "wrong"}
    assert set(named) == set(wrong)
    for number, (_column, reason) in wrong.items():
        assert reason in named[number][0][2]
    brought_in(row, coordinator)
    assert row.status == ImportStatus.APPLIED
    assert programme.clusters.count() == 50
    entry = Activity.objects.get(verb="clusters_imported")
    assert entry.actor == coordinator
    assert "50 clusters were added and 0 changed" in entry.sentence
    again = looked_at(programme, data)
    assert again.findings["counts"] == {"unchanged": 50, "wrong": 10}


@pytest.mark.django_db
def test_a_row_says_all_of_a_profile(programme, sectors):
    brought_in(looked_at(programme, as_csv([HEADINGS, good_row(7)])))

    cluster = programme.clusters.get()
    assert cluster.slug == "cluster-no-7-of-orebro"
    assert (cluster.country.code, cluster.sector.slug, cluster.languages) == (
        "FR",
        "biotech",
        "en fr",
    )
    assert (str(cluster.staff), cluster.income_grants, cluster.label) == ("7.50", 40, "gold")
    assert cluster.themes == "batteries\nrobots"
    assert "orebro" in cluster.search_text
    assert set(cluster.offers.values_list("kind", "topic", "words")) == {
        ("offer", "test_beds", "a hall for robots"),
        ("offer", "skills", ""),
        ("seek", "joint_research", ""),
    }


@pytest.mark.django_db
def test_questions_to_the_database_do_not_grow_with_the_rows(
    programme, sectors, django_assert_max_num_queries
):
    for count in (3, 40):
        row = ClusterImport(programme=programme, name="clusters.csv")
        row.file.save("clusters.csv", ContentFile(as_csv(rows_of(count)[0])))
        with django_assert_max_num_queries(12):
            tasks.read_import(row.pk)


@pytest.mark.django_db
def test_empty_cells_leave_what_is_there_and_a_dash_takes_it_away(programme):
    cluster = ClusterFactory(
        programme=programme, city=None, place="Kraków", country="PL", manager="Ada", staff=3
    )
    ClusterOffer.objects.create(cluster=cluster, kind="offer", topic="skills")
    headings = ["name", "manager", "staff", "offers"]

    row = looked_at(programme, as_csv([headings, [cluster.name, "", "-", "-"]]))
    brought_in(row)

    cluster.refresh_from_db()
    assert (cluster.manager, cluster.staff, cluster.offers.count()) == ("Ada", None, 0)
    assert [c[0] for c in row.findings["rows"][0]["changes"]] == ["staff", "offers"]


@pytest.mark.django_db
def test_a_cluster_is_found_by_number_else_by_name_and_place_without_accents(programme):
    city = CityFactory(programme=programme, name="Göteborg", slug="goteborg")
    numbered = ClusterFactory(programme=programme, city=city, reference="17", name="Old name")
    named = ClusterFactory(programme=programme, city=city, name="Bío Süd", place="Borås")
    rows = [
        ["17", "New name", "", ""],
        ["18", "BIO SUD", "boras", ""],
        ["", "Bio Sud", "Kraków", "Poland"],
    ]

    row = looked_at(
        programme,
        table(*rows, headings=("Number in another directory", "Name", "Place", "Country")),
    )

    assert [(d["outcome"], d.get("slug")) for d in row.findings["rows"]] == [
        ("changed", numbered.slug),
        ("changed", named.slug),
        ("new", None),
    ]


@pytest.mark.once
@pytest.mark.django_db
def test_rows_that_may_mean_several_clusters_are_wrong(programme):
    for place in ("Here", "There"):
        ClusterFactory(programme=programme, city=None, place=place, country="PL", name="Twin")
    rows = [
        ["Twin", "", ""],
        ["One", "Here", "pl"],
        ["ÓNE", "here", "Poland"],
        ["A", "B", "PL", "x"],
    ]

    row = looked_at(programme, table(*rows, headings=("Name", "Place", "Country")))

    reasons = [
        (d["row"], d["problems"][0][2]) for d in row.findings["rows"] if d["outcome"] == "wrong"
    ]
    assert reasons[0] == (2, "Several clusters are called so. Give the place, or the number.")
    assert reasons[1] == (4, "Row 3 is about the same cluster.")
    assert reasons[2][1].startswith("The row has more cells than headings")


@pytest.mark.django_db
def test_what_changed_after_the_preview_is_left_out_and_named(programme):
    first, second = (
        ClusterFactory(programme=programme, city=None, place="Here", country="PL", staff=1)
        for _ in range(2)
    )
    rows = [[one.name, "Here", "PL", "5"] for one in (first, second)]
    row = looked_at(programme, table(*rows, ["Third", "Here", "PL", "5"]))
    Cluster.objects.filter(pk=first.pk).update(staff=9)
    ClusterFactory(
        programme=programme, city=None, place="Here", country="PL", name="Third", staff=2
    )

    brought_in(row)

    assert [(d["outcome"], "remark" in d) for d in row.findings["rows"]] == [
        ("meanwhile", True),
        ("changed", False),
        ("meanwhile", True),
    ]
    staff = dict(programme.clusters.values_list("name", "staff"))
    assert {name: int(number) for name, number in staff.items()} == {
        first.name: 9,
        second.name: 5,
        "Third": 2,
    }


@pytest.mark.django_db
def test_a_worker_that_was_killed_in_the_middle_is_replaced_and_nothing_comes_in_twice(
    programme, sectors, monkeypatch
):
    row = looked_at(programme, as_csv(rows_of(30)[0]))
    monkeypatch.setattr("programme.exchange.running.BATCH", 10)
    beats = []

    def die(self, percent):
        beats.append(percent)
        if len(beats) == 2:
            raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(claims.Claim, "beat", die)
        with pytest.raises(SystemExit):
            brought_in(row)
    assert programme.clusters.count() == 20
    row.refresh_from_db()
    assert row.status == ImportStatus.APPLYING
    long_ago = timezone.now() - 2 * claims.SILENT_AFTER
    ClusterImport.objects.update(heartbeat_at=long_ago)

    tasks.resume_imports()

    row.refresh_from_db()
    assert (row.status, row.findings["counts"]) == (ImportStatus.APPLIED, {"new": 30})
    assert programme.clusters.count() == 30


@pytest.mark.django_db
def test_a_file_that_ends_its_worker_again_and_again_is_given_up(programme):
    row = ClusterImportFactory(programme=programme, status="reading")
    for _ in range(claims.MOST_INTERRUPTIONS):
        ClusterImport.objects.update(
            status="reading", heartbeat_at=timezone.now() - 2 * claims.SILENT_AFTER
        )
        claims.take_back_silent()

    row.refresh_from_db()
    assert row.status == ImportStatus.FAILED
    assert "several times" in row.error


@pytest.mark.django_db
def test_two_workers_never_work_on_one_file(programme):
    row = ClusterImportFactory(programme=programme, status="waiting")

    first = claims.Claim.take(row.pk, ImportStatus.WAITING, ImportStatus.READING)

    assert claims.Claim.take(row.pk, ImportStatus.WAITING, ImportStatus.READING) is None
    ClusterImport.objects.update(heartbeat_at=timezone.now())
    with pytest.raises(SupersededError):
        first.finish(status=ImportStatus.PREVIEWED)


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_clusters_at_once_add_each_once(programme, sectors, monkeypatch):
    monkeypatch.setattr("programme.exchange.running.BATCH", 10)
    first, second = (looked_at(programme, as_csv(rows_of(40)[0])) for _ in range(2))

    answers = run_together(lambda: brought_in(first), lambda: brought_in(second))

    assert answers == [first, second]
    assert {row.status for row in ClusterImport.objects.all()} == {ImportStatus.APPLIED}
    assert programme.clusters.count() == 40


# Export


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_read_back_changes_nothing(client, programme, sectors, coordinator, kind):
    brought_in(looked_at(programme, as_csv(rows_of(3)[0])))
    city = CityFactory(programme=programme, name="Lyon", slug="lyon")
    ClusterFactory(
        programme=programme,
        city=city,
        name="=1+1",
        manager="-5",
        summary="@home\r\nand more",
        themes_from_members=False,
    )
    client.force_login(coordinator)

    response = client.get(reverse("programme:cluster_export", args=[programme.slug, kind]))

    assert b"=1+1" not in response.content.replace(b"'=1+1", b"")
    row = looked_at(programme, response.content, f"clusters.{kind}")
    assert row.findings["counts"] == {"unchanged": 4}


@pytest.mark.once
@pytest.mark.django_db
def test_an_export_holds_what_the_list_shows(client, programme, sectors, participant):
    brought_in(looked_at(programme, as_csv(rows_of(4)[0])))
    client.force_login(participant)
    url = reverse("programme:cluster_export", args=[programme.slug, "csv"])

    text = client.get(f"{url}?sector=biotech&page=2").content.decode("utf-8-sig")

    names = [row["Name"] for row in csv.DictReader(io.StringIO(text))]
    assert names == ["Cluster nº 1 of Örebro", "Cluster nº 3 of Örebro"]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_explains_and_brings_nothing_in_by_itself(
    client, programme, participant, kind
):
    client.force_login(participant)

    data = client.get(reverse("programme:cluster_template", args=[programme.slug, kind])).content

    row = looked_at(programme, data)
    assert (row.status, row.error) == (
        ImportStatus.FAILED,
        "The file has headings, but no cluster below them.",
    )
    if kind == "csv":
        heads, _explained, example = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        own = [heads, [cell.replace(plans.EXAMPLE, "17") for cell in example]]
        assert looked_at(programme, as_csv(own)).findings["counts"] == {"new": 1}


# Pages


@pytest.mark.django_db
def test_a_coordinator_uploads_looks_and_brings_in(
    client, programme, sectors, coordinator, django_capture_on_commit_callbacks
):
    client.force_login(coordinator)
    data = as_csv(rows_of(5)[0]) + b'"",,,,\n"X",,"Somewhere","Polnd"\n'
    upload = SimpleUploadedFile("a/b\\clusters.csv", data)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("programme:cluster_imports", args=[programme.slug]), {"file": upload}
        )
    page = client.get(response["Location"])
    row = ClusterImport.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("programme:cluster_import_apply", args=[programme.slug, row.pk]))
    done = client.get(
        f"{row.get_absolute_url()}?show=new&q=n%C2%BA+5", headers={"HX-Request": "true"}
    )

    row.refresh_from_db()
    assert (row.name, row.status) == ("clusters.csv", ImportStatus.APPLIED)
    assert "Did you mean “Poland”?" in page.content.decode()
    assert page.context["page"].new == 5
    assert [line.name for line in done.context["page_obj"]] == ["Cluster nº 5 of Örebro"]
    assert "<html" not in done.content.decode()
    assert programme.clusters.count() == 5


@pytest.mark.once
@pytest.mark.django_db
def test_the_wrong_rows_come_back_as_a_file_that_can_be_mended(programme, sectors):
    rows, wrong = rows_of(20, faulty=2)
    row = looked_at(programme, as_csv(rows))

    text = wrong_rows_file(row).decode("utf-8-sig")

    lines = list(csv.DictReader(io.StringIO(text)))
    assert [int(line["Row of the file"]) for line in lines] == list(wrong)
    assert "Atlantis" in lines[1]["What is wrong"]
    mended = text.replace("Atlantis", "Sweden")
    again = looked_at(programme, mended.encode())
    assert again.findings["counts"] == {"new": 1, "wrong": 1}
    assert again.findings["unknown"] == []


@pytest.mark.once
@pytest.mark.django_db
def test_an_upload_that_is_no_table_is_told_at_the_field(client, programme, coordinator):
    client.force_login(coordinator)
    upload = SimpleUploadedFile("clusters.csv", b"MZ\x90\0" + b"\0" * 99)

    response = client.post(
        reverse("programme:cluster_imports", args=[programme.slug]), {"file": upload}
    )

    assert response.status_code == 422
    assert "a Windows program" in response.context["form"].errors["file"][0]
    assert not ClusterImport.objects.exists()


@pytest.mark.once
@pytest.mark.django_db
def test_a_file_that_is_too_large_is_told_at_the_field(client, programme, coordinator, settings):
    settings.ATTACHMENT_MAX_MB = 1
    client.force_login(coordinator)
    upload = SimpleUploadedFile("clusters.csv", b"Name\n" + b"A cluster\n" * 200_000)

    response = client.post(
        reverse("programme:cluster_imports", args=[programme.slug]), {"file": upload}
    )

    assert "too large" in response.context["form"].errors["file"][0]
    assert not ClusterImport.objects.exists()


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("who", ["expert", "editor", "participant"])
def test_nobody_but_the_coordinator_brings_files_in(client, request, programme, who):
    client.force_login(request.getfixturevalue(who))

    assert (
        client.get(reverse("programme:cluster_imports", args=[programme.slug])).status_code == 403
    )


@pytest.mark.django_db
def test_what_is_brought_in_is_not_deleted_and_not_brought_in_again(client, programme, coordinator):
    client.force_login(coordinator)
    busy = ClusterImportFactory(programme=programme, status="applying")
    done = ClusterImportFactory(programme=programme, status="applied")

    client.post(reverse("programme:cluster_import_delete", args=[programme.slug, busy.pk]))
    client.post(reverse("programme:cluster_import_apply", args=[programme.slug, done.pk]))

    assert set(ClusterImport.objects.values_list("pk", "status")) == {
        (busy.pk, "applying"),
        (done.pk, "applied"),
    }
