"""What the larger pages of this app show. All their queries run here; templates run none."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from programme.forms.workplan import WorkplanFilter
from programme.models import (
    City,
    Cluster,
    CountbackRule,
    Group,
    ItemKind,
    MapCell,
    Membership,
    Objective,
    Partner,
    Programme,
    Role,
    User,
    WorkplanItem,
)
from programme.timeline import Timeline


@dataclass(frozen=True)
class PlanLine:
    """One line of the workplan's list, with its words ready: there are many lines."""

    item: WorkplanItem
    title: str
    owner: str
    # How a computed date follows from its workshop; empty for one written by hand.
    origin: str
    standing: str
    chip: str
    is_first_ahead: bool

    @property
    def year(self) -> int:
        return self.item.due_on.year

    @classmethod
    def of(cls, item: WorkplanItem, programme: Programme, origin: str, *, first: bool) -> Self:
        return cls(
            item=item,
            title=_title_of(item),
            owner=owner_of(item, programme),
            origin=origin,
            standing=item.standing,
            chip=_chip_of(item),
            is_first_ahead=first,
        )


def _title_of(item: WorkplanItem) -> str:
    """The title, with the city in front where it does not name it."""
    if item.city is None or item.city.name in item.title:
        return item.title
    return f"{item.city}: {item.title}"


def _chip_of(item: WorkplanItem) -> str:
    if item.is_done:
        return "chip-done"
    if item.is_late:
        return "chip-late"
    return "chip-due" if item.is_soon else ""


