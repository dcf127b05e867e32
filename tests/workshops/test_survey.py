"""The survey: who is asked, that nobody knows who said what, and what is shown of it."""

import datetime
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from programme.models import Activity, Mail
from tests.factories import (
    AttendanceFactory,
    HeldWorkshopFactory,
    RegistrationFactory,
    SurveyInvitationFactory,
    SurveyQuestionFactory,
    UserFactory,
)
from tests.together import run_together
from tests.workshops.conftest import address, said
from workshops.models import (
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
    Workshop,
)
from workshops.services.survey import (
    SurveyError,
    answer_survey,
    follow_surveys,
    open_survey,
    remind,
)
from workshops.services.survey_questions import change_question, retire_question
from workshops.surveys import results as survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(programme, city):
    """Over since a week, its survey not opened."""
    return HeldWorkshopFactory(
        city=city, programme=programme, survey_opened_at=None, survey_closes_on=None
    )


@pytest.fixture
def opened(held):
    today = timezone.localdate()
    held.survey_opened_at = timezone.now()
    held.survey_closes_on = today + datetime.timedelta(days=5)
    held.save()
    return held


def close(workshop):
    workshop.survey_closes_on = timezone.localdate() - datetime.timedelta(days=2)
    workshop.save()


@pytest.fixture
def scale(programme):
    return SurveyQuestionFactory(programme=programme, text="How useful was it?")


@pytest.fixture
def words(programme):
    return SurveyQuestionFactory(programme=programme, text="What next?", kind="text")


def guest(workshop, **fields):
    fields = {"name": "A guest", "email": "guest@firm.example"} | fields
    return RegistrationFactory(workshop=workshop, user=None, **fields)


def respond(workshop, question, *scores):
    for score in scores:
        response = SurveyResponse.objects.create(workshop=workshop)
        SurveyAnswer.objects.create(response=response, question=question, score=score)


def recipients():
    return set(Mail.objects.filter(kind__startswith="survey").values_list("address", flat=True))


# Who is asked


def test_whoever_was_there_once_is_asked_and_nobody_else(held, coordinator):
    there = AttendanceFactory(registration__workshop=held, is_present=True).registration
    AttendanceFactory(registration__workshop=held, is_present=False)
    RegistrationFactory(workshop=held)

    open_survey(held, by=coordinator)

    assert recipients() == {there.user.email}
    assert SurveyInvitation.objects.get().registration == there


def test_without_attendance_everybody_with_a_place_and_an_address_is_asked(
    held, coordinator, participant
):
    RegistrationFactory(workshop=held, user=participant)
    guest(held)
    guest(held, name="No address", email="")
    RegistrationFactory(workshop=held, is_waiting=True)

    open_survey(held, by=coordinator)
    open_survey(held, by=coordinator)

    assert recipients() == {participant.email, "guest@firm.example"}
    assert SurveyQuestion.objects.count() == len(survey.usual_questions(held.programme))


def test_a_mail_leads_members_to_the_log_in_and_others_to_their_own_address(
    held, coordinator, participant
):
    RegistrationFactory(workshop=held, user=participant)
    once_a_member = UserFactory()
    RegistrationFactory(workshop=held, user=once_a_member)
    guest(held)

    open_survey(held, by=coordinator)

    bodies = dict(Mail.objects.values_list("address", "body"))
    keys = dict(SurveyInvitation.objects.values_list("registration__name", "key"))
    assert address("survey_answer", held) in bodies[participant.email]
    assert keys["A guest"] in bodies["guest@firm.example"]
    assert keys[once_a_member.name] in bodies[once_a_member.email]


