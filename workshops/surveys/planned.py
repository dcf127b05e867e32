"""The mails about surveys that the site will write by itself."""

import datetime
from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.mails.planned import Planned, Span
from programme.models import Programme
from workshops.letter_kinds import SURVEY, SURVEY_REMINDER
from workshops.models import SurveyInvitation, Workshop
from workshops.services.survey import REMIND_AFTER
from workshops.surveys.results import opens_on


def surveys(programme: Programme, span: Span) -> Iterator[Planned]:
    """One for each survey that opens, and one for each day of reminders."""
    day_before = span.first - datetime.timedelta(days=8)
    coming = Workshop.objects.filter(
        programme=programme, survey_opened_at=None, ends_on__range=(day_before, span.last)
    ).select_related("programme", "city")
    people = Count("registrations", filter=Q(registrations__is_waiting=False))
    for workshop in coming.annotate(people=people).order_by("ends_on"):
        day = opens_on(workshop)
        if day and span.holds(span.day_of(day)) and workshop.people:
            yield Planned(
                day=span.day_of(day),
                kind=SURVEY,
                title=workshop.title,
                number=workshop.people,
                why=_("The workshop is over; everybody who was there is asked."),
                path=workshop.get_absolute_url(),
            )
    yield from _reminders(programme, span)


def _reminders(programme: Programme, span: Span) -> Iterator[Planned]:
    open_ones = SurveyInvitation.objects.filter(
        registration__workshop__programme=programme,
        registration__workshop__survey_closes_on__gte=span.first,
        has_answered=False,
        reminded_at=None,
    ).order_by()
    rows = open_ones.values("registration__workshop", "asked_at__date").annotate(people=Count("pk"))
    found = Workshop.objects.select_related("programme", "city").in_bulk(
        [row["registration__workshop"] for row in rows]
    )
    for row in rows:
        workshop = found[row["registration__workshop"]]
        day = span.day_of(row["asked_at__date"] + REMIND_AFTER)
        closes_on = workshop.survey_closes_on
        if span.holds(day) and closes_on and day <= closes_on:
            yield Planned(
                day=day,
                kind=SURVEY_REMINDER,
                title=workshop.title,
                number=row["people"],
                why=_("Not answered within a week; the survey closes on %(day)s.")
                % {"day": date_format(closes_on, "j F")},
                path=workshop.get_absolute_url(),
            )
