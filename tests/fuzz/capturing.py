"""The forms of the site as the pages themselves make them."""

import copy
import inspect
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, models
from django.forms import BaseForm, BaseFormSet
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.datastructures import MultiValueDict

from tests.doors import DOORS, url_of
from tests.doors.table import Visit, read_table
from tests.fuzz.further import walk_flows

# Which role meets a form with which method at which address; made by `make doors`.
FILE = Path(__file__).with_name("visits.txt")
OURS = ("programme", "workshops", "cases", "reports", "clusnet")
# The coordinator meets most forms; these are met by others alone.
MET_BY_OTHERS = {
    "editor": (
        "reports:city_report_check_ask",
        "reports:city_report_check_mark",
        "reports:city_report_return",
    ),
    "participant": (":mfa_reauthenticate", ":mfa_reauthenticate_webauthn"),
    "expert": (
        "reports:city_report_check_answer",
        "reports:city_report_write",
        "reports:lessons",
    ),
    "visitor": ("programme:invitation", ":account_request_login_code"),
}


@dataclass(frozen=True)
class Made:
    """How a page made a form: enough to make it again with other data."""

    form: type
    args: tuple
    kwargs: dict

    def again(self, data, files=None):
        data = MultiValueDict(data)
        kwargs = {name: _fresh(value) for name, value in self.kwargs.items()}
        kwargs.pop("data", None)
        kwargs.pop("files", None)
        takes = inspect.signature(self.form.__init__).parameters
        sent = {"data": data}
        if any(one.kind is one.VAR_POSITIONAL for one in takes.values()) or "files" in takes:
            sent["files"] = files
        if self.args:
            return self.form(*sent.values(), *map(_fresh, self.args[len(sent) :]), **kwargs)
        return self.form(**sent, **kwargs)


def _fresh(value):
    """Validation writes on the row; the next example begins with what is in the database."""
    return copy.deepcopy(value) if isinstance(value, models.Model) else value


# Where what is made is written down, as long as somebody records.
RECORDS = []


@contextmanager
def recorded():
    """What forms and sets of forms are made meanwhile: the last of each class."""
    made = {}
    RECORDS.append(made)
    try:
        yield made
    finally:
        RECORDS.remove(made)


def _note(cls, args, kwargs):
    for made in RECORDS:
        made[cls] = Made(cls, args, kwargs)


def _make(cls, *args, **kwargs):
    _note(cls, args, kwargs)
    return type.__call__(cls, *args, **kwargs)


def _new(cls, *args, **kwargs):
    _note(cls, args, kwargs)
    return object.__new__(cls)


# For good: Python does not give a class back the `__new__` that it had.
DeclarativeFieldsMetaclass.__call__ = _make
BaseFormSet.__new__ = _new


def forms_of_site(world):
    """Every form that a page makes, by its class; asked where the table of doors says: let in."""
    visits = read_visits()
    with recorded() as made:
        for role in dict.fromkeys(role for role, _method, _name in visits):
            visit = Visit(world.people.get(role), painted=False)
            for _role, method, name in (one for one in visits if one[0] == role):
                visit.ask(method, url_of(name, DOORS[name], world))
        walk_flows(world)
    return {cls: one for cls, one in made.items() if any(map(is_ours, cls.__mro__))}


def read_visits():
    return [tuple(line.split()) for line in FILE.read_text().splitlines()]


def write_visits(world):
    """Ask everywhere, and write down where a form was made for the first time."""
    table, seen, lines = read_table(), set(), []
    for role, names in {"coordinator": DOORS, **MET_BY_OTHERS}.items():
        visit = Visit(world.people.get(role), painted=False)
        for name in names:
            url = url_of(name, DOORS[name], world)
            for letter, method in (("G", "GET"), ("P", "POST")):
                if table[name].marks[role, letter] in "-.f":
                    continue
                with recorded() as made:
                    visit.ask(method, url)
                if new := set(filter(is_ours, families(made))) - seen:
                    seen |= new
                    lines.append(f"{role} {method} {name}\n")
    FILE.write_text("".join(lines))


def is_ours(cls):
    return cls.__module__.split(".")[0] in OURS


def our_forms():
    """The classes of forms and sets of forms that we wrote, but for those made to be extended."""
    found = set()
    for base in (BaseForm, BaseFormSet):
        found |= {cls for cls in _below(base) if is_ours(cls)}
    return {cls for cls in found if not set(cls.__subclasses__()) & found}


def families(classes):
    """The classes, the forms in sets of forms, and all that they extend."""
    inner = {cls.form for cls in classes if issubclass(cls, BaseFormSet)}
    return {base for cls in {*classes, *inner} for base in cls.__mro__}


def _below(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from _below(sub)


@contextmanager
def nothing_written():
    def refuse(execute, sql, params, many, context):
        assert not sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")), sql
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