def test_it_opens_by_itself_the_day_after_and_asks_those_who_are_marked_later(held, time_machine):
    RegistrationFactory(workshop=held)
    long_ago = HeldWorkshopFactory(
        programme=held.programme,
        starts_on=held.starts_on - datetime.timedelta(weeks=30),
        survey_opened_at=None,
        survey_closes_on=None,
    )
    midday = datetime.datetime.combine(held.ends_on, datetime.time(12), held.tz)

    time_machine.move_to(midday)
    follow_surveys()
    assert Workshop.objects.get(pk=held.pk).survey_opened_at is None

    time_machine.move_to(midday + datetime.timedelta(days=1))
    follow_surveys()
    late = RegistrationFactory(workshop=held)
    follow_surveys()

    held.refresh_from_db()
    assert held.survey_closes_on == held.ends_on + datetime.timedelta(days=22)
    assert late.user.email in recipients()
    assert Workshop.objects.get(pk=long_ago.pk).survey_opened_at is None


def test_a_survey_is_not_opened_before_the_last_day(client, workshop, coordinator):
    client.force_login(coordinator)

    response = client.post(address("survey_open", workshop))

    assert said(response) == ["The survey opens on the last day at the earliest."]
    assert not Workshop.objects.filter(survey_opened_at__isnull=False).exists()


# Reminders


def test_only_those_are_reminded_who_have_not_answered_and_once_a_day(opened, coordinator):
    missing = SurveyInvitationFactory(registration__workshop=opened)
    SurveyInvitationFactory(registration__workshop=opened, has_answered=True)

    numbers = [remind(opened, by=coordinator), remind(opened, by=coordinator)]

    assert numbers == [1, 0]
    assert recipients() == {missing.registration.user.email}


def test_after_a_week_those_who_are_missing_are_reminded_once_by_itself(opened):
    week = datetime.timedelta(days=7)
    missing = SurveyInvitationFactory(registration__workshop=opened, asked_at=timezone.now() - week)
    SurveyInvitationFactory(registration__workshop=opened)
    SurveyInvitationFactory(
        registration__workshop=opened,
        asked_at=timezone.now() - 2 * week,
        reminded_at=timezone.now() - week,
    )

    follow_surveys()
    follow_surveys()

    assert recipients() == {missing.registration.user.email}
    assert Mail.objects.filter(kind="survey-reminder").count() == 1


# Answering


def test_a_member_answers_once_and_nothing_tells_which_answers(
    client, opened, participant, scale, words
):
    invitation = SurveyInvitationFactory(
        registration__workshop=opened, registration__user=participant
    )
    client.force_login(participant)
    session = Session.objects.get()
    before = Session.objects.get().session_data, session.expire_date
    url = address("survey_answer", opened)

    response = client.post(url, {f"question-{scale.pk}": "4", f"question-{words.pk}": "More time."})

    assert response.status_code == 302
    answers = set(SurveyAnswer.objects.values_list("question", "score", "text"))
    assert answers == {(scale.pk, 4, ""), (words.pk, None, "More time.")}
    # The invitation knows that, and only that; there is no log entry, no mail and no message.
    invitation.refresh_from_db()
    assert invitation.has_answered
    assert not Activity.objects.exists()
    assert not Mail.objects.exists()
    assert (Session.objects.get().session_data, session.expire_date) == before
    assert "Your answers on the" in client.get(url).content.decode()


@pytest.mark.once
def test_no_column_leads_from_a_response_to_a_person_or_a_moment():
    columns = {
        model: {(field.name, field.get_internal_type()) for field in model._meta.get_fields()}
        for model in (SurveyResponse, SurveyAnswer)
    }

    assert columns == {
        SurveyResponse: {
            ("id", "UUIDField"),
            ("workshop", "ForeignKey"),
            ("answers", "ForeignKey"),
        },
        SurveyAnswer: {
            ("id", "UUIDField"),
            ("response", "ForeignKey"),
            ("question", "ForeignKey"),
            ("score", "PositiveSmallIntegerField"),
            ("text", "TextField"),
        },
    }
    changing = {field.name for field in SurveyInvitation._meta.concrete_fields}
    assert changing == {"id", "registration", "key", "asked_at", "reminded_at", "has_answered"}


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_counts(opened, scale):
    invitation = SurveyInvitationFactory(registration__workshop=opened)

    results = run_together(*[lambda: answer_survey(invitation, {scale.pk: "5"})] * 2)

    assert sorted(map(type, results), key=str) == [type(None), SurveyError]
    assert SurveyResponse.objects.count() == 1


