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
from workshops.meeting_letter_kinds import (
    AGREED,
    ALONE,
    ASKED,
    CANCELLED,
    DECLINED,
    LEFT,
    MOVED,
    PLACED,
    REMINDED,
    UNANSWERED,
    WITHDRAWN,
)
from workshops.models import Meeting, Networker
from workshops.services.meetings.rows import write_to_people

# A meeting ends once.
END = "ended"


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
    time = place_in_time(meeting.proposed_slot) if meeting.proposed_slot else ""
    writer = by.name if by and by.pk != asker.registration.user_id else ""
    for networker in asked:
        values = {
            "asker": name_of(asker),
            "person": asker,
            "reason": meeting.reason,
            "others": names_of(others_of(asked, networker)),
            "time": time,
            "writer": writer,
            "until": _answer_by(meeting),
        }
        write_to_people([networker], meeting, kind=ASKED, values=values, key="asked")


def _answer_by(meeting: Meeting) -> str:
    if meeting.answer_by is None:
        return ""
    local = timezone.localtime(meeting.answer_by, meeting.session.workshop.tz)
    words = {
        "day": date_format(local, "l j F, H:i"),
        "zone": meeting.session.workshop.time_zone_name,
    }
    return _("%(day)s, %(zone)s") % words


def tell_reminder(meeting: Meeting, asker: Networker | None, waiting: Sequence[Networker]) -> None:
    values = {
        "asker": name_of(asker) if asker else _("Somebody"),
        "reason": meeting.reason,
        "until": _answer_by(meeting),
    }
    write_to_people(waiting, meeting, kind=REMINDED, values=values, key="reminded")


def tell_agreed(
    meeting: Meeting, people: Sequence[Networker], to: Sequence[Networker], *, not_coming: str
) -> None:
    """``not_coming`` names those of a group who declined, if any."""
    for networker in to:
        values = {
            "others": names_of(others_of(people, networker)),
            "reason": meeting.reason,
            "when": when_and_where(meeting),
            "not_coming": not_coming,
        }
        write_to_people([networker], meeting, kind=AGREED, values=values, key="agreed")


def tell_refused(meeting: Meeting, to: Sequence[Networker], *, who: str) -> None:
    """That nothing comes of a request: ``who`` has declined."""
    values = {"people": who, "reason": meeting.reason, "why": meeting.ended_reason}
    write_to_people(to, meeting, kind=DECLINED, values=values, key=END)


def tell_expired(meeting: Meeting, to: Sequence[Networker]) -> None:
    values = {"reason": meeting.reason}
    write_to_people(to, meeting, kind=UNANSWERED, values=values, key=END)


def tell_withdrawn(
    meeting: Meeting, asker: Networker, to: Sequence[Networker], *, words: str
) -> None:
    values = {
        "asker": name_of(asker),
        "person": asker,
        "reason": meeting.reason,
        "why": words,
    }
    write_to_people(to, meeting, kind=WITHDRAWN, values=values, key=END)


def tell_cancelled(
    meeting: Meeting, who: Networker, to: Sequence[Networker], *, words: str, when: str
) -> None:
    """``when`` says which time is free again, if there was one."""
    values = _of_absent(meeting, who, words) | {"time": when}
    write_to_people(to, meeting, kind=CANCELLED, values=values, key=END)


def tell_alone(meeting: Meeting, to: Sequence[Networker]) -> None:
    """That whoever else was in the meeting is gone; the name is gone too."""
    write_to_people(to, meeting, kind=ALONE, values={"reason": meeting.reason}, key=END)


def tell_left(meeting: Meeting, who: Networker, to: Sequence[Networker], *, words: str) -> None:
    """That somebody left a group which goes on without."""
    values = _of_absent(meeting, who, words) | {"when": when_and_where(meeting)}
    write_to_people(to, meeting, kind=LEFT, values=values, key=f"left:{who.pk}")


def _of_absent(meeting: Meeting, who: Networker, words: str) -> dict[str, object]:
    return {"who": name_of(who), "person": who, "reason": meeting.reason, "why": words}


def tell_moved(
    meeting: Meeting, people: Sequence[Networker], to: Sequence[Networker], *, before: str
) -> None:
    """``before`` is the time that it had, in words; empty when it gets its first."""
    for networker in to:
        values = {
            "others": names_of(others_of(people, networker)),
            "when": when_and_where(meeting),
        }
        write_to_people(
            [networker],
            meeting,
            kind=MOVED if before else PLACED,
            values=values | {"before": before} if before else values,
            key=f"moved:{meeting.calendar_sequence}",
        )
