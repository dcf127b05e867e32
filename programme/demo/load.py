"""Loads the demonstration programme: people, cities, clusters, map. Historic data, moved dates."""

from typing import Any

from django.contrib.auth.hashers import make_password

from programme.activity import log_opened
from programme.demo.calendar import Calendar, read
from programme.demo.field import load_field, remove_field
from programme.demo.log_ins import PASSWORD
from programme.demo.logo import remove_logo, store_logo
from programme.demo.mapping import load_answers
from programme.demo.people import emails as invited_emails
from programme.field.facts import begin_facts
from programme.models import (
    City,
    Cluster,
    ClusterLink,
    ClusterOffer,
    ExternalEvent,
    Figure,
    Group,
    ItemKind,
    Membership,
    Objective,
    Partner,
    Phase,
    Programme,
    Role,
    Sector,
    User,
    WorkplanItem,
)
from programme.workplan.dates import default_rules

FILES = ("programme", "port-cities")


def load(calendar: Calendar) -> Programme:
    """Load every demonstration programme and return the first, Clusnet.

    All log-ins get the password that the README names: one hash, computed once.
    """
    password = make_password(PASSWORD)
    with log_opened("demonstration"):
        return [_load_file(read("programme", name), calendar, password) for name in FILES][0]


def remove() -> None:
    """Take the demonstration programmes and their invented people away again."""
    emails = [person["email"] for name in FILES for person in read("programme", name)["people"]]
    emails += invited_emails()
    demos = Programme.objects.filter(is_demo=True)
    for model in (Membership, ClusterLink, Cluster, City):
        model.objects.filter(programme__in=demos).delete()
    remove_field(demos)
    for programme in demos:
        remove_logo(programme)
    with log_opened("demonstration"):
        demos.delete()
    User.objects.filter(email__in=emails).delete()


def _load_file(data: dict[str, Any], calendar: Calendar, password: str) -> Programme:
    programme = Programme.objects.create(
        slug=data["slug"],
        name=data["name"],
        title=data["title"],
        headline=data["headline"],
        overall_objective=data["overall_objective"],
        starts_on=calendar.day(data["starts_on"]),
        ends_on=calendar.day(data["ends_on"]),
        workshop_label=data["workshop_label"],
        expert_label=data["expert_label"],
        funding_line=data["funding_line"],
        is_demo=True,
    )
    store_logo(programme)
    for rule in default_rules(programme):
        rule.save()
    for row in data["objectives"]:
        Objective.objects.create(programme=programme, **row)
    groups = {
        row["number"]: Group.objects.create(programme=programme, **row) for row in data["groups"]
    }
    partners = {
        row.pop("slug"): Partner.objects.create(programme=programme, **row)
        for row in data.get("partners", [])
    }
    sectors = {
        row["slug"]: Sector.objects.create(programme=programme, **row) for row in data["sectors"]
    }
    cities = {
        row["slug"]: City.objects.create(
            programme=programme,
            group=groups[row.pop("group")],
            policy_profile=row.pop("policy_profile").strip(),
            **row,
        )
        for row in data["cities"]
    }
    _load_clusters(data["clusters"], programme, calendar, cities, sectors)
    load_answers(data["map_cells"], calendar, cities, sectors)
    _load_people(data["people"], programme, cities, partners, password)
    _load_frame(programme, calendar, data)
    load_field(programme, calendar, has_events="events" in data)
    begin_facts(programme)
    return programme


def _load_clusters(
    rows: list[dict[str, Any]],
    programme: Programme,
    calendar: Calendar,
    cities: dict[str, City],
    sectors: dict[str, Sector],
) -> None:
    for row in rows:
        figures, offers = row.pop("figures", []), row.pop("offers", [])
        for name in ("funded_until", "label_on", "profile_as_of"):
            row[name] = calendar.maybe(row.get(name))
        cluster = Cluster(
            programme=programme,
            city=cities.get(row.pop("city", "")),
            sector=sectors.get(row.pop("sector", "")),
            summary=row.pop("summary").strip(),
            themes="\n".join(row.pop("themes", [])),
            **row,
        )
        cluster.set_derived()
        cluster.save()
        load_figures(cluster, figures)
        ClusterOffer.objects.bulk_create(ClusterOffer(cluster=cluster, **offer) for offer in offers)


def load_figures(cluster: Cluster, rows: list[dict[str, Any]]) -> None:
    """Add figures to a cluster, each with its source; invented ones say so in the source."""
    for row in rows:
        Figure.objects.get_or_create(
            cluster=cluster,
            label=row["label"],
            as_of=row["as_of"],
            source=row["source"],
            defaults={
                "value": str(row["value"]),
                "unit": row.get("unit", ""),
                "qualifier": row.get("qualifier", ""),
                "precision": row["precision"],
            },
        )


def _load_people(
    rows: list[dict[str, Any]],
    programme: Programme,
    cities: dict[str, City],
    partners: dict[str, Partner],
    password: str,
) -> None:
    for row in rows:
        user, _created = User.objects.get_or_create(
            email=row["email"], defaults={"name": row["name"], "password": password}
        )
        Membership.objects.create(
            user=user,
            programme=programme,
            role=Role(row["role"]),
            city=cities.get(row.get("city", "")),
            partner=partners.get(row.get("partner", "")),
        )


def _load_frame(programme: Programme, calendar: Calendar, data: dict[str, Any]) -> None:
    """The few dates that follow from no workshop."""
    for row in data.get("workplan", []):
        due_on = calendar.day(row["due_on"])
        WorkplanItem.objects.create(
            programme=programme,
            city=programme.cities.get(slug=row["city"]) if "city" in row else None,
            kind=row.get("kind", ItemKind.DEADLINE),
            phase=row.get("phase", Phase.END),
            title=row["title"],
            owner_role=row.get("owner_role", Role.COORDINATOR),
            due_on=due_on,
            baseline_on=calendar.maybe(row.get("baseline_on")) or due_on,
            remind_on=calendar.maybe(row.get("remind_on")),
            done_at=calendar.moment(row["done_on"]) if "done_on" in row else None,
            evidence=row.get("evidence", ""),
            note=row.get("note", ""),
        )
    for row in data.get("events", []):
        days = {name: calendar.day(row.pop(name)) for name in ("starts_on", "ends_on")}
        ExternalEvent.objects.create(programme=programme, **days, **row)
