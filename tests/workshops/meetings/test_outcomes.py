"""What people say came of their meetings: when they are asked, what stands, who reads it."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from programme.models import Mail
from tests.factories import (
    MeetingOutcomeFactory,
    MeetingSlotFactory,
    MeetingTableFactory,
    NetworkerFactory,
    NetworkingSessionFactory,
    RegistrationFactory,
    meeting_of,
)
from tests.workshops.conftest import address, said
from workshops.matchmaking.outcomes import months_after, outcome_token
from workshops.models import MeetingOutcome
from workshops.people.guests import token_of
from workshops.services.meetings.asking import ask_outcomes, remind_outcomes
from workshops.services.meetings.outcomes import answer_outcome
from workshops.services.meetings.rows import MeetingError

# What the services ask of the database is tried on each; pages once.
pytestmark = pytest.mark.django_db

HELD = {"happened": "held", "step": "valuable", "note": "Secret words"}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def session(workshop, choice_b):
    return NetworkingSessionFactory(workshop=workshop)


@pytest.fixture
def slot(session):
    return MeetingSlotFactory(session=session)


@pytest.fixture
def meeting(session, slot, registration):
    """The participant, and somebody without an account."""
    guest = RegistrationFactory(
        workshop=session.workshop, user=None, email="pia@example.org", name="Pia Guest"
    )
    return meeting_of(
        NetworkerFactory(registration=registration),
        NetworkerFactory(registration=guest),
        slot=slot,
        table=MeetingTableFactory(session=session),
    )


@pytest.fixture
def own(meeting, registration):
    return meeting.participants.get(networker__registration=registration)


@pytest.fixture
def other(meeting, own):
    return meeting.participants.exclude(pk=own.pk).get()


@pytest.fixture
def evening(session, slot):
    """Just after the last slot, by the clocks of the place."""
    end = datetime.datetime.combine(slot.day, slot.ends_at, session.workshop.tz)
    return end + datetime.timedelta(minutes=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def half_a_year_after(slot):
    day = months_after(slot.day, 6)
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


# Asking


def test_each_person_is_asked_once_after_the_last_slot_by_the_clocks_of_the_place(
    session, meeting, evening, participant
):
    with at(evening - 2 * datetime.timedelta(minutes=1)):
        ask_outcomes()
    assert not Mail.objects.exists()

    for _ in range(2):
        with at(evening):
            ask_outcomes()

    mails = {mail.address: mail.body for mail in Mail.objects.filter(kind="meeting-outcome")}
    assert set(mails) == {participant.email, "pia@example.org"}
    assert "Pia Guest" in mails[participant.email]
    assert token_of(meeting.participants.last().networker.registration) in mails["pia@example.org"]


def test_half_a_year_later_each_is_asked_once_more(session, meeting, slot, other, participant):
    moment = half_a_year_after(slot)
    with at(moment - 2 * DAY):
        ask_outcomes()
    for _ in range(2):
        with at(moment):
            ask_outcomes()

    mails = Mail.objects.filter(kind="meeting-outcome-later")
    assert {mail.address for mail in mails} == {participant.email, "pia@example.org"}
    assert outcome_token(other) in mails.get(address="pia@example.org").body
    session.refresh_from_db()
    assert session.six_months_asked_at == moment


def test_a_session_that_was_over_long_before_is_left_alone(session, meeting, slot):
    with at(half_a_year_after(slot) + 70 * DAY):
        ask_outcomes()

    assert not Mail.objects.exists()


def test_nobody_is_asked_about_times_that_were_never_published(session, meeting, slot, evening):
    session.mode = "computed"
    session.save()

    for moment in (evening, half_a_year_after(slot)):
        with at(moment):
            ask_outcomes()

    assert not Mail.objects.exists()


def test_who_has_not_answered_is_reminded_once(session, meeting, own, evening, coordinator):
    with at(evening + DAY):
        answer_outcome(own, by=own.networker.registration.user, **HELD)
        first = remind_outcomes(session, by=coordinator)
        again = remind_outcomes(session, by=coordinator)

    assert (first, again) == (1, 0)
    assert Mail.objects.get().address == "pia@example.org"
    with at(evening + 20 * DAY), pytest.raises(MeetingError, match="No answers are taken"):
        remind_outcomes(session, by=coordinator)


# What stands


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        (["no_show"], "no_show"),
        (["no_show", "moved"], "moved"),
        (["held", "no_show"], "held"),
        (["no_show", "held"], "held"),
    ],
)
def test_both_answers_stand_and_one_who_was_there_is_enough(
    meeting, own, other, evening, answers, together
):
    with at(evening):
        for row, happened in zip((own, other), answers, strict=False):
            answer_outcome(row, by=None, happened=happened, step="knowledge")

    meeting.refresh_from_db()
    assert meeting.happened == together
    stored = MeetingOutcome.objects.order_by("participant").values_list("happened", "step")
    assert list(stored) == [(one, "knowledge" if one == "held" else "") for one in answers]


def test_an_answer_that_is_changed_changes_what_became_of_the_meeting(meeting, own, evening):
    with at(evening):
        answer_outcome(own, by=None, **HELD)
        answer_outcome(own, by=None, happened="no_show")

    meeting.refresh_from_db()
    assert meeting.happened == "no_show"
    assert MeetingOutcome.objects.get().step == ""


@pytest.mark.parametrize(
    ("ticks", "became"),
    [((None, False), "no_show"), ((True, True), "held"), ((True, None), "moved")],
)
def test_the_ticks_of_the_desk_have_the_last_word(meeting, own, other, evening, ticks, became):
    for row, came in zip((own, other), ticks, strict=True):
        row.came = came
        row.save()

    with at(evening):
        answer_outcome(own, by=None, happened="moved")

    meeting.refresh_from_db()
    assert meeting.happened == became
    assert MeetingOutcome.objects.get().happened == "moved"


@pytest.mark.parametrize("late", [-1, 15])
def test_no_answer_is_taken_before_the_end_of_the_meeting_or_after_the_stage(
    meeting, own, evening, late
):
    moment = evening - datetime.timedelta(minutes=2) if late < 0 else evening + late * DAY

    with at(moment), pytest.raises(MeetingError, match="No answer is taken now"):
        answer_outcome(own, by=None, **HELD)


# The form


@pytest.mark.once
def test_a_person_answers_and_changes_it(client, participant, session, meeting, own, evening):
    url = address("meeting_outcome", session.workshop, own.pk)
    with at(evening):
        client.force_login(participant)
        client.post(url, {"happened": "held", "step": "agreement"})
        form = client.get(url).context["form"]
        refused = client.post(url, {"happened": "held"})
        client.post(url, {"happened": "held", "step": "knowledge", "note": "Fewer than I hoped"})

    assert form.initial["step"] == "agreement"
    assert refused.status_code == 422
    outcome = MeetingOutcome.objects.get()
    assert (outcome.step, outcome.given_by) == ("knowledge", participant)
    # Once it cannot be changed any more it can still be read.
    with at(evening + datetime.timedelta(days=30)):
        client.force_login(participant)
        page = client.get(address("my_meetings", session.workshop)).content.decode()
    assert f'<span class="chip">{outcome}</span>' in page
    assert url not in page


@pytest.mark.once
def test_nobody_reads_or_writes_the_words_of_another(
    client, session, meeting, own, other, evening, participant, stranger, expert, editor
):
    MeetingOutcomeFactory(participant=other, note="Secret words")
    workshop = session.workshop
    forms = [address("meeting_outcome", workshop, row.pk) for row in (own, other)]
    page = address("meeting", workshop, meeting.pk)
    results = address("meeting_results", workshop)

    with at(evening):
        client.force_login(participant)
        asked = [client.get(url) for url in (*forms, page, results)]
        assert [answer.status_code for answer in asked] == [200, 403, 200, 403]
        assert all("Secret words" not in answer.text for answer in asked)
        for person, found in ((stranger, [404, 404]), (expert, [403, 403])):
            client.force_login(person)
            assert [client.post(url, HELD).status_code for url in forms] == found
        for runs_it in (expert, editor):
            client.force_login(runs_it)
            assert "Secret words" in client.get(page).text
    assert MeetingOutcome.objects.count() == 1


# By a link


def link_to(row, name, *rest):
    return reverse(f"workshops:{name}", args=[row.meeting.session.workshop.programme.slug, *rest])


@pytest.mark.once
def test_a_guest_answers_the_same_evening_by_the_own_link(client, own, other, evening):
    token = token_of(other.networker.registration)
    with at(evening):
        page = client.get(link_to(other, "guest_my_meetings", token)).text
        sent = client.post(link_to(other, "guest_meeting_outcome", token, other.pk), HELD)
        # Of somebody else's row of the same meeting the link opens nothing.
        wrong = client.post(link_to(other, "guest_meeting_outcome", token, own.pk), HELD)

    assert link_to(other, "guest_meeting_outcome", token, other.pk) in page
    assert (sent.status_code, wrong.status_code) == (302, 404)
    assert MeetingOutcome.objects.get().participant == other


@pytest.mark.once
def test_the_link_of_the_second_question_opens_one_form_until_it_is_answered(
    client, session, slot, own, other
):
    moment = half_a_year_after(slot)
    url = link_to(other, "meeting_outcome_guest", outcome_token(other))
    with at(moment):
        before = client.get(url).status_code
        ask_outcomes()
        page = client.get(url)
        client.post(url, HELD)
        after = client.get(url)
        # It opens nothing else, and there is none for somebody with an account.
        elsewhere = client.get(
            link_to(other, "guest_my_meetings", token_of(other.networker.registration))
        )
        of_member = client.get(link_to(own, "meeting_outcome_guest", outcome_token(own)))

    assert (before, page.status_code) == (404, 200)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Secret words" not in after.text
    assert "This link has done its work" in after.text
    assert (elsewhere.status_code, of_member.status_code) == (404, 404)
    assert MeetingOutcome.objects.get().stage == "six_months"


@pytest.mark.once
def test_the_link_of_the_second_question_dies_with_time_and_with_a_new_link(
    client, session, slot, other
):
    moment = half_a_year_after(slot)
    url = link_to(other, "meeting_outcome_guest", outcome_token(other))
    with at(moment):
        ask_outcomes()
    with at(moment + 60 * DAY):
        assert client.get(url).status_code == 200
    with at(moment + 61 * DAY):
        assert client.post(url, HELD).status_code == 404
    registration = other.networker.registration
    registration.link_version += 1
    registration.save()
    with at(moment):
        assert client.get(url).status_code == 404


# The results


@pytest.mark.once
def test_the_results_say_who_differs_and_who_is_silent(
    client, editor, session, meeting, own, other, evening
):
    with at(evening):
        answer_outcome(own, by=None, happened="no_show", note="Nobody at the table")
        client.force_login(editor)
        response = client.get(address("meeting_results", session.workshop))
        reminded = client.post(address("meeting_results_remind", session.workshop))
        after = client.get(address("meeting_results", session.workshop))

    page = response.context["page"]
    assert "Nobody at the table" in response.text
    assert [row.pk for row in page.silent] == [other.pk]
    assert page.counts.no_show == 1
    assert said(reminded) == ["1 person gets a mail."]
    assert (page.can_remind, after.context["page"].can_remind) == (True, False)


@pytest.mark.once
def test_meetings_without_a_time_are_counted_apart_and_those_to_come_are_not_asked_about(
    client, editor, session, meeting, own, evening
):
    meeting_of(*NetworkerFactory.create_batch(2, session=session))

    with at(evening - datetime.timedelta(days=7)):
        client.force_login(editor)
        page = client.get(address("meeting_results", session.workshop)).context["page"]

    assert page.sentence == "2 meetings were agreed; they are still to come."
    became = {bar.label: bar.number for bar in page.became}
    assert (became["Without a time"], became["Nothing said yet"]) == (1, 1)


@pytest.mark.once
def test_the_file_of_answers_computes_nothing(client, editor, session, meeting, own, evening):
    with at(evening):
        answer_outcome(own, by=None, happened="no_show", note="=HYPERLINK(1)")
    client.force_login(editor)

    text = client.get(address("meeting_results_file", session.workshop)).content.decode()

    assert "'=HYPERLINK(1)" in text
    assert len(text.strip().splitlines()) == 3


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.once
def test_the_results_ask_as_often_for_many_meetings(
    client, editor, session, rows, django_assert_num_queries
):
    for number in range(rows):
        people = NetworkerFactory.create_batch(2, session=session)
        table = MeetingTableFactory(session=session, number=number + 1)
        meeting = meeting_of(*people, slot=MeetingSlotFactory(session=session), table=table)
        for row in meeting.participants.all():
            MeetingOutcomeFactory(participant=row)
    client.force_login(editor)

    with django_assert_num_queries(12):
        client.get(address("meeting_results", session.workshop))


@pytest.mark.once
def test_months_fall_back_to_the_last_of_a_shorter_one():
    assert months_after(datetime.date(2010, 8, 31), 6) == datetime.date(2011, 2, 28)
    assert months_after(datetime.date(2011, 2, 28), -6) == datetime.date(2010, 8, 28)
