"""The pages of meetings, with an account and by link, and who sees nothing there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity
from tests.factories import (
    AgendaItemFactory,
    ChoiceWaitFactory,
    MembershipFactory,
    NetworkerFactory,
    NetworkerOfferFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    SectorFactory,
    SignUpFactory,
    meeting_of,
)
from tests.html_forms import fields_of
from tests.workshops.conftest import address, said
from tests.workshops.meetings.asking import ask, row_of
from workshops.matchmaking.people import people_for
from workshops.matchmaking.speakers import Speaker
from workshops.matchmaking.times import place_in_time
from workshops.models import Meeting, MeetingAnswer, MeetingParticipant, Networker, Registration
from workshops.people.guests import path_of
from workshops.services.meetings.requests import accept_meeting

pytestmark = pytest.mark.django_db

SECRET = "The words of the request"


@pytest.fixture
def me(registration, session, choice_b):
    """The participant of the programme, in choice B and in the session."""
    SignUpFactory(registration=registration, item=choice_b)
    return NetworkerFactory(registration=registration, about="I know ports.")


@pytest.fixture
def guest(session, choice_b):
    registration = RegistrationFactory(
        workshop=session.workshop, user=None, name="Firm Guest", email="firm@example.com"
    )
    SignUpFactory(registration=registration, item=choice_b)
    return NetworkerFactory(registration=registration)


def own(name, session, *rest):
    return address(name, session.workshop, *rest)


@pytest.mark.once
def test_the_page_says_how_to_get_into_choice_b(client, participant, session, choice_a, choice_b):
    client.force_login(participant)
    url = own("meetings", session)

    assert "You are not registered for" in client.get(url).content.decode()
    registration = RegistrationFactory(workshop=session.workshop, user=participant)
    page = client.get(url).content.decode()
    assert "You have not chosen A or B yet." in page
    assert address("register", session.workshop) in page
    sign_up = SignUpFactory(registration=registration, item=choice_a)
    page = client.get(url).content.decode()
    assert "You are in choice A" in page
    assert address("register", session.workshop) in page
    wait = ChoiceWaitFactory(registration=registration, item=choice_b)
    assert "You wait in line for choice B." in client.get(url).content.decode()
    wait.delete()
    sign_up.item = choice_b
    sign_up.save()
    session.opened_at = None
    session.save()
    assert "Requests for meetings are not open yet." in client.get(url).content.decode()
    # Whoever is not in the session is led to the page that says so.
    assert client.get(own("meeting_request", session)).url == url


@pytest.mark.once
def test_nobody_is_led_to_a_choice_before_the_agenda_is_released(client, participant, programme):
    session = NetworkingSessionFactory(workshop__programme=programme)
    AgendaItemFactory(workshop=session.workshop, choice="B", in_release=False)
    RegistrationFactory(workshop=session.workshop, user=participant)
    client.force_login(participant)

    page = client.get(own("meetings", session)).content.decode()

    assert "You can choose once the agenda is released." in page
    assert address("register", session.workshop) not in page


def test_somebody_fills_in_the_profile_and_is_found(client, participant, me, make, session, slots):
    client.force_login(participant)
    other = make("Paula")
    url = own("meeting_profile", session)

    answer = client.post(
        url,
        fields_of(client.get(url), "profile-form")
        | {
            "cluster_name": "cluster of paula",
            "about": "I know test beds.",
            "languages": "English, Swedish",
            "interpreter": "fr",
            "away": [str(slots[0].pk)],
            "offer-0-kind": "seek",
            "offer-0-topic": "test_beds",
            "offer-0-words": "a quay",
        },
    )

    assert answer.url == own("meetings", session)
    me.refresh_from_db()
    assert (me.cluster, me.languages, me.interpreter) == (other.cluster, "en sv", "fr")
    assert list(me.away.all()) == [slots[0]]
    assert [str(offer) for offer in me.offers.all()] == ["Seeks: Test beds and pilots, a quay"]
    client.force_login(other.registration.user)
    assert "I know test beds." in client.get(own("meetings", session)).content.decode()


@pytest.mark.once
def test_a_profile_from_before_undoes_nothing_that_another_saved(client, participant, me, slots):
    me.away.add(slots[0])
    offer = NetworkerOfferFactory(networker=me, words="A quay")
    client.force_login(participant)
    url = address("meeting_profile", me.registration.workshop)
    mine = fields_of(client.get(url), "profile-form") | {"interpreter": "fr"}
    me.away.set([slots[1]])
    offer.delete()
    NetworkerOfferFactory(networker=me, words="A test bed")
    Networker.objects.update(about="Words of the first", languages="en sv")

    saved = client.post(url, mine)
    told = client.post(url, mine | {"about": "Words of the second"})

    me.refresh_from_db()
    assert (saved.status_code, me.interpreter, me.languages) == (302, "fr", "en sv")
    assert (list(me.away.all()), me.offers.get().words) == ([slots[1]], "A test bed")
    assert (told.status_code, me.about) == (422, "Words of the first")
    assert "Words of the first" in str(told.context["form"].errors["about"])


def test_what_cannot_be_read_in_a_profile_is_said_at_the_field(client, participant, me, make):
    client.force_login(participant)
    make("Paula"), make("Jan")
    url = address("meeting_profile", me.registration.workshop)

    answer = client.post(
        url,
        fields_of(client.get(url), "profile-form")
        | {"cluster_name": "cluster of", "languages": "Klingon", "offer-0-words": "A quay"}
        | {"away": ["9" * 30]},
    )

    assert answer.status_code == 422
    words = answer.content.decode()
    assert "Several clusters fit: Cluster of Jan, Cluster of Paula." in words
    assert "“Klingon” is none of the languages" in words
    assert f"Select a valid choice. {'9' * 30} is not one of the available choices." in words
    assert "Say which topic this is about." in words


def test_a_meeting_is_asked_for_and_answered_on_the_pages(client, me, make, session, slots):
    paula = make("Paula")
    NetworkerOfferFactory(networker=me, kind="seek")
    NetworkerOfferFactory(networker=paula, kind="offer")
    sector = SectorFactory(programme=session.workshop.programme)
    client.force_login(me.registration.user)
    page = client.get(own("meetings", session)).content.decode()
    assert "You seek and they offer: Test beds and pilots." in page

    url = own("meeting_request", session) + f"?with={paula.pk}&sector={sector.slug}"
    form = fields_of(client.get(url), "request-form")
    assert form["people"] == str(paula.registration.pk)
    assert form["sector"] == str(sector.pk)
    answer = client.post(url, form | {"reason": SECRET, "slot": str(slots[1].pk)})
    assert answer.url == own("meetings", session)
    assert said(answer) == ["Paula got your request by mail."]

    client.force_login(paula.registration.user)
    assert SECRET in client.get(own("meetings", session)).content.decode()
    row = row_of(Meeting.objects.get(), paula)
    accept = own("meeting_accept", session, row.pk)
    assert client.get(accept).status_code == 405
    answer = client.post(accept, {"slot": str(slots[1].pk)})
    assert said(answer) == [f"The meeting with {me} is agreed: {place_in_time(slots[1])}."]

    meeting = Meeting.objects.get()
    assert (meeting.status, meeting.slot, meeting.sector) == ("accepted", slots[1], sector)


@pytest.mark.once
def test_after_each_word_it_is_said_what_holds_now(client, me, make, session, slots):
    paula, jan = make("Paula"), make("Jan")
    client.force_login(me.registration.user)

    def after(verb, row, **data):
        return said(client.post(own(verb, session, row.pk), data))[-1]

    several = row_of(ask(paula, me, jan), me)
    assert after("meeting_accept", several) == "Accepted. Not answered yet: Jan."
    MeetingParticipant.objects.update(answer=MeetingAnswer.ACCEPTED)
    Meeting.objects.update(status="accepted")
    time = place_in_time(slots[0])
    assert (
        after("meeting_time", several, slot=str(slots[0].pk))
        == f"The meeting with Paula and Jan is on {time}. They are told by mail."
    )
    page = client.get(own("meetings", session)).content.decode()
    assert "The others are told, and still meet." in page
    assert (
        after("meeting_cancel", several)
        == "Cancelled. Paula and Jan are told by mail, and still meet."
    )
    assert (
        after("meeting_withdraw", row_of(ask(me, jan), me))
        == "The request to Jan is withdrawn. They are told by mail."
    )
    assert (
        after("meeting_cancel", row_of(meeting_of(me, jan), me))
        == "The meeting with Jan is cancelled. They are told by mail."
    )


def test_a_time_that_is_gone_is_said_and_the_others_are_offered(client, me, make, session, slots):
    paula, jan = make("Paula"), make("Jan")
    meeting_of(me, jan, slot=slots[0], table=session.tables.first())
    row = row_of(ask(paula, me), me)
    client.force_login(me.registration.user)

    answer = client.post(
        own("meeting_accept", session, row.pk), {"slot": str(slots[0].pk)}, follow=True
    )

    assert (
        f"{slots[0]} was taken meanwhile. Still free for all of you: {slots[1]}" in said(answer)[0]
    )
    (waiting,) = answer.context["page"].own.waiting
    assert waiting.times == [slots[1]]


@pytest.mark.once
@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("meeting_decline", {"words": "No time"}, "declined"),
        ("meeting_accept", {}, "accepted"),
    ],
)
def test_a_guest_answers_by_the_link(client, guest, make, verb, data, status):
    row = row_of(ask(make("Paula"), guest), guest)
    speaker = Speaker(guest.registration, None)
    page = client.get(speaker.home)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Test beds" in page.content.decode()
    assert speaker.home in client.get(path_of(guest.registration)).content.decode()

    answer = client.post(speaker.address(verb, row.pk), data)

    assert answer.url == speaker.home
    assert Meeting.objects.get().status == status


@pytest.mark.once
def test_a_guest_asks_and_moves_by_the_link(client, guest, make, session, slots):
    paula = make("Paula", about="I know streets.")
    speaker = Speaker(guest.registration, None)

    client.post(
        speaker.address("meeting_request"),
        {"people": [str(paula.registration.pk)], "reason": "Implants"},
    )
    meeting = Meeting.objects.get()
    assert [row.networker for row in meeting.participants.all()] == [guest, paula]
    Meeting.objects.update(status="accepted")
    meeting.participants.update(answer=MeetingAnswer.ACCEPTED)
    row = row_of(meeting, guest)
    client.post(speaker.address("meeting_time", row.pk), {"slot": str(slots[0].pk)})
    assert Meeting.objects.get().slot == slots[0]
    client.post(speaker.address("meeting_cancel", row.pk), {})

    assert Meeting.objects.get().status == "cancelled"


@pytest.mark.once
def test_a_guest_reaches_no_meeting_of_others_by_the_link(client, guest, make):
    paula, jan = make("Paula"), make("Jan")
    row = row_of(ask(paula, jan, reason=SECRET), jan)
    speaker = Speaker(guest.registration, None)

    assert SECRET not in client.get(speaker.home).content.decode()
    assert client.post(speaker.address("meeting_accept", row.pk)).status_code == 404
    assert row_of(row.meeting, jan).answer == MeetingAnswer.ASKED


@pytest.mark.once
def test_who_may_edit_a_person_asks_and_answers_for_that_person(
    client, guest, make, editor, session
):
    row = row_of(ask(make("Paula"), guest, reason=SECRET), guest)
    client.force_login(editor)
    url = own("meetings", session) + f"?person={guest.registration.pk}"

    page = client.get(url)
    assert SECRET in page.content.decode()
    assert "You ask and answer for Firm Guest." in page.content.decode()
    answer = client.post(own("meeting_accept", session, row.pk))

    assert answer.url == url
    entry = Activity.objects.get(verb="meeting_accepted")
    assert (entry.actor, entry.sentence) == (
        editor,
        "A request for a meeting was accepted for another.",
    )


@pytest.mark.once
def test_a_request_shows_to_nobody_else(
    client, participant, me, make, stranger, outsider, session, choice_a
):
    """There is something to leak: two others have asked each other."""
    paula, jan = make("Paula"), make("Jan")
    row = row_of(ask(paula, jan, reason=SECRET), jan)
    in_a = RegistrationFactory(workshop=session.workshop, user=stranger)
    SignUpFactory(registration=in_a, item=choice_a)
    url, accept = own("meetings", session), own("meeting_accept", session, row.pk)

    for user in (participant, stranger):
        client.force_login(user)
        assert SECRET not in client.get(url).content.decode()
        of_paula = client.get(f"{url}?person={paula.registration.pk}")
        assert of_paula.status_code in {403, 404}
        assert client.post(accept).status_code == 404
    # Whoever is in choice A does not see who is in B either.
    assert "Paula" not in client.get(url).content.decode()
    client.force_login(outsider)
    assert {client.get(url).status_code, client.post(accept).status_code} == {404}
    client.force_login(paula.registration.user)
    # Only the one who was asked answers.
    assert client.post(accept).status_code == 404 or row_of(row.meeting, jan).answer == "asked"
    assert Meeting.objects.get().status == "requested"


@pytest.mark.once
def test_whoever_does_not_want_to_be_asked_stands_in_no_list(client, me, make, session):
    silent = make("Sina", wants_meetings=False)
    client.force_login(me.registration.user)

    assert "Sina" not in client.get(own("meetings", session)).content.decode()
    answer = client.get(own("meeting_request", session) + f"?with={silent.pk}")

    assert said(answer) == ["This person cannot be asked for a meeting."]


@pytest.mark.once
def test_being_asked_by_one_is_no_consent_to_be_found_by_all(client, me, guest, make, session):
    asked, asker = make("Sina", registration__list_consent_at=timezone.now()), make("Paula")
    request = ask(asker, asked)

    def finds_her(person):
        return "Sina" in [one.name for one in people_for(person.registration)]

    assert (finds_her(me), finds_her(guest)) == (True, False)
    Registration.objects.filter(pk=asked.registration.pk).update(list_consent_at=None)
    assert not finds_her(me)
    accept_meeting(row_of(request, asked), by=asked.registration.user)
    assert (finds_her(me), finds_her(guest)) == (True, True)


@pytest.mark.once
def test_before_somebody_leaves_choice_b_the_pages_say_what_is_lost(
    client, me, make, session, choice_a
):
    meeting_of(me, make("Paula"))
    ask(me, make("Jan"))
    lost = (
        "1 agreed meeting is cancelled: with Paula. 1 open request for a meeting ends: with Jan. "
        "They are told by mail."
    )
    client.force_login(me.registration.user)

    assert lost in client.get(address("detail", session.workshop)).content.decode()
    assert lost in client.get(address("register", session.workshop)).content.decode()

    choose = address("choose", session.workshop, me.registration.pk)
    answer = client.post(choose, {"item": choice_a.pk})

    assert said(answer) == [f"“{choice_a}” is chosen. {lost}"]


@pytest.mark.once
def test_everybody_is_searched_and_filtered_by_the_address(client, me, make, session):
    paula, jan = make("Paula"), make("Jan")
    Networker.objects.filter(pk=paula.pk).update(languages="sv en", about="Café")
    NetworkerOfferFactory(networker=jan, kind="seek", topic="investors")
    client.force_login(me.registration.user)

    def found(query):
        page = client.get(own("meetings", session) + query)
        return {person.name for person in page.context["people"]}

    assert found("") == {"Paula", "Jan"}
    assert found("?q=cafe") == found("?language=sv") == {"Paula"}
    assert found("?seeks=investors") == {"Jan"}
    assert found("?seeks=investors&language=sv") == set()
    assert found("?sector=nonsense") == {"Paula", "Jan"}


@pytest.mark.once
@pytest.mark.parametrize("rows", [1, 3])
def test_the_query_count_of_the_page_does_not_grow(
    client, me, make, session, rows, django_assert_num_queries
):
    session.most_meetings = 9
    session.save()
    for number in range(rows):
        other = make(f"P{number}")
        NetworkerOfferFactory(networker=other)
        ask(other, me)
        ask(me, make(f"Q{number}"))
        meeting_of(me, make(f"R{number}"))
        make(f"S{number}")
    client.force_login(me.registration.user)

    # session, person, seats, workshop, registration, networking session, registered, people,
    # offers, four of free times, own meetings, marks
    with django_assert_num_queries(15):
        page = client.get(own("meetings", session))

    assert len(page.context["page"].own.waiting) == rows


def test_from_the_map_one_is_led_to_people_of_a_city_and_sector(client, me, make, session):
    programme = session.workshop.programme
    paula, jan = make("Paula"), make("Jan")
    sector = SectorFactory(programme=programme)
    for one in (paula, jan):
        one.registration.city = one.registration.workshop.city
        one.registration.save()
    paula.cluster.sector = sector
    paula.cluster.save()
    client.force_login(me.registration.user)
    url = reverse("workshops:ask_for_meeting", args=[programme.slug])
    query = f"?city={session.workshop.city.slug}&sector={sector.slug}"

    page = client.get(url + query)

    assert [person.name for person in page.context["page"].wanted] == ["Paula"]
    assert f"whom={paula.registration.pk}&amp;sector={sector.slug}" in page.content.decode()
    # Whoever was asked already is not offered once more.
    ask(me, paula)
    words = client.get(url + query).content.decode()
    assert f"whom={paula.registration.pk}" not in words
    assert '<span class="chip">Asked</span>' in words
    form = client.get(own("meeting_request", session) + f"?with={paula.pk}").content.decode()
    assert "There is a meeting or a request with Paula already." in form
    # Somebody who is not in choice B is told what to do, and sees nobody.
    other = MembershipFactory(programme=programme).user
    client.force_login(other)
    words = client.get(url + query).content.decode()
    assert "You are not registered for" in words
    assert "Paula" not in words
