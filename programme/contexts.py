"""What the larger pages of this app show. All their queries run here; templates run none."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from programme.models import (
    City,
    Cluster,
    CountbackRule,
    FormerMembership,
    Group,
    MapCell,
    Membership,
    Objective,
    Partner,
    Programme,
    Role,
    User,
    WorkplanItem,
)
from programme.workplan.dates import default_rules
from programme.workplan.page import PlanLine, lines_of, role_in, rules_of

# The directory has the others.
MOST_CLUSTERS = 8


@dataclass(frozen=True)
class CityPage:
    """A city: its profile, its clusters, who it is, and what it has to meet."""

    city: City
    neighbours: list[City]
    clusters: list[Cluster]
    has_more_clusters: bool
    members: list[Membership]
    cells: list[MapCell]
    lines: list[PlanLine]
    former_editors: list[FormerMembership]

    @classmethod
    def of(cls, city: City, user: User) -> "CityPage":
        programme = city.programme
        group = City.objects.visible_to(user).filter(group=city.group).exclude(pk=city.pk)
        items = list(
            WorkplanItem.objects.visible_to(user)
            .filter(city=city, done_at__isnull=True)
            .select_related("city__group")
        )
        # One more than is shown says whether there are more.
        clusters = Cluster.objects.visible_to(user).filter(city=city).with_place_and_sector()
        shown = list(clusters.prefetch_related("figures")[: MOST_CLUSTERS + 1])
        members = Membership.objects.visible_to(user).filter(city=city).for_people_list()
        cells = MapCell.objects.visible_to(user).filter(city=city).select_related("sector")
        return cls(
            city=city,
            neighbours=list(group) if city.group_id else [],
            clusters=shown[:MOST_CLUSTERS],
            has_more_clusters=len(shown) > MOST_CLUSTERS,
            members=list(members),
            cells=list(cells.order_by("sector__position", "sector__name")),
            lines=lines_of(items, rules_of(programme, user), programme),
            former_editors=list(
                FormerMembership.objects.visible_to(user)
                .filter(city=city, role=Role.EDITOR)
                .select_related("user", "handed_to")
            ),
        )

    @property
    def editors(self) -> list[Membership]:
        return [member for member in self.members if member.role == Role.EDITOR]

    @property
    def others(self) -> list[Membership]:
        return [member for member in self.members if member.role != Role.EDITOR]


@dataclass(frozen=True)
class RuleLine:
    """A count-back rule, in words."""

    rule: CountbackRule
    owner: str

    @property
    def reminder(self) -> str:
        """“7 days before”; empty for none."""
        days = self.rule.remind_days
        if days is None:
            return ""
        if not days:
            return gettext("on the day")
        return ngettext("%(days)s day before", "%(days)s days before", days) % {"days": days}


@dataclass(frozen=True)
class SettingsPage:
    """What belongs to a programme beside its names."""

    objectives: list[Objective]
    groups: list[Group]
    partners: list[Partner]
    rules: list[RuleLine]
    # Usual rules that were deleted, or never were there.
    missing_rules: list[CountbackRule]

    @classmethod
    def of(cls, programme: Programme, user: User) -> "SettingsPage":
        groups = Group.objects.visible_to(user).in_programme(programme)
        rules = rules_of(programme, user)
        keys = {rule.key for rule in rules}
        return cls(
            objectives=list(Objective.objects.visible_to(user).in_programme(programme)),
            groups=list(groups.prefetch_related("cities")),
            partners=list(Partner.objects.visible_to(user).in_programme(programme)),
            rules=[RuleLine(rule, role_in(programme, rule.owner_role)) for rule in rules],
            missing_rules=[rule for rule in default_rules(programme) if rule.key not in keys],
        )
