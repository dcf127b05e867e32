"""Which mails about a workshop are still true in the moment in which they leave.

A mail may have waited: for its time, for a digest, for somebody who held it, for a mail server
that was away. Whoever has answered meanwhile is not asked once more.
"""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from programme.mails.hooks import ask_before_sending
from programme.models import Mail
from workshops.letter_kinds import AGENDA_CHANGED, AGENDA_RELEASED, SURVEY, SURVEY_REMINDER
from workshops.matchmaking.outcomes import open_stage_of, outcome_in, with_all
from workshops.meeting_letter_kinds import (
    ASKED,
    OUTCOME,
    OUTCOME_LATER,
    OUTCOME_REMINDER,
    REMINDED,
)
from workshops.models import (
    MeetingAnswer,
    MeetingParticipant,
    MeetingStatus,
    Registration,
    SurveyInvitation,
)
from workshops.surveys import results as survey

WORKSHOP = re.compile(r"^workshop:(\d+):")
REGISTRATION = re.compile(r"^workshop:\d+:registration:(\d+):")
MEETING = re.compile(r"^workshop:\d+:registration:(\d+):meeting:(\d+):")


def ask_about_mails() -> None:
    """Say which mails are to be asked about. Called once, when the app is ready."""
    for kind in (AGENDA_RELEASED, AGENDA_CHANGED):
        ask_before_sending(kind, against_agenda)
    for kind in (SURVEY, SURVEY_REMINDER):
        ask_before_sending(kind, against_survey)
    for kind in (ASKED, REMINDED):
        ask_before_sending(kind, against_request)
    for kind in (OUTCOME, OUTCOME_LATER, OUTCOME_REMINDER):
        ask_before_sending(kind, against_outcome)


def against_agenda(mail: Mail) -> str:
    """Who comes no more reads no agenda, and nobody one of a workshop that is over."""
    about = WORKSHOP.match(mail.source_key)
    if not about:
        return ""
    who = Q(email__iexact=mail.address)
    if mail.user_id:
        who |= Q(user=mail.user_id)
    found = Registration.objects.coming().filter(who, workshop=int(about[1]))
    registration = found.select_related("workshop__city").first()
    if registration is None:
        return _("This person no longer comes.")
    return _("The workshop is over.") if registration.workshop.is_held else ""


def against_survey(mail: Mail) -> str:
    """Somebody who has answered, or can answer no more, is not asked to."""
    about = WORKSHOP.match(mail.source_key)
    if not about:
        return ""
    who = Q(registration__email__iexact=mail.address)
    if mail.user_id:
        who |= Q(registration__user=mail.user_id)
    asked = SurveyInvitation.objects.filter(who, registration__workshop=int(about[1]))
    invitation = asked.select_related("registration__workshop__city").first()
    if invitation is None:
        return _("This person is not asked any more.")
    # One sentence for both: the time of an answer is nobody's business.
    if invitation.has_answered or not survey.is_open(invitation.registration.workshop):
        return _("There is nothing to answer any more.")
    return ""


def against_request(mail: Mail) -> str:
    """A request that was answered, withdrawn or ended asks for nothing."""
    about = MEETING.match(mail.source_key)
    if not about:
        return ""
    waiting = MeetingParticipant.objects.filter(
        networker__registration=int(about[1]),
        meeting=int(about[2]),
        meeting__status=MeetingStatus.REQUESTED,
        answer=MeetingAnswer.ASKED,
    )
    return "" if waiting.exists() else _("The request was answered, or is over.")


def against_outcome(mail: Mail) -> str:
    """Somebody who has said what came of all meetings is not asked, nor when it is too late."""
    about = REGISTRATION.match(mail.source_key)
    if not about:
        return ""
    rows = with_all(
        MeetingParticipant.objects.filter(
            networker__registration=int(about[1]),
            meeting__status=MeetingStatus.ACCEPTED,
            answer=MeetingAnswer.ACCEPTED,
        )
    )
    is_open = any(open_stage_of(row) and outcome_in(row) is None for row in rows)
    return "" if is_open else _("What came of the meetings is said, or can be said no more.")
