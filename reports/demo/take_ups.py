"""What the cities of the demonstration took up from each other."""

import datetime

from django.utils import timezone

from cases.models import ProposedAction
from programme.demo.calendar import Calendar, read
from programme.models import Activity, Programme, Role, subject_of
from reports.models import Lesson, TakeUp
from reports.services import record_take_up


def load(programme: Programme, calendar: Calendar) -> None:
    """Through the services; each on the day on which it was noted."""
    cities = {city.slug: city for city in programme.cities.all()}
    for row in read("reports", "take_ups")["take_ups"]:
        city, source = cities[row["city"]], cities[row["from"]]
        members = programme.memberships.filter(role=Role.EDITOR, city=city)
        entry = record_take_up(
            city,
            by=members.order_by("pk")[0].user,
            source_city=source,
            action=ProposedAction.objects.filter(
                case__city=source, number=row.get("action")
            ).first(),
            lesson=Lesson.objects.filter(
                city_report__workshop__city=source, number=row.get("lesson")
            ).first(),
            text=row["text"],
            progress=row["progress"],
            result=row.get("result", ""),
        )
        at = min(calendar.moment(row["on"], tz=city.time_zone), timezone.now())
        at -= datetime.timedelta(hours=1)
        TakeUp.objects.filter(pk=entry.pk).update(recorded_at=at)
        Activity.objects.filter(subject=subject_of(entry)).update(at=at)


def remove() -> None:
    TakeUp.objects.filter(city__programme__is_demo=True).delete()
