"""Roles that end: handed over, left, taken away; what was before stays."""

import pytest
from django.urls import reverse

from programme.access import seats_of
from programme.forms.people import HandOverForm
from programme.invitations.standing import mail_key
from programme.models import (
    FormerMembership,
    Invitation,
    Mail,
    Membership,
    Role,
    User,
)
from programme.people.seats import SeatError, end_seat, leave_programme
from programme.people.services import hand_over
from programme.workplan.reminders import owners_of
from tests.factories import (
    CityFactory,
    FormerMembershipFactory,
    MembershipFactory,
    NewcomerFactory,
    UserFactory,
    WorkplanItemFactory,
)
from tests.programme.inviting import invited

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def roles_of(person, programme):
    rows = Membership.objects.filter(user=person, programme=programme)
    return sorted(rows.values_list("role", "city"))


def test_what_waits_for_the_editor_goes_over_with_the_city(city, editor, participant):
    item = WorkplanItemFactory(programme=city.programme, city=city, owner_role=Role.EDITOR)

    seat = editor.memberships.get()
    hand_over(seat, email=participant.email, name="", stays=True, by=editor)

    assert owners_of(item) == [participant]
    assert roles_of(editor, city.programme) == [("participant", city.pk)]
    former = FormerMembership.objects.get(user=editor)
    assert (former.role, former.city, former.handed_to) == (Role.EDITOR, city, participant)


def test_a_participant_of_the_city_becomes_its_editor_with_the_same_seat(city, editor):
    colleague = MembershipFactory(programme=city.programme, city=city).user

    seat = editor.memberships.get()
    hand_over(seat, email=colleague.email, name="", stays=False, by=editor)

    assert roles_of(colleague, city.programme) == [("editor", city.pk)]
    assert not editor.memberships.exists()
    assert colleague.former_memberships.get().role == Role.PARTICIPANT


def test_the_page_hands_over_to_somebody_new_who_gets_a_link(client, city, editor):
    client.force_login(editor)
    url = reverse("programme:hand_over", args=[city.programme.slug, city.slug])
    said = {"giver": editor.memberships.get().pk, "person": "", "then": "leaves"}

    empty = client.post(url, said)
    said |= {"email": "New@Person.example", "name": "New <i>Person"}
    asked = client.post(url, said)
    before = seats_of(editor)[0].edited_cities
    back = client.post(url, said | {"step": "back"})
    done = client.post(url, said | {"step": "agreed"})

    assert empty.status_code == 422
    page = asked.content.decode()
    assert "A mail goes to new@person.example" in page
    assert f"{editor.name} no longer takes part for {city}, and no longer sees the" in page
    assert "New &lt;i&gt;Person writes for" in page
    assert before == [city]
    assert (back.status_code, back.context["form"]["name"].value()) == (200, "New <i>Person")
    assert done.status_code == 302
    taker = User.objects.get(email="new@person.example")
    assert roles_of(taker, city.programme) == [("editor", city.pk)]
    assert Invitation.objects.get().user == taker
    assert not seats_of(editor)


def test_colleagues_of_the_city_are_offered_first(city, editor):
    far = MembershipFactory(programme=city.programme).user
    near = MembershipFactory(programme=city.programme, city=city).user
    seat = seats_of(editor)[0]

    offered = HandOverForm(city=city, seat=seat).fields["person"].choices

    parts = {str(name): people for name, people in offered[1:]}
    assert [pk for pk, _ in parts[city.name]] == [near.pk]
    assert far.pk in [pk for pk, _ in parts["Others"]]


def test_an_editor_hands_over_only_the_own_seat_of_the_own_city(client, city, editor, stranger):
    colleague = MembershipFactory(programme=city.programme, city=city, role=Role.EDITOR)
    client.force_login(editor)
    other = stranger.memberships.get().city
    said = {"person": stranger.pk, "then": "leaves", "giver": colleague.pk}

    foreign = client.post(reverse("programme:hand_over", args=[city.programme.slug, other.slug]))
    forged = client.post(
        reverse("programme:hand_over", args=[city.programme.slug, city.slug]), said
    )

    assert (foreign.status_code, forged.status_code) == (403, 422)
    assert Membership.objects.filter(pk=colleague.pk, role=Role.EDITOR).exists()


def test_who_is_slower_is_told_that_the_city_is_handed_over_already(
    client, city, editor, coordinator
):
    seat = editor.memberships.get()
    said = {"giver": seat.pk, "email": "b@person.example", "name": "Second", "then": "stays"}
    client.force_login(coordinator)
    url = reverse("programme:hand_over", args=[city.programme.slug, city.slug])
    asked = client.post(url, said)
    hand_over(seat, email="a@person.example", name="First", stays=True, by=editor)

    late = client.post(url, said | {"step": "agreed"})

    assert asked.status_code == 200
    assert late.status_code == 422
    assert "somebody was faster" in late.content.decode()
    assert not User.objects.filter(email="b@person.example").exists()


