"""Whoever changes a row on behalf of somebody writes down who did what."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("programme", "workshops", "cases", "reports")
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create"}

# What writes for somebody and leaves no entry, with the reason.
SILENT = {
    # The row says itself who wrote it and when, and it is never changed in silence.
    "cases/services/discussion/points.py:add_point",
    # How the leader lays the points out; no word of anybody changes, and each change is numbered.
    "cases/services/discussion/arranging.py:make_group",
    "cases/services/discussion/arranging.py:rename_group",
    "cases/services/discussion/arranging.py:take_apart",
    # A vote is secret, and so is who answered what.
    "workshops/services/survey.py:answer_survey",
    "cases/services/discussion/voting.py:cast_vote",
    # That somebody opened or read something is that person's own mark, and goes with time.
    "cases/services/receipts.py:mark_read",
    "cases/services/receipts.py:note_opened",
    "cases/services/receipts.py:take_back_read",
    # A file of clusters is only read for its preview; bringing it in is an entry.
    "programme/exchange/services.py:start_import",
    "programme/exchange/services.py:throw_away",
    "programme/invitations/sheets.py:read_people",
    # A log of its own, which nobody can change either.
    "reports/documents/downloads.py:note_download",
    # A PDF shows what is there, and changes nothing of it.
    "reports/documents/rows.py:find_or_queue",
    "reports/documents/rows.py:queue_again",
    # A file for one person, of what that person may read anyway.
    "reports/library/archives.py:request_archive",
    # Texts have a history of their own, with every version and who wrote it.
    "programme/writing/revisions.py:keep_revision",
    "programme/writing/revisions.py:_create",
    "programme/writing/services.py:give_up",
    "workshops/services/practical.py:open_note",
    # Its callers, which end or publish an edition, write the entry.
    "cases/services/versions.py:_frozen",
    # They write through the thing that is commented, ``Commented.record``.
    "programme/writing/comments/services.py:change_comment",
    "programme/writing/comments/services.py:remove_comment",
    "programme/writing/comments/services.py:reopen_comment",
    "programme/writing/comments/services.py:resolve_comment",
    "programme/writing/comments/services.py:withdraw_comment",
}


def functions():
    """Every function of the apps outside demonstrations, no method: where it stands, its tree, and
    the names that its file imports."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if not {"demo", "migrations", "management"}.isdisjoint(parts):
                continue
            file = ast.parse(path.read_text())
            imported = {
                alias.asname or alias.name
                for node in ast.walk(file)
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
            for node in file.body:
                if isinstance(node, ast.FunctionDef):
                    yield path.relative_to(ROOT).as_posix(), node, imported


def calls_in(function):
    return [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]


def writes(function):
    called = {func.attr for func in calls_in(function) if isinstance(func, ast.Attribute)}
    return bool(called & WRITES)


def services_called_in(path, function, imported):
    """The functions that it calls by name, or in a module: a method could be anybody's."""
    calls = calls_in(function)
    return {known_as(path, func.id) for func in calls if isinstance(func, ast.Name)} | {
        func.attr
        for func in calls
        if isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Name)
        and func.value.id in imported
    }


def known_as(path, name):
    """Many files have their own ``_log``."""
    return f"{path}:{name}" if name.startswith("_") else name


def has_doer(function):
    arguments = function.args
    return "by" in {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}


def reaching(calls, goal):
    """The names from which a call leads to the goal, over however many functions."""
    found = {goal}
    while True:
        more = {name for name, names in calls.items() if names & found} - found
        if not more:
            return found
        found |= more


def is_service(path, function):
    """Also one that is not told for whom it writes: that would be the easiest way to be silent."""
    return has_doer(function) or ("services" in path and not function.name.startswith("_"))


def silent_services():
    """Services that write and lead to no entry, and no caller of theirs does. A view or a task that
    calls one beside others tells nothing in its place."""
    calls, writing = defaultdict(set), {}
    for path, function, imported in functions():
        if "/views/" in path or path.endswith("/tasks.py"):
            continue
        name = known_as(path, function.name)
        calls[name] |= services_called_in(path, function, imported)
        if is_service(path, function) and writes(function):
            writing[name] = path
    telling = reaching(calls, "record")
    told_by_callers = {name for caller in telling for name in calls.get(caller, ())}
    return {
        f"{path}:{name.rpartition(':')[2]}"
        for name, path in writing.items()
        if name not in telling and name not in told_by_callers
    }


@pytest.mark.once
def test_every_service_with_a_doer_writes_down_what_it_did():
    assert silent_services() == set(SILENT)
