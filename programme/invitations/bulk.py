"""A list of people as it would be invited, row by row, and how all of it is done in one go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.editing import lock_programme
from programme.exchange.headings import nearest
from programme.invitations.letters import Post, in_words
from programme.invitations.services import new_invitation, renew
from programme.invitations.sheets import COLUMNS, labels
from programme.invitations.standing import never_came
from programme.mails.posting import post_all
from programme.models import (
    City,
    Invitation,
    Mail,
    Membership,
    Partner,
    PeopleImport,
    Programme,
    Role,
    User,
)
from programme.people.email_addresses import clean_address
from programme.people.names import clean_name
from programme.people.services import record_added
from programme.plain import plain

CHANGED = gettext_lazy("Something has changed meanwhile. Look at the list once more.")
NEW, KNOWN, HERE, WRONG, LEFT_OUT = "new", "known", "here", "wrong", "left-out"


class BulkError(Exception):
    """Why nobody was invited; the text can be shown."""


@dataclass
class PlannedRow:
    """One row of the file: what it says, what is wrong with it, and what would be done."""

    number: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    state: str = NEW
    email: str = ""
    name: str = ""
    role: str = Role.PARTICIPANT
    city: City | None = None
    partner: Partner | None = None
    user: User | None = None

    @property
    def is_invited(self) -> bool:
        return self.state in (NEW, KNOWN)

    @property
    def marked_cells(self) -> Iterator[tuple[str, str, str]]:
        """The heading of each cell, what it says, and what is wrong with it."""
        for key, label in labels().items():
            yield label, self.cells[key], self.problems.get(key, "")

    @property
    def seat_key(self) -> tuple[str, str, int | None]:
        return self.email, self.role, self.city.pk if self.city else None


@dataclass
class Plan:
    """The whole list. Four queries, however long it is."""

    programme: Programme
    rows: list[PlannedRow]

    @classmethod
    def of(cls, people: PeopleImport) -> "Plan":
        reader = _Reader(people.programme, people.rows)
        return cls(people.programme, [reader.read(row) for row in people.rows])

    @cached_property
    def counts(self) -> dict[str, int]:
        states = [row.state for row in self.rows]
        names = (NEW, KNOWN, HERE, WRONG, LEFT_OUT)
        return {state.replace("-", "_"): states.count(state) for state in names}

    @property
    def invited(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.is_invited]

    @property
    def people(self) -> int:
        """How many people get a mail; somebody may stand in two rows."""
        return len({row.email for row in self.invited})


class _Reader:
    """Reads rows, and remembers who and what is there already."""

    def __init__(self, programme: Programme, rows: list[dict[str, Any]]) -> None:
        emails = {row["email"].strip().lower() for row in rows}
        known = User.objects.annotate(typed=Lower("email")).filter(typed__in=emails)
        self.users = {user.email.lower(): user for user in known}
        self.cities = {plain(city.name): city for city in City.objects.in_programme(programme)}
        self.partners: dict[str, Partner] = {}
        for partner in Partner.objects.in_programme(programme):
            self.partners[plain(partner.name)] = self.partners[plain(partner.short_name)] = partner
        held = Membership.objects.filter(programme=programme, user__in=self.users.values())
        emails_of = {user.pk: email for email, user in self.users.items()}
        self.seats = {
            (emails_of[user], role, city)
            for user, role, city in held.order_by().values_list("user", "role", "city")
        }
        self.roles = {plain(str(label)): key for key, label in Role.choices}
        self.roles |= {key: key for key in Role.values} | {"editor": Role.EDITOR}
        self.said: dict[tuple[str, str, int | None], int] = {}
        self.names: dict[str, tuple[int, str]] = {}

    def read(self, cells: dict[str, Any]) -> PlannedRow:
        row = PlannedRow(cells["row"], {key: cells[key] for key in COLUMNS})
        if cells["left_out"]:
            row.state = LEFT_OUT
            return row
        for key, read in (
            ("email", self._email),
            ("name", self._name),
            ("role", self._role),
            ("city", self._city),
            ("partner", self._partner),
        ):
            try:
                read(row, row.cells[key].strip())
            except ValidationError as error:
                row.problems[key] = " ".join(error.messages)
        if not row.problems:
            self._compare(row)
        if row.problems:
            row.state = WRONG
        return row

    def _email(self, row: PlannedRow, text: str) -> None:
        if not text:
            raise ValidationError(_("The e-mail is missing."))
        row.email = text.lower()
        if len(text) > 254 or not text.isprintable():
            raise ValidationError(_("This is not an e-mail address."))
        row.email = clean_address(text)
        row.user = self.users.get(row.email)
        if row.user and not row.user.is_active:
            raise ValidationError(
                _("The account of this person was closed by the operators of the site.")
            )

    def _name(self, row: PlannedRow, text: str) -> None:
        if not text:
            raise ValidationError(_("The name is missing."))
        if "\n" in text or "@" in text:
            # Otherwise the people of the next rows vanish in the name of this one.
            raise ValidationError(
                _("This is more than a name: a quotation mark may be missing in the file.")
            )
        row.name = clean_name(text)

    def _role(self, row: PlannedRow, text: str) -> None:
        role = self.roles.get(plain(text)) if text else Role.PARTICIPANT
        if role is None:
            raise ValidationError(_no_such(text, {plain(str(r)): str(r) for r in Role.labels}))
        row.role = role

    def _city(self, row: PlannedRow, text: str) -> None:
        row.city = self.cities.get(plain(text)) if text else None
        if text and row.city is None:
            raise ValidationError(_no_such(text, {k: c.name for k, c in self.cities.items()}))
        if row.role == Role.EDITOR and row.city is None:
            raise ValidationError(_("A city editor needs a city."))

    def _partner(self, row: PlannedRow, text: str) -> None:
        row.partner = self.partners.get(plain(text)) if text else None
        if text and row.partner is None:
            raise ValidationError(_no_such(text, {k: p.name for k, p in self.partners.items()}))
        if row.partner and row.cells["city"]:
            raise ValidationError(_("Choose a city or a partner, not both."))

    def _compare(self, row: PlannedRow) -> None:
        """With the rows above, and with who is here."""
        first = self.said.setdefault(row.seat_key, row.number)
        if first != row.number:
            row.problems["email"] = _("The same stands in row %(row)s.") % {"row": first}
            return
        number, name = self.names.setdefault(row.email, (row.number, row.name))
        if plain(name) != plain(row.name):
            words = _("Row %(row)s has this e-mail with another name.")
            row.problems["name"] = words % {"row": number}
        elif row.seat_key in self.seats:
            row.state = HERE
        elif row.user:
            row.state = KNOWN


def _no_such(text: str, named: dict[str, str]) -> str:
    words = _("“%(text)s” is not known here.") % {"text": text[:80]}
    near = nearest(text, named) if named else ""
    return f"{words} {_('Did you mean “%(name)s”?') % {'name': near}}" if near else words


@transaction.atomic
def leave_out(people: PeopleImport, number: int, *, is_out: bool) -> None:
    """Leave a row of the file out, or take it in again. Raises BulkError where the list is gone."""
    held = _held(people)
    for row in held.rows:
        if row["row"] == number:
            row["left_out"] = is_out
    held.save(update_fields=["rows"])


@transaction.atomic
def throw_away(people: PeopleImport) -> None:
    """Invite nobody. Raises BulkError where the list is gone: then they may be invited already."""
    _held(people).delete()


def _held(people: PeopleImport) -> PeopleImport:
    rows = PeopleImport.objects.select_for_update(of=("self",)).select_related("programme")
    held = rows.filter(pk=people.pk).first()
    if held is None:
        raise BulkError(_("This list was invited or thrown away already."))
    return held


@transaction.atomic
def invite_all(people: PeopleImport, *, expected: int, by: User) -> int:
    """Invite everybody of the list that can be; how many mails that are. The list is gone then.

    ``expected`` is how many the person saw. Raises BulkError when that is no longer true, or the
    list was invited already.
    """
    lock_programme(people.programme)
    held = _held(people)
    _hold_people(held)
    plan = Plan.of(held)
    if plan.people != expected:
        raise BulkError(CHANGED)
    try:
        with transaction.atomic():
            seats = _seats(plan)
    except IntegrityError as error:
        # Another programme was faster by a moment with one of the people.
        raise BulkError(CHANGED) from error
    for seat in seats:
        record_added(seat, by=by)
    post_all(_letters(seats, plan.programme, by))
    held.delete()
    return plan.people


def _hold_people(people: PeopleImport) -> None:
    """Nobody of them comes in, or loses the link, while it is read who has one."""
    emails = {row["email"].strip().lower() for row in people.rows}
    known = User.objects.annotate(typed=Lower("email")).filter(typed__in=emails)
    list(known.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _seats(plan: Plan) -> list[Membership]:
    new = {row.email: row.name for row in plan.invited if row.user is None}
    no_password = make_password(None)
    made = User.objects.bulk_create(
        User(email=email, name=name, password=no_password) for email, name in new.items()
    )
    users = {user.email: user for user in made}
    return Membership.objects.bulk_create(
        Membership(
            user=row.user or users[row.email],
            programme=plan.programme,
            role=row.role,
            city=row.city,
            partner=row.partner,
        )
        for row in plan.invited
    )


def _letters(seats: list[Membership], programme: Programme, by: User) -> list[Mail]:
    """One mail to each person: with a link, or without one for who logs in already."""
    by_person: dict[int, list[Membership]] = {}
    for seat in seats:
        by_person.setdefault(seat.user_id, []).append(seat)
    waiting = Invitation.objects.open().filter(programme=programme, user__in=by_person)
    open_ones = {row.user_id: row for row in waiting.select_related("user", "programme")}
    post, drafts, new = Post(programme, by), [], []
    for person, own in by_person.items():
        if not never_came(own[0].user):
            drafts.append(post.known(own[0]))
        elif person in open_ones:
            renew(open_ones[person], by)
        else:
            new.append(new_invitation(own[0], by))
    for invitation in Invitation.objects.bulk_create(new):
        drafts.append(post.link(invitation, in_words(by_person[invitation.user_id])))
    return drafts
