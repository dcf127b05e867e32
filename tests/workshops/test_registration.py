import datetime

import pytest
import time_machine

from programme.access import seats_of
from programme.models import Activity, Role
from tests.factories import (
    AgendaItemFactory,
    CityFactory,
    MembershipFactory,
    PartnerFactory,
    RegistrationFactory,
    SignUpFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.together import run_together
from workshops.models import AttendsAs, Registration, SignUp
from workshops.services import (
    RegistrationError,
    choice_closes_on,
    choose,
    register,
    registration_of,
    schedule_workshop,
    withdraw_registration,
)

pytestmark = pytest.mark.django_db


def seat_of(user):
    return seats_of(user)[0]


def on(day):
    """At noon of a day."""
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))


def test_a_participant_comes_from_the_own_city(workshop, participant):
    home = participant.memberships.get().city

    registration = register(registration_of(workshop, seat_of(participant)), by=participant)

    assert (registration.user, registration.name) == (participant, participant.name)
    assert (registration.city, registration.partner) == (home, None)
    assert (registration.organisation, registration.attends_as) == (home.name, AttendsAs.PARTNER)


def test_people_of_the_host_city_come_as_hosts(workshop, editor):
    assert registration_of(workshop, seat_of(editor)).attends_as == AttendsAs.HOST


def test_experts_come_as_experts_of_their_partner(workshop, expert):
    registration = registration_of(workshop, seat_of(expert))

    assert registration.attends_as == AttendsAs.EXPERT
    assert registration.organisation == registration.partner.name


def test_registering_is_logged_for_the_city_of_the_person(workshop, participant):
    registration = register(registration_of(workshop, seat_of(participant)), by=participant)

    entry = Activity.objects.about(registration).get()
    assert (entry.verb, entry.actor, entry.city) == (
        "registration_created",
        participant,
        registration.city,
    )
    assert entry.sentence == f"{participant.name} was registered for {workshop.title}."


def test_nobody_is_registered_twice(workshop, registration, participant):
    with pytest.raises(RegistrationError, match="is registered already"):
        register(registration_of(workshop, seat_of(participant)), by=participant)


def test_people_without_a_log_in_can_have_the_same_name(workshop, coordinator):
    for _ in range(2):
        register(Registration(workshop=workshop, name="Anna Berg"), by=coordinator)

    assert workshop.registrations.filter(name="Anna Berg").count() == 2


def test_a_full_workshop_takes_nobody(workshop, participant):
    workshop.places = 1
    workshop.save()
    RegistrationFactory(workshop=workshop)

    with pytest.raises(RegistrationError, match="The only place is taken"):
        register(registration_of(workshop, seat_of(participant)), by=participant)

    assert workshop.registrations.count() == 1


def test_after_the_workshop_only_the_coordinator_registers(workshop, participant, coordinator):
    with on(workshop.ends_on + datetime.timedelta(days=1)):
        with pytest.raises(RegistrationError, match="The workshop is over"):
            register(registration_of(workshop, seat_of(participant)), by=participant)

        register(Registration(workshop=workshop, name="Late Guest"), by=coordinator)

    assert [registration.name for registration in workshop.registrations.all()] == ["Late Guest"]


def test_withdrawing_frees_the_place_and_the_choice(registration, choice_a, participant):
    SignUpFactory(registration=registration, item=choice_a)

    withdraw_registration(registration, by=participant)

    assert Registration.objects.count() == SignUp.objects.count() == 0
    assert Activity.objects.get().verb == "registration_withdrawn"


def test_after_the_workshop_only_the_coordinator_takes_people_off_the_list(
    workshop, registration, participant, coordinator
):
    with on(workshop.ends_on + datetime.timedelta(days=1)):
        with pytest.raises(RegistrationError, match="The workshop is over"):
            withdraw_registration(registration, by=participant)

        withdraw_registration(registration, by=coordinator)

    assert Registration.objects.count() == 0


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


def test_a_full_choice_is_refused_and_the_old_one_kept(
    workshop, registration, choice_a, choice_b, participant
):
    choice_b.capacity = 1
    choice_b.save()
    SignUpFactory(registration=RegistrationFactory(workshop=workshop), item=choice_b)
    choose(registration, choice_a, by=participant)

    with pytest.raises(RegistrationError, match="is full: its only place is taken"):
        choose(registration, choice_b, by=participant)

    assert registration.sign_up.item == choice_a


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


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_choice_goes_to_one_person(workshop, choice_a):
    choice_a.capacity = 1
    choice_a.save()
    registrations = [RegistrationFactory(workshop=workshop) for _ in range(4)]

    answers = run_together(
        *(
            lambda registration=registration: choose(registration, choice_a, by=registration.user)
            for registration in registrations
        )
    )

    assert sorted(type(answer).__name__ for answer in answers) == [
        "RegistrationError",
        "RegistrationError",
        "RegistrationError",
        "SignUp",
    ]
    assert choice_a.sign_ups.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_workshop_goes_to_one_person(workshop, programme):
    workshop.places = 1
    workshop.save()
    home = CityFactory(programme=programme)
    seats = [
        seat_of(MembershipFactory(programme=programme, city=home, user=UserFactory()).user)
        for _ in range(4)
    ]

    answers = run_together(
        *(
            lambda seat=seat: register(registration_of(workshop, seat), by=seat.user)
            for seat in seats
        )
    )

    assert sorted(type(answer).__name__ for answer in answers) == [
        "Registration",
        "RegistrationError",
        "RegistrationError",
        "RegistrationError",
    ]
    assert workshop.registrations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_registers_once(workshop, participant):
    seat = seat_of(participant)

    answers = run_together(
        *(lambda: register(registration_of(workshop, seat), by=participant) for _ in range(3))
    )

    assert sorted(type(answer).__name__ for answer in answers) == [
        "Registration",
        "RegistrationError",
        "RegistrationError",
    ]


def test_a_member_with_a_partner_and_no_city_comes_for_the_partner(workshop, programme):
    partner = PartnerFactory(programme=programme, name="Eurocities")
    user = MembershipFactory(programme=programme, role=Role.PARTICIPANT, partner=partner).user

    registration = registration_of(workshop, seat_of(user))

    assert (registration.partner, registration.city) == (partner, None)
    assert registration.organisation == "Eurocities"


def test_somebody_with_a_very_long_address_and_no_name_can_come(workshop, participant):
    participant.name, participant.email = "", f"{'a' * 64}@{'b' * 63}.example"
    participant.save()

    registration = register(registration_of(workshop, seat_of(participant)), by=participant)

    assert participant.email.startswith(registration.name)
