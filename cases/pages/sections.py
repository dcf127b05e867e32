"""The six sections of a case as a table: how far each is, what is said about it, what is locked."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from cases.locks import lock_in_words, locks_of
from cases.models import Case
from cases.moves import may_write
from cases.outline import Section
from cases.progress import CaseProgress, SectionProgress
from cases.talk import by_section, open_by_place
from programme.access import Seat


@dataclass(frozen=True)
class SectionRow:
    """One section, and what the person may do with it."""

    progress: SectionProgress
    # Where the person writes it, or else reads it.
    url: str
    open_comments: int
    # How it is locked, in words; empty if it is not.
    locked: str
    can_lock: bool
    can_unlock: bool

    @property
    def section(self) -> Section:
        return self.progress.section


@dataclass(frozen=True)
class SectionTable:
    case: Case
    progress: CaseProgress
    rows: list[SectionRow]
    open_by_place: Counter[str]

    @classmethod
    def of(cls, case: Case, seat: Seat, progress: CaseProgress) -> "SectionTable":
        """Two queries. The caller has made sure that the person may read the draft."""
        locks, open_at = locks_of(case), open_by_place(case)
        talk = by_section(open_at)
        writes, names = may_write(seat, case), [case.programme.slug, case.city.slug]
        # A frozen case is closed as a whole.
        locks_matter = seat.is_staff and (case.is_open or not case.is_shared)
        rows = []
        for part in progress.sections:
            key = part.section.key
            url = f"{case.get_absolute_url()}#{key}"
            lock = locks.get(key)
            rows.append(
                SectionRow(
                    progress=part,
                    url=reverse("cases:write", args=[*names, key]) if writes else url,
                    open_comments=talk[key],
                    locked=lock_in_words(lock, case) if lock else "",
                    can_lock=locks_matter and lock is None,
                    can_unlock=locks_matter and lock is not None,
                )
            )
        return cls(case, progress, rows, open_at)
