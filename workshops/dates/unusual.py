"""What is unusual about the days of a workshop: said before they are applied, never forbidden."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.workplan.clashes import BusyDays, days_between
from workshops.models import Workshop

# More days than this are more likely a slip of the keyboard than a workshop.
USUAL_DAYS = 7


def date_warnings(
    workshop: Workshop, starts_on: datetime.date, ends_on: datetime.date
) -> list[str]:
    """What is unusual about days that the workshop can have."""
    programme = workshop.programme
    warnings = []
    if starts_on < programme.starts_on or ends_on > programme.ends_on:
        warnings.append(
            _("The programme runs from %(first)s to %(last)s; these days are outside it.")
            % {"first": in_words(programme.starts_on), "last": in_words(programme.ends_on)}
        )
    if ends_on < timezone.localdate(timezone=workshop.tz):
        warnings.append(_("These days are past."))
    warnings += clash_words(workshop, starts_on, ends_on)
    return warnings + _agenda_warnings(workshop, starts_on, ends_on)


def clash_words(workshop: Workshop, starts_on: datetime.date, ends_on: datetime.date) -> list[str]:
    """Holidays (the host's first), events of others, the weekend. At most four queries."""
    days = (ends_on - starts_on).days + 1
    if days > USUAL_DAYS:
        return [_("That is %(days)s days.") % {"days": days}]
    busy = BusyDays.of_programme(workshop.programme, starts_on, ends_on)
    return busy.words_on(starts_on, ends_on, workshop.city) + [
        _("%(day)s is at a weekend.") % {"day": date_format(day, "l j F")}
        for day in days_between(starts_on, ends_on)
        if day.weekday() >= 5
    ]


def _agenda_warnings(
    workshop: Workshop, starts_on: datetime.date, ends_on: datetime.date
) -> list[str]:
    """What the agenda, which moves along, no longer finds room for."""
    if not workshop.pk or not workshop.is_dated:
        return []
    moved_by = starts_on - workshop.first_day
    left_over = [
        item
        for item in workshop.agenda_items.all()
        if not starts_on <= item.day + moved_by <= ends_on
    ]
    if not left_over:
        return []
    return [
        _("The agenda moves along, but has no day left for: %(items)s.")
        % {"items": ", ".join(item.title for item in left_over)}
    ]


def in_words(day: datetime.date) -> str:
    return date_format(day, "j F Y")
