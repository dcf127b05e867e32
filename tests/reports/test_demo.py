"""The demonstration programme is complete and alive on whatever day it is loaded."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from cases import tasks
from cases.models import Case, CaseStatus, Comment, Edition, Receipt
from programme.demo.calendar import FIFTH_WORKSHOP, Calendar
from programme.mails.sending import send_waiting
from programme.mapping.history import MapLog, MapState
from programme.models import Activity, Programme, User, WorkplanItem
from reports.models import CityReport, ReportStatus
from workshops.models import Registration, SignUp, Workshop

pytestmark = pytest.mark.django_db


def load(*options):
    call_command("load_demo", *options, verbosity=0)
    return Programme.objects.get(slug="clusnet")


@pytest.mark.once
def test_fifth_workshop_opens_on_a_wednesday_in_about_two_weeks():
    for days in range(400):
        today = datetime.date(2026, 11, 21) + datetime.timedelta(days)
        opens = Calendar.around(today).day(FIFTH_WORKSHOP)
        assert (opens.weekday(), 12 <= (opens - today).days <= 18) == (2, True)


@pytest.mark.once
def test_the_demonstration_has_readers_and_editions_and_nothing_of_what_lies_ahead(
    django_capture_on_commit_callbacks, mailoutbox
):
    # A Saturday: on no other day is what was written before the workshop so near to today.
    with time_machine.travel("2028-12-30T11:00:00+00:00", tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            programme = load()
        tasks.find_readers()
        send_waiting()
        now = timezone.now()

        assert programme.workshops.get(number=5).starts_on == datetime.date(2029, 1, 17)
        assert not Activity.objects.filter(at__gt=now).exists()
        assert not Comment.objects.filter(created_at__gt=now).exists()
        assert not WorkplanItem.objects.filter(done_at__gt=now).exists()
    receipts = Receipt.objects.all()
    assert mailoutbox == []
    assert receipts.filter(read_at__isnull=False).exists()
    assert receipts.filter(opened_at__isnull=False, read_at=None).exists()
    assert receipts.filter(opened_at=None, send_error="").exists()
    assert receipts.exclude(send_error="").count() == 1
    assert not receipts.filter(sent_at__gt=now).exists()
    assert not receipts.filter(read_at__gt=now).exists()
    second = Edition.objects.get(number=2)
    assert second.case.city.slug == "eindhoven"
    assert second.remark
    assert Edition.objects.get(public_since__lte=now).case.city.slug == "lyon"


# From here on it is loaded once for all: no test above may come after these.


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The programme as it is today, loaded once; whatever a test changes in it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def test_everything_of_the_programme_is_there(demo):
    groups = {
        group.number: {city.name for city in group.cities.all()} for group in demo.groups.all()
    }

    assert groups == {
        1: {"Lyon", "Barcelona", "Budapest"},
        2: {"Dortmund", "Eindhoven", "Göteborg"},
        3: {"Helsinki", "Leipzig"},
        4: {"Manchester", "Munich"},
    }
    assert demo.workshops.count() == 11
    assert {w.city.name for w in demo.workshops.exclude(number=None)} == {
        city.name for city in demo.cities.all()
    } - {"Munich"}
    assert all(workshop.agenda_items.count() >= 8 for workshop in demo.workshops.all())


@pytest.mark.once
def test_map_is_as_it_was_handed_over(demo):
    cities = list(demo.cities.all())
    kick_off = demo.workshops.get(kind="kick_off")
    then = MapState.of(demo, cities).on(MapLog.of(demo), kick_off.ends_on, kick_off.tz)

    marks = {
        (city.name, sector): mark
        for city in cities
        for sector, mark in then[city.pk].items()
        if mark not in ("", "none")
    }

    assert marks == {
        ("Lyon", "Textiles"): "opportunity",
        ("Lyon", "Biotech"): "case",
        ("Eindhoven", "Textiles"): "opportunity",
        ("Eindhoven", "ICT"): "case",
        ("Göteborg", "Textiles"): "opportunity",
        ("Göteborg", "ICT"): "opportunity",
        ("Helsinki", "Textiles"): "opportunity",
        ("Helsinki", "ICT"): "opportunity",
        ("Manchester", "Textiles"): "case",
    }


@pytest.mark.once
def test_cases_stand_at_different_stages_and_two_are_whole(demo):
    stages = {case.city.slug: case.status for case in Case.objects.select_related("city")}
    whole = {
        case.city.slug
        for case in Case.objects.prefetch_related("answers")
        if all(answer.is_answered for answer in case.answers.all())
    }

    assert stages == {
        "lyon": CaseStatus.CLOSED,
        "dortmund": CaseStatus.CLOSED,
        "budapest": CaseStatus.DISCUSSED,
        "eindhoven": CaseStatus.DISCUSSED,
        "goteborg": CaseStatus.ACCEPTED,
        "helsinki": CaseStatus.DRAFTING,
        "leipzig": CaseStatus.DRAFTING,
        "manchester": CaseStatus.PROPOSED,
        "barcelona": CaseStatus.PROPOSED,
    }
    assert {"budapest", "goteborg"} <= whole


@pytest.mark.once
def test_reports_stand_at_different_stages(demo):
    stages = {r.workshop.city.slug: r.status for r in CityReport.objects.all()}

    assert stages == {
        "lyon": ReportStatus.PUBLISHED,
        "dortmund": ReportStatus.PUBLISHED,
        "budapest": ReportStatus.WITH_CITY,
        "eindhoven": ReportStatus.DRAFTING,
    }


@pytest.mark.once
def test_fifth_workshop_waits_for_seven_choices(demo):
    fifth = demo.workshops.get(number=5)

    chosen = list(
        SignUp.objects.filter(registration__workshop=fifth).values_list("item__choice", flat=True)
    )

    assert Registration.objects.filter(workshop=fifth).count() == 31
    assert (chosen.count("A"), chosen.count("B")) == (14, 10)


@pytest.mark.once
@pytest.mark.parametrize(
    "email",
    [
        "anna.moreau@grandlyon.example",
        "karl.lindqvist@csc.example",
        "klara.lund@goteborg.example",
        "tobias.brandt@leipzig.example",
    ],
)
def test_log_ins_that_the_readme_names_work(client, demo, email):
    response = client.post("/account/login/", {"login": email, "password": "clusnet-demo"})

    assert response.status_code == 302
    assert client.get("/clusnet/").status_code == 200


@pytest.mark.once
def test_second_load_is_refused_and_replacing_leaves_no_double(demo):
    with pytest.raises(CommandError, match="--replace"):
        load()
    # By the way, with the dates that it had.
    programme = load("--replace", "--historic")

    days = dict(programme.workshops.exclude(number=None).values_list("number", "starts_on"))
    assert (days[3], days[5]) == (datetime.date(2010, 3, 3), datetime.date(2010, 9, 8))
    assert Programme.objects.filter(slug="clusnet").count() == 1
    assert Workshop.objects.count() == 11
    assert User.objects.filter(email="anna.moreau@grandlyon.example").count() == 1


@pytest.mark.once
def test_history_of_a_case_is_told_in_order(demo):
    case = Case.objects.get(city__slug="goteborg")

    verbs = list(Activity.objects.about(case).order_by("at").values_list("verb", flat=True))

    assert verbs == [
        "case_created",
        "case_drafting",
        "case_submitted",
        "case_returned",
        "case_submitted",
        "case_accepted",
    ]
