"""Learning passports: what a city did, took up from others, and gave on."""

import datetime

import pytest
from django.urls import reverse

from cases.models import CaseStatus
from programme.models import Activity, Role
from reports.contexts import context_of
from reports.models import Lesson, TakeUp
from reports.outcomes.passport_sources import sources_for
from reports.services import delete_take_up, record_take_up
from tests.factories import (
    AttendanceFactory,
    CaseFactory,
    CityFactory,
    CityReportFactory,
    DistributedCaseFactory,
    LessonFactory,
    MembershipFactory,
    ProposedActionFactory,
    RegistrationFactory,
    ReportEditionFactory,
    TakeUpFactory,
    WorkshopFactory,
)
from tests.together import run_together

pytestmark = pytest.mark.django_db
once = pytest.mark.once


@pytest.fixture
def other(city):
    """Another city of the programme, with a shared case and an action."""
    return CityFactory(programme=city.programme, name="Porto")


@pytest.fixture
def action(other):
    case = DistributedCaseFactory(city=other)
    return ProposedActionFactory(case=case, number=2, text="Hire a scout.")


@pytest.fixture
def lesson(action):
    """In an edition as “Ask first.”, and worded anew since; and one that is not published."""
    report = CityReportFactory(workshop=action.case.workshop)
    lesson = LessonFactory(city_report=report, number=1, text="Canarydraft words")
    LessonFactory(city_report=report, number=2, text="Canarydraft lesson")
    frozen = {"number": 1, "text": "Ask first.", "gap": "policy", "gap_words": "Policy"}
    ReportEditionFactory(city_report=report, content={"lessons": [frozen]})
    return lesson


def url_of(name, city, *more):
    return reverse(f"reports:{name}", args=[city.programme.slug, city.slug, *more])


def form(source, **more):
    words = {"source": source, "text": "Our own scout.", "progress": "adopted"}
    return words | more


@once
def test_a_city_chooses_from_shared_actions_and_published_lessons_alone(
    city, other, action, lesson
):
    hidden = CaseFactory(city=CityFactory(programme=city.programme), status=CaseStatus.DRAFTING)
    ProposedActionFactory(case=hidden, text="Canarydraft action")
    ProposedActionFactory(text="Of another programme")

    sources = sources_for(city)

    assert set(sources) == {
        f"action-{action.pk}",
        f"lesson-{lesson.pk}",
        f"city-{other.pk}",
        f"city-{hidden.city.pk}",
    }
    assert sources[f"lesson-{lesson.pk}"].label == "Porto L1: Ask first."
    assert "Canarydraft" not in "".join(source.label for source in sources.values())


@once
@pytest.mark.parametrize("who", ["editor", "coordinator"])
def test_the_city_and_the_coordinator_write_the_passport(client, city, other, action, request, who):
    client.force_login(request.getfixturevalue(who))
    url = f"{url_of('take_up_create', city)}?action={action.pk}"

    asked = client.get(url)
    response = client.post(url, form(f"action-{action.pk}"))

    entry = TakeUp.objects.get()
    assert asked.context["form"]["source"].value() == f"action-{action.pk}"
    assert response.url == f"{url_of('passport', city)}#taken"
    assert (entry.city, entry.source_city, entry.action) == (city, other, action)
    assert (entry.number, entry.text) == (1, "Our own scout.")
    assert Activity.objects.get(verb="take_up_recorded").city == city


@once
def test_an_entry_is_changed_and_deleted_by_those_who_may(client, city, other, lesson, editor):
    entry = TakeUpFactory(city=city, source_city=other)
    client.force_login(editor)

    client.post(
        url_of("take_up_edit", city, entry.pk),
        form(f"lesson-{lesson.pk}", text="Asked first.", progress="done", result="It helped."),
    )

    entry.refresh_from_db()
    assert (entry.lesson, entry.action, entry.text) == (lesson, None, "Asked first.")
    assert (entry.progress, entry.result) == ("done", "It helped.")
    lost = client.get(url_of("take_up_delete", city, entry.pk))
    client.post(url_of("take_up_delete", city, entry.pk))
    assert "It helped." in lost.text
    assert not TakeUp.objects.exists()
    changes = Activity.objects.filter(verb__startswith="take_up_").order_by("pk")
    assert [row.verb for row in changes] == ["take_up_changed", "take_up_deleted"]


