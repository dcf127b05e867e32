"""Comments as a page shows them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from programme.models import User
from programme.writing.comments.forms import CommentChangeForm, CommentForm
from programme.writing.comments.subject import Commented, PlaceGroup


@dataclass(frozen=True)
class Said:
    """One comment or reply as one person sees it."""

    subject: Commented
    comment: Any
    # The person wrote it, and nobody has answered or resolved it since.
    can_change: bool
    # The words it speaks of are not in the text any more.
    is_quote_gone: bool = False

    @property
    def change_url(self) -> str:
        return self.subject.url_of("change", self.comment.pk)

    @property
    def withdraw_url(self) -> str:
        return self.subject.url_of("withdraw", self.comment.pk)


@dataclass(frozen=True)
class Thread:
    """A comment with its replies, oldest first."""

    subject: Commented
    comment: Any
    replies: list[Any]
    reader: User | None = None
    is_quote_gone: bool = False

    @property
    def about(self) -> str | Promise:
        return self.subject.title_of(self.comment.place)

    @property
    def chip(self) -> str | Promise:
        return self.subject.chip_of(self.comment)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def mark_url(self) -> str:
        """Where it is resolved, or opened again."""
        return self.subject.url_of("resolve" if self.is_open else "reopen", self.comment.pk)

    @property
    def first(self) -> Said:
        can_change = self._may_change(self.comment)
        return Said(self.subject, self.comment, can_change, self.is_quote_gone)

    @property
    def answers(self) -> list[Said]:
        return [Said(self.subject, reply, self._may_change(reply)) for reply in self.replies]

    def _may_change(self, said: Any) -> bool:
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
    """The comments on one section of a text, or on all of it."""

    subject: Commented
    # What the page shows; empty for all of it.
    section: str
    threads: list[Thread]
    # What a new comment is about unless the person chooses otherwise, and the words it quotes.
    about: str = ""
    quote: str = ""
    # Only the comments on this place are shown.
    place: str = ""
    refused: Refused | None = None

    def in_section(self, section: str) -> "Talk":
        """What is said about one section, for a page that counts in the others too."""
        places = self.subject.places_in(section)
        threads = [thread for thread in self.threads if thread.comment.place in places]
        return replace(self, section=section, threads=threads, about=section)

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved_threads(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]

    @property
    def open_by_place(self) -> Counter[str]:
        """How many threads are open, by place."""
        return Counter(thread.comment.place for thread in self.open_threads)

    @property
    def place_title(self) -> str | Promise:
        return self.subject.title_of(self.place)

    @property
    def counted_places(self) -> Iterable[str]:
        """The places beside which the page says how much is open."""
        return self.subject.counted_in(self.section)

    @property
    def choices(self) -> list[PlaceGroup]:
        """What a new comment can be about."""
        return self.subject.choices_in(self.section)

    @property
    def only_place(self) -> bool:
        """There is nothing to choose from."""
        return [len(places) for _heading, places in self.choices] == [1]

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


def talk_on(
    subject: Commented,
    section: str = "",
    *,
    reader: User | None = None,
    place: str = "",
    about: str = "",
    quote: str = "",
    refused: Refused | None = None,
) -> Talk:
    """The comments on a section and the places in it; without one those on everything, or those
    on one ``place`` alone.

    One query, and one more where words are quoted. The caller has made sure that the person may
    read the draft.
    """
    comments = subject.rows().select_related("author", "resolved_by")
    places = subject.places_in(section) if section else [place] if place else None
    if places is not None:
        comments = comments.filter(**{f"{subject.model.place_field}__in": places})
    about = about or place or section
    if refused is not None:
        about = refused.form.data.get("about", "") or about
        quote = refused.form.data.get("quote", "")
    threads = _threads(subject, list(comments), reader)
    return Talk(subject, section, threads, about, quote, place, refused)


def open_by_place(subject: Commented) -> Counter[str]:
    """How many threads are open, by place; those on everything under ``""``. One query."""
    threads = subject.rows().filter(parent=None, resolved_at=None)
    return Counter(threads.values_list(subject.model.place_field, flat=True))


def _threads(subject: Commented, comments: list[Any], reader: User | None) -> list[Thread]:
    quoted = {comment.place for comment in comments if comment.quote}
    texts = subject.texts_of(quoted) if quoted else {}
    threads: dict[int, Thread] = {}
    replies = []
    for comment in comments:
        if comment.parent_id is None:
            is_gone = bool(comment.quote) and _is_gone(comment.quote, texts.get(comment.place))
            threads[comment.pk] = Thread(subject, comment, [], reader, is_gone)
        else:
            replies.append(comment)
    for reply in replies:
        threads[reply.parent_id].replies.append(reply)
    return list(threads.values())


def _is_gone(quote: str, text: str | None) -> bool:
    """Whether the words are not in the text; where there is no text to look into, never."""
    return text is not None and _letters(quote.removesuffix("…")) not in _letters(text)


def _letters(text: str) -> str:
    """Letters and digits alone: a page shows no stars, and breaks its lines elsewhere."""
    return re.sub(r"[\W_]+", "", text).casefold()
