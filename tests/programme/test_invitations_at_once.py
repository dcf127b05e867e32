"""Two people at the same instant: at one link, and out of one programme."""

import pytest

from programme.access import seats_of
from programme.forms.people import SeatForm
from programme.invitations.services import InvitationError, accept, invite, send_again
from programme.models import Invitation, Membership, Role
from programme.people.seats import SeatError, change_seat, leave_programme
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