@once
def test_a_source_that_is_offered_no_more_stays_as_it_is(client, city, other, editor):
    lesson = LessonFactory(city_report=CityReportFactory(workshop=WorkshopFactory(city=other)))
    entry = TakeUpFactory(city=city, source_city=other, lesson=lesson)
    client.force_login(editor)

    page = client.get(url_of("take_up_edit", city, entry.pk))
    client.post(
        url_of("take_up_edit", city, entry.pk), form(f"lesson-{lesson.pk}", text="Better said.")
    )

    entry.refresh_from_db()
    assert lesson.text not in page.text
    assert (entry.text, entry.lesson) == ("Better said.", lesson)


@once
@pytest.mark.parametrize("source", ["", "city-0", "lesson-0", "draft", "own"])
def test_what_is_not_offered_is_refused(client, city, lesson, editor, source):
    names = {
        "draft": f"lesson-{Lesson.objects.get(number=2).pk}",
        "own": f"city-{city.pk}",
    }
    client.force_login(editor)

    response = client.post(url_of("take_up_create", city), form(names.get(source, source)))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"source"}
    assert not TakeUp.objects.exists()


@once
@pytest.mark.parametrize("who", ["expert", "stranger", "participant", "neighbour"])
def test_others_only_read(client, city, other, request, who):
    entry = TakeUpFactory(city=city, source_city=other, text="Our own scout.")
    if who == "neighbour":
        person = MembershipFactory(programme=city.programme, city=other, role=Role.EDITOR).user
    else:
        person = request.getfixturevalue(who)
    client.force_login(person)

    page = client.get(url_of("passport", city))
    answers = [
        client.post(url_of(name, city, *more), form(f"city-{other.pk}")).status_code
        for name, more in [
            ("take_up_create", []),
            ("take_up_edit", [entry.pk]),
            ("take_up_delete", [entry.pk]),
        ]
    ]

    assert "Our own scout." in page.text
    assert not page.context["passport"].can_edit
    assert answers == [403] * 3
    assert TakeUp.objects.get().text == "Our own scout."


@once
def test_members_read_a_lesson_as_it_was_published(client, city, other, lesson, participant):
    TakeUpFactory(city=city, source_city=other, lesson=lesson)
    client.force_login(participant)

    pages = [
        client.get(url_of("passport", city)).text,
        client.get(url_of("passport", other)).text,
        client.get(reverse("reports:passports", args=[city.programme.slug])).text,
        context_of("learning_passport", city).html(),
    ]

    assert all("Ask first." in page for page in (pages[0], pages[3]))
    assert all("Porto L1" in page and "Canarydraft" not in page for page in pages)


@once
def test_who_was_there_counts_where_it_was_marked_else_who_had_a_place(client, city, participant):
    marked = WorkshopFactory(city=city, starts_on=datetime.date(2020, 5, 6))
    placed = WorkshopFactory(programme=city.programme, starts_on=datetime.date(2020, 9, 2))
    came, _stayed = RegistrationFactory.create_batch(2, workshop=marked, city=city)
    AttendanceFactory(registration=came, day="2020-05-06", is_present=True)
    AttendanceFactory(registration=came, day="2020-05-07", is_present=True)
    AttendanceFactory(registration=_stayed, day="2020-05-07", is_present=False)
    RegistrationFactory.create_batch(2, workshop=placed, city=city)
    RegistrationFactory(workshop=placed, city=city, is_waiting=True)
    WorkshopFactory(programme=city.programme)
    client.force_login(participant)

    visits = client.get(url_of("passport", city)).context["passport"].visits

    assert [(visit.workshop, visit.people) for visit in visits] == [(marked, 1), (placed, 2)]
    assert [visit.is_host for visit in visits] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_have_numbers_of_their_own(city, other, editor):
    words = {"by": editor, "source_city": other, "progress": "adopted"}
    delete_take_up(record_take_up(city, text="Gone.", **words), by=editor)

    run_together(*[lambda: record_take_up(city, text="A thing.", **words)] * 3)

    assert [entry.number for entry in TakeUp.objects.order_by("number")] == [2, 3, 4]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("passport", 12), ("passports", 7)])
def test_pages_ask_as_much_for_three_rows_as_for_one(
    client, city, action, lesson, participant, rows, name, queries, django_assert_num_queries
):
    own = DistributedCaseFactory(city=city)
    for number in range(1, rows + 1):
        ProposedActionFactory(case=own, number=number)
        TakeUpFactory(city=city, source_city=action.case.city, action=action, number=number)
        TakeUpFactory(city=CityFactory(programme=city.programme), source_city=city, lesson=lesson)
    client.force_login(participant)
    names = [city.slug] if name == "passport" else []

    with django_assert_num_queries(queries):
        client.get(reverse(f"reports:{name}", args=[city.programme.slug, *names]))
