"""What the people of a meeting are told by mail when it is asked for, answered, moved or ended.

Each of them gets one mail for one thing; whoever did it oneself gets none.
"""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.models import User
from workshops.matchmaking.names import name_of, names_of
from workshops.matchmaking.times import place_in_time
from workshops.models import Meeting, Networker
from workshops.services.meetings.rows import write_to_people

ASKED = "meeting-request"
ANSWERED = "meeting-answer"
ENDED = "meeting-ended"
MOVED = "meeting-moved"
REMINDED = "meeting-reminder"


def others_of(people: Sequence[Networker], networker: Networker) -> list[Networker]:
    return [person for person in people if person.pk != networker.pk]


def without_doer(
    people: Iterable[Networker], doer: Networker | None, by: User | None
) -> list[Networker]:
    """All but whoever did it oneself; somebody for whom another did it is told too."""
    return [
        person
        for person in people
        if doer is None or person.pk != doer.pk or (by and by.pk != doer.registration.user_id)
    ]


def when_and_where(meeting: Meeting) -> str:
    """“You meet on Thursday 9 September, 14:00–14:25, Lyon time (CEST), Table 3, Room Rhône.”, or
    why there is no time yet."""
    if meeting.slot and meeting.session.shows_times:
        words = {
            "time": place_in_time(meeting.slot),
            "zone": meeting.session.workshop.time_zone_name,
            "place": ", ".join(filter(None, [str(meeting.table), _room_of(meeting)])),
        }
        return _("You meet on %(time)s, %(zone)s, %(place)s.") % words
    if meeting.session.is_computed:
        return _("The time and the table come with the schedule for all.")
    if meeting.unplaced_reason:
        return _("There is no time yet. %(reason)s Choose one together.") % {
            "reason": meeting.unplaced_reason
        }
    return _("There is no time yet: one of you can choose it, or the organiser finds one.")


def _room_of(meeting: Meeting) -> str:
    return meeting.table.name if meeting.table else ""


def tell_asked(
    meeting: Meeting, asker: Networker, asked: Sequence[Networker], *, by: User | None
) -> None:
    workshop = meeting.session.workshop
    for networker in asked:
        words = {
            "asker": name_of(asker),
            "workshop": workshop.title,
            "reason": meeting.reason,
            "others": names_of(others_of(asked, networker)),
            "writer": by.name if by else "",
        }
        sentences = [
            _("%(asker)s would like to meet you at %(workshop)s.") % words,
            _("“%(reason)s”") % words,
        ]
        if len(asked) > 1:
            sentences.append(_("Asked too: %(others)s.") % words)
        if meeting.proposed_slot:
            time = {"time": place_in_time(meeting.proposed_slot)}
            sentences.append(_("Suggested time: %(time)s.") % time)
        if by and by.pk != asker.registration.user_id:
            sentences.append(_("%(writer)s has written this for %(asker)s.") % words)
        sentences.append(_answer_here(meeting))
        write_to_people(
            [networker],
            meeting,
            kind=ASKED,
            subject=_("%(person)s would like to meet you") % {"person": asker},
            sentences=sentences,
            key="asked",
        )


def _answer_here(meeting: Meeting) -> str:
    if meeting.answer_by is None:
        return _("Accept or decline here:")
    local = timezone.localtime(meeting.answer_by, meeting.session.workshop.tz)
    words = {
        "day": date_format(local, "l j F, H:i"),
        "zone": meeting.session.workshop.time_zone_name,
    }
    return _("Please accept or decline by %(day)s, %(zone)s. Here you answer:") % words


def tell_reminder(meeting: Meeting, asker: Networker | None, waiting: Sequence[Networker]) -> None:
    words = {"asker": name_of(asker) if asker else _("Somebody"), "reason": meeting.reason}
    write_to_people(
        waiting,
        meeting,
        kind=REMINDED,
        subject=_("A request for a meeting waits for your answer"),
        sentences=[
            _("%(asker)s would like to meet you: “%(reason)s”") % words,
            _answer_here(meeting),
        ],
        key="reminded",
    )


def tell_agreed(
    meeting: Meeting, people: Sequence[Networker], to: Sequence[Networker], *, not_coming: str
) -> None:
    """``not_coming`` names those of a group who declined, if any."""
    for networker in to:
        words = {"others": names_of(others_of(people, networker)), "reason": meeting.reason}
        sentences = [
            _("Your meeting with %(others)s is agreed: “%(reason)s”") % words,
            when_and_where(meeting),
        ]
        if not_coming:
            sentences.append(_("Not coming: %(people)s.") % {"people": not_coming})
        write_to_people(
            [networker],
            meeting,
            kind=ANSWERED,
            subject=_("You meet %(others)s") % words,
            sentences=sentences,
            key="agreed",
        )


