"""How many people came, each counted once however often. Nobody is named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from reports.annex.rows import group_of
from workshops.models import Attendance, AttendsAs, Registration, Workshop

# Who came more often is counted with these.
MOST_TIMES = 3


def people_counts(workshops: Sequence[Workshop]) -> dict[str, Any]:
    """Registrations with a place, and the people behind them, over the meetings that are over.

    Somebody *came* who was ticked in one half-day at least. Where no list was kept, everybody
    with a place is taken to have come, and the meeting is named. Two queries.
    """
    held = [workshop for workshop in workshops if workshop.is_held]
    rows = list(
        Registration.objects.coming()
        .filter(workshop__in=held)
        .select_related("user", "city__group")
        .order_by("workshop__starts_on", "pk")
    )
    ticked = Attendance.objects.filter(
        registration__workshop__in=held, is_present__isnull=False
    ).values_list("registration", "registration__workshop", "is_present")
    present, with_list = set(), set()
    for registration, workshop, is_present in ticked:
        with_list.add(workshop)
        if is_present:
            present.add(registration)
    came = [row for row in rows if row.pk in present or row.workshop_id not in with_list]
    return {
        "registrations": len(rows),
        "people": len(_people(rows)),
        "attendances": len(came),
        "came": len(_people(came)),
        "times": _times(came),
        "kinds": _kinds(came),
        "cities": _cities(came),
        "meetings": _meetings(held, rows, came),
        "without_list": [row.place_name for row in held if row.pk not in with_list],
    }


def person_of(row: Registration) -> tuple[str, ...]:
    """Who it is: by account or e-mail, whatever its letters, else by name and organisation."""
    email = row.user.email if row.user else row.email
    if email:
        return ("email", email.strip().casefold())
    if row.user:
        return ("account", str(row.user.pk))
    return ("name", " ".join(row.name.split()).casefold(), row.organisation.strip().casefold())


def _people(rows: Iterable[Registration]) -> dict[tuple[str, ...], list[Registration]]:
    people = defaultdict(list)
    for row in rows:
        people[person_of(row)].append(row)
    return people


def _times(rows: Sequence[Registration]) -> list[dict[str, Any]]:
    """How many came to one meeting, to two, to three and more."""
    counts = [len({row.workshop_id for row in own}) for own in _people(rows).values()]
    return [
        {
            "times": times,
            "is_more": times == MOST_TIMES,
            "people": sum(1 for count in counts if min(count, MOST_TIMES) == times),
        }
        for times in range(1, MOST_TIMES + 1)
    ]


def _kinds(rows: Sequence[Registration]) -> list[dict[str, Any]]:
    """By the capacity in which they came; who came in two is counted in both."""
    return [
        {"label": str(label), "attendances": len(own), "people": len(_people(own))}
        for kind, label in AttendsAs.choices
        if (own := [row for row in rows if row.attends_as == kind])
    ]


def _cities(rows: Sequence[Registration]) -> list[dict[str, Any]]:
    """By city, each person with the city of the last time; those of no city come last."""
    by_city: dict[int, list[Registration]] = defaultdict(list)
    for own in _people(rows).values():
        by_city[own[-1].city_id or 0].append(own[-1])
    found = [
        {
            "city": last[0].city.name if last[0].city else "",
            "group": group_of(last[0].city),
            "position": last[0].city.position if last[0].city else 0,
            "people": len(last),
        }
        for last in by_city.values()
    ]
    return sorted(
        found,
        key=lambda row: (
            not row["city"],
            not row["group"]["number"],
            row["group"]["number"],
            row["position"],
            row["city"],
        ),
    )


def _meetings(
    held: Sequence[Workshop], rows: Sequence[Registration], came: Sequence[Registration]
) -> list[dict[str, Any]]:
    return [
        {
            "number": workshop.number,
            "place": workshop.place_name,
            "registrations": sum(1 for row in rows if row.workshop_id == workshop.pk),
            "attendances": sum(1 for row in came if row.workshop_id == workshop.pk),
        }
        for workshop in held
    ]
