"""A person's own data as one ZIP: an overview in plain words, the data for programs, the files.

What others wrote or are called is in it only where it is part of the person's own record: whom one
met, who registered somebody.
"""

import datetime
import json
import re
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from programme.editing import lock_programme
from programme.mails.secret_links import SECRET
from programme.models import DataRequest, DataRequestStatus, User
from programme.privacy.claims import Claim
from programme.privacy.guests import guest_of, person_of_guest
from programme.privacy.holders import HOLDINGS, Holding, Person, in_order, known_as
from programme.privacy.neutral import nameless
from programme.spreadsheets import table_file
from programme.stored_files import stored

# Then the file goes; should no worker erase it in time, nobody fetches it any more either.
FILE_KEPT = datetime.timedelta(days=7)
ROWS_AT_ONCE = 200
# The overview is for reading; whoever has more rows of a kind finds all in the tables.
MOST_ROWS_READ = 100
LONGEST_READ = 2000
ADDRESS = re.compile(r"https?://\S+")
LONGEST_ENDING = 10
# A day or a moment as ``value_of`` writes it.
DAY_OR_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")
# What columns of others are called in plain words.
PLAINER = {"ip": _lazy("IP address"), "user_agent": _lazy("Browser")}
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


class CannotExportError(Exception):
    """Why there is nothing to export; the text can be shown."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing in the file: what it is, and its rows as words."""

    holding: Holding
    headings: list[str]
    rows: list[list[Any]]

    @property
    def label(self) -> str:
        return capfirst(str(self.holding.label))

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def file_name(self) -> str:
        return f"{self.holding.key}-{slug_of(self.holding)}"

    @property
    def read(self) -> list[list[tuple[str, str]]]:
        """The first rows as pairs of heading and words, for reading."""
        return [
            [
                (head, _shortened(_for_people(cell)))
                for head, cell in zip(self.headings, row, strict=True)
                if cell
            ]
            for row in self.rows[:MOST_ROWS_READ]
        ]

    @property
    def has_more(self) -> bool:
        return self.number > MOST_ROWS_READ


def export(request: DataRequest, claim: Claim) -> None:
    """Build the file of a request that this worker holds. OSError when there is no room; raises
    CannotExportError where the person was erased meanwhile, and keeps no file then."""
    person = person_of_request(request)
    with tempfile.TemporaryFile() as draft:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            numbers = _write(archive, person, claim)
        size = draft.tell()
        draft.seek(0)
        with stored(request, File(draft), suffix=".zip"), transaction.atomic():
            _hold_person(request)
            claim.finish(file=request.file.name, tally=numbers | {"bytes": size})


def _hold_person(request: DataRequest) -> None:
    """Either the erasure sees the file, or whoever makes it sees the erasure. Raises
    CannotExportError."""
    if request.user is not None:
        request.user = User.objects.select_for_update(no_key=True).get(pk=request.user.pk)
    elif request.programme is not None:
        lock_programme(request.programme)
    person_of_request(request)


def person_of_request(request: DataRequest) -> Person:
    """Whoever asked, with an account or without. Raises CannotExportError for who was erased, and
    for a guest who left."""
    if request.user is not None:
        if request.user.erased_at:
            raise CannotExportError(_("The data of this account were erased."))
        return person_of(request.user)
    guest = guest_of(request.guest)
    if guest is None or guest.has_account:
        raise CannotExportError(_("There is no such registration any more."))
    return person_of_guest(guest)


def person_of(user: User) -> Person:
    """The person under all names and addresses, with what would stand in their place."""
    names, addresses = known_as(user)
    return Person(user, names, addresses, *nameless(user))


def _write(archive: zipfile.ZipFile, person: Person, claim: Claim) -> dict[str, int]:
    kinds, files = [], 0
    for done, holding in enumerate(in_order()):
        claim.beat(90 * done / len(HOLDINGS))
        kind = kind_of(holding, person)
        if kind.number and kind.headings:
            kinds.append(kind)
            _write_kind(archive, kind)
        files += _write_files(archive, holding, person, claim)
    context = {"person": person.user, "kinds": kinds, "on": timezone.now(), "files": files}
    archive.writestr("overview.html", render_to_string("programme/own_data_file.html", context))
    with open(str(finders.find("programme/own_data_file.css")), "rb") as look:
        archive.writestr("overview.css", look.read())
    return {"kinds": len(kinds), "rows": sum(kind.number for kind in kinds), "files": files}


