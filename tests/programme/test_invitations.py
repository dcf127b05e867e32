"""Invitations: sent, sent again, withdrawn, and the way in from the mail to what waits."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as post_office
from django.urls import reverse
from django.utils import timezone

from programme.accounts.confirmed import confirm_address, is_confirmed
from programme.invitations.letters import CONFIRM
from programme.invitations.services import InvitationError, accept, invite, withdraw
from programme.mails.late_words import MARK
from programme.mails.sending import send_waiting
from programme.models import (
    Consent,
    Invitation,
    Mail,
    MailStatus,
    Membership,
    Programme,
    Role,
    User,
)
from programme.people.claims import confirm_by, confirmation_key
from tests.factories import (
    MailFactory,
    MailTemplateFactory,
    MembershipFactory,
    WorkplanItemFactory,
    WorkshopFactory,
)
from tests.programme.inviting import PASSWORD, expire, invited, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# The mail


def test_the_key_stands_in_the_mail_that_leaves_and_nowhere_in_the_outbox(client, city, expert):
    invitation = invited(city, by=expert)

    send_waiting()

    letter = post_office.outbox[0]
    assert f"/invitation/{invitation.key}/" in letter.body
    row = Mail.objects.get()
    client.force_login(expert)
    page = client.get(reverse("programme:mail", args=[city.programme.slug, row.pk]))
    assert invitation.key not in row.body
    assert invitation.key not in page.content.decode()


def test_nobody_proves_an_address_by_reading_the_own_mail_in_the_outbox(
    client, programme, coordinator
):
    mail = MailFactory(programme=programme, user=coordinator, kind=CONFIRM, body=f"Here: {MARK}")
    client.force_login(coordinator)

    page = client.get(reverse("programme:mail", args=[programme.slug, mail.pk]))

    assert f"Here: {MARK}" in page.content.decode()


def test_a_key_confirms_the_address_that_it_was_sent_to_and_no_other(coordinator):
    key = confirmation_key(coordinator)
    coordinator.email = "now@city.example"
    coordinator.save()

    assert not confirm_by(key, coordinator)
    assert not is_confirmed(coordinator)
    assert confirm_by(confirmation_key(coordinator), coordinator)


def test_the_words_of_the_programme_are_used(city):
    MailTemplateFactory(
        programme=city.programme, kind="invitation", subject="Ahoy {name}", body="{link} {role}"
    )

    invitation = invited(city)

    letter = Mail.objects.get()
    assert letter.subject == f"Ahoy {invitation.user.name}"
    assert f"City editor, {city}" in letter.body


def test_a_link_in_the_outbox_does_not_leave_once_it_was_withdrawn(city, coordinator):
    invitation = invited(city)

    withdraw(invitation, by=coordinator)
    send_waiting()

    assert post_office.outbox == []
    assert Mail.objects.get().status == MailStatus.DROPPED


# Coming in


def test_from_the_mail_to_what_waits_in_three_steps(client, city):
    WorkshopFactory(city=city)
    invitation = invited(city)

    form = client.get(page_of(invitation))
    answer = client.post(page_of(invitation), typed())
    waits = client.get(answer.url)

    assert (form.status_code, answer.status_code, waits.status_code) == (200, 302, 200)
    person = waits.wsgi_request.user
    assert (person, person.name) == (invitation.user, "Right Name")
    assert person.check_password(PASSWORD)
    assert Invitation.objects.get().accepted_at is not None
    assert "Right Name" in waits.content.decode()


def test_who_comes_in_is_led_to_the_own_most_urgent_task(client, city):
    item = WorkplanItemFactory(
        programme=city.programme,
        city=city,
        title="Send the list of cluster firms",
        due_on=timezone.localdate() + datetime.timedelta(days=3),
        owner_role=Role.EDITOR,
    )
    invitation = invited(city)

    answer = client.post(page_of(invitation), typed())

    assert answer.url == reverse("programme:item_evidence", args=[city.programme.slug, item.pk])
    assert "Send the list of cluster firms" in client.get(answer.url).content.decode()


def test_being_listed_is_asked_apart_and_is_nobodys_default(client, city):
    first, second = invited(city), invited(city)

    page = client.get(page_of(first)).content.decode()
    client.post(page_of(first), typed())
    client.logout()
    client.post(page_of(second), typed(is_listed="on"))

    box = re.search(r"<input[^>]*name=\"is_listed\"[^>]*>", page)[0]
    assert "checked" not in box
    assert [consent.user for consent in Consent.objects.all()] == [second.user]


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"password": "short"}, "password"),
        ({"password": "1234567890"}, "password"),
        ({"name": ""}, "name"),
        ({"name": "Klara \u202ednuL"}, "name"),
        ({"name": "Kl\u00adara"}, "name"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_link_still_works(client, city, values, at):
    invitation = invited(city)

    answer = client.post(page_of(invitation), typed(**values))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [at]
    assert client.post(page_of(invitation), typed()).status_code == 302


def test_a_link_opens_no_account_that_somebody_uses(client, city):
    invitation = invited(city)
    person = invitation.user
    person.set_password("their-own-secret-word")
    person.save()

    page = client.get(page_of(invitation))
    answer = client.post(page_of(invitation), typed())

    person.refresh_from_db()
    assert (page.status_code, answer.status_code) == (410, 410)
    assert person.check_password("their-own-secret-word")
    assert "_auth_user_id" not in client.session
    with pytest.raises(InvitationError):
        accept(invitation, name="X Y", password=PASSWORD, is_listed=False)


def test_a_second_programmes_link_dies_with_the_first(client, city, outsider):
    first = invited(city)
    elsewhere = outsider.memberships.get().programme
    seat = MembershipFactory(programme=elsewhere, user=first.user, role=Role.COORDINATOR)
    second = invite(seat, by=outsider)

    client.post(page_of(first), typed())
    client.logout()

    assert client.get(page_of(second)).status_code == 410


def test_logging_in_by_another_way_ends_the_invitation(client, city):
    invitation = invited(city)
    person = invitation.user
    person.set_password(PASSWORD)
    person.save()

    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    invitation.refresh_from_db()
    assert invitation.accepted_at is not None


def test_somebody_logged_in_as_somebody_else_is_told_so(client, city, participant):
    invitation = invited(city)
    client.force_login(participant)

    page = client.get(page_of(invitation))
    client.post(page_of(invitation), typed())

    assert "for somebody else" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


# Links that open nothing


def test_closed_links_say_what_to_do_and_tell_nothing(client, city, coordinator):
    expired, withdrawn, used, moved = invited(city), invited(city), invited(city), invited(city)
    expire(expired)
    User.objects.filter(pk=moved.user_id).update(email="now@city.example")
    withdraw(withdrawn, by=coordinator)
    client.post(page_of(used), typed())
    client.logout()

    pages = {
        name: client.get(page_of(row))
        for name, row in {
            "expired": expired, "withdrawn": withdrawn, "used": used, "moved": moved,
        }.items()
    }  # fmt: skip
    unknown = client.get(reverse("programme:invitation", args=["no-such-key"]))

    assert {page.status_code for page in pages.values()} == {410}
    assert unknown.status_code == 404
    said = {name: page.content.decode() for name, page in pages.items()}
    assert "Send me a new link" in said["expired"]
    assert "Ask for a new invitation" in said["withdrawn"]
    assert "Ask for a new invitation" in said["moved"]
    assert "Log in" in said["used"]
    assert 'name="email"' in unknown.content.decode()
    for row in (expired, withdrawn, used, moved):
        assert not any(row.user.name in page or row.address in page for page in said.values())


def test_an_expired_link_brings_a_new_one_to_the_same_address_and_not_twice(client, city):
    invitation = invited(city)
    expire(invitation)
    old = page_of(invitation)
    ask = reverse("programme:invitation_ask", args=[invitation.key])

    client.post(ask)
    client.post(ask)

    invitation.refresh_from_db()
    assert invitation.times_sent == 2
    assert Mail.objects.filter(status=MailStatus.WAITING).get().address == invitation.address
    assert client.get(old).status_code == 404
    assert client.get(page_of(invitation)).status_code == 200


def test_who_was_withdrawn_asks_the_inviter(client, city, coordinator):
    invitation = invited(city, by=coordinator)
    withdraw(invitation, by=coordinator)

    client.post(reverse("programme:invitation_ask", args=[invitation.key]))

    letter = Mail.objects.get(kind="invitation-asked")
    assert letter.address == coordinator.email
    assert not Membership.objects.filter(user=invitation.user).exists()


def test_who_asks_for_somebody_gone_reaches_who_coordinates_now(client, city, coordinator):
    """Somebody who left the programme hears nothing of its people."""
    inviter = MembershipFactory(programme=city.programme, role=Role.COORDINATOR)
    invitation = invited(city, by=inviter.user)
    withdraw(invitation, by=coordinator)
    inviter.delete()

    client.post(reverse("programme:invitation_ask", args=[invitation.key]))

    assert Mail.objects.get(kind="invitation-asked").address == coordinator.email


def test_a_lost_link_is_answered_alike_for_friend_and_stranger(client, city):
    invitation = invited(city)
    Invitation.objects.update(sent_at=timezone.now() - datetime.timedelta(hours=1))
    Mail.objects.all().delete()
    ask = reverse("programme:invitation_lost")

    answers = [client.post(ask, {"email": e}) for e in (invitation.address, "no@body.example")]

    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert Mail.objects.get().address == invitation.address
    # The link that was sent still opens: a stranger must not kill it.
    assert client.get(page_of(invitation)).status_code == 200


def test_a_link_does_not_walk_around_the_second_factor(client, city):
    Programme.objects.update(coordinators_need_second_factor=True)
    invitation = invited(city, role=Role.COORDINATOR)

    answer = client.post(page_of(invitation), typed())
    people = client.get(reverse("programme:people", args=[city.programme.slug]))
    # The password was chosen a moment ago: nobody asks for it once more.
    key = client.get(reverse("mfa_add_webauthn"))

    assert answer.status_code == 302
    assert people.url.startswith(reverse("second_factor_first"))
    assert key.status_code == 200


def test_an_account_has_no_other_confirmed_address_than_its_own(client, city):
    invitation = invited(city)
    client.post(page_of(invitation), typed())
    person = invitation.user
    person.email = "changed@person.example"
    person.save()

    confirm_address(person)

    assert [row.email for row in EmailAddress.objects.all()] == [person.email]
