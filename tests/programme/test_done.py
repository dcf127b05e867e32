"""Tasks marked done, by whom they belong to, with what shows it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programme.models import Activity, Role, WorkplanItem
from tests.factories import CityFactory, WorkplanItemFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nA list"


@pytest.fixture
def task(programme, city):
    return WorkplanItemFactory(
        programme=programme, city=city, owner_role=Role.EDITOR, title="Sign the list"
    )


def address(name, item):
    return reverse(f"programme:{name}", args=[item.programme.slug, item.pk])


def test_the_editor_marks_the_own_task_done_with_words_and_a_file(client, editor, task):
    client.force_login(editor)
    upload = SimpleUploadedFile("C:\\lists\\Signed list.exe", PDF)

    client.post(address("item_evidence", task), {"evidence": "All 31 signed.", "file": upload})

    task.refresh_from_db()
    assert (task.is_done, task.done_by, task.evidence) == (True, editor, "All 31 signed.")
    assert task.evidence_name == "Signed list.exe.pdf"
    assert "Signed" not in task.evidence_file.name
    entry = Activity.objects.get()
    assert (entry.verb, entry.remark, entry.city) == (
        "workplan_item_done",
        "All 31 signed.",
        task.city,
    )
    assert entry.after["evidence_file"] == "Signed list.exe.pdf"


def test_the_list_shows_what_shows_it(client, participant, task):
    WorkplanItem.objects.filter(pk=task.pk).update(
        evidence="See https://city.example/list",
        evidence_file="evidence/a.pdf",
        evidence_name="List.pdf",
    )
    client.force_login(participant)

    page = client.get(reverse("programme:workplan", args=[task.programme.slug])).content.decode()

    assert 'href="https://city.example/list"' in page
    assert f'<a href="{address("item_file", task)}">List.pdf</a>' in page


@pytest.mark.parametrize(
    ("values", "who"),
    [
        ({"owner_role": Role.EXPERT, "city": None}, "editor"),
        ({"owner_role": Role.EDITOR}, "stranger"),
        ({"owner_role": Role.EDITOR}, "expert"),
        ({"owner_role": Role.PARTICIPANT, "city": None}, "participant"),
        ({"owner_role": Role.EDITOR, "source_key": "workshop:1:case_due"}, "editor"),
    ],
    ids=["of the experts", "of another city", "of a city", "of all", "watched by the software"],
)
def test_nobody_marks_a_task_done_that_is_not_the_own(client, request, task, values, who):
    WorkplanItem.objects.filter(pk=task.pk).update(**values)
    client.force_login(request.getfixturevalue(who))

    answers = {
        client.get(address("item_evidence", task)).status_code,
        client.post(address("item_evidence", task), {"evidence": "Mine"}).status_code,
        client.post(address("item_done", task)).status_code,
        client.post(address("item_open", task)).status_code,
    }

    task.refresh_from_db()
    assert answers == {403}
    assert (task.is_done, task.evidence) == (False, "")


def test_the_expert_marks_tasks_of_the_experts_done(client, expert, programme):
    task = WorkplanItemFactory(programme=programme, owner_role=Role.EXPERT)
    client.force_login(expert)

    client.post(address("item_done", task))

    task.refresh_from_db()
    assert task.done_by == expert


def test_a_file_is_what_its_content_says_or_nothing_changes(client, editor, task):
    client.force_login(editor)
    upload = SimpleUploadedFile("list.pdf", b"MZ program")

    refused = client.post(address("item_evidence", task), {"evidence": "Done", "file": upload})

    task.refresh_from_db()
    assert refused.status_code == 422
    assert "a Windows program" in refused.content.decode()
    assert (task.is_done, task.evidence, task.evidence_file.name) == (False, "", "")


def test_another_file_takes_the_place_of_the_first(
    client, editor, task, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    names = []
    for values in (
        {"file": SimpleUploadedFile("list.pdf", PDF)},
        {"file": SimpleUploadedFile("list.pdf", PDF + b" again")},
        {"removes_file": "on"},
    ):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address("item_evidence", task), {"evidence": ""} | values)
        task.refresh_from_db()
        names.append(task.evidence_file.name)

    assert names[0] != names[1]
    assert [default_storage.exists(name) for name in names[:2]] == [False, False]
    assert (names[2], task.evidence_name, task.is_done) == ("", "", True)


def test_a_deleted_date_takes_its_file_along(client, coordinator, task):
    task.evidence_file.save("a.pdf", ContentFile(PDF))
    client.force_login(coordinator)

    client.post(address("item_delete", task))

    assert not default_storage.exists(task.evidence_file.name)


def test_the_file_is_handed_out_through_access_alone(client, participant, outsider, task):
    task.evidence_name = "List.pdf"
    task.evidence_file.save("a.pdf", ContentFile(PDF))
    client.force_login(participant)
    opened = client.get(address("item_file", task))
    client.force_login(outsider)

    assert client.get(address("item_file", task)).status_code == 404
    assert client.get(address("item_evidence", task)).status_code == 404
    assert b"".join(opened.streaming_content) == PDF
    assert opened["Content-Type"] == "application/pdf"
    assert opened["Content-Disposition"] == 'attachment; filename="List.pdf"'
    assert opened["X-Content-Type-Options"] == "nosniff"


def test_a_task_of_another_city_is_no_task_of_mine(client, editor, programme):
    other = WorkplanItemFactory(
        programme=programme, city=CityFactory(programme=programme), owner_role=Role.EDITOR
    )
    client.force_login(editor)

    page = client.get(reverse("programme:workplan", args=[programme.slug])).content.decode()

    assert address("item_evidence", other) not in page
