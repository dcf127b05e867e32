"""What the desk says on the day: who came to a meeting. The only code that writes ``came``."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.outcomes import became_of
from workshops.models import (
    Meeting,
    MeetingAnswer,
    MeetingParticipant,
)
from workshops.services.meetings.rows import MeetingError, locked_meeting, log_meeting


@transaction.atomic
def tick_came(row: MeetingParticipant, came: bool | None, *, by: User | None) -> Meeting:
    """Say whether one person came to a meeting, or take it back with None. What became of the
    meeting follows: it took place once all have come.

    Raises MeetingError before the day of the meeting, and without a time.
    """
    meeting = locked_meeting(row.meeting)
    row = MeetingParticipant.objects.get(pk=row.pk)
    if meeting.slot is None or row.answer != MeetingAnswer.ACCEPTED:
        raise MeetingError(_("The person has no such meeting any more."))
    if timezone.localdate(timezone=meeting.session.workshop.tz) < meeting.slot.day:
        raise MeetingError(
            _("The meeting is on %(day)s: who comes is ticked then.")
            % {"day": date_format(meeting.slot.day, "l j F")}
        )
    if row.came == came:
        return meeting
    row.came = came
    row.save(update_fields=["came"])
    before = meeting.happened
    meeting.happened = became_of(meeting)
    if meeting.happened != before:
        meeting.save(update_fields=["happened"])
        sentence = _("The desk says of a meeting: %(what)s.") % {
            "what": meeting.get_happened_display() or _("nothing yet")
        }
        log_meeting("meeting_ticked", meeting, sentence, by=by)
    return meeting
