"""Who was there. The only module that writes ``Attendance``."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.activity import values_of
from programme.models import User
from workshops.models import Attendance, HalfDay, Registration, Workshop
from workshops.on_the_day.attendance import HalfDaySlot
from workshops.services.registration import SAID, log_registration
from workshops.services.rows import locked_workshop, log_workshop


class AttendanceError(Exception):
    """Attendance cannot be kept like this; the text says why."""


@transaction.atomic
def mark_attendance(
    registration: Registration,
    *,
    day: datetime.date,
    half: str,
    is_present: bool | None,
    at: datetime.datetime,
    by: User,
) -> Attendance:
    """Keep whether somebody was there in a half-day; None takes back what was said.

    ``at`` is when it was ticked, perhaps on a device without a network: of two marks the one
    ticked later stands, whichever arrives first. A time to come counts as now. What comes back
    is the mark that stands. The row says who marked and when; the log says what was corrected.

    Raises AttendanceError on a day on which the workshop is not, and for somebody who was taken
    off the list meanwhile.
    """
    workshop = registration.workshop
    if day not in workshop.days or half not in HalfDay.values:
        raise AttendanceError(_("The workshop is not on in this half-day."))
    at = min(at, timezone.now())
    # Two people tick the same person at once: one after the other.
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    if not rows.filter(pk=registration.pk).exists():
        raise AttendanceError(
            _("%(person)s is not registered any more.") % {"person": registration.name}
        )
    place = {"registration": registration, "day": day, "half": half}
    mark = Attendance.objects.filter(**place).first()
    if mark is None:
        return Attendance.objects.create(**place, is_present=is_present, marked_at=at, marked_by=by)
    if mark.marked_at >= at:
        return mark
    before = mark.is_present
    mark.is_present, mark.marked_at, mark.marked_by = is_present, at, by
    mark.save(update_fields=["is_present", "marked_at", "marked_by"])
    if before not in (None, is_present):
        _log_correction(mark, before, by)
    return mark


@transaction.atomic
def register_late_guest(
    registration: Registration, *, day: datetime.date, half: str, by: User
) -> Registration:
    """Register somebody who came unannounced, and was there in this half-day.

    Whoever stands there has a place: how many the workshop has does not count. Raises
    AttendanceError on a day on which the workshop is not.
    """
    registration.workshop = locked_workshop(registration.workshop)
    registration.registered_by = by
    registration.full_clean()
    registration.save()
    sentence = _("%(person)s came unannounced to %(workshop)s and was registered.")
    log_registration(
        "registration_created",
        registration,
        sentence,
        by=by,
        after=values_of(registration, *SAID),
    )
    mark_attendance(registration, day=day, half=half, is_present=True, at=timezone.now(), by=by)
    return registration


def _log_correction(mark: Attendance, before: bool, by: User) -> None:
    workshop: Workshop = mark.registration.workshop
    log_workshop(
        "attendance_corrected",
        workshop,
        _("The attendance of %(person)s at %(workshop)s was corrected (%(when)s).")
        % {
            "person": mark.registration.name,
            "workshop": workshop.title,
            "when": HalfDaySlot.of(mark.day, mark.half).label,
        },
        by=by,
        about=mark,
        before={"is_present": before},
        after={"is_present": mark.is_present},
    )
