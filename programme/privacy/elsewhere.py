"""Consents that stand in rows of other apps, shown and withdrawn on the page of all consents.

An app registers how to find a person's and how to take one back; this app knows no more of them.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from programme.models import User

Words = str | Promise


@dataclass(frozen=True)
class GivenElsewhere:
    """Something a person agreed to with a form of its own."""

    source: str
    pk: int
    programme_pk: int
    about: str
    words: Words
    given_at: datetime.datetime


@dataclass(frozen=True)
class Source:
    """``find`` gives what a person agrees to now; ``withdraw`` takes one of these back.

    ``withdraw`` finds the row by its key among those of the person, and says nothing for a key
    that is none of these.
    """

    find: Callable[[User], Iterable[GivenElsewhere]]
    withdraw: Callable[[User, int], bool]


SOURCES: dict[str, Source] = {}


def register_source(key: str, source: Source) -> None:
    """Let an app bring its consents to the page. Called once, when the app is ready."""
    SOURCES[key] = source


def given_elsewhere(user: User) -> list[GivenElsewhere]:
    """All that the person agreed to in other places. One query for each source."""
    return [one for source in SOURCES.values() for one in source.find(user)]
