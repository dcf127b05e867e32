"""Two people at the same instant: at one link, and out of one programme."""

import io
import threading

import pytest

from programme.access import seats_of
from programme.editing import RowGoneError
from programme.forms.people import SeatForm
from programme.invitations import bulk
from programme.invitations.services import (
    InvitationError,
    accept,
    invite,
    renew,
    send_again,
    withdraw,
)
from programme.invitations.sheets import read_people
from programme.models import Activity, Invitation, Membership, Role
from programme.people.seats import SeatError, change_seat, end_seat, leave_programme
from tests.factories import CityFactory, MembershipFactory, NewcomerFactory
from tests.together import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def new_invitation():
    city = CityFactory()
    seat = MembershipFactory(programme=city.programme, city=city, user=NewcomerFactory())
    return invite(seat, by=None)


def come_in(invitation, name):
    return lambda: accept(invitation, name=name, password="a-long-secret-word", is_listed=True)


def test_of_two_who_open_a_link_one_comes_in():
    invitation = new_invitation()

    results = run_together(come_in(invitation, "First One"), come_in(invitation, "Second One"))

    refused = [result for result in results if isinstance(result, InvitationError)]
    [person] = [result for result in results if not isinstance(result, Exception)]
    invitation.user.refresh_from_db()
    assert len(refused) == 1
    assert invitation.user.name == person.name


def test_sent_again_while_somebody_comes_in_one_of_both_counts():
    invitation = new_invitation()

    came, sent = run_together(
        come_in(invitation, "Right Name"), lambda: send_again(invitation, by=None)
    )

    row = Invitation.objects.get()
    has_come = not isinstance(came, Exception)
    assert {type(came), type(sent)} & {InvitationError}
    assert (row.accepted_at is not None) == has_come
    assert (row.times_sent == 1) == has_come


def test_two_last_coordinators_do_not_leave_at_once():
    first = MembershipFactory(role=Role.COORDINATOR)
    second = MembershipFactory(programme=first.programme, role=Role.COORDINATOR)

    results = run_together(
        *(lambda seat=seat: leave_programme(seat.user, seat.programme) for seat in (first, second))
    )

    assert sum(isinstance(result, SeatError) for result in results) == 1
    assert Membership.objects.coordinating(first.programme).count() == 1


def test_two_last_coordinators_do_not_demote_each_other_at_once():
    first = MembershipFactory(role=Role.COORDINATOR)
    second = MembershipFactory(programme=first.programme, role=Role.COORDINATOR)

    def demote(seat, by):
        def change():
            form = SeatForm(
                {"role": "participant", "city": "", "partner": ""},
                instance=Membership.objects.get(pk=seat.pk),
                programme=seat.programme,
            )
            assert form.is_valid() or form.errors["role"]
            if form.is_valid():
                change_seat(form, by=by)

        return change

    run_together(demote(first, second.user), demote(second, first.user))

    assert Membership.objects.coordinating(first.programme).count() == 1
    assert len(seats_of(first.user)) == len(seats_of(second.user)) == 1


def test_whoever_is_in_a_list_has_a_link_or_no_role_when_the_invitation_is_withdrawn_at_once(
    monkeypatch,
):
    invitation = new_invitation()
    coordinator = MembershipFactory(programme=invitation.programme, role=Role.COORDINATOR).user
    people = read_people(
        invitation.programme,
        io.BytesIO(f"E-mail,Name,Role\n{invitation.address},Somebody,expert\n".encode()),
        name="people.csv",
        by=coordinator,
    )
    has_read, goes_on = threading.Event(), threading.Event()

    def renew_late(*args):
        has_read.set()
        # Whoever waits for this list lets it pass; whoever does not wait comes between.
        goes_on.wait(timeout=0.5)
        renew(*args)

    def withdraw_between():
        has_read.wait(timeout=10)
        withdraw(invitation, by=coordinator)
        goes_on.set()

    monkeypatch.setattr(bulk, "renew", renew_late)

    results = run_together(
        lambda: bulk.invite_all(people, expected=1, by=coordinator), withdraw_between
    )

    assert [result for result in results if isinstance(result, Exception)] == []
    has_role = Membership.objects.filter(user=invitation.user).exists()
    assert Invitation.objects.open().exists() == has_role


def test_a_role_that_another_has_changed_or_ended_is_not_changed_unread():
    seat = MembershipFactory(role=Role.PARTICIPANT)
    coordinator = MembershipFactory(programme=seat.programme, role=Role.COORDINATOR).user

    def read():
        form = SeatForm(
            {"role": "expert", "city": "", "partner": ""},
            instance=Membership.objects.get(pk=seat.pk),
            programme=seat.programme,
        )
        assert form.is_valid()
        return form

    first, second, third = read(), read(), read()
    change_seat(first, by=coordinator)
    with pytest.raises(SeatError):
        change_seat(second, by=coordinator)
    end_seat(seat, by=coordinator)
    with pytest.raises(RowGoneError):
        change_seat(third, by=coordinator)

    assert Activity.objects.filter(verb="membership_changed").count() == 1
