"""Comments on a draft, as a page shows them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.talk import CommentChangeForm, CommentForm
from cases.models import Case, Comment
from cases.outline import SECTION_BY_KEY, SECTION_OF_TOPIC, SECTIONS, TOPICS, Section
from programme.models import User

WHOLE_CASE = _("The whole case")


@dataclass(frozen=True)
class Said:
    """One comment or reply as one person sees it."""

    comment: Comment
    # The person wrote it, and nobody has answered or resolved it since.
    can_change: bool
    # The words it speaks of are not in the text any more.
    is_quote_gone: bool = False


@dataclass(frozen=True)
class Thread:
    """A comment with its replies, oldest first."""

    comment: Comment
    replies: list[Comment]
    reader: User | None = None
    is_quote_gone: bool = False

    @property
    def about(self) -> str | Promise:
        return title_of(self.comment.topic)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def first(self) -> Said:
        return Said(self.comment, self._may_change(self.comment), self.is_quote_gone)

    @property
    def answers(self) -> list[Said]:
        return [Said(reply, self._may_change(reply)) for reply in self.replies]

    def _may_change(self, said: Comment) -> bool:
        """As ``change_comment`` decides, without a query."""
        last = self.replies[-1] if self.replies else self.comment
        is_own = self.reader is not None and said.author_id == self.reader.pk
        return is_own and self.is_open and said.pk == last.pk


@dataclass(frozen=True)
class Refused:
    """Words that could not be saved, and where they were meant to go."""

    form: CommentForm | CommentChangeForm
    # The comment whose words were to change; None for a new one.
    changing: int | None = None

    @property
    def text(self) -> str:
        return str(self.form.data.get("text", ""))

    @property
    def why(self) -> str:
        return self.form.refusal


@dataclass(frozen=True)
class Talk:
    """The comments on one topic or section of a case, or on all of it."""

    case: Case
    section: Section | None
    threads: list[Thread]
    # What a new comment is about unless the person chooses otherwise, and the words it quotes.
    about: str = ""
    quote: str = ""
    # Only the comments on this place are shown.
    place: str = ""
    refused: Refused | None = field(default=None)

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    @property
    def open_by_place(self) -> Counter[str]:
        """How many threads are open, by topic or section."""
        return Counter(thread.comment.topic for thread in self.open_threads)

    @property
    def place_title(self) -> str | Promise:
        return title_of(self.place)

    @property
    def shown_places(self) -> list[str]:
        """The topics beside which a page says how much is open."""
        sections = SECTIONS if self.section is None else (self.section,)
        return [topic.key for section in sections for topic in section.topics]

    @property
    def refused_change(self) -> int | None:
        """The comment that was to have the refused words, while its author can still change it;
        otherwise they stand in the form of a new one."""
        wanted = self.refused.changing if self.refused else None
        said = (one for thread in self.threads for one in (thread.first, *thread.answers))
        return next((wanted for one in said if one.comment.pk == wanted and one.can_change), None)

    @property
    def refused_parent(self) -> int | None:
        """The comment to which a refused text was to be a reply, if it is one of those shown."""
        if self.refused is None or self.refused.changing:
            return None
        wanted = self.refused.form.data.get("parent", "")
        shown = (thread.comment.pk for thread in self.threads)
        return next((pk for pk in shown if str(pk) == wanted), None)

    @property
    def new_refused(self) -> bool:
        """Whether the refused text was no reply and no change."""
        return self.refused is not None and not self.refused_parent and not self.refused_change

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
    reader: User | None = None,
    place: str = "",
    about: str = "",
    quote: str = "",
    refused: Refused | None = None,
) -> Talk:
    """The comments on a section and its topics; without a section those on the whole case too,
    or those on one ``place`` alone.

    One query, and one more where words are quoted. The caller has made sure that the person may
    read the draft.
    """
    comments = case.comments.select_related("author", "resolved_by")
    if section is not None:
        comments = comments.filter(topic__in=places_of(section))
    elif place:
        comments = comments.filter(topic=place)
    about = about or place or (section.key if section else "")
    if refused is not None:
        about = refused.form.data.get("about", "") or about
        quote = refused.form.data.get("quote", "")
    threads = _threads(case, list(comments), reader)
    return Talk(case, section, threads, about, quote, place, refused)


def open_by_place(case: Case) -> Counter[str]:
    """How many threads are open, by topic or section; those on the whole case under ``""``."""
    return Counter(
        case.comments.filter(parent=None, resolved_at=None).values_list("topic", flat=True)
    )


def by_section(counts: Counter[str]) -> Counter[str]:
    """The same by section key."""
    found: Counter[str] = Counter()
    for place, number in counts.items():
        found[section_key_of(place)] += number
    return found


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


def _threads(case: Case, comments: Iterable[Comment], reader: User | None) -> list[Thread]:
    texts = _quoted_texts(case, comments)
    threads: dict[int, Thread] = {}
    replies = []
    for comment in comments:
        if comment.parent_id is None:
            is_gone = bool(comment.quote) and _is_gone(comment.quote, texts.get(comment.topic))
            threads[comment.pk] = Thread(comment, [], reader, is_gone)
        else:
            replies.append(comment)
    for reply in replies:
        threads[reply.parent_id].replies.append(reply)  # type: ignore[index]
    return list(threads.values())


def _quoted_texts(case: Case, comments: Iterable[Comment]) -> dict[str, str]:
    places = {comment.topic for comment in comments if comment.quote}
    if not places.intersection(TOPICS):
        return {}
    return dict(case.answers.filter(topic__in=places).values_list("topic", "text"))


def _is_gone(quote: str, text: str | None) -> bool:
    """Whether the words are not in the text; where there is no text to look into, never."""
    return text is not None and _letters(quote.removesuffix("…")) not in _letters(text)


def _letters(text: str) -> str:
    """Letters and digits alone: a page shows no stars, and breaks its lines elsewhere."""
    return re.sub(r"[\W_]+", "", text).casefold()
