"""The mails about reports that the site will write by itself."""

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.mails.planned import Planned, Span
from programme.models import Membership, Programme, Role
from reports.letter_kinds import CHECK_REMINDER
from reports.models import FactCheck
from reports.services.following import REMINDED_BEFORE


def checks(programme: Programme, span: Span) -> Iterator[Planned]:
    """One for each check of facts of which a city is to be reminded. Two queries."""
    rows = list(
        FactCheck.objects.open()
        .filter(city_report__workshop__programme=programme, due_on__gte=span.first)
        .select_related("city_report__workshop__programme", "city_report__workshop__city")
        .order_by("due_on", "pk")
    )
    editors: dict[int | None, list[str]] = {}
    speaking = Membership.objects.filter(
        programme=programme, role=Role.EDITOR, user__is_active=True
    )
    for city, name in speaking.values_list("city", "user__name") if rows else []:
        editors.setdefault(city, []).append(name)
    for check in rows:
        report = check.city_report
        day = check.due_on - datetime.timedelta(days=REMINDED_BEFORE)
        people = sorted(editors.get(report.workshop.city_id, []))
        if people and span.holds(day):
            yield Planned(
                day=day,
                kind=CHECK_REMINDER,
                title=str(report),
                number=len(people),
                why=_("The city has until %(day)s to check the facts.")
                % {"day": date_format(check.due_on, "j F")},
                path=report.get_absolute_url(),
                readers=tuple(people),
            )
