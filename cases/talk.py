"""Comments on a draft, as a page shows them: ``programme.writing.comments``, on a case."""

from collections import Counter

from cases.models import Case
from cases.outline import SECTION_OF_TOPIC, Section
from cases.services.commented import CommentedCase
from programme.models import User
from programme.writing.comments import threads
from programme.writing.comments.threads import Talk, Thread

__all__ = ["Talk", "Thread", "by_section", "comments_of", "open_by_place"]


def comments_of(case: Case, section: Section | None = None, *, reader: User | None = None) -> Talk:
    """The comments on a section and its topics; without a section those on the whole case too."""
    return threads.talk_on(CommentedCase(case), section.key if section else "", reader=reader)


def open_by_place(case: Case) -> Counter[str]:
    """How many threads are open, by topic or section; those on the whole case under ``""``."""
    return threads.open_by_place(CommentedCase(case))


def by_section(counts: Counter[str]) -> Counter[str]:
    """The same by section key; empty for the whole case."""
    found: Counter[str] = Counter()
    for place, number in counts.items():
        section = SECTION_OF_TOPIC[place].key if place in SECTION_OF_TOPIC else place
        found[section] += number
    return found
