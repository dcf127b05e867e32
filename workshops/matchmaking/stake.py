"""What somebody of choice B loses by leaving it: said before anything is pressed, and after it."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import (
    OPEN_MEETINGS,
    Choice,
    MeetingAnswer,
    MeetingParticipant,
    MeetingStatus,
    Registration,
)


def words_at_stake(registration: Registration | None) -> str:
    """“1 agreed meeting is cancelled: with Paula. They are told …”; empty for whoever has none.

    One query at most.
    """
    if registration is None or registration.choice != Choice.B:
        return ""
    agreed, asked = _lost(registration)
    words = []
    if agreed:
        sentence = ngettext(
            "%(number)s agreed meeting is cancelled: with %(people)s.",
            "%(number)s agreed meetings are cancelled: with %(people)s.",
            len(agreed),
        )
        words.append(_filled(sentence, agreed))
    if asked:
        sentence = ngettext(
            "%(number)s open request for a meeting ends: with %(people)s.",
            "%(number)s open requests for meetings end: with %(people)s.",
            len(asked),
        )
        words.append(_filled(sentence, asked))
    if words:
        words.append(_("They are told by mail."))
    return " ".join(words)


Names = dict[int, list[str]]


def _lost(registration: Registration) -> tuple[Names, Names]:
    """Agreed meetings and open requests, each with the names of the others. One query."""
    mine = MeetingParticipant.objects.filter(
        networker__registration=registration, meeting__status__in=OPEN_MEETINGS
    ).exclude(answer=MeetingAnswer.DECLINED)
    rows = (
        MeetingParticipant.objects.filter(meeting__in=mine.values("meeting"))
        .exclude(networker__registration=registration)
        .exclude(answer=MeetingAnswer.DECLINED)
        .order_by("networker__registration__name", "pk")
        .values_list("meeting", "meeting__status", "networker__registration__name")
    )
    agreed: Names = {}
    asked: Names = {}
    for meeting, status, name in rows:
        found = agreed if status == MeetingStatus.ACCEPTED else asked
        found.setdefault(meeting, []).append(name)
    return agreed, asked


def _filled(sentence: str, lost: Names) -> str:
    names = list(dict.fromkeys(name for group in lost.values() for name in group))
    return sentence % {"number": len(lost), "people": get_text_list(names, _("and"))}
