"""Comments on a draft, as a page shows them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Comment
from cases.outline import SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS, Section

WHOLE_CASE = _("The whole case")


@dataclass(frozen=True)
class Thread:
    """A comment with its replies, oldest first."""

    comment: Comment
    replies: list[Comment]

    @property
    def about(self) -> str | Promise:
        return title_of(self.comment.topic)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


@dataclass(frozen=True)
class Talk:
    """The comments on one section of a case, or on all of it."""

    case: Case
    section: Section | None
    threads: list[Thread]

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    @property
    def places(self) -> list[tuple[str, str | Promise]]:
        """What a new comment can be about, for a choice of them."""
        if self.section is None:
            return [("", WHOLE_CASE), *((s.key, title_of(s.key)) for s in SECTIONS)]
        topics = [(topic.key, topic.title) for topic in self.section.topics]
        return [(self.section.key, title_of(self.section.key)), *topics]


def comments_of(case: Case, section: Section | None = None) -> Talk:
    """The comments on a section and its topics; without a section those on the whole case too.

    One query. The caller has made sure that the person may read the draft.
    """
    comments = case.comments.select_related("author", "resolved_by")
    if section is not None:
        comments = comments.filter(topic__in=places_of(section))
    return Talk(case, section, _threads(comments))


def open_counts(case: Case) -> Counter[str]:
    """How many threads are open, by section key; those on the whole case under ``""``."""
    places = case.comments.filter(parent=None, resolved_at=None).values_list("topic", flat=True)
    return Counter(section_key_of(place) for place in places)


def places_of(section: Section) -> list[str]:
    return [section.key, *(topic.key for topic in section.topics)]


def section_key_of(place: str) -> str:
    """The section in which a comment on this place is shown; empty for the whole case."""
    return SECTION_OF_TOPIC[place].key if place in SECTION_OF_TOPIC else place


def title_of(place: str) -> str | Promise:
    """What a comment is about, in words."""
    if not place:
        return WHOLE_CASE
    if place in SECTION_BY_KEY:
        section = SECTION_BY_KEY[place]
        return f"{section.number}. {section.title}"
    return TOPICS[place].title


def _threads(comments: Iterable[Comment]) -> list[Thread]:
    threads: dict[int, Thread] = {}
    replies = []
    for comment in comments:
        if comment.parent_id is None:
            threads[comment.pk] = Thread(comment, [])
        else:
            replies.append(comment)
    for reply in replies:
        threads[reply.parent_id].replies.append(reply)  # type: ignore[index]
    return list(threads.values())
