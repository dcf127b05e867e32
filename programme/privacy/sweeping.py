"""A person's name and addresses in the words of all tables: found, and made neutral.

It walks over every column of text or JSON of every model, so a table that comes later is swept too.
What somebody else of the same name is called, nobody touches.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.activity import log_opened
from programme.models import (
    Activity,
    City,
    Cluster,
    DataRequest,
    FieldEntry,
    Partner,
    Programme,
    User,
)
from programme.privacy.holders import HOLDINGS, OnErasure, Person, subjects_of
from programme.privacy.names import Finder, is_full_name, name_words
from programme.privacy.places import Place, in_programme, programme_of
from programme.writing.models import FrozenEdition, VersionedText
from programme.writing.services import checksum_of

ROWS_AT_ONCE = 200
# People and their requests are named by who erases; sessions are no plain words.
NOT_SWEPT: set[type[models.Model]] = {User, DataRequest, Session, ContentType, Permission}
# What is no person may be called like one, and keeps its name.
PLACES: tuple[tuple[type[models.Model], str], ...] = (
    (City, "name"),
    (Cluster, "name"),
    (Partner, "name"),
    (Partner, "short_name"),
    (FieldEntry, "name"),
    (Programme, "name"),
)


@dataclass
class Swept:
    """What a sweep has done."""

    rows: int = 0
    left: list[Place] = field(default_factory=list)


def tables() -> list[tuple[type[models.Model], list[models.Field]]]:
    """Every model with the columns in which words stand."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        columns = [column for column in model._meta.concrete_fields if _has_words(column)]
        if columns and model not in NOT_SWEPT and not model._meta.proxy:
            found.append((model, columns))
    return found


def _has_words(column: models.Field) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return isinstance(column, kinds) and not column.choices and not column.primary_key


@dataclass
class Sweep:
    """One walk over all tables for one person."""

    person: Person
    beat: Callable[[float], None]
    swept: Swept = field(default_factory=Swept)

    def run(self) -> Swept:
        found = tables()
        for done, (model, columns) in enumerate(found):
            self.beat(100 * done / len(found))
            self._sweep_table(model, columns)
        return self.swept

    @cached_property
    def everywhere(self) -> Finder:
        """For rows of others. A name that others bear too is no sign of this person there."""
        person = self.person
        sure = tuple(name for name in person.names if name not in person.doubted)
        names = () if self.has_namesake else sure
        return Finder(names, person.addresses, person.label, person.address)

    @cached_property
    def in_own_rows(self) -> Finder:
        return replace(self.everywhere, names=self.person.names, in_own_rows=True)

    @cached_property
    def has_namesake(self) -> bool:
        """Whether somebody else here is called the same."""
        wanted = {name_words(name) for name in self.person.names if is_full_name(name)}
        others = User.objects.exclude(pk=self.person.user.pk).filter(erased_at=None)
        called = list(others.values_list("name", flat=True))
        for holding in HOLDINGS:
            own = holding.of(self.person).order_by().values("pk")
            rows = self._rows_of(holding.model).exclude(pk__in=own)
            for column in holding.names:
                called += rows.order_by().values_list(column, flat=True).distinct()
        return any(name_words(name) in wanted for name in called) or self._is_a_place()

    def _is_a_place(self) -> bool:
        """Whether a city, cluster or partner is called so: an account may bear its name, and a
        cluster the name of its founder."""
        finder = Finder(self.person.names, (), self.person.label, self.person.address)
        return any(
            finder.found_in(name)
            for model, column in PLACES
            for name in model._base_manager.order_by().values_list(column, flat=True).distinct()
        )

    def _rows_of(self, model: type[models.Model]) -> models.QuerySet:
        """All of them, or (for a guest) those of one programme."""
        rows = model._base_manager.all()
        if self.person.programme is None:
            return rows
        return rows.filter(in_programme(model, self.person.programme))

    @cached_property
    def own_rows(self) -> dict[type[models.Model], set[Any]]:
        found: dict[type[models.Model], set[Any]] = {}
        for holding in HOLDINGS:
            if holding.on_erasure is OnErasure.KEEP:
                # Words for the programme: a single one, “Will” or “Lyon”, may be any word there.
                continue
            keys = holding.of(self.person).values_list("pk", flat=True)
            found.setdefault(holding.model, set()).update(keys)
        about = Activity.objects.filter(subject__in=subjects_of(self.person))
        found.setdefault(Activity, set()).update(about.values_list("pk", flat=True))
        return found

    def _sweep_table(self, model: type[models.Model], columns: list[models.Field]) -> None:
        own = self.own_rows.get(model, set())
        # By these a row is known as the person's until the last step, which changes them.
        others = [column for column in columns if column.attname not in _known_by(model)]
        for key in self._found_in(model, columns, own):
            if key in own:
                self.swept.rows += rewrite(model, key, others, self.in_own_rows)
            else:
                self.swept.rows += rewrite(model, key, columns, self.everywhere)

    def _found_in(
        self, model: type[models.Model], columns: list[models.Field], own: set[Any]
    ) -> list[Any]:
        """The rows to be changed; those with the name of somebody else too are noted."""
        names = [column.attname for column in columns]
        rows = self._rows_of(model).order_by("pk").values_list("pk", *names)
        found = []
        for count, (key, *values) in enumerate(rows.iterator(chunk_size=ROWS_AT_ONCE)):
            if count % ROWS_AT_ONCE == 0:
                self.beat(-1)
            finder = self.in_own_rows if key in own else self.everywhere
            if any(has_in(value, finder) for value in values):
                found.append(key)
            if key not in own and self.is_unsure and any(has_in(v, self.unsure) for v in values):
                self._note(model, key)
        return found

    @property
    def is_unsure(self) -> bool:
        """Whether the name may be that of somebody or something else."""
        return self.has_namesake or bool(self.person.doubted)

    @cached_property
    def unsure(self) -> Finder:
        """Finds the names that are left where they stand."""
        names = self.person.names if self.has_namesake else self.person.doubted
        return replace(self.everywhere, names=names, addresses=())

    @cached_property
    def by_name(self) -> Finder:
        """Finds the name whoever bears it: for what is made anew, and for places to look at."""
        return replace(self.everywhere, names=self.person.names)

    def _note(self, model: type[models.Model], key: Any) -> None:
        words = _("%(what)s, number %(key)s") % {"what": model._meta.verbose_name, "key": key}
        place = Place(programme_of(model, key), words, f"{model._meta.label_lower}:{key}")
        self.swept.left.append(place)


