"""The workplan as files: what a spreadsheet and a calendar make of them."""

import csv
import datetime
import io

import openpyxl
import pytest
import vobject
from django.urls import reverse
from icalendar import Calendar

from programme.models import Programme, WorkplanItem
from programme.spreadsheets import table_file
from programme.workplan.dates import PlannedItem, apply_plan
from tests.factories import WorkplanItemFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2027, 9, 8)


@pytest.fixture
def item(programme):
    return WorkplanItemFactory(
        programme=programme, title="=HYPERLINK(1)", note="@SUM(A1)", due_on=DAY, phase="end"
    )


@pytest.fixture
def own(client, participant):
    client.force_login(participant)
    return client


def export(client, programme, kind, query=""):
    url = reverse("programme:workplan_export", args=[programme.slug, kind])
    return client.get(url + query)


@pytest.mark.once
@pytest.mark.parametrize(
    "row",
    [
        ["Jan", 'Novak;=HYPERLINK("https://x.example")'],
        ["Jan", 'One\n=HYPERLINK("https://x.example")'],
        ["Jan", 'One;"@SUM(A1)'],
        ["Jan", "\uff1d1+1"],
    ],
)
def test_no_formula_begins_where_a_spreadsheet_parts_lines_at_semicolons(row):
    file = table_file("csv", "x", ["Who", "What"], [row]).decode("utf-8-sig")

    cells = [cell for line in csv.reader(io.StringIO(file), delimiter=";") for cell in line]

    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "@", "\uff1d"))]
    assert "Novak" not in row[1] or "Novak;'=HYPER" in file


@pytest.mark.once
@pytest.mark.parametrize("unseen", [" ", "\u200b", "\x00", "\ufeff\u00a0"])
def test_what_is_not_seen_before_a_sign_hides_no_formula(unseen):
    cell = f"{unseen}=1"

    file = table_file("csv", "x", ["Who"], [[cell], [f"a;{cell}"]]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(file)))[1:] == [[f"'{cell}"], [f"a;'{cell}"]]


@pytest.mark.once
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(own, programme, start):
    WorkplanItemFactory(programme=programme, title=f"{start}1+1", note=f"{start}2")

    text = export(own, programme, "csv").content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(export(own, programme, "xlsx").content)).active

    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert f"'{start}1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "d",
        "n",
    }
    assert not [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


@pytest.mark.once
def test_letters_that_no_spreadsheet_takes_are_left_out(own, programme):
    WorkplanItemFactory(programme=programme, title="a\x01b\ufffec", note="\uffff")
    Programme.objects.update(name="'A\x0bprogramme")

    sheet = openpyxl.load_workbook(io.BytesIO(export(own, programme, "xlsx").content)).active

    assert "abc" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert sheet.title.startswith("Aprogramme")


def test_dates_are_dates_and_the_filter_of_the_page_holds(own, programme, item):
    WorkplanItemFactory(programme=programme, title="Another", phase="start")

    response = export(own, programme, "xlsx", "?phase=end")

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.values)
    assert sheet.title.endswith(" workplan")
    assert len(rows) == 2
    assert rows[1][0] == datetime.datetime(2027, 9, 8)
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert "attachment" in response["Content-Disposition"]


def test_a_date_that_moves_is_the_same_event_with_a_higher_sequence(own, programme):
    wanted = PlannedItem("workshop:1:x", "deadline", "end", "Task", "coordinator", DAY)
    apply_plan(programme, "workshop:1:", [wanted])
    first = export(own, programme, "ics").content
    later = PlannedItem(
        "workshop:1:x", "deadline", "end", "Task", "coordinator", DAY + datetime.timedelta(days=7)
    )
    apply_plan(programme, "workshop:1:", [later])
    apply_plan(programme, "workshop:1:", [later])
    second = export(own, programme, "ics").content

    (before,), (after,) = Calendar.from_ical(first).events, Calendar.from_ical(second).events
    assert before["uid"] == after["uid"]
    assert before["uid"].startswith(f"workplan-item-{WorkplanItem.objects.get().pk}@")
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.start - before.start == datetime.timedelta(days=7)
    other = vobject.readOne(second.decode()).vevent
    assert (other.summary.value, other.dtstart.value) == ("Task", datetime.date(2027, 9, 15))


def test_a_date_moved_by_hand_rises_too(client, coordinator, programme, item):
    client.force_login(coordinator)
    url = reverse("programme:item_edit", args=[programme.slug, item.pk])
    values = {"title": "T", "kind": "deadline", "phase": "end", "owner_role": "coordinator"}
    WorkplanItem.objects.filter(pk=item.pk).update(remind_on=DAY - datetime.timedelta(days=7))

    client.post(url, values | {"due_on": "2027-09-20", "remind_on": "2027-09-01"})
    client.post(url, values | {"due_on": "2027-09-20", "remind_on": "2027-09-13", "note": "Same"})

    item.refresh_from_db()
    assert item.calendar_sequence == 1
    assert item.remind_on == datetime.date(2027, 9, 13)


@pytest.mark.once
def test_a_moment_with_a_zone_stands_in_a_sheet_as_on_the_clock_of_the_site():
    at = datetime.datetime(2027, 9, 8, 10, 30, tzinfo=datetime.UTC)

    sheet = openpyxl.load_workbook(io.BytesIO(table_file("xlsx", "When", ["At"], [[at]]))).active

    shown = sheet["A2"].value
    assert abs(shown - datetime.datetime(2027, 9, 8, 12, 30)) < datetime.timedelta(seconds=1)
