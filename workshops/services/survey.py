"""The verbs of the satisfaction survey.

Opening, reminding and closing are written into the log. Answering is not, and leaves no trace
that could be put in order: no time, no person, no entry, nothing in a session.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.letters.writing import Template
from programme.mails.posting import post_all
from programme.models import Membership, User
from programme.models.keys import new_key
from workshops.letter_kinds import SURVEY, SURVEY_REMINDER
from workshops.models import (
    Attendance,
    QuestionKind,
    Registration,
    SurveyAnswer,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
    Workshop,
)
from workshops.services.rows import locked_workshop, log_workshop
from workshops.services.survey_questions import ensure_core_questions
from workshops.surveys import results as survey

# How long it stays open, and when those who have not answered are asked once more.
DAYS_OPEN = 21
REMIND_AFTER = datetime.timedelta(days=7)


class SurveyError(Exception):
    """What was wanted is not possible now; the text says why."""


@transaction.atomic
def open_survey(
    workshop: Workshop, *, by: User | None, closes_on: datetime.date | None = None
) -> Workshop:
    """Open the survey and ask everybody who came. ``by`` is None when it opens by itself.

    Opened already, it stays as it is. Raises SurveyError before the last day of the workshop,
    and for a closing day that is over.
    """
    # It takes the programme, which always comes before the workshop.
    ensure_core_questions(workshop.programme)
    row = locked_workshop(workshop)
    if row.survey_opened_at is not None:
        return row
    today = timezone.localdate(timezone=row.tz)
    if not survey.can_be_opened(row):
        raise SurveyError(_("The survey opens on the last day at the earliest."))
    if closes_on is not None and closes_on < today:
        raise SurveyError(_("This day is over. Choose one that is still to come."))
    row.survey_opened_at = timezone.now()
    row.survey_closes_on = closes_on or today + datetime.timedelta(days=DAYS_OPEN)
    row.save(update_fields=["survey_opened_at", "survey_closes_on"])
    asked = ask_everyone(row)
    log_workshop(
        "survey_opened",
        row,
        ngettext(
            "The survey on the %(workshop)s was opened and %(asked)s person was asked.",
            "The survey on the %(workshop)s was opened and %(asked)s people were asked.",
            asked,
        )
        % {"workshop": row, "asked": asked},
        by=by,
    )
    return row


@transaction.atomic
def set_closing_day(workshop: Workshop, closes_on: datetime.date, *, by: User) -> Workshop:
    """Let the survey take answers up to that day; a day that is over closes it at once.

    Raises SurveyError while it is not open.
    """
    row = locked_workshop(workshop)
    if row.survey_opened_at is None:
        raise SurveyError(_("The survey is not open yet."))
    before = row.survey_closes_on
    if before == closes_on:
        return row
    if survey.results_of(row) is not None:
        raise SurveyError(
            _("The results can be read already: an answer that came now could be told from them.")
        )
    row.survey_closes_on = closes_on
    row.save(update_fields=["survey_closes_on"])
    words = {"workshop": row, "day": date_format(closes_on, "j F Y")}
    log_workshop(
        "survey_closing_day_set",
        row,
        _("The survey on the %(workshop)s takes answers until %(day)s.") % words,
        by=by,
        before={"closes_on": str(before)},
        after={"closes_on": str(closes_on)},
    )
    return row


def close_survey(workshop: Workshop, *, by: User) -> Workshop:
    """Take no answers from now on. Raises SurveyError while it is not open."""
    yesterday = timezone.localdate(timezone=workshop.tz) - datetime.timedelta(days=1)
    return set_closing_day(workshop, yesterday, by=by)


def those_who_came(workshop: Workshop) -> list[Registration]:
    """Whom the survey asks: who was there in at least one half-day.

    Where nobody has taken the attendance, everybody with a place.
    """
    rows = workshop.registrations.coming().select_related("user")
    taken = Attendance.objects.filter(registration__workshop=workshop)
    if taken.exists():
        rows = rows.filter(pk__in=taken.filter(is_present=True).values("registration"))
    return [row for row in rows if row.email or (row.user and row.user.email)]


@transaction.atomic
def ask_everyone(workshop: Workshop) -> int:
    """Invite whoever came and was not invited yet; how many there were. Safe to repeat."""
    known = set(
        SurveyInvitation.objects.filter(registration__workshop=workshop).values_list(
            "registration", flat=True
        )
    )
    missing = [row for row in those_who_came(workshop) if row.pk not in known]
    now = timezone.now()
    invitations = SurveyInvitation.objects.bulk_create(
        SurveyInvitation(registration=row, key=new_key(), asked_at=now) for row in missing
    )
    _write_to(workshop, invitations, SURVEY, "survey:asked")
    return len(missing)


@transaction.atomic
def remind(workshop: Workshop, *, by: User | None) -> int:
    """Ask those once more who have not answered; how many there were.

    By itself (``by`` is None) only who was asked a week ago and not reminded since; by hand
    everybody, and nobody twice a day.
    """
    row = locked_workshop(workshop)
    if not survey.is_open(row):
        raise SurveyError(_("The survey takes no answers any more: there is nothing to remind of."))
    today = timezone.localdate(timezone=row.tz)
    start_of_day = datetime.datetime.combine(today, datetime.time(), row.tz)
    waiting = SurveyInvitation.objects.filter(registration__workshop=row, has_answered=False)
    if by is None:
        waiting = waiting.filter(
            reminded_at__isnull=True, asked_at__lte=timezone.now() - REMIND_AFTER
        )
    else:
        waiting = waiting.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=start_of_day))
    # Held, so that an answer that comes now is not followed by a reminder.
    found = list(waiting.select_for_update(of=("self",)).select_related("registration__user"))
    _write_to(row, found, SURVEY_REMINDER, f"survey:reminder:{today.isoformat()}")
    SurveyInvitation.objects.filter(pk__in=[one.pk for one in found]).update(
        reminded_at=timezone.now()
    )
    if found:
        log_workshop(
            "survey_reminded",
            row,
            ngettext(
                "%(number)s person was reminded of the survey on the %(workshop)s.",
                "%(number)s people were reminded of the survey on the %(workshop)s.",
                len(found),
            )
            % {"number": len(found), "workshop": row},
            by=by,
        )
    return len(found)


def follow_surveys() -> None:
    """What happens by itself: surveys open the day after the last day, whoever is marked present
    later is asked too, and after a week those who have not answered are reminded once."""
    for workshop in Workshop.objects.survey_due().select_related("programme"):
        opens_on = survey.opens_on(workshop)
        if opens_on and opens_on <= timezone.localdate(timezone=workshop.tz):
            open_survey(workshop, by=None)
    for workshop in Workshop.objects.survey_running().select_related("programme", "city"):
        if survey.is_open(workshop):
            ask_everyone(workshop)
            remind(workshop, by=None)


@transaction.atomic
def answer_survey(invitation: SurveyInvitation, answers: dict[int, int | str]) -> None:
    """Take the answers to the questions with these keys: a score for a scale, words for the rest.

    What is not answered is left out. Raises SurveyError when an answer is there already, or the
    survey is closed. Writes no log entry: its time would say whose the response is.
    """
    # The workshop is held: of two posts at once the second finds the invitation answered.
    workshop = locked_workshop(invitation.registration.workshop)
    if SurveyInvitation.objects.filter(pk=invitation.pk, has_answered=True).exists():
        raise SurveyError(_("Your answers are here already. Thank you."))
    if not survey.is_open(workshop):
        raise SurveyError(_("The survey is closed and takes no answers any more."))
    response = SurveyResponse.objects.create(workshop=workshop)
    SurveyAnswer.objects.bulk_create(
        _answer(response, question, answers[question.pk])
        for question in survey.questions_of(workshop)
        if answers.get(question.pk)
    )
    # All invitations of the workshop are written, not this one alone: PostgreSQL keeps with each
    # row by which transaction it was written, and the response has the same one.
    SurveyInvitation.objects.filter(registration__workshop=workshop).update(
        has_answered=Case(When(pk=invitation.pk, then=True), default=F("has_answered"))
    )


def _answer(response: SurveyResponse, question: SurveyQuestion, said: int | str) -> SurveyAnswer:
    answer = SurveyAnswer(response=response, question=question)
    if question.kind == QuestionKind.SCALE:
        answer.score = int(said)
    else:
        answer.text = str(said)
    answer.clean_fields(exclude=["response", "question"])
    return answer


def _write_to(workshop: Workshop, invitations: list[SurveyInvitation], kind: str, key: str) -> None:
    members = set(
        Membership.objects.filter(programme=workshop.programme_id).values_list("user", flat=True)
    )
    until = workshop.survey_closes_on
    template, rows = Template.of(workshop.programme, kind), []
    for invitation in invitations:
        person = invitation.registration
        user = person.user if person.user and person.user.is_active else None
        has_seat = user is not None and user.pk in members
        values = {
            "name": user.name if user else person.name,
            "workshop": workshop.title,
            "until": date_format(until, "j F Y") if until else "",
            "link": address_of(invitation, workshop, has_seat=has_seat),
        }
        row = template.draft(
            values,
            to=user,
            name=person.name,
            address=person.email or (person.user.email if person.user else ""),
            source_key=f"{workshop.source_prefix}{key}",
        )
        rows.append(row)
    post_all(rows)


def address_of(invitation: SurveyInvitation, workshop: Workshop, *, has_seat: bool) -> str:
    """The whole address of the form: behind the log-in for members, with the key for others."""
    slug = workshop.programme.slug
    if has_seat:
        path = reverse("workshops:survey_answer", args=[slug, workshop.slug])
    else:
        path = reverse("workshops:survey_guest", args=[slug, invitation.key])
    return f"{settings.SITE_URL}{path}"
