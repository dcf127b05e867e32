"""What the site holds of a person: every app says it for each of its models.

Each row that is a person's is a ``Holding``: what it is, what of it stands in the person's file,
and what becomes of it when the person is erased. A column that merely says who did something is a
``trace``: it stays, and points to a row without a name. Models that hold no person say why. A test
walks over all models and finds the one that nobody spoke of.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.functional import Promise

from programme.models import Mail, User
from programme.privacy.names import Finder, name_words
from programme.privacy.places import in_programme

Words = str | Promise
# Whoever is called so for longer than this is called so.
TAKEN_LATELY = datetime.timedelta(days=30)


class OnErasure(Enum):
    """What becomes of a row when its person is erased."""

    # It goes.
    DELETE = "delete"
    # It stays for the programme's record, without name, address and what only served the person.
    NAMELESS = "nameless"
    # It stays word for word: somebody wrote it for the programme. Its author has no name any more.
    KEEP = "keep"


@dataclass(frozen=True)
class Person:
    """Somebody, under all names and addresses by which the site knows the person."""

    user: User
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    # What stands in their place afterwards.
    label: str = ""
    address: str = ""
    # Names that nobody else has known the person by for long: see ``doubted_names``.
    doubted: tuple[str, ...] = ()
    # Of somebody without an account: the programme to which all of it belongs, and the row.
    programme: int | None = None
    guest: str = ""


RowsOf = str | Callable[[Person], Q]


@dataclass(frozen=True)
class Holding:
    """Rows of one model that are a person's.

    ``rows`` is the path to the person, or makes the question. ``fields`` are the columns (or paths)
    of the person's own file; ``file`` is an upload that goes into it as well. Of a row that becomes
    nameless ``names`` get the neutral label, ``addresses`` the neutral address (or nothing, where
    nothing is allowed), ``empties`` are emptied and ``says`` get other words.
    """

    model: type[models.Model]
    rows: RowsOf
    label: Words
    on_erasure: OnErasure
    fields: tuple[str, ...] = ()
    why: Words = ""
    file: str = ""
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    empties: tuple[str, ...] = ()
    # Columns that get other words: what they were about is gone.
    says: tuple[tuple[str, Words], ...] = ()
    # The column to the person, where ``rows`` makes the question.
    column: str = ""
    # More columns of the person's file, each with its heading, that no path leads to.
    computed: tuple[tuple[Words, Callable[[Any], str]], ...] = ()

    @property
    def key(self) -> str:
        """Its name in files: ``workshops-registration``."""
        return self.model._meta.label_lower.replace(".", "-")

    def of(self, person: Person) -> models.QuerySet:
        """The person's rows, in a steady order."""
        asked = Q(**{self.rows: person.user.pk}) if isinstance(self.rows, str) else None
        rows = self.model._base_manager.filter(asked or self.rows(person))  # type: ignore[operator]
        if person.programme is not None:
            rows = rows.filter(in_programme(self.model, person.programme))
        return rows.order_by("pk")


@dataclass(frozen=True)
class Trace:
    """A column that says who did something: the row is not the person's."""

    model: type[models.Model]
    column: str


HOLDINGS: list[Holding] = []
TRACES: set[Trace] = set()
# Models that are about no person, each with the reason. Words in them are swept all the same.
WITHOUT_PERSON: dict[type[models.Model], Words] = {}
# What services have to end before the rows go: seats at what is still to come.
ENDING: list[Callable[[Person], None]] = []
# Files that we made and can make anew; each gets what finds the person in words.
Beat = Callable[[float], None]
MADE_FILES: list[Callable[[Person, Finder, Beat], int]] = []
# The models whose files these are.
MADE: set[type[models.Model]] = set()
# Last steps in the transaction that erases, for what has a service of its own.
CLOSING: list[Callable[[Person], None]] = []


def register(*holdings: Holding) -> None:
    """Let an app say what it holds of people. Called once, when the app is ready."""
    HOLDINGS.extend(holdings)


def trace(model: type[models.Model], *columns: str) -> None:
    """Columns that say who did something, and stay with the nameless row."""
    TRACES.update(Trace(model, column) for column in columns)


