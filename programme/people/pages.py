"""What the pages of people show. All their queries run here; templates run none."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
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
    User,
)
from programme.plain import plain
from programme.privacy.agreed import open_addresses
from programme.privacy.neutral import nameless
from programme.spreadsheets import table_file

PER_PAGE = 50

# Cities first, then partners, then the programme: which of them, its position, its name.
Place = tuple[int, int, str]


class SeatKey(NamedTuple):
    """What of a role says whether and where it stands in the list."""

    place: Place
    membership: int
    person: int
    role: str


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


def organisations_of(memberships: Iterable[Membership]) -> list[Organisation]:
    """People by the organisation they belong to: cities in their order, partners, the rest."""
    found: dict[Place, Organisation] = {}
    known: dict[tuple[Place, int], Person] = {}
    for membership in memberships:
        city, partner = membership.city, membership.partner
        place = _place(
            city.position if city else None,
            city.name if city else None,
            partner.short_name if partner else None,
        )
        if place not in found:
            name = city.name if city else partner.name if partner else _("The programme")
            found[place] = Organisation(name, city, [])
        person = known.get((place, membership.user_id))
        if person is None:
            person = known[place, membership.user_id] = Person(membership.user, [])
            found[place].people.append(person)
        person.memberships.append(membership)
    return [found[place] for place in sorted(found)]


def _place(position: int | None, city: str | None, partner: str | None) -> Place:
    """Where an organisation stands in the list."""
    if city is not None:
        return 0, position or 0, city
    return (2, 0, "") if partner is None else (1, 0, partner)


@dataclass
class PeoplePage:
    """Who is in the programme, filtered, under their organisations: one page of it, or all."""

    seat: Seat
    page: Page
    number: int
    counts: dict[str, int]
    organisations: list[Organisation]

    @classmethod
    def of(cls, seat: Seat, chosen: dict[str, Any], number: str | None = None) -> "PeoplePage":
        """``chosen`` is what the filter of the page has cleaned; without a number all who match,
        as for a file. Six queries."""
        seats = _matching(seat, chosen)
        people = list(dict.fromkeys((one.place, one.person) for one in seats))
        page = Paginator(people, PER_PAGE if number else max(len(people), 1)).get_page(number)
        here = set(page.object_list)
        keys = [one.membership for one in seats if (one.place, one.person) in here]
        memberships = Membership.objects.visible_to(seat.user).in_programme(seat.programme)
        # All of them are asked for together: so many keys are too many for some databases.
        memberships = memberships.filter(pk__in=keys) if len(here) <= PER_PAGE else memberships
        rows = {row.pk: row for row in memberships.for_people_list()}
        organisations = organisations_of(rows[key] for key in keys if key in rows)
        _add_what_is_known(organisations, seat)
        of_role = {(one.role, one.person) for one in seats}
        counts = Counter(role for role, _person in of_role)
        return cls(seat, page, len({one.person for one in seats}), counts, organisations)

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


def _add_what_is_known(organisations: list[Organisation], seat: Seat) -> None:
    shown = [person for organisation in organisations for person in organisation.people]
    keys = {person.user.pk for person in shown}
    open_ones = _open_invitations(seat, keys)
    listed = addresses_shown(seat, keys)
    for person in shown:
        person.shows_address = person.user.pk in listed or any(
            seat.edits(membership.city) for membership in person.memberships
        )
        person.invitation = open_ones.get(person.user.pk)
        person.never_came = seat.is_staff and never_came(person.user)


def _matching(seat: Seat, chosen: dict[str, Any]) -> list[SeatKey]:
    """The seats that match, in the order of the list. One query, of few columns: it is cheap for
    thousands, and the words are compared without their accents, which no database does alike."""
    found = Membership.objects.visible_to(seat.user).in_programme(seat.programme)
    if role := chosen.get("role"):
        found = found.filter(role=role)
    if city := chosen.get("city"):
        found = found.filter(city=city)
    if state := chosen.get("state"):
        found = found.filter(_in_state(state, seat.programme))
    columns = found.values_list(
        *("pk", "user", "role", "city__position", "city__name", "partner__short_name"),
        *("partner__name", "user__name", "user__email"),
    )
    words = plain(chosen.get("q", "")).split()
    seats = []
    for pk, user, role, position, city, short_name, partner, name, email in columns:
        if words:
            # Who may not read every e-mail must not find people by it.
            read = (name, city, short_name, partner, email if seat.is_staff else None)
            text = plain("\n".join(filter(None, read)))
            if not all(word in text for word in words):
                continue
        seats.append(SeatKey(_place(position, city, short_name), pk, user, role))
    # What the database has ordered, by name, stays so within an organisation.
    return sorted(seats, key=lambda one: one.place)


def _in_state(state: str, programme: Programme) -> Q:
    """Whose way in stands like this."""
    if state == "here":
        return ~Q(user__in=User.objects.filter(NEVER_CAME))
    missing = User.objects.filter(NEVER_CAME)
    invitations = Invitation.objects.in_programme(programme).open().order_by()
    waiting = invitations.filter(expires_at__gt=timezone.now()).values("user")
    if state == "waiting":
        missing = missing.filter(pk__in=waiting)
    elif state == "expired":
        missing = missing.filter(pk__in=invitations.values("user")).exclude(pk__in=waiting)
    elif state == "uninvited":
        missing = missing.exclude(pk__in=invitations.values("user"))
    return Q(user__in=missing)


def _open_invitations(seat: Seat, people: Collection[int]) -> dict[int, InvitationLine]:
    """Those that wait, by their people; nothing for who may not see them. Two queries."""
    if not (seat.is_staff or seat.is_editor):
        return {}
    found = Invitation.objects.visible_to(seat.user).in_programme(seat.programme).open()
    if len(people) <= PER_PAGE:
        found = found.filter(user__in=people)
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
    is_erased: bool = False

    @classmethod
    def of(cls, person: User, seat: Seat, programmes: Collection[int]) -> "PersonPage":
        """``programmes`` are those of the viewer: of others nothing is said. Four queries."""
        found = Membership.objects.filter(user=person, programme__in=programmes)
        now = list(found.select_related("programme", "city", "partner", "user"))
        here = [m for m in now if m.programme_id == seat.programme.pk]
        is_erased = person.email == nameless(person)[1]
        return cls(
            person=person,
            seats=here,
            elsewhere=[m for m in now if m.programme_id != seat.programme.pk],
            former=former_of(Q(user=person, programme__in=programmes)),
            shows_address=not is_erased
            and (
                person.pk in addresses_shown(seat, [person.pk])
                or any(seat.edits(m.city) for m in here)
            ),
            invitation=_open_invitations(seat, [person.pk]).get(person.pk),
            is_erased=is_erased,
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