def kind_of(holding: Holding, person: Person) -> Kind:
    """The person's rows of one kind."""
    headings = [heading_of(holding.model, path) for path in holding.fields]
    headings += [str(heading) for heading, _compute in holding.computed]
    rows = holding.of(person).iterator(chunk_size=ROWS_AT_ONCE)
    cells = [
        [value_of(row, path) for path in holding.fields]
        + [compute(row) for _heading, compute in holding.computed]
        for row in rows
    ]
    return Kind(holding, headings, cells)


def _write_kind(archive: zipfile.ZipFile, kind: Kind) -> None:
    data = {
        "what": kind.label,
        "rows": [dict(zip(kind.headings, row, strict=True)) for row in kind.rows],
    }
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    archive.writestr(f"data/{kind.file_name}.json", text)
    table = table_file("csv", kind.label, kind.headings, kind.rows)
    archive.writestr(f"tables/{kind.file_name}.csv", table)


def _write_files(archive: zipfile.ZipFile, holding: Holding, person: Person, claim: Claim) -> int:
    """What the person uploaded; how many files. One that is not in its place is left out."""
    count = 0
    if not holding.file or holding.model is DataRequest:
        return count
    for row in holding.of(person).exclude(**{holding.file: ""}):
        claim.beat(-1)
        file = getattr(row, holding.file)
        named = safe_name(getattr(row, "name", "") or file.name.rpartition("/")[2])
        name = f"files/{holding.key}-{row.pk}-{named}"
        try:
            opened = file.open("rb")
        except FileNotFoundError:
            continue
        with opened, archive.open(name, "w", force_zip64=True) as part:
            for chunk in opened.chunks():
                part.write(chunk)
        count += 1
    return count


def value_of(row: models.Model, path: str) -> Any:
    """The value at the end of a path, as words, numbers, days or moments."""
    value: Any = row
    for name in path.split("__"):
        if value is None:
            return ""
        shown = getattr(value, f"get_{name}_display", None)
        value = shown() if shown else getattr(value, name)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, dict | list):
        return without_secrets(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else value


def heading_of(model: type[models.Model], path: str) -> str:
    """What a column is called on our pages."""
    name = path.rpartition("__")[2]
    if name in PLAINER:
        return str(PLAINER[name])
    found: Any = model
    for part in path.split("__"):
        column = next((f for f in found._meta.get_fields() if f.name == part), None)
        if column is None:
            return capfirst(name.replace("_", " "))
        found = column.related_model or found
    words = getattr(column, "verbose_name", "") or name.replace("_", " ")
    return capfirst(str(words))


def without_secrets(text: str) -> str:
    """Words without what in their links lets somebody in."""
    return ADDRESS.sub(lambda found: SECRET.sub("…", found[0]), text)


def safe_name(name: str) -> str:
    """A name in any alphabet that no computer trips over and nothing turns round."""
    seen = "".join(
        letter for letter in name if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    )
    clean = NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", seen)).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and stem and len(ending) <= LONGEST_ENDING:
        return f"{stem[:100]}.{ending}"
    return clean[:100] or "file"


def slug_of(holding: Holding) -> str:
    """Two kinds may stand in one table: the number of the holding tells them apart."""
    same = [other for other in HOLDINGS if other.model is holding.model]
    return str(same.index(holding) + 1)


def is_downloadable(request: DataRequest) -> bool:
    """Whether there is a file, and its time is not over."""
    if request.status != DataRequestStatus.DONE or request.done_at is None:
        return False
    return bool(request.file) and request.done_at >= timezone.now() - FILE_KEPT


def _for_people(cell: Any) -> Any:
    """A day or a moment as people write it; programs read it in the tables."""
    if not isinstance(cell, str) or not DAY_OR_MOMENT.fullmatch(cell):
        return cell
    moment = datetime.datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        return date_format(moment, "j F Y")
    return date_format(timezone.localtime(moment), "j F Y, H:i T")


def _shortened(cell: Any) -> str:
    text = str(cell)
    return f"{text[:LONGEST_READ]}…" if len(text) > LONGEST_READ else text