def test_a_city_is_not_handed_to_oneself(city, editor):
    with pytest.raises(SeatError):
        hand_over(editor.memberships.get(), email=editor.email, name="", stays=True, by=editor)

    assert roles_of(editor, city.programme) == [("editor", city.pk)]


def test_the_page_of_the_city_names_its_editors_now_and_before(client, city, editor, expert):
    taker = MembershipFactory(programme=city.programme).user
    hand_over(editor.memberships.get(), email=taker.email, name="", stays=False, by=editor)
    client.force_login(expert)

    page = client.get(city.get_absolute_url()).content.decode()

    assert "City editor since" in page
    assert "Editors before:" in page
    assert editor.name in page
    before = client.get(reverse("programme:person", args=[city.programme.slug, editor.pk]))
    assert f"handed over to <bdi>{taker.name}</bdi>" in before.content.decode()


def test_whoever_leaves_sees_nothing_more_and_stays_the_author(client, city, editor):
    client.force_login(editor)
    url = reverse("programme:leave", args=[city.programme.slug])

    question = client.get(url).content.decode()
    client.post(url)

    assert f"Nobody writes for {city} then" in question
    assert reverse("programme:hand_over", args=[city.programme.slug, city.slug]) in question
    assert client.get(city.get_absolute_url()).status_code == 404
    former = FormerMembership.objects.get()
    assert (former.user, former.ended_by) == (editor, editor)


def test_the_last_coordinator_cannot_leave(client, programme, coordinator):
    invited = MembershipFactory(programme=programme, role=Role.COORDINATOR, user=NewcomerFactory())
    closed = UserFactory(is_active=False)
    MembershipFactory(programme=programme, role=Role.COORDINATOR, user=closed)
    client.force_login(coordinator)
    url = reverse("programme:leave", args=[programme.slug])

    question = client.get(url).content.decode()
    client.post(url)

    # Who was invited and never came coordinates nothing yet, and who has no account nothing more.
    assert "no other coordinator" in question
    assert "button-danger" not in question
    assert seats_of(coordinator)
    leave_programme(invited.user, programme)
    with pytest.raises(SeatError):
        leave_programme(coordinator, programme)


def test_whoever_is_given_no_role_any_more_needs_no_link(city, coordinator):
    invitation = invited(city)

    end_seat(Membership.objects.get(user=invitation.user), by=coordinator)

    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    assert not Mail.objects.about(mail_key(invitation)).exclude(status="dropped").exists()


def test_another_role_keeps_what_was(client, programme, city, coordinator):
    seat = MembershipFactory(programme=programme, city=city)
    client.force_login(coordinator)

    client.post(
        reverse("programme:membership_edit", args=[programme.slug, seat.pk]),
        {"role": "editor", "city": city.pk},
    )

    former = FormerMembership.objects.get()
    seat.refresh_from_db()
    assert (former.user, former.role, seat.role) == (seat.user, Role.PARTICIPANT, Role.EDITOR)
    assert seat.began_at > former.began_at


# The page of a person


def test_a_page_of_a_person_says_nothing_of_programmes_that_the_reader_is_not_in(
    client, city, editor, participant
):
    shared, hidden = CityFactory(), CityFactory()
    for home in (shared, hidden):
        MembershipFactory(programme=home.programme, city=home, role=Role.EDITOR, user=editor)
        FormerMembershipFactory(programme=home.programme, city=home, user=editor)
    MembershipFactory(programme=shared.programme, user=participant)
    client.force_login(participant)

    page = client.get(reverse("programme:person", args=[city.programme.slug, editor.pk]))

    text = page.content.decode()
    assert shared.programme.name in text
    assert not any(name in text for name in (hidden.name, hidden.programme.name))


def test_nobody_is_found_by_an_e_mail_that_is_not_shown(client, city, participant):
    person = MembershipFactory(programme=city.programme, city=city).user
    url = reverse("programme:people", args=[city.programme.slug])
    client.force_login(participant)

    page = client.get(url).content.decode()
    found = client.get(url, {"q": person.email}).context["page"].number

    assert person.name in page
    assert person.email not in page
    assert found == 0


def test_the_list_as_a_file_carries_no_formula_and_is_filtered(client, city, coordinator):
    person = MembershipFactory(programme=city.programme, city=city).user
    User.objects.filter(pk=person.pk).update(name="=HYPERLINK(1)")
    client.force_login(coordinator)
    url = reverse("programme:people_export", args=[city.programme.slug, "csv"])

    lines = client.get(url, {"city": city.slug}).content.decode().splitlines()

    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1),Participant,")
