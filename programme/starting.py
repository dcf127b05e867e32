"""How a programme begins: from nothing, or with pieces of another one.

Each app says what can be taken over from it (``register``, called when the app is ready), so that
this module knows nothing of the apps above. What is taken over is structure, rules and templates:
never people, dates, texts of a city, or anything that somebody wrote for the old programme alone.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.activity import record, values_of
from programme.field.facts import begin_facts, copy_facts
from programme.field.usual import begin_field, copy_field
from programme.models import (
    City,
    CountbackRule,
    Group,
    Membership,
    Objective,
    Partner,
    Programme,
    Role,
    Sector,
    User,
)
from programme.workplan.dates import default_rules


@dataclass
class Copying:
    """One programme taken over into another, piece after piece."""

    source: Programme
    target: Programme
    # New rows by the keys of the old ones, for pieces that point to others.
    groups: dict[int, Group] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """Something that a new programme may take over from another one.

    ``begin`` makes the usual rows for a programme that does not take it over.
    """

    key: str
    label: str | Promise
    copy: Callable[[Copying], None]
    begin: Callable[[Programme], object] | None = None
    is_usual: bool = True


PIECES: dict[str, Piece] = {}


def register(piece: Piece) -> None:
    PIECES[piece.key] = piece


@transaction.atomic
def start_programme(
    programme: Programme,
    *,
    by: User,
    source: Programme | None = None,
    pieces: Collection[str] = (),
) -> Programme:
    """Save a new programme, with the pieces of another one that are wanted, and make the person
    its coordinator."""
    programme.full_clean()
    programme.save()
    Membership.objects.create(user=by, programme=programme, role=Role.COORDINATOR)
    fill_programme(programme, by=by, source=source, pieces=pieces)
    return programme


def fill_programme(
    programme: Programme,
    *,
    by: User,
    source: Programme | None = None,
    pieces: Collection[str] = (),
) -> None:
    """Give a new programme what each begins with, or the pieces of another one."""
    copying = Copying(source, programme) if source else None
    for piece in PIECES.values():
        if copying and piece.key in pieces:
            piece.copy(copying)
        elif piece.begin:
            piece.begin(programme)
    # Not from where: members of the new programme need not know of the old one.
    record(
        "programme_started",
        programme,
        _("The programme %(programme)s was started.") % {"programme": programme},
        by=by,
        programme=programme,
        path=programme.get_absolute_url(),
        after=values_of(programme),
    )


def may_start(user: User) -> bool:
    """Coordinators of any programme, and the operator. At most one query."""
    return user.is_superuser or any(held.role == Role.COORDINATOR for held in user.holdings)


def _copy_objectives(copying: Copying) -> None:
    Objective.objects.bulk_create(
        Objective(
            programme=copying.target,
            position=row.position,
            title=row.title,
            text=row.text,
            part=row.part,
        )
        for row in copying.source.objectives.all()
    )


def _copy_groups(copying: Copying) -> None:
    for row in copying.source.groups.all():
        copying.groups[row.pk] = Group.objects.create(
            programme=copying.target, number=row.number, name=row.name
        )


def _copy_sectors(copying: Copying) -> None:
    Sector.objects.bulk_create(
        Sector(
            programme=copying.target,
            slug=row.slug,
            name=row.name,
            ecosystem=row.ecosystem,
            position=row.position,
        )
        for row in copying.source.sectors.all()
    )


def _copy_partners(copying: Copying) -> None:
    Partner.objects.bulk_create(
        Partner(
            programme=copying.target,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            country=row.country,
            website=row.website,
            description=row.description,
        )
        for row in copying.source.partners.all()
    )


# What everybody can look up about a city. Its profile and what it noted stay where they are.
PUBLIC_FIELDS = (
    *("position", "slug", "name", "region", "country", "time_zone", "latitude", "longitude"),
    *("population", "population_year", "population_source", "website"),
)


def _copy_cities(copying: Copying) -> None:
    City.objects.bulk_create(
        City(
            programme=copying.target,
            group=copying.groups.get(row.group_id or 0),
            **{name: getattr(row, name) for name in PUBLIC_FIELDS},
        )
        for row in copying.source.cities.all()
    )


def _copy_rules(copying: Copying) -> None:
    fields = (
        *("key", "position", "title", "kind", "phase", "owner_role", "anchor", "days", "months"),
        *("remind_days", "only_with_case"),
    )
    CountbackRule.objects.bulk_create(
        CountbackRule(programme=copying.target, **{name: getattr(row, name) for name in fields})
        for row in copying.source.countback_rules.all()
    )


def _begin_rules(programme: Programme) -> None:
    CountbackRule.objects.bulk_create(default_rules(programme))


def _copy_facts(copying: Copying) -> None:
    copy_facts(copying.source, copying.target)


def _copy_field(copying: Copying) -> None:
    copy_field(copying.source, copying.target)


register(Piece("objectives", gettext_lazy("Objectives"), _copy_objectives))
register(Piece("groups", gettext_lazy("Groups, without their cities"), _copy_groups))
register(Piece("partners", gettext_lazy("Partners that are no city"), _copy_partners))
register(Piece("sectors", gettext_lazy("Sectors of the networking map"), _copy_sectors))
register(
    Piece(
        "cities",
        gettext_lazy("Cities, without people, profiles, clusters and cases"),
        _copy_cities,
        is_usual=False,
    )
)
register(Piece("rules", gettext_lazy("Rules from which dates follow"), _copy_rules, _begin_rules))
register(
    Piece(
        "field",
        gettext_lazy("Actors, funding portals and national programmes of the field"),
        _copy_field,
        begin_field,
    )
)
register(Piece("facts", gettext_lazy("Facts to quote to policymakers"), _copy_facts, begin_facts))
