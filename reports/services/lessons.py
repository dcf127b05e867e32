"""The lessons of a city report: the only writers of ``Lesson``.

Each raises ReportMoveError once the text of the report is closed, and nothing is written then.
"""

from typing import Any

from django.utils.translation import gettext as _

from programme.activity import values_of
from programme.models import User
from reports.models import CITY_STATUSES, CityReport, Lesson
from reports.services.rows import ReportMoveError, kept_open, locked, record_move


def add_lesson(report: CityReport, *, by: User, gap: str, text: str, part: str = "") -> Lesson:
    """Put a lesson behind the others, with a number that no other has had."""
    with kept_open(report):
        held = locked(report)
        held.last_lesson_number += 1
        held.save(update_fields=["last_lesson_number"])
        lesson = Lesson(
            city_report=report,
            number=held.last_lesson_number,
            # Positions are counted anew with each move, so they never run past the numbers.
            position=held.last_lesson_number,
            gap=gap,
            text=text.strip(),
            part=part,
            created_by=by,
        )
        lesson.full_clean()
        lesson.save()
        sentence = _("Lesson %(number)s was added to %(report)s.")
        after = values_of(lesson, "gap", "text", "part")
        _record("lesson_added", lesson, sentence, by=by, after=after)
    return lesson


def change_lesson(lesson: Lesson, *, by: User, gap: str, text: str, part: str = "") -> Lesson:
    """Give a lesson other words, another gap or another part; its number stays."""
    with kept_open(lesson.city_report):
        row = _stored(lesson)
        before = {"gap": row.gap, "text": row.text, "part": row.part}
        after = {"gap": gap, "text": text.strip(), "part": part}
        if before == after:
            return row
        for name, value in after.items():
            setattr(row, name, value)
        row.full_clean()
        row.save(update_fields=[*after])
        sentence = _("Lesson %(number)s of %(report)s was changed.")
        _record("lesson_changed", row, sentence, by=by, before=before, after=after)
    return row


def delete_lesson(lesson: Lesson, *, by: User) -> None:
    """Take a lesson out. Its number is not given again."""
    with kept_open(lesson.city_report):
        row = _stored(lesson)
        before = {"number": row.number, "gap": row.gap, "text": row.text}
        sentence = _("Lesson %(number)s of %(report)s was deleted.")
        _record("lesson_deleted", row, sentence, by=by, before=before)
        row.delete()


def move_lesson(lesson: Lesson, *, steps: int, by: User) -> None:
    """Move a lesson up (negative) or down among the others; at an end it stays."""
    with kept_open(lesson.city_report):
        row = _stored(lesson)
        order = list(Lesson.objects.filter(city_report=row.city_report_id))
        place = order.index(row)
        order.remove(row)
        order.insert(max(0, place + steps), row)
        now = order.index(row)
        for position, each in enumerate(order, start=1):
            each.position = position
        Lesson.objects.bulk_update(order, ["position"])
        if now != place:
            sentence = _("Lesson %(number)s of %(report)s was moved.")
            values = {"before": {"position": place + 1}, "after": {"position": now + 1}}
            _record("lesson_moved", row, sentence, by=by, **values)


def _stored(lesson: Lesson) -> Lesson:
    row = Lesson.objects.filter(pk=lesson.pk).first()
    if row is None:
        raise ReportMoveError(_("Somebody has deleted this lesson meanwhile."))
    row.city_report = lesson.city_report
    return row


def _record(verb: str, lesson: Lesson, sentence: str, *, by: User, **more: Any) -> None:
    report = lesson.city_report
    words = {"number": f"L{lesson.number}", "report": report}
    # The words of a draft are nothing for the city until it is asked to check them.
    is_internal = report.status not in CITY_STATUSES
    record_move(verb, report, sentence % words, by=by, is_internal=is_internal, **more)