def tell_refused(meeting: Meeting, to: Sequence[Networker], *, who: str) -> None:
    """That nothing comes of a request: ``who`` has declined."""
    words = {"people": who, "reason": meeting.reason, "why": meeting.ended_reason}
    sentences = [_("There will be no meeting about “%(reason)s”: %(people)s declined.") % words]
    if meeting.ended_reason:
        sentences.append(_("“%(why)s”") % words)
    sentences.append(_("Here you see whom else you could ask:"))
    _tell_end(meeting, to, _("%(people)s declined your request") % words, sentences)


def tell_expired(meeting: Meeting, to: Sequence[Networker]) -> None:
    sentences = [
        _("Nobody answered in time to your request about “%(reason)s”.")
        % {"reason": meeting.reason},
        _("Here you can ask again, or ask somebody else:"),
    ]
    _tell_end(meeting, to, _("Your request was not answered"), sentences)


def tell_withdrawn(
    meeting: Meeting, asker: Networker, to: Sequence[Networker], *, words: str
) -> None:
    said = {"asker": name_of(asker), "reason": meeting.reason, "why": words}
    sentences = [_("%(asker)s has withdrawn the request about “%(reason)s”.") % said]
    if words:
        sentences.append(_("“%(why)s”") % said)
    subject = _("%(person)s has withdrawn a request") % {"person": asker}
    _tell_end(meeting, to, subject, [*sentences, _("Your meetings:")])


def tell_cancelled(
    meeting: Meeting, who: Networker, to: Sequence[Networker], *, words: str, when: str
) -> None:
    """``when`` says which time is free again, if there was one."""
    said = {"person": name_of(who), "reason": meeting.reason, "why": words, "time": when}
    sentences = [_("The meeting with %(person)s about “%(reason)s” is cancelled.") % said]
    if words:
        sentences.append(_("“%(why)s”") % said)
    if when:
        sentences.append(_("You are free again: %(time)s.") % said)
    subject = _("Cancelled: your meeting with %(person)s") % {"person": who}
    _tell_end(meeting, to, subject, [*sentences, _("Your meetings:")])


def tell_alone(meeting: Meeting, to: Sequence[Networker]) -> None:
    """That whoever else was in the meeting is gone; the name is gone too."""
    sentences = [
        _("Your meeting about “%(reason)s” will not be: nobody else is left in it.")
        % {"reason": meeting.reason},
        _("Your meetings:"),
    ]
    _tell_end(meeting, to, _("One of your meetings will not be"), sentences)


def _tell_end(
    meeting: Meeting, to: Sequence[Networker], subject: str, sentences: list[str]
) -> None:
    write_to_people(to, meeting, kind=ENDED, subject=subject, sentences=sentences, key="ended")


def tell_left(meeting: Meeting, who: Networker, to: Sequence[Networker], *, words: str) -> None:
    """That somebody left a group which goes on without."""
    said = {"person": name_of(who), "reason": meeting.reason, "why": words}
    sentences = [
        _("%(person)s does not come to your meeting about “%(reason)s”.") % said,
        *([_("“%(why)s”") % said] if words else []),
        _("The others still meet. %(when)s") % {"when": when_and_where(meeting)},
    ]
    write_to_people(
        to,
        meeting,
        kind=ENDED,
        subject=_("%(person)s does not come to your meeting") % {"person": who},
        sentences=sentences,
        key=f"left:{who.pk}",
    )


def tell_moved(
    meeting: Meeting, people: Sequence[Networker], to: Sequence[Networker], *, before: str
) -> None:
    """``before`` is the time that it had, in words; empty when it gets its first."""
    for networker in to:
        words = {"others": names_of(others_of(people, networker)), "before": before}
        subject = _("Your meeting with %(others)s has a time") % words
        sentences = [when_and_where(meeting)]
        if before:
            subject = _("Your meeting with %(others)s has another time") % words
            sentences.append(_("It was to be on %(before)s.") % words)
        sentences.append(
            _("You need not answer. If you cannot come then, move it once more or cancel it here:")
        )
        write_to_people(
            [networker],
            meeting,
            kind=MOVED,
            subject=subject,
            sentences=sentences,
            key=f"moved:{meeting.calendar_sequence}",
        )
