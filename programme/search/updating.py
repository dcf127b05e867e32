"""Keeping the index as the rows are.

What differs is written, nothing else; a worker that dies leaves an index that is late in parts
and wrong in none. An entry is never changed, only replaced by a newer one: readers see by the
keys what they have not read yet, and of two entries the one with the higher key is more recent.
"""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, TextField
from django.db.models.functions import Cast
from django.utils import translation

from programme.models import Programme, SearchEntry
from programme.search.sources import SOURCES, Part, Row, Source
from programme.search.words import bare, folded

# Raise it when the words of an entry are made otherwise.
FORMAT = 2
ROWS_AT_ONCE = 500
# Texts that save by themselves leave no line in the log: all rows are compared this often.
SECONDS_BETWEEN = 45
# No more than one second in so many is spent on comparing, where nothing happened.
SHARE = 30

# The entries of each row: their key and checksum.
Known = dict[int, list[tuple[int, str]]]
# Of one row: the keys of the entries that go, and those that come.
Change = tuple[list[int], list[SearchEntry]]


def keep_up() -> int:
    """Bring the index of every programme up to date in which something happened, or which nobody
    compared for a while. Returns how many entries were written."""
    written = 0
    programmes = Programme.objects.annotate(last=Max("activities__pk")).order_by("pk")
    share = SHARE * len(programmes)
    for programme in programmes:
        key = f"search:seen:{programme.pk}"
        if cache.get(key) == (FORMAT, programme.last):
            continue
        began = time.monotonic()
        written += bring_up_to_date(programme)
        # A large programme, on a busy machine or one with many, is compared less often.
        pause = max(SECONDS_BETWEEN, share * (time.monotonic() - began))
        cache.set(key, (FORMAT, programme.last), pause)
    return written


def bring_up_to_date(programme: Programme, sources: Iterable[Source] = ()) -> int:
    """Write what differs between the rows of a programme and its index. Safe to run at any time,
    twice, or to be killed. Returns how many entries were written."""
    with translation.override(settings.LANGUAGE_CODE):
        written = 0
        for source in sources or SOURCES.values():
            written += _compare(programme, source)
    return written


def rebuild(programme: Programme) -> int:
    """Throw the index of a programme away and write it anew."""
    SearchEntry.objects.in_programme(programme).delete()
    return bring_up_to_date(programme)


def forget(programme: Programme) -> int:
    """Leave no word in the index that is in no row any more: to be called where words are erased
    for good, after the transaction that erases them. Returns how many entries were written."""
    SearchEntry.objects.in_programme(programme).exclude(source__in=SOURCES).delete()
    return bring_up_to_date(programme)


def _compare(programme: Programme, source: Source) -> int:
    known = _known(programme, source)
    changes: list[Change] = []
    rows = source.with_values(source.of(programme)).order_by(source.recent, "pk")
    # As text: nearly all of them are what they were, and need not be read as values.
    as_text = rows.annotate(text=Cast("search_values", TextField())).values_list("pk", "text")
    for pk, text in as_text.iterator(chunk_size=ROWS_AT_ONCE):
        checksum = _checksum(text)
        entries = known.pop(pk, [])
        if entries and all(have == checksum for _entry, have in entries):
            continue
        row = Row(pk, programme.slug, json.loads(text))
        made = _entries(programme, source, row, checksum)
        if made or entries:
            changes.append(([entry for entry, _have in entries], made))
    changes += [([entry for entry, _have in entries], []) for entries in known.values()]
    # After the last row was read: SQLite writes nothing beside a question that is still open and
    # older than what another process wrote.
    for start in range(0, len(changes), ROWS_AT_ONCE):
        _write(changes[start : start + ROWS_AT_ONCE])
    return sum(len(made) for _gone, made in changes)


def _known(programme: Programme, source: Source) -> Known:
    """The entries of a source by their row."""
    known: Known = defaultdict(list)
    entries = SearchEntry.objects.filter(programme=programme, source=source.key).order_by()
    for pk, row, checksum in entries.values_list("pk", "row", "checksum"):
        known[row].append((pk, checksum))
    return known


def _entries(programme: Programme, source: Source, row: Row, checksum: str) -> list[SearchEntry]:
    return [
        SearchEntry(
            programme=programme,
            source=source.key,
            row=row.pk,
            part=part.key,
            title=folded(part.title)[:300],
            text=words_beside(part),
            checksum=checksum,
        )
        for part in source.parts(row)
    ]


def words_beside(part: Part) -> str:
    """What is found of a part beside its title: where it stands, and its text."""
    return folded(f"{' '.join(part.where)} {bare(part.text)}")


def _checksum(text: str) -> str:
    return hashlib.sha256(f"{FORMAT}:{text}".encode()).hexdigest()


@transaction.atomic
def _write(changes: list[Change]) -> None:
    gone = [entry for entries, _made in changes for entry in entries]
    SearchEntry.objects.filter(pk__in=gone).delete()
    # Two workers may find the same difference: the first one writes it.
    new = [entry for _entries_gone, made in changes for entry in made]
    SearchEntry.objects.bulk_create(new, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
