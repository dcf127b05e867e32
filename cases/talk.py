"""Comments on a draft, as a page shows them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Comment
from cases.outline import SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS, Section
from cases.small_forms import CommentForm

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
    # What a new comment is about unless the person chooses otherwise.
    about: str = ""
    # A comment that could not be saved, with its words.
    refused: CommentForm | None = None

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    @property
    def refused_parent(self) -> int | None:
        """The comment to which a refused text was to be a reply, if it is one of those shown."""
        wanted = self.refused.data.get("parent", "") if self.refused else ""
        shown = (thread.comment.pk for thread in self.threads)
        return next((pk for pk in shown if str(pk) == wanted), None)

    @property
    def new_refused(self) -> bool:
        """Whether the refused text was no reply."""
        return self.refused is not None and self.refused_parent is None

    @property
    def places(self) -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
        """What a new comment can be about, section by section."""
        sections = SECTIONS if self.section is None else (self.section,)
        groups = [(title_of(section.key), _places_in(section)) for section in sections]
        return groups if self.section else [(WHOLE_CASE, [("", WHOLE_CASE)]), *groups]


def comments_of(
    case: Case,
    section: Section | None = None,
    *,
    about: str = "",
    refused: CommentForm | None = None,
) -> Talk:
    """The comments on a section and its topics; without a section those on the whole case too.

    One query. The caller has made sure that the person may read the draft.
    """
    comments = case.comments.select_related("author", "resolved_by")
    if section is not None:
        comments = comments.filter(topic__in=places_of(section))
    if section is not None and not about:
        about = section.key
    if refused is not None:
        about = refused.data.get("about", "")
    return Talk(case, section, _threads(comments), about, refused)


def open_counts(case: Case) -> Counter[str]:
    """How many threads are open, by section key; those on the whole case under ``""``."""
    places = case.comments.filter(parent=None, resolved_at=None).values_list("topic", flat=True)
    return Counter(section_key_of(place) for place in places)


def _places_in(section: Section) -> list[tuple[str, str | Promise]]:
    topics = [(topic.key, topic.title) for topic in section.topics]
    return [(section.key, _("The whole section")), *topics]


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
