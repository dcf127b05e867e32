"""A worker at a row that stands for long work: it says that it is alive, or gives way."""

import datetime
import time
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone


class SupersededError(Exception):
    """Somebody else works on it, or it is gone."""


@dataclass
class Working:
    """One worker at one row, which has ``heartbeat_at`` and ``progress``.

    A class for a kind of row says with ``mine`` which row it is while it is still this worker's.
    """

    # The bar moves at most this often; every move is a write to the database.
    seconds_between_beats: ClassVar[float] = 1.0

    pk: int
    beaten_at: datetime.datetime
    last_moved: float = field(default_factory=time.monotonic, kw_only=True)

    def mine(self) -> QuerySet[Any]:
        raise NotImplementedError

    def beat(self, percent: float) -> None:
        """Say that the worker is alive, and how far it is (below zero: as far as before). Raises
        SupersededError."""
        if time.monotonic() - self.last_moved < self.seconds_between_beats:
            return
        now = timezone.now()
        moved = {} if percent < 0 else {"progress": min(99, int(percent))}
        self.keep(heartbeat_at=now, **moved)
        self.beaten_at, self.last_moved = now, time.monotonic()

    def keep(self, **columns: Any) -> None:
        """Write something on the row if it is still this worker's. Raises SupersededError."""
        if not self.mine().update(**columns):
            raise SupersededError