def test_a_guest_answers_with_the_key_alone_and_a_wrong_key_opens_nothing(client, opened, scale):
    invitation = SurveyInvitationFactory(registration=guest(opened))
    slug = opened.programme.slug
    url = reverse("workshops:survey_guest", args=[slug, invitation.key])

    page = client.get(url)
    client.post(url, {f"question-{scale.pk}": "2"})

    assert "no-store" in page["Cache-Control"]
    assert SurveyAnswer.objects.get().score == 2
    elsewhere = HeldWorkshopFactory().programme.slug
    for wrong in ([slug, "guessed"], [elsewhere, invitation.key]):
        assert client.get(reverse("workshops:survey_guest", args=wrong)).status_code == 404


def test_what_is_wrong_keeps_what_was_typed_and_a_closed_survey_takes_nothing(
    client, opened, scale, words
):
    invitation = SurveyInvitationFactory(registration=guest(opened))
    url = reverse("workshops:survey_guest", args=[opened.programme.slug, invitation.key])

    empty = client.post(url, {})
    forged = client.post(url, {f"question-{scale.pk}": "9", f"question-{words.pk}": "Kept"})
    close(opened)
    late = client.post(url, {f"question-{scale.pk}": "3"})

    assert {empty.status_code, forged.status_code, late.status_code} == {422}
    assert "Answer at least one of the questions." in empty.content.decode()
    assert "Kept</textarea>" in forged.content.decode()
    assert not SurveyResponse.objects.exists()


# Results


def test_results_are_sums_and_means_from_five_responses_on(opened, scale, words):
    own = SurveyQuestionFactory(programme=opened.programme, workshop=opened, kind="scale")
    respond(opened, scale, 2, 4, 4, 5)
    close(opened)
    assert survey.results_of(opened) is None

    respond(opened, scale, 5)
    respond(opened, own, 3)
    results = survey.results_of(opened)

    # Of the other question, which one person answered, nothing is told.
    assert [(q.text, q.counts, q.n, q.mean, q.is_core) for q in results.questions] == [
        (scale.text, (0, 1, 0, 2, 2), 5, 4.0, True),
        (own.text, (0, 0, 0, 0, 0), 0, None, False),
    ]
    assert (results.answered, results.asked) == (6, 6)
    SurveyResponse.objects.filter(answers__question=scale)[0].delete()
    SurveyResponse.objects.filter(answers__question=scale)[0].delete()
    assert survey.results_of(opened) is None


def test_nobody_reads_before_and_after_one_more_answer(client, opened, scale, coordinator):
    respond(opened, scale, 5, 5, 5, 5, 5)
    client.force_login(coordinator)
    trend = reverse("reports:learning_satisfaction", args=[opened.programme.slug])

    pages = [client.get(address("survey", opened)), client.get(trend)]
    asks = client.post(address("survey_own_question_create", opened), {"text": "?", "kind": "text"})
    close(opened)
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    again = client.post(address("survey_until", opened), {"closes_on": tomorrow})

    assert [">5.0<" in page.content.decode() for page in pages] == [False, False]
    assert "whoever is asked something else now could be guessed" in asks.content.decode()
    assert said(again) == [
        "The results can be read already: an answer that came now could be told from them."
    ]
    assert ">5.0<" in client.get(address("survey", opened)).content.decode()


