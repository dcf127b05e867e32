"""The shape of the house: one straight stack, and rows reached only through their reader."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from programme.access import VisibleMixin

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {"programme": 0, "workshops": 1, "cases": 2, "reports": 3}


def python_files(app):
    return sorted(path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def imported_modules(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def apps_above(app):
    return {other for other in LAYERS if LAYERS[other] > LAYERS[app]}


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_imports_only_from_below(app):
    forbidden = apps_above(app) | {"clusnet", "tests"}

    offenders = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in python_files(app)
        for module in imported_modules(ast.parse(path.read_text()))
        if module.partition(".")[0] in forbidden
    }

    assert offenders == set()


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_names_no_model_of_an_app_above_in_a_string(app):
    upper_model = re.compile(rf"^({'|'.join(apps_above(app)) or 'nothing'})\.[A-Z]\w+$")

    offenders = {
        f"{path.relative_to(ROOT)} names {node.value}"
        for path in python_files(app)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and upper_model.match(node.value)
    }

    assert offenders == set()


@pytest.mark.parametrize("app", LAYERS)
def test_foreign_keys_point_down(app):
    upward = {
        str(field)
        for model in apps.get_app_config(app).get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.related_model and LAYERS.get(field.related_model._meta.app_label, -1) > LAYERS[app]
    }

    assert upward == set()


SCOPES = re.compile(r"(\w+_)?(visible_to|editable_by)|none")
# What takes rows and a person, and gives the rows that the person may reach.
READERS = {"get_visible", "get_editable", "readable"}


def starts_at_manager(node):
    """Whether the expression is ``<something>.objects``, the way to every row."""
    return isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}


def chains_from_managers(tree, parents):
    """Every ``<something>.objects.this().that()`` in full, with its words."""
    for node in filter(starts_at_manager, ast.walk(tree)):
        words, outermost = [], node
        while True:
            above = parents[outermost]
            if isinstance(above, ast.Attribute):
                words.append(above.attr)
            elif not (isinstance(above, ast.Call) and above.func is outermost):
                break
            outermost = above
        yield outermost, words


def is_scoped_later(rows, path, tree, parents):
    """Whether rows end at a reader: handed to one, or the ``queryset`` of a view that is one."""
    above = parents[rows]
    if isinstance(above, ast.Call):
        return rows in above.args and ast.unparse(above.func) in READERS
    if not isinstance(above, ast.Assign):
        return False
    name, owner = ast.unparse(above.targets[0]), parents[above]
    if name == "queryset" and isinstance(owner, ast.ClassDef):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        return issubclass(getattr(module, owner.name), VisibleMixin)
    return all(
        is_scoped_later(use, path, tree, parents)
        for use in ast.walk(tree)
        if isinstance(use, ast.Name) and use.id == name and isinstance(use.ctx, ast.Load)
    )


def fetches_unscoped(node):
    """Whether a call is ``get_object_or_404(Case, …)``, for a model instead of its rows."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"get_object_or_404", "get_list_or_404"}
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id[:1].isupper()
    )


@pytest.mark.parametrize("app", LAYERS)
def test_views_reach_rows_only_through_their_reader(app):
    offenders = set()
    for path in python_files(app):
        if "views" not in {path.stem, *path.relative_to(ROOT).parts}:
            continue
        tree = ast.parse(path.read_text())
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        offenders |= {
            f"{path.relative_to(ROOT)}:{chain.lineno} {ast.unparse(chain)}"
            for chain, words in chains_from_managers(tree, parents)
            if not any(map(SCOPES.fullmatch, words))
            and not is_scoped_later(chain, path, tree, parents)
        }
        offenders |= {
            f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
            for node in filter(fetches_unscoped, ast.walk(tree))
        }

    assert offenders == set()


@pytest.mark.parametrize("app", LAYERS)
def test_every_model_can_say_which_rows_a_user_may_see(app):
    silent = {
        model.__name__
        for model in apps.get_app_config(app).get_models()
        if not hasattr(model.objects, "visible_to")
    }

    assert silent == set()


@pytest.mark.parametrize("app", LAYERS)
def test_every_constraint_explains_itself(app):
    silent = {
        constraint.name
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    }

    assert silent == set()


@pytest.mark.parametrize("app", LAYERS)
def test_rows_come_in_a_known_order(app):
    unordered = {
        model.__name__
        for model in apps.get_app_config(app).get_models()
        if not model._meta.ordering
    }

    assert unordered == set()


@pytest.mark.parametrize("app", LAYERS)
def test_nothing_works_behind_our_back(app):
    """Saving a row saves the row: no overridden save or delete, no signal receivers."""
    overriding = {
        f"{model.__name__}.{method}"
        for model in apps.get_app_config(app).get_models()
        for method in ("save", "delete")
        if method in vars(model)
    }
    listening = {
        str(path.relative_to(ROOT))
        for path in python_files(app)
        if re.search(r"\b(post|pre)_(save|delete)\b", path.read_text())
    }

    assert overriding | listening == set()


@pytest.mark.parametrize("app", LAYERS)
def test_text_is_empty_rather_than_null(app):
    nullable = {
        str(field)
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField) and field.null
    }

    assert nullable == set()