@dataclass(frozen=True)
class WorkplanPage:
    """The workplan, filtered: the same rows as picture and as list.

    Lines and timeline are computed when they are drawn, which a cache may make unnecessary.
    """

    programme: Programme
    filter: WorkplanFilter
    items: list[WorkplanItem]
    rules: list[CountbackRule]
    late: int
    open: int
    done: int

    @property
    def total(self) -> int:
        return self.late + self.open + self.done

    @cached_property
    def lines(self) -> list[PlanLine]:
        return _lines(self.items, self.rules, self.programme)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline.of(self.items)

    @property
    def fingerprint(self) -> str:
        """The same for the same picture and list: everything they show, and the day."""
        programme = self.programme
        shown = [
            timezone.localdate(),
            (programme.slug, programme.workshop_label, programme.expert_label),
            [(rule.key, rule.distance) for rule in self.rules],
            [_values_of(item) for item in self.items],
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    @classmethod
    def of(cls, programme: Programme, user: User, query: Any) -> "WorkplanPage":
        cities = City.objects.visible_to(user).in_programme(programme)
        every = WorkplanItem.objects.visible_to(user).in_programme(programme)
        # An address without any filter has no errors to show.
        plan_filter = WorkplanFilter(query or {}, cities=cities)
        return cls(
            programme=programme,
            filter=plan_filter,
            items=_with_cities(plan_filter.apply(every), cities),
            rules=_rules_of(programme, user),
            **_counts(every),
        )


def _with_cities(items: Any, cities: Any) -> list[WorkplanItem]:
    """The items in order, with their cities: few of them, so a join would only repeat them."""
    found = {city.pk: city for city in cities.select_related("group")}
    rows = list(items.order_by("due_on", "city__position", "pk"))
    for row in rows:
        row.city = found.get(row.city_id)
    return rows


def _values_of(item: WorkplanItem) -> tuple[Any, ...]:
    """What the workplan shows of an item."""
    city = item.city
    group = city.group if city else None
    return (
        item.pk,
        item.kind,
        item.phase,
        item.title,
        item.owner_role,
        item.due_on,
        item.baseline_on,
        item.done_at,
        item.source_key,
        item.path,
        item.note,
        item.extension_words,
        (city.pk, city.name, city.position) if city else None,
        (group.number, group.name) if group else None,
    )


def _rules_of(programme: Programme, user: User) -> list[CountbackRule]:
    return list(CountbackRule.objects.visible_to(user).in_programme(programme))


def _counts(items: Any) -> dict[str, int]:
    """How many are late, open in time, and done."""
    late = Q(done_at__isnull=True, kind=ItemKind.DEADLINE, due_on__lt=timezone.localdate())
    counts: dict[str, int] = items.aggregate(
        late=Count("pk", filter=late),
        open=Count("pk", filter=Q(done_at__isnull=True) & ~late),
        done=Count("pk", filter=Q(done_at__isnull=False)),
    )
    return counts


def _lines(
    items: list[WorkplanItem], rules: list[CountbackRule], programme: Programme
) -> list[PlanLine]:
    distances = {rule.key: rule.distance for rule in rules}
    today = timezone.localdate()
    first_ahead = next((item.pk for item in items if item.due_on >= today), None)
    return [
        PlanLine.of(
            item, programme, _origin(item, programme, distances), first=item.pk == first_ahead
        )
        for item in items
    ]


@dataclass(frozen=True)
class CityPage:
    """A city: its profile, its clusters, who it is, and what it has to meet."""

    city: City
    neighbours: list[City]
    clusters: list[Cluster]
    members: list[Membership]
    cells: list[MapCell]
    lines: list[PlanLine]

    @classmethod
    def of(cls, city: City, user: User) -> "CityPage":
        programme = city.programme
        group = City.objects.visible_to(user).filter(group=city.group).exclude(pk=city.pk)
        items = list(
            WorkplanItem.objects.visible_to(user)
            .filter(city=city, done_at__isnull=True)
            .select_related("city__group")
        )
        members = Membership.objects.visible_to(user).filter(city=city).for_people_list()
        cells = MapCell.objects.visible_to(user).filter(city=city).select_related("sector")
        return cls(
            city=city,
            neighbours=list(group) if city.group_id else [],
            clusters=list(Cluster.objects.visible_to(user).filter(city=city).for_list()),
            members=list(members),
            cells=list(cells.order_by("sector__position", "sector__name")),
            lines=_lines(items, _rules_of(programme, user), programme),
        )


def owner_of(item: WorkplanItem, programme: Programme) -> str:
    """Whose task it is, as this programme calls them: “CSC”, “City editor, Göteborg”."""
    role = role_in(programme, item.owner_role)
    return f"{role}, {item.city}" if item.owner_role == Role.EDITOR else role


def role_in(programme: Programme, role: str) -> str:
    """A role as this programme calls those who hold it."""
    if role == Role.EXPERT:
        return programme.expert_label
    if role == Role.PARTICIPANT:
        return gettext("Participants")
    return str(Role(role).label)


def _origin(item: WorkplanItem, programme: Programme, distances: dict[str, str]) -> str:
    if not item.is_computed:
        return ""
    words = {
        "workshop": programme.workshop_label if item.city else gettext("meeting"),
        "distance": distances.get(item.source_key.rpartition(":")[2], ""),
    }
    if not words["distance"]:
        return gettext("follows from the %(workshop)s") % words
    return gettext("%(distance)s of the %(workshop)s") % words


@dataclass
class Person:
    """Somebody of an organisation, with every role held for it."""

    user: User
    memberships: list[Membership]

    @property
    def has_logged_in(self) -> bool:
        return self.user.last_login is not None


@dataclass
class Organisation:
    """A city, a partner or, where neither is said, the programme itself."""

    name: str
    city: City | None
    people: list[Person]


def organisations_of(memberships: list[Membership]) -> list[Organisation]:
    """People by the organisation they belong to: cities in their order, partners, the rest."""
    found: dict[tuple[int, int, str], Organisation] = {}
    for membership in memberships:
        city, partner = membership.city, membership.partner
        if city:
            key, name = (0, city.position, city.name), city.name
        elif partner:
            key, name = (1, 0, partner.short_name), partner.name
        else:
            key, name = (2, 0, ""), gettext("The programme")
        people = found.setdefault(key, Organisation(name, city, [])).people
        person = next((known for known in people if known.user == membership.user), None)
        if person is None:
            person = Person(membership.user, [])
            people.append(person)
        person.memberships.append(membership)
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True)
class RuleLine:
    """A count-back rule, in words."""

    rule: CountbackRule
    owner: str


@dataclass(frozen=True)
class SettingsPage:
    """What belongs to a programme beside its names."""

    objectives: list[Objective]
    groups: list[Group]
    partners: list[Partner]
    rules: list[RuleLine]

    @classmethod
    def of(cls, programme: Programme, user: User) -> "SettingsPage":
        groups = Group.objects.visible_to(user).in_programme(programme)
        rules = CountbackRule.objects.visible_to(user).in_programme(programme)
        return cls(
            objectives=list(Objective.objects.visible_to(user).in_programme(programme)),
            groups=list(groups.prefetch_related("cities")),
            partners=list(Partner.objects.visible_to(user).in_programme(programme)),
            rules=[RuleLine(rule, role_in(programme, rule.owner_role)) for rule in rules],
        )