def test_words_go_to_staff_and_host_and_means_to_everybody_after_the_end(
    client, opened, scale, words, coordinator, expert, editor, stranger, participant
):
    respond(opened, scale, 1, 2, 3, 4, 4)
    response = SurveyResponse.objects.first()
    SurveyAnswer.objects.create(response=response, question=words, text="Leaked?")

    def reads(person):
        client.force_login(person)
        page = client.get(address("survey", opened)).content.decode()
        return ("Leaked?" in page, ">2.8<" in page)

    people = (coordinator, expert, editor, stranger, participant)
    while_open = [reads(person) for person in people]
    close(opened)
    closed = [reads(person) for person in people]

    assert while_open == [(False, False)] * 5
    assert closed == [(True, True)] * 3 + [(False, True)] * 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_however_many_answers_there_are(
    client, opened, coordinator, rows, django_assert_num_queries
):
    for question in SurveyQuestionFactory.create_batch(rows, programme=opened.programme):
        respond(opened, question, *[3] * 5 * rows)
    for _ in range(rows - 1):
        respond(
            HeldWorkshopFactory(programme=opened.programme, city__programme=opened.programme),
            SurveyQuestion.objects.first(),
            *[4] * 5,
        )
    for workshop in Workshop.objects.filter(programme=opened.programme):
        close(workshop)
    client.force_login(coordinator)

    with django_assert_num_queries(12):
        client.get(address("survey", opened))
    trend = reverse("reports:learning_satisfaction", args=[opened.programme.slug])
    with django_assert_num_queries(9):
        page = client.get(trend)

    assert len(page.context["satisfaction"].meetings) == rows


# Questions


def test_a_question_that_was_answered_keeps_its_words(opened, scale, coordinator):
    unanswered = SurveyQuestionFactory(programme=opened.programme)
    respond(opened, scale, 3)
    close(opened)

    replaced = change_question(scale, text="How good?", kind="scale", by=coordinator)
    changed = change_question(unanswered, text="How long?", kind="scale", by=coordinator)
    retire_question(changed, by=coordinator)

    scale.refresh_from_db()
    assert (scale.text, scale.is_retired) == ("How useful was it?", True)
    assert changed.pk == unanswered.pk
    assert survey.questions_of(opened) == [replaced]
    assert set(SurveyQuestion.objects.all()) == {scale, replaced}


def test_only_the_coordinator_manages_the_survey(client, opened, scale, expert, editor):
    urls = [
        address(name, opened)
        for name in ("survey_open", "survey_remind", "survey_close", "survey_until")
    ]
    slug = opened.programme.slug
    urls += [
        reverse(f"workshops:{name}", args=[slug, scale.pk])
        for name in ("survey_question_edit", "survey_question_retire", "survey_question_move")
    ]

    for person in (expert, editor):
        client.force_login(person)
        assert {client.post(url).status_code for url in urls} == {403}


@pytest.mark.once
def test_operators_do_not_see_who_answered_or_what():
    registered = Path("workshops/admin.py").read_text()

    assert "Survey" not in registered


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL keeps it.")
def test_no_transaction_number_joins_an_invitation_with_a_response(opened, scale):
    invitations = [SurveyInvitationFactory(registration__workshop=opened) for _ in range(3)]
    for invitation in invitations[:2]:
        answer_survey(invitation, {scale.pk: "4"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM workshops_surveyinvitation")
        written = [row[0] for row in cursor.fetchall()]

    # The last response has the number of all three; nothing has that of the first.
    assert len(set(written)) == 1
    assert SurveyInvitation.objects.filter(has_answered=True).count() == 2


def test_the_database_takes_no_empty_answer_and_no_survey_without_an_end(held):
    question = SurveyQuestionFactory(programme=held.programme)
    response = SurveyResponse.objects.create(workshop=held)

    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyAnswer.objects.create(response=response, question=question)
    with pytest.raises(IntegrityError), transaction.atomic():
        Workshop.objects.filter(pk=held.pk).update(
            survey_opened_at=timezone.now(), survey_closes_on=None
        )
