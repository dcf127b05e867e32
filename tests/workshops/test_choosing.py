import datetime

import pytest
import time_machine

from programme.models import Activity, Mail
from tests.factories import (
    AgendaItemFactory,
    ChoiceWaitFactory,
    CityFactory,
    RegistrationFactory,
    SignUpFactory,
    WorkshopFactory,
)
from tests.together import run_together
from tests.workshops.conftest import address
from workshops.models import ChoiceWait, SignUp
from workshops.people.lines import choice_position_of
from workshops.services import (
    RegistrationError,
    choice_closes_on,
    choose,
    schedule_workshop,
    settle_choices,
    withdraw_registration,
)
from workshops.services.lines import move_lines

pytestmark = pytest.mark.django_db


def on(day):
    """At noon of a day."""
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))


@pytest.fixture
def full(workshop, choice_b):
    """Choice B with one place, which somebody has."""
    choice_b.capacity = 1
    choice_b.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_b)
    return choice_b


def test_choosing_is_logged_with_what_was_chosen_before(
    registration, choice_a, choice_b, participant
):
    choose(registration, choice_a, by=participant)

    choose(registration, choice_b, by=participant)

    assert SignUp.objects.get().item == choice_b
    entry = Activity.objects.about(registration).first()
    assert (entry.verb, entry.before, entry.after) == (
        "choice_made",
        {"choice": "A"},
        {"choice": "B"},
    )


def test_choosing_the_same_again_changes_and_logs_nothing(registration, choice_a, participant):
    first = choose(registration, choice_a, by=participant)

    assert choose(registration, choice_a, by=participant) == first
    assert Activity.objects.about(registration).count() == 1


def test_only_choices_of_the_same_workshop_can_be_chosen(workshop, registration, participant):
    visit = AgendaItemFactory(workshop=workshop)
    elsewhere = AgendaItemFactory(
        workshop=WorkshopFactory(city=CityFactory(programme=workshop.programme)), choice="A"
    )

    for item in (visit, elsewhere):
        with pytest.raises(RegistrationError, match="is nothing to choose"):
            choose(registration, item, by=participant)


def test_the_choice_closes_when_the_workplan_says(workshop, coordinator):
    assert choice_closes_on(workshop) == workshop.starts_on

    schedule_workshop(workshop, starts_on=workshop.starts_on, ends_on=workshop.ends_on, by=None)

    assert choice_closes_on(workshop) == workshop.starts_on - datetime.timedelta(days=7)


def test_after_the_deadline_only_the_coordinator_chooses(
    workshop, registration, choice_a, choice_b, participant, coordinator
):
    schedule_workshop(workshop, starts_on=workshop.starts_on, ends_on=workshop.ends_on, by=None)
    last_day = choice_closes_on(workshop)
    choice_a.refresh_from_db()

    with on(last_day):
        choose(registration, choice_a, by=participant)
    with on(last_day + datetime.timedelta(days=1)):
        with pytest.raises(RegistrationError, match="The choice closed on"):
            choose(registration, choice_b, by=participant)
        assert SignUp.objects.get().item == choice_a

        choose(registration, choice_b, by=coordinator)

    assert SignUp.objects.get().item == choice_b


def test_a_day_ends_where_the_workshop_is(workshop, registration, choice_a, participant):
    workshop.time_zone = "America/Los_Angeles"
    workshop.save()

    # Still the last evening there, and morning of the next day in UTC.
    next_day = workshop.starts_on + datetime.timedelta(days=1)
    with time_machine.travel(datetime.datetime.combine(next_day, datetime.time(5), datetime.UTC)):
        choose(registration, choice_a, by=participant)

    assert SignUp.objects.get().item == choice_a


def test_whoever_finds_a_choice_full_waits_and_keeps_the_other(
    registration, choice_a, full, participant
):
    choose(registration, choice_a, by=participant)

    wait = choose(registration, full, by=participant)

    assert choice_position_of(wait) == 1
    assert registration.sign_up.item == choice_a
    assert Activity.objects.about(registration).first().verb == "choice_waited"


def test_choosing_what_one_has_ends_the_wait(registration, choice_a, full, participant):
    choose(registration, choice_a, by=participant)
    choose(registration, full, by=participant)

    choose(registration, choice_a, by=participant)

    assert not ChoiceWait.objects.exists()


