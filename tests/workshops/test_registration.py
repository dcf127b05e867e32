import datetime
import time

import pytest
import time_machine

from programme.access import seats_of
from programme.models import Activity, Mail, Role
from tests.factories import (
    MembershipFactory,
    PartnerFactory,
    RegistrationFactory,
    SignUpFactory,
)
from tests.together import run_together
from workshops.models import AttendsAs, Registration, SignUp
from workshops.people.lines import in_line, position_of
from workshops.services import (
    RegistrationError,
    change_workshop,
    register,
    registration_of,
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


def test_a_full_workshop_takes_people_in_line_and_tells_them(workshop, participant):
    workshop.places = 1
    workshop.save()
    RegistrationFactory(workshop=workshop)
    RegistrationFactory(workshop=workshop, is_waiting=True)

    registration = register(registration_of(workshop, seat_of(participant)), by=participant)

    assert registration.is_waiting
    mail = Mail.objects.get(user=participant)
    assert mail.subject == f"You wait for a place at {workshop.title}"
    assert "You are second in line." in mail.body


def test_whoever_has_a_place_is_told_with_the_event_for_the_calendar(workshop, participant):
    register(registration_of(workshop, seat_of(participant)), by=participant)

    mail = Mail.objects.get(user=participant)
    assert "BEGIN:VEVENT" in mail.calendar
    assert mail.calendar_method == "REQUEST"


def test_a_free_place_is_for_those_in_line_and_for_nobody_who_comes_later(workshop, participant):
    workshop.places = 2
    workshop.save()
    RegistrationFactory(workshop=workshop)
    RegistrationFactory(workshop=workshop, is_waiting=True)

    assert register(registration_of(workshop, seat_of(participant)), by=participant).is_waiting


def test_withdrawing_lets_the_first_in_line_move_up_and_tells_them(workshop, coordinator):
    workshop.places = 1
    workshop.save()
    comes = RegistrationFactory(workshop=workshop)
    first, second = RegistrationFactory.create_batch(2, workshop=workshop, is_waiting=True)

    withdraw_registration(comes, by=coordinator)

    assert list(workshop.registrations.coming()) == [first]
    assert list(workshop.registrations.waiting()) == [second]
    assert "A place became free for you." in Mail.objects.get(user=first.user).body
    assert not Mail.objects.filter(user=second.user).exists()
    assert Activity.objects.about(first).get().verb == "registration_moved_up"


def test_more_places_let_as_many_move_up_in_order_of_arrival(workshop, coordinator):
    workshop.places = 1
    workshop.save()
    RegistrationFactory(workshop=workshop)
    waiting = RegistrationFactory.create_batch(3, workshop=workshop, is_waiting=True)

    change_workshop(workshop, {"places": 3}, by=coordinator)

    assert list(workshop.registrations.waiting()) == waiting[2:]


def test_nobody_moves_up_once_the_workshop_is_over(workshop, coordinator):
    workshop.places = 1
    workshop.save()
    comes = RegistrationFactory(workshop=workshop)
    waits = RegistrationFactory(workshop=workshop, is_waiting=True)

    with on(workshop.ends_on + datetime.timedelta(days=1)):
        withdraw_registration(comes, by=coordinator)

    waits.refresh_from_db()
    assert waits.is_waiting


def test_leaving_the_line_moves_nobody_past_others(workshop, participant):
    workshop.places = 1
    workshop.save()
    RegistrationFactory(workshop=workshop)
    first, second = RegistrationFactory.create_batch(2, workshop=workshop, is_waiting=True)

    withdraw_registration(first, by=first.user)

    assert list(workshop.registrations.waiting()) == [second]
    assert position_of(second) == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("position", "words"),
    [(1, "first in line"), (3, "third in line"), (14, "number 14 in line")],
)
def test_a_place_in_line_is_said_in_words(position, words):
    assert in_line(position) == words


@pytest.mark.django_db(transaction=True)
def test_two_hundred_people_at_once_get_twenty_places_and_a_line_in_order_of_arrival(
    workshop, coordinator
):
    """Ten at a time, as many processes let them in; each says when the answer was there."""
    workshop.places = 20
    workshop.save()

    def let_in(number):
        answers = []
        for _ in range(20):
            asked = time.monotonic()
            guest = Registration(workshop=workshop, name=f"Person {number}")
            row = register(guest, by=coordinator)
            answers.append((asked, time.monotonic(), row.pk))
        return answers

    answers = run_together(*(lambda number=number: let_in(number) for number in range(10)))

    calls = [call for found in answers for call in found]
    coming = list(workshop.registrations.coming().order_by("registered_at", "pk"))
    line = [*coming, *workshop.registrations.waiting()]
    assert (len(coming), len(line)) == (20, 200)
    assert [row.pk for row in line] == sorted(pk for _asked, _answered, pk in calls)
    # Whoever had the answer before somebody else asked stands before that person.
    place = {row.pk: number for number, row in enumerate(line)}
    for _asked, answered, pk in calls:
        assert all(place[pk] < place[late] for asked, _end, late in calls if asked > answered)
