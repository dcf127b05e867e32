"""Prints of the names of people erased lately: a name is known again without being kept.

Pages that were open, words kept in a browser, files that come back: for a month something may
bring a name back that was swept everywhere. What is kept to know it again are keyed prints of its
words in their order, from which nobody reads a name, and no longer than that.
"""

import datetime
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone

from programme.models import DataRequest, DataRequestKind, Mail, User
from programme.plain import plain
from programme.privacy.holders import HOLDINGS, Holding
from programme.privacy.names import BETWEEN, WORD, Finder, is_full_name, orders_of
from programme.privacy.neutral import neutral_of
from programme.privacy.places import programme_of

# Under this key a request keeps them.
PRINTS = "prints"
KEPT = datetime.timedelta(days=30)
BETWEEN_NAMES = re.compile(BETWEEN)
# An address is as many words: “zsofia.quill@cities.example” has four.
IN_ADDRESS = re.compile(r"[.@+_\-]|%40|&#64;")


class Prints(NamedTuple):
    """What is kept of the names and addresses of one person, with how many words they have."""

    names: Sequence[str] = ()
    addresses: Sequence[str] = ()
    lengths: Sequence[int] = ()
    # The last row of each model whose rows are people: whoever has one after it has come back.
    last: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class KnownByPrint(Finder):
    """Finds what prints were made of, but no name that somebody here has today."""

    prints: Prints = Prints()  # noqa: RUF009  a tuple: nobody changes it

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        # A print says nothing of letters: every text is looked through.
        return ("",)

    @cached_property
    def _names(self) -> Any:
        names = frozenset(self.prints.names)
        return _Windows(names, self.prints, BETWEEN_NAMES, is_address=False)

    @cached_property
    def _addresses(self) -> Any:
        addresses = frozenset(self.prints.addresses)
        return _Windows(addresses, self.prints, IN_ADDRESS, is_address=True)


class _Span(NamedTuple):
    """What was found, as a match of a pattern says it."""

    begin: int
    over: int

    def start(self) -> int:
        return self.begin

    def end(self) -> int:
        return self.over


@dataclass(frozen=True)
class _Windows:
    """Looks at every few words that follow each other, as a pattern would."""

    wanted: frozenset[str]
    prints: Prints
    between: re.Pattern[str]
    is_address: bool

    def search(self, folded: str) -> _Span | None:
        return next(self.finditer(folded), None)

    def finditer(self, folded: str) -> Iterator[_Span]:
        words = list(WORD.finditer(folded)) if self.wanted else []
        over = 0
        for place, first in enumerate(words):
            for length in sorted(self.prints.lengths, reverse=True):
                window = words[place : place + length]
                if first.start() < over or len(window) < length:
                    continue
                if self._is_wanted(folded, window) and not self._is_somebodys(window):
                    over = window[-1].end()
                    yield _Span(first.start(), over)

    def _is_wanted(self, folded: str, window: list[re.Match[str]]) -> bool:
        """Whether a print was made of these words, with the site's key of now or an older one."""
        gaps = (
            folded[one.end() : other.start()]
            for one, other in zip(window, window[1:], strict=False)
        )
        if not all(self.between.fullmatch(gap) for gap in gaps):
            return False
        words = [word[0] for word in window]
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return any(print_of(words, key) in self.wanted for key in keys)

    def _is_somebodys(self, window: list[re.Match[str]]) -> bool:
        """Whether somebody has the name or the address today, or has come back with it."""
        found = sorted(word[0] for word in window)
        living = User.objects.filter(erased_at=None).order_by()
        called = list(living.values_list("email" if self.is_address else "name", flat=True))
        for holding in people_in_rows():
            rows = holding.model._base_manager.filter(pk__gt=self.prints.last.get(holding.key, 0))
            for column in holding.addresses if self.is_address else holding.names:
                called += rows.order_by().values_list(column, flat=True)
        return any(sorted(WORD.findall(plain(name))) == found for name in called)


def people_in_rows() -> list[Holding]:
    """The rows beside accounts that are a person each: not mails, which only went to one."""
    return [row for row in HOLDINGS if row.names and row.model not in (User, Mail)]


def print_of(words: Sequence[str], key: str | None = None) -> str:
    """Of words in this order. Without the site's own key nobody can try names out."""
    keyed = hashlib.sha256((key or settings.SECRET_KEY).encode()).digest()
    return hashlib.blake2b(" ".join(words).encode(), key=keyed, digest_size=16).hexdigest()


def prints_of(finder: Finder) -> Prints:
    """What to keep of that for which a finder looks."""
    names = [words for name in finder.names if is_full_name(name) for words in orders_of(name)]
    addresses = [tuple(WORD.findall(plain(address))) for address in finder.addresses]
    return Prints(
        sorted(map(print_of, names)),
        sorted(map(print_of, addresses)),
        sorted({len(words) for words in (*names, *addresses)}),
        {row.key: _last_of(row.model) for row in people_in_rows()},
    )


def _last_of(model: type[models.Model]) -> int:
    return model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0


class Known(NamedTuple):
    """Somebody erased lately, in one programme or (None) in all."""

    finder: Finder
    programme: int | None


def known_lately() -> list[Known]:
    """Everybody who was erased in the last month. One query."""
    erased = DataRequest.objects.filter(kind=DataRequestKind.ERASURE, tally__has_key=PRINTS)
    found = []
    for request in erased.select_related("user"):
        label, address = neutral_of(request)
        prints = Prints(**request.tally[PRINTS])
        finder = KnownByPrint((), (), label, address, prints=prints)
        found.append(Known(finder, request.programme_id))
    return found


def without_erased(text: str, row: models.Model) -> str:
    """What somebody writes into a row, in which those erased lately have no name. One query."""
    for known in known_lately():
        neutral = known.finder.replaced(text)
        # A guest is erased in one programme; in another there may be somebody of the name.
        if neutral != text and known.programme in (None, programme_of(type(row), row.pk)):
            text = neutral
    return text


def forget_prints() -> int:
    """Forget those whose month is over; how many. Safe to run at any time."""
    over = DataRequest.objects.filter(
        kind=DataRequestKind.ERASURE, tally__has_key=PRINTS, done_at__lt=timezone.now() - KEPT
    )
    for request in over:
        left = {name: said for name, said in request.tally.items() if name != PRINTS}
        DataRequest.objects.filter(pk=request.pk).update(tally=left)
    return len(over)