def without_person(reason: Words, *held: type[models.Model]) -> None:
    """Models that are about no person, for this reason."""
    WITHOUT_PERSON.update(dict.fromkeys(held, reason))


def before_erasing(end: Callable[[Person], None]) -> None:
    """Work that a service does while the person still has a name. Safe to be done again."""
    ENDING.append(end)


def while_erasing(close: Callable[[Person], None]) -> None:
    """Work inside the last transaction, before rows go."""
    CLOSING.append(close)


def made_files(erase: Callable[[Person, Finder, Beat], int], *made: type[models.Model]) -> None:
    """Files made from rows: those that name the person are erased. ``erase`` says how many, and
    calls its last argument with a number below zero from time to time: the worker is alive."""
    MADE_FILES.append(erase)
    MADE.update(made)


def spoken_of() -> set[type[models.Model]]:
    """Every model about which an app has said something."""
    return (
        {holding.model for holding in HOLDINGS}
        | {trace.model for trace in TRACES}
        | set(WITHOUT_PERSON)
    )


def in_order() -> list[Holding]:
    """For reading: what the account is first, then what each app above holds."""
    labels = [config.label for config in apps.get_app_configs()]
    own = labels.index(User._meta.app_label)
    return sorted(HOLDINGS, key=lambda row: max(0, own - labels.index(row.model._meta.app_label)))


def columns_spoken_of() -> set[tuple[type[models.Model], str]]:
    """Every column to a person about which an app has said something."""
    held = {(holding.model, holding.column or holding.rows) for holding in HOLDINGS}
    traced = {(trace.model, trace.column) for trace in TRACES}
    return {(model, column) for model, column in held | traced if isinstance(column, str)}


def subjects_of(person: Person) -> set[str]:
    """The person's rows as the log knows them: ``workshops.registration:12``."""
    return {
        f"{holding.model._meta.label_lower}:{pk}"
        for holding in HOLDINGS
        if holding.on_erasure is not OnErasure.KEEP and isinstance(holding.rows, str)
        for pk in holding.of(person).values_list("pk", flat=True)
    } | {f"programme.user:{person.user.pk}"}


def any_of(column: str, words: tuple[str, ...]) -> Q:
    """Rows whose column is one of the words, in capitals or not."""
    asked = Q(pk__in=[])
    for word in words:
        asked |= Q(**{f"{column}__iexact": word})
    return asked


def known_as(user: User) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All names and all addresses by which the person's own rows call the person. What follows
    from them is read and erased: only what is proven or was said by others makes one known."""
    names, addresses = {user.name}, {user.email}
    person = Person(user, (user.name,), (user.email,))
    for holding in HOLDINGS:
        names.update(_words_in(holding, person, holding.names))
        addresses.update(_words_in(holding, person, holding.addresses))
    return _sorted(names), _sorted({one for one in addresses if not _is_of_another(one, user)})


def _is_of_another(address: str, user: User) -> bool:
    """An address that the person had once may have been given to somebody else."""
    return User.objects.filter(email__iexact=address).exclude(pk=user.pk).exists()


def doubted_names(user: User, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that the person may have taken to have words of others erased, as
    “European Union”: no mail went to the person under it a month ago, and the first one went to
    somebody of another name. Without any mail nothing speaks against a name."""
    mails = Mail.objects.filter(user=user).exclude(name="").order_by()
    first = dict(mails.values_list("name").annotate(Min("created_at")))
    if not first:
        return ()
    lately = max(min(first.values()), timezone.now() - TAKEN_LATELY)
    sure = {name_words(name) for name, at in first.items() if at <= lately}
    return tuple(name for name in names if name_words(name) not in sure)


def _words_in(holding: Holding, person: Person, columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        yield from holding.of(person).order_by().values_list(column, flat=True).distinct()


def _sorted(words: set[str]) -> tuple[str, ...]:
    """Longest first: a name that holds another is replaced as a whole."""
    found = {" ".join(word.split()) for word in words if word and word.strip()}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
