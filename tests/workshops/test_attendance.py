"""Who was there: half-days, ticks that arrive late or twice, and who may keep the list."""

import datetime

import pytest
from django.utils import timezone

from programme.models import Activity
from tests.factories import AgendaItemFactory, AttendanceFactory, RegistrationFactory
from tests.workshops.conftest import address
from workshops.models import AgendaItem, Attendance, Registration
from workshops.on_the_day.attendance import half_days_of
from workshops.services.attendance import AttendanceError, mark_attendance

NOON = datetime.time(12)


def item(workshop, day, starts, ends):
    return AgendaItem(
        day=workshop.days[day], starts_at=datetime.time(*starts), ends_at=datetime.time(*ends)
    )


@pytest.fixture
def guest(workshop):
    return RegistrationFactory(workshop=workshop, user=None, name="Ada Guest")


@pytest.fixture
def tick(guest, coordinator):
    """Tick the guest on the first afternoon, so many minutes ago."""

    def tick(is_present, minutes_ago=0, **changed):
        place = {"day": guest.workshop.starts_on, "half": "pm"} | changed
        at = timezone.now() - datetime.timedelta(minutes=minutes_ago)
        return mark_attendance(guest, is_present=is_present, at=at, by=coordinator, **place)

    return tick


@pytest.mark.once
@pytest.mark.django_db
def test_half_days_are_those_with_something_on(workshop):
    items = [
        item(workshop, 0, (13, 30), (18, 0)),
        item(workshop, 1, (9, 0), (17, 0)),
        # A lunch that begins in the morning makes no afternoon.
        item(workshop, 2, (12, 0), (13, 30)),
    ]

    found = [(slot.day, slot.half) for slot in half_days_of(workshop, items)]

    days = workshop.days
    assert found == [(days[0], "pm"), (days[1], "am"), (days[1], "pm"), (days[2], "am")]
    assert len(half_days_of(workshop, [])) == 6


@pytest.mark.django_db
def test_of_two_ticks_the_one_made_later_stands_whichever_arrives_first(tick):
    tick(is_present=True, minutes_ago=5)
    tick(is_present=False, minutes_ago=10)

    assert tick(is_present=False, minutes_ago=7).is_present is True
    assert Attendance.objects.get().is_present is True


@pytest.mark.django_db
def test_a_tick_that_was_taken_back_is_not_brought_back_by_an_older_one(tick):
    tick(is_present=True, minutes_ago=10)
    tick(is_present=None, minutes_ago=5)
    tick(is_present=True, minutes_ago=7)

    assert Attendance.objects.get().is_present is None


@pytest.mark.django_db
def test_a_time_to_come_counts_as_now(tick):
    mark = tick(is_present=True, minutes_ago=-60)

    assert mark.marked_at <= timezone.now()
    assert tick(is_present=False).is_present is False


@pytest.mark.django_db
def test_the_log_says_what_was_corrected_and_not_each_tick(tick):
    tick(is_present=True, minutes_ago=10)
    assert not Activity.objects.exists()

    tick(is_present=False)

    assert Activity.objects.get().verb == "attendance_corrected"


@pytest.mark.django_db
def test_a_day_on_which_the_workshop_is_not_is_refused(tick, guest):
    with pytest.raises(AttendanceError):
        tick(is_present=True, day=guest.workshop.ends_on + datetime.timedelta(days=1))

    assert not Attendance.objects.exists()


# The pages


def send(client, guest, mark, **more):
    half = f"{guest.workshop.starts_on.isoformat()}-pm"
    data = {"registration": guest.pk, "half": half, "mark": mark} | more
    url = address("attendance_mark", guest.workshop)
    return client.post(url, data, headers={"Accept": "application/json"})


@pytest.mark.django_db
def test_the_hosts_editor_ticks_and_hears_what_stands(client, editor, guest):
    client.force_login(editor)

    answer = send(client, guest, "there")

    assert answer.json() == {"mark": "there"}
    assert Attendance.objects.get().marked_by == editor


@pytest.mark.django_db
def test_a_tick_is_as_old_as_the_device_says_whatever_its_clock(client, editor, guest, tick):
    """The clock of the device is a day ahead, and the tick was made ten minutes before it came."""
    tick(is_present=True, minutes_ago=5)
    client.force_login(editor)
    sent = int((timezone.now() + datetime.timedelta(days=1)).timestamp() * 1000)

    answer = send(client, guest, "not-there", at=sent - 600_000, sent=sent)

    assert answer.json() == {"mark": "there"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["participant", "stranger"])
def test_others_neither_read_nor_tick(client, request, who, guest):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address("attendance", guest.workshop)).status_code == 403
    assert send(client, guest, "there").status_code == 403
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_a_tick_of_another_persons_page_is_refused(client, editor, coordinator, guest):
    client.force_login(editor)

    answer = send(client, guest, "there", person=coordinator.pk)

    assert (answer.status_code, answer.json()) == (409, {"state": "other-person"})
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_a_guest_of_another_workshop_is_not_ticked_here(client, editor, guest, workshop):
    elsewhere = RegistrationFactory()
    client.force_login(editor)

    assert send(client, guest, "there", registration=elsewhere.pk).status_code == 410
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_without_a_script_only_what_was_changed_is_marked(client, editor, guest, workshop):
    other = AttendanceFactory(registration__workshop=workshop, is_present=True)
    client.force_login(editor)
    data = {
        "half": f"{workshop.starts_on.isoformat()}-pm",
        f"was-{guest.pk}": "not-said",
        f"mark-{guest.pk}": "there",
        # Somebody has ticked this one since the page was shown.
        f"was-{other.registration_id}": "not-said",
        f"mark-{other.registration_id}": "not-said",
    }

    page = client.post(address("attendance_save", workshop), data, follow=True)

    assert "1 mark is saved." in page.content.decode()
    assert set(Attendance.objects.values_list("is_present", flat=True)) == {True}


@pytest.mark.django_db
def test_somebody_unannounced_has_a_place_although_all_are_taken(client, editor, guest, workshop):
    workshop.places = 1
    workshop.save()
    client.force_login(editor)
    data = {
        "half": f"{workshop.starts_on.isoformat()}-pm",
        "name": "Late Guest",
        "organisation": "City hall",
        "attends_as": "policymaker",
    }

    client.post(address("attendance_guest", workshop), data)

    late = Registration.objects.get(name="Late Guest")
    assert not late.is_waiting
    assert late.attendances.get().is_present


@pytest.mark.django_db
def test_the_list_asks_no_more_for_more_people(
    client, editor, workshop, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(editor)
    AgendaItemFactory(workshop=workshop)
    AttendanceFactory(registration__workshop=workshop)
    url = address("attendance", workshop)
    client.get(url)
    with django_assert_max_num_queries(15) as asked:
        client.get(url)

    AttendanceFactory.create_batch(2, registration__workshop=workshop)

    with django_assert_num_queries(len(asked)):
        client.get(url)


@pytest.mark.once
@pytest.mark.django_db
def test_only_pages_of_a_workshop_that_is_near_are_kept_on_the_device(client, editor, workshop):
    client.force_login(editor)
    url = address("attendance", workshop)
    assert client.get(url).headers["X-Keep-For"] == str(editor.pk)

    workshop.starts_on += datetime.timedelta(weeks=8)
    workshop.ends_on += datetime.timedelta(weeks=8)
    workshop.set_derived()
    workshop.save()

    assert "X-Keep-For" not in client.get(url).headers
