"""A table whose rows are written once: the database refuses to change or delete them."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.ddl_references import Statement, Table

FOR_SQLITE = [
    "CREATE TRIGGER %(name)s_changed BEFORE UPDATE ON %(table)s"
    " WHEN (%(changes)s) AND NOT EXISTS (SELECT 1 FROM %(opened_by)s)"
    " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: %(name)s'); END",
    "CREATE TRIGGER %(name)s_deleted BEFORE DELETE ON %(table)s"
    " WHEN NOT EXISTS (SELECT 1 FROM %(opened_by)s)"
    " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: %(name)s'); END",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    "CREATE TRIGGER %(name)s_replaced BEFORE INSERT ON %(table)s"
    " WHEN EXISTS (SELECT 1 FROM %(table)s WHERE %(key)s = NEW.%(key)s)"
    " AND NOT EXISTS (SELECT 1 FROM %(opened_by)s)"
    " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: %(name)s'); END",
]
FOR_POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF EXISTS (SELECT 1 FROM %(opened_by)s) THEN"
    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF;"
    " IF TG_OP = 'UPDATE' THEN IF NOT (%(changes)s) THEN RETURN NEW; END IF; END IF;"
    " RAISE EXCEPTION 'CHECK constraint failed: %(name)s'"
    " USING ERRCODE = 'check_violation', CONSTRAINT = '%(name)s';"
    " END $$;"
    " CREATE TRIGGER %(name)s BEFORE UPDATE OR DELETE ON %(table)s"
    " FOR EACH ROW EXECUTE FUNCTION %(name)s();"
    # TRUNCATE deletes rows without asking the trigger above.
    " CREATE TRIGGER %(name)s_emptied BEFORE TRUNCATE ON %(table)s"
    " FOR EACH STATEMENT EXECUTE FUNCTION %(name)s()",
]


class StaysAsWritten(models.BaseConstraint):
    """No row is changed or deleted, except by a transaction that has put a row into another table.

    A reference that may be empty may become empty: that is how what it names is deleted; not one
    that the table ``keeps``: what it names stays. It is
    a trigger on both databases: a chain of checksums would only tell afterwards, and all who
    write would have to wait for each other at its end. ``opened_by`` is the table whose rows
    let through whoever wrote them; uncommitted, they are there for that transaction alone.

    Whoever owns the database can drop the triggers, or put a row into that table by hand: they
    keep out what the site, its admin and its commands do, and mistakes. A column of the table is
    dropped after taking this constraint away.
    """

    def __init__(
        self, *, name: str, opened_by: str, keeps: Sequence[str] = (), **message: Any
    ) -> None:
        super().__init__(name=name, **message)
        self.opened_by = opened_by
        self.keeps = tuple(keeps)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing inside CREATE TABLE: triggers follow when the table is there."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        *first, last = self._statements(model, schema_editor)
        # The caller runs one statement, and SQLite takes one at a time.
        schema_editor.deferred_sql.extend(first)
        return last

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """On SQLite the table is made anew without them."""
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP TRIGGER IF EXISTS {self.name} ON {table};"
            f" DROP TRIGGER IF EXISTS {self.name}_emptied ON {table};"
            f" DROP FUNCTION IF EXISTS {self.name}()"
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "") -> None:
        """A form cannot ask: no form changes such a row."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"opened_by": self.opened_by, "keeps": self.keeps}

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StaysAsWritten):
            return self.deconstruct()[2] == other.deconstruct()[2]
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _statements(self, model: Any, schema_editor: Any) -> list[Statement]:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        differs = "IS NOT" if is_sqlite else "IS DISTINCT FROM"
        parts = {
            "name": self.name,
            # Known to the schema editor as a table: SQLite makes it under another name first.
            "table": Table(model._meta.db_table, schema_editor.quote_name),
            "key": schema_editor.quote_name(model._meta.pk.column),
            "opened_by": schema_editor.quote_name(self.opened_by),
            "changes": _changes(model, schema_editor, differs, self.keeps),
        }
        templates = FOR_SQLITE if is_sqlite else FOR_POSTGRESQL
        return [Statement(template, **parts) for template in templates]


def _changes(model: Any, schema_editor: Any, differs: str, keeps: Sequence[str]) -> str:
    """The condition under which an UPDATE changes what was written."""
    conditions = []
    for field in model._meta.local_concrete_fields:
        column = schema_editor.quote_name(field.column)
        condition = f"NEW.{column} {differs} OLD.{column}"
        if field.remote_field and field.null and field.name not in keeps:
            condition = f"({condition} AND NEW.{column} IS NOT NULL)"
        conditions.append(condition)
    return " OR ".join(conditions)
