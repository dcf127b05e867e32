"""Runs calls at the same time, each on a database connection of its own, as two people would."""

import sqlite3
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


def run_together(*calls):
    """Start the calls together; return what each gave, or the exception that it raised.

    The test needs ``@pytest.mark.django_db(transaction=True)``.
    """
    start = threading.Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with database_for_threads(), ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@contextmanager
def database_for_threads():
    """SQLite's database in memory does not let connections wait for each other; a file does.

    So the threads work on a copy in a file, which is read back when they are done.
    """
    connection.ensure_connection()
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    in_memory = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "db.sqlite3"
        copy_database(connection.connection, path)
        connection.settings_dict["NAME"] = str(path)
        try:
            yield
        finally:
            connection.settings_dict["NAME"] = in_memory
        file = sqlite3.connect(path)
        file.backup(connection.connection)
        file.close()


def copy_database(source, path):
    file = sqlite3.connect(path)
    source.backup(file)
    # Now, or the threads would all try to do it at once, and not wait for each other.
    file.execute("PRAGMA journal_mode=WAL")
    file.close()