def test_a_place_that_becomes_free_goes_to_the_first_in_line_who_is_told(
    workshop, registration, choice_a, full, participant
):
    choose(registration, choice_a, by=participant)
    choose(registration, full, by=participant)
    second = ChoiceWaitFactory(registration=RegistrationFactory(workshop=workshop), item=full)

    withdraw_registration(full.sign_ups.get().registration, by=None)

    assert full.sign_ups.get().registration == registration
    assert list(ChoiceWait.objects.all()) == [second]
    mail = Mail.objects.get(user=participant, kind="choice-moved-up")
    assert mail.subject == f"You have a place in “{full}”"
    entry = Activity.objects.about(registration).first()
    assert (entry.verb, entry.actor, entry.before, entry.after) == (
        "choice_moved_up",
        None,
        {"choice": "A"},
        {"choice": "B"},
    )


def test_a_place_left_by_a_change_of_choice_goes_to_the_next(
    registration, choice_a, full, participant
):
    holder = full.sign_ups.get().registration
    choose(registration, full, by=participant)

    choose(holder, choice_a, by=holder.user)

    assert full.sign_ups.get().registration == registration


def test_moving_up_lets_the_line_for_the_place_left_move_too(workshop, choice_a, choice_b):
    choice_a.capacity = choice_b.capacity = 1
    choice_a.save()
    choice_b.save()
    in_a, in_b, waits = RegistrationFactory.create_batch(3, workshop=workshop)
    SignUpFactory(registration=in_a, item=choice_a)
    SignUpFactory(registration=in_b, item=choice_b)
    choose(waits, choice_b, by=waits.user)
    choose(in_b, choice_a, by=in_b.user)

    withdraw_registration(in_a, by=in_a.user)

    assert choice_a.sign_ups.get().registration == in_b
    assert choice_b.sign_ups.get().registration == waits
    assert not ChoiceWait.objects.exists()


def test_two_who_want_each_others_place_swap(workshop, registration, choice_a, full, participant):
    choice_a.capacity = 1
    choice_a.save()
    holder = full.sign_ups.get().registration
    choose(registration, choice_a, by=participant)
    choose(registration, full, by=participant)

    answer = choose(holder, choice_a, by=holder.user)

    assert isinstance(answer, SignUp)
    assert choice_a.sign_ups.get().registration == holder
    assert full.sign_ups.get().registration == registration
    assert not ChoiceWait.objects.exists()


def test_more_places_in_a_choice_are_given_to_those_in_line(registration, full, participant):
    choose(registration, full, by=participant)
    full.capacity = 2
    full.save()

    move_lines()

    assert registration.sign_up.item == full


def test_nobody_chooses_while_waiting_for_a_place_at_the_workshop(
    workshop, choice_a, registration, participant
):
    registration.is_waiting = True
    registration.save()

    with pytest.raises(RegistrationError, match="can choose once there is one"):
        choose(registration, choice_a, by=participant)

    assert not SignUp.objects.exists()


def test_somebody_who_withdrew_in_another_window_chooses_nothing(
    registration, choice_a, participant
):
    type(registration).objects.all().delete()

    with pytest.raises(RegistrationError, match="is not registered any more"):
        choose(registration, choice_a, by=participant)


def test_where_nobody_waits_settling_is_one_question(workshop, choice_a, django_assert_num_queries):
    with django_assert_num_queries(1):
        settle_choices(workshop)


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_fill_both_choices_and_stand_in_line_for_the_rest(
    workshop, choice_a, choice_b
):
    choice_a.capacity = choice_b.capacity = 8
    choice_a.save()
    choice_b.save()
    people = RegistrationFactory.create_batch(40, workshop=workshop)

    def choosing(some):
        for number, person in enumerate(some):
            choose(person, (choice_a, choice_b)[number % 2], by=person.user)

    answers = run_together(*(lambda n=n: choosing(people[n::8]) for n in range(8)))

    assert [answer for answer in answers if answer is not None] == []
    assert (choice_a.sign_ups.count(), choice_b.sign_ups.count()) == (8, 8)
    assert ChoiceWait.objects.count() == 24


def test_places_that_an_editor_adds_on_the_agenda_are_given_at_once(
    client, coordinator, registration, full, participant, django_capture_on_commit_callbacks
):
    choose(registration, full, by=participant)
    client.force_login(coordinator)

    form = client.get(address("item_edit", full.workshop, full.pk)).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("item_edit", full.workshop, full.pk), shown | {"capacity": "2"})

    assert registration.sign_up.item == full
