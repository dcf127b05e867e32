"""The list of invitations: how each stands, and who may send and withdraw which."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.invitations.services import InvitationError, send_again, withdraw
from programme.models import Invitation, Mail, MailStatus, Membership, Role
from programme.people.services import add_person
from tests.factories import (
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    NewcomerFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.programme.inviting import expire, invited, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_closed_account_is_not_written_to(client, programme, coordinator):
    seat = MembershipFactory(programme=programme, user=UserFactory(is_active=False))
    client.force_login(coordinator)

    page = client.post(
        reverse("programme:membership_invite", args=[programme.slug, seat.pk]), follow=True
    )

    assert "is closed" in page.content.decode()
    assert not Mail.objects.exists()


# The list


def test_an_empty_list_has_nothing_to_filter(client, programme, coordinator):
    client.force_login(coordinator)
    address = reverse("programme:invitations", args=[programme.slug])

    assert 'class="filters"' not in client.get(address).content.decode()
    assert 'class="filters"' in client.get(f"{address}?q=ada").content.decode()


def test_the_list_says_how_each_stands_and_its_queries_do_not_grow(
    client, city, coordinator, django_assert_max_num_queries
):
    client.force_login(coordinator)
    sent, bounced, gone = (invited(city, by=coordinator) for _ in range(3))
    Mail.objects.filter(user=bounced.user).update(
        status=MailStatus.BOUNCED, sent_at=timezone.now(), bounced_at=timezone.now()
    )
    expire(gone)
    url = reverse("programme:invitations", args=[city.programme.slug])

    with django_assert_max_num_queries(8):
        response = client.get(url)

    states = {line.invitation: line.words for line in response.context["page"].lines}
    assert states == {
        sent: "Waits for an answer",
        bounced: "Waits for an answer, mail: Came back",
        gone: "Expired",
    }
    found = client.get(url, {"state": "expired"}).context["page"].lines
    assert [line.invitation for line in found] == [gone]
    people = client.get(reverse("programme:people", args=[city.programme.slug]))
    assert "Mail: Came back" in people.content.decode()


def test_an_editor_sees_and_sends_those_of_the_own_city_alone(client, city, editor, stranger):
    own = invited(city)
    foreign = invited(stranger.memberships.get().city)
    elsewhere = invited(CityFactory())
    client.force_login(editor)
    send = [
        client.post(reverse("programme:invitation_send", args=[city.programme.slug, row.pk]))
        for row in (own, foreign, elsewhere)
    ]

    page = client.get(reverse("programme:invitations", args=[city.programme.slug]))

    assert [line.invitation for line in page.context["page"].lines] == [own]
    assert [answer.status_code for answer in send] == [302, 404, 404]


def test_an_editor_takes_no_role_away_that_only_the_coordinator_gives(client, city, editor):
    invitation = invited(city)
    MembershipFactory(programme=city.programme, user=invitation.user, role=Role.EXPERT, city=city)

    with pytest.raises(InvitationError):
        withdraw(invitation, by=editor)

    assert Membership.objects.filter(user=invitation.user).count() == 2


def test_withdrawing_takes_the_seats_away_and_leaves_what_others_wrote(city, coordinator):
    workshop = WorkshopFactory(city=city)
    invitation = invited(city)
    place = workshop.registrations.create(user=invitation.user, name="Newcomer")

    withdraw(invitation, by=coordinator)

    place.refresh_from_db()
    assert place.user == invitation.user
    assert not Membership.objects.filter(user=invitation.user).exists()
    assert not invitation.user.former_memberships.exists()


def test_all_expired_are_sent_again_at_once(client, city, coordinator):
    rows = [invited(city) for _ in range(3)]
    for row in rows[:2]:
        expire(row)
    elsewhere = InvitationFactory(user=NewcomerFactory())
    expire(elsewhere)
    client.force_login(coordinator)

    client.post(reverse("programme:invitations_send_expired", args=[city.programme.slug]))

    sent = {row.pk: row.times_sent for row in Invitation.objects.all()}
    assert sent == {rows[0].pk: 2, rows[1].pk: 2, rows[2].pk: 1, elsewhere.pk: 1}


def test_a_new_link_kills_the_old_one(client, city, coordinator):
    invitation = invited(city)
    old = page_of(invitation)

    send_again(invitation, by=coordinator)

    assert client.get(old).status_code == 404
    assert client.get(page_of(Invitation.objects.get())).status_code == 200


def test_an_invited_person_who_gets_a_second_role_has_one_link(city, coordinator):
    invitation = invited(city)

    add_person(
        city.programme,
        email=invitation.address,
        name="Other",
        role=Role.EXPERT,
        city=None,
        partner=None,
        by=coordinator,
    )

    assert Invitation.objects.get().times_sent == 2
    assert "Expert" in Mail.objects.order_by("pk").last().body


# An editor invites colleagues


def test_an_editor_invites_for_the_own_city_as_editor_or_participant(
    client, city, editor, stranger
):
    client.force_login(editor)
    url = reverse("programme:person_add", args=[city.programme.slug])
    other = stranger.memberships.get().city

    def add(**values):
        said = {"email": "new@person.example", "name": "New Person", "city": city.pk}
        return client.post(url, said | {"role": "editor"} | values)

    refused = [add(role="coordinator"), add(city=other.pk), add(city="")]
    added = add()

    assert {answer.status_code for answer in refused} == {422}
    assert added.status_code == 302
    assert Membership.objects.get(user__email="new@person.example").city == city


def test_the_link_lives_fourteen_days(city):
    invitation = invited(city)

    lives = invitation.expires_at - invitation.sent_at
    assert abs(lives - datetime.timedelta(days=14)) < datetime.timedelta(minutes=1)