def _known_by(model: type[models.Model]) -> set[str]:
    held = [holding for holding in HOLDINGS if holding.model is model]
    return {name for holding in held for name in holding.names + holding.addresses}


def rewrite(
    model: type[models.Model], key: Any, columns: list[models.Field], finder: Finder
) -> bool:
    """Make one row neutral, as it is now; whether it changed."""
    with log_opened("erasure") if model is Activity else transaction.atomic():
        row = model._base_manager.select_for_update().filter(pk=key).order_by("pk").first()
        if row is None:
            return False
        before = {column.attname: getattr(row, column.attname) for column in columns}
        for column in columns:
            setattr(row, column.attname, _neutral(column, before[column.attname], finder))
        if isinstance(row, FrozenEdition) and row.content != before["content"]:
            _say_on_edition(row)
        if isinstance(row, Activity):
            row.set_derived()
        changed = [name for name, value in before.items() if getattr(row, name) != value]
        if changed and isinstance(row, VersionedText):
            # A page that still shows the name comes too late, as after a save by somebody else.
            row.version += 1
            changed.append("version")
        if changed:
            row.save(update_fields=changed)
    return bool(changed)


def _neutral(column: models.Field, value: Any, finder: Finder) -> Any:
    if isinstance(column, models.JSONField):
        return finder.in_data(value)
    if isinstance(column, models.EmailField):
        # Whom else could one write to there? Nobody, rather than an address that is none.
        nobody = "" if column.blank else finder.address
        return nobody if value and finder.found_in(value) else value
    in_address = isinstance(column, models.SlugField | models.URLField)
    new = finder.replaced(value or "", in_address=in_address)
    return new[: column.max_length] if value and new != value else value


def _say_on_edition(edition: FrozenEdition) -> None:
    """An edition keeps its number, and says that it is not word for word what it was."""
    said = _("Names of erased people were taken out on %(on)s.") % {
        "on": date_format(timezone.localdate(), "j F Y")
    }
    edition.checksum = checksum_of(edition.content)
    if said not in edition.remark:
        edition.remark = f"{edition.remark}\n\n{said}".strip()


def words_in(value: Any) -> Iterator[str]:
    """Every word of a value of JSON, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from words_in(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield str(name)
            yield from words_in(item)


def has_in(value: Any, finder: Finder) -> bool:
    return any(finder.found_in(words) for words in words_in(value))
