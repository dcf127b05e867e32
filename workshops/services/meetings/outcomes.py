"""What people say came of their meetings.

Answering writes ``MeetingOutcome``, and ``Meeting.happened`` as ``became_of`` has it.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.outcomes import (
    became_of,
    open_stage_of,
)
from workshops.models import (
    Happened,
    MeetingOutcome,
    MeetingParticipant,
)
from workshops.services.meetings.rows import (
    MeetingError,
    locked_meeting,
    log_meeting,
)


@transaction.atomic
def answer_outcome(
    row: MeetingParticipant, *, by: User | None, happened: str, step: str = "", note: str = ""
) -> MeetingOutcome:
    """Take what one person says of a meeting, in the stage that is open now; an answer that is
    there already is changed. ``by`` is None for whoever has no account.

    Raises MeetingError when no answer is taken now.
    """
    meeting = locked_meeting(row.meeting)
    row = MeetingParticipant.objects.select_related("networker").get(pk=row.pk)
    row.meeting = meeting
    now = open_stage_of(row)
    if now is None:
        raise MeetingError(_("No answer is taken now: the time for it is over, or not yet there."))
    outcome = MeetingOutcome.objects.filter(participant=row, stage=now.stage).first()
    outcome = outcome or MeetingOutcome(participant=row, stage=now.stage)
    outcome.happened = happened
    # Of a meeting that did not take place nothing came yet.
    outcome.step = step if happened == Happened.HELD else ""
    outcome.note = note
    outcome.given_at, outcome.given_by = timezone.now(), by
    outcome.full_clean()
    outcome.save()
    meeting.happened = became_of(meeting)
    meeting.save(update_fields=["happened"])
    log_meeting(
        "meeting_outcome_given",
        meeting,
        _("What came of a meeting at the %(workshop)s was told.")
        % {"workshop": meeting.session.workshop},
        by=by,
    )
    return outcome
