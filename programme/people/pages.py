"""What the pages of people show. All their queries run here; templates run none."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.access import Seat
from programme.invitations.pages import InvitationLine, lines_of
from programme.invitations.standing import NEVER_CAME, never_came
from programme.models import (
    City,
    FormerMembership,
    Invitation,
    Membership,
    Programme,
    Role,
    User,
)
from programme.privacy.agreed import open_addresses
from programme.spreadsheets import table_file


@dataclass
class Person:
    """Somebody of an organisation, with every role held for it."""

    user: User
    memberships: list[Membership]
    shows_address: bool = False
    invitation: InvitationLine | None = None
    never_came: bool = False

    @property
    def since(self) -> datetime.datetime:
        return min(membership.began_at for membership in self.memberships)


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
            key, name = (2, 0, ""), _("The programme")
        people = found.setdefault(key, Organisation(name, city, [])).people
        person = next((known for known in people if known.user == membership.user), None)
        if person is None:
            person = Person(membership.user, [])
            people.append(person)
        person.memberships.append(membership)
    return [found[key] for key in sorted(found)]


@dataclass
class PeoplePage:
    """Who is in the programme, filtered, under their organisations."""

    seat: Seat
    organisations: list[Organisation] = field(default_factory=list)
    number: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, seat: Seat, chosen: dict[str, Any]) -> "PeoplePage":
        """``chosen`` is what the filter of the page has cleaned. Five queries."""
        visible = Membership.objects.visible_to(seat.user).in_programme(seat.programme)
        memberships = list(_filtered(visible, chosen, seat).for_people_list())
        page = cls(seat, organisations_of(memberships))
        people = {membership.user_id for membership in memberships}
        page.number = len(people)
        for role in Role.values:
            page.counts[role] = len({m.user_id for m in memberships if m.role == role})
        page._add_what_is_known(people)
        return page

    def _add_what_is_known(self, people: Collection[int]) -> None:
        open_ones = _open_invitations(self.seat)
        listed = addresses_shown(self.seat, people)
        for organisation in self.organisations:
            for person in organisation.people:
                person.shows_address = person.user.pk in listed or any(
                    self.seat.edits(membership.city) for membership in person.memberships
                )
                person.invitation = open_ones.get(person.user.pk)
                person.never_came = self.seat.is_staff and never_came(person.user)

    @property
    def rows(self) -> Iterator[list[Any]]:
        """As the cells of a table: a row for each role."""
        for organisation in self.organisations:
            for person in organisation.people:
                for membership in person.memberships:
                    yield [
                        person.user.name,
                        membership.get_role_display(),
                        organisation.name,
                        person.user.email if person.shows_address else "",
                        timezone.localdate(membership.began_at),
                        person.invitation.words if person.invitation else "",
                    ]


def _filtered(memberships: Any, chosen: dict[str, Any], seat: Seat) -> Any:
    found = memberships.matching(chosen.get("q", ""), by_address=seat.is_staff)
    if role := chosen.get("role"):
        found = found.filter(role=role)
    if city := chosen.get("city"):
        found = found.filter(city=city)
    if chosen.get("state") == "pending":
        found = found.filter(user__in=User.objects.filter(NEVER_CAME))
    elif chosen.get("state") == "here":
        found = found.exclude(user__in=User.objects.filter(NEVER_CAME))
    return found


def _open_invitations(seat: Seat) -> dict[int, InvitationLine]:
    """Those that wait, by their people; nothing for who may not see them. Two queries."""
    if not (seat.is_staff or seat.is_editor):
        return {}
    found = Invitation.objects.visible_to(seat.user).in_programme(seat.programme).open()
    lines = lines_of(found.select_related("user", "invited_by", "programme"), seat)
    return {line.invitation.user_id: line for line in lines}


def addresses_shown(seat: Seat, people: Collection[int]) -> set[int]:
    """Whose e-mail the person of the seat may read: who runs the programme every one, others those
    of who agreed to it or speaks for a city, and the own. Two queries."""
    if seat.is_staff:
        return set(people)
    return {seat.user.pk, *open_addresses(seat.programme, people)}


def people_file(kind: str, page: PeoplePage) -> bytes:
    """The people that the page shows, as a file of one of the kinds of tables."""
    headings = [_("Name"), _("Role"), _("For"), _("E-mail"), _("Since"), _("Invitation")]
    title = _("%(programme)s: people") % {"programme": page.seat.programme.name}
    return table_file(kind, title, headings, page.rows)


@dataclass(frozen=True)
class Term:
    """A role, now or before, in words."""

    programme: Programme
    role: str
    whom: str
    since: str
    until: str = ""
    handed_to: User | None = None


@dataclass(frozen=True)
class PersonPage:
    """Somebody as those see the person who share a programme."""

    person: User
    seats: list[Membership]
    elsewhere: list[Membership]
    former: list[Term]
    shows_address: bool
    invitation: InvitationLine | None

    @classmethod
    def of(cls, person: User, seat: Seat, programmes: Collection[int]) -> "PersonPage":
        """``programmes`` are those of the viewer: of others nothing is said. Four queries."""
        found = Membership.objects.filter(user=person, programme__in=programmes)
        now = list(found.select_related("programme", "city", "partner", "user"))
        here = [m for m in now if m.programme_id == seat.programme.pk]
        return cls(
            person=person,
            seats=here,
            elsewhere=[m for m in now if m.programme_id != seat.programme.pk],
            former=former_of(Q(user=person, programme__in=programmes)),
            shows_address=person.pk in addresses_shown(seat, [person.pk])
            or any(seat.edits(m.city) for m in here),
            invitation=_open_invitations(seat).get(person.pk),
        )


def former_of(which: Q) -> list[Term]:
    """Roles that were held before, the latest first. One query."""
    rows = FormerMembership.objects.filter(which).select_related(
        "programme", "city", "partner", "handed_to"
    )
    return [
        Term(
            programme=row.programme,
            role=row.get_role_display(),
            whom=str(row.city or row.partner or ""),
            since=day_of(row.began_at),
            until=day_of(row.ended_at),
            handed_to=row.handed_to,
        )
        for row in rows
    ]


def day_of(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def people_known_to(viewer: User, programme: Programme) -> Any:
    """Who is in the programme, or was: what somebody wrote leads to its author."""
    now = Membership.objects.visible_to(viewer).in_programme(programme)
    before = FormerMembership.objects.visible_to(viewer).in_programme(programme)
    return User.objects.filter(
        Q(pk__in=now.order_by().values("user")) | Q(pk__in=before.order_by().values("user"))
    )
