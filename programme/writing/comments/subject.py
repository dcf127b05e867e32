"""What comments are on, as the app to which it belongs says it."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.functional import Promise

from programme.activity import changes_of
from programme.models import User
from programme.writing.comments.forms import CommentForm
from programme.writing.models import TextComment

# What is remarked on: a heading, and below it each place by key and title.
PlaceGroup = tuple[str | Promise, list[tuple[str, str | Promise]]]


class Commented(ABC):
    """One row whose working text is remarked on.

    A *place* is what one comment is about: a part of the text, a chapter of it, or (empty) all of
    it. A *section* is what one page shows of it; empty where a page shows all.
    """

    model: ClassVar[type[TextComment]]
    form_class: ClassVar[type[CommentForm]] = CommentForm

    @property
    @abstractmethod
    def on(self) -> Mapping[str, models.Model]:
        """The columns by which a comment belongs to the row."""

    @abstractmethod
    def held(self) -> Self:
        """The row as it stands now, held until the end of the transaction."""

    @abstractmethod
    def record(self, verb: str, comment: TextComment, *, by: User) -> None:
        """Write into the log that a comment was added, changed, withdrawn, resolved, reopened."""

    def words_of(self, verb: str, comment: TextComment) -> dict[str, Any]:
        """Its words before and after, for an entry that whoever reads the comment reads."""
        if verb == "comment_added":
            return {"after": {"text": comment.text}}
        if verb in ("comment_withdrawn", "comment_removed"):
            return {"before": {"text": comment.text}}
        return changes_of(comment)

    @abstractmethod
    def url_of(self, verb: str, *pk: int) -> str:
        """Where the comments are (``list``), or where a verb is sent to."""

    @abstractmethod
    def title_of(self, place: str) -> str | Promise: ...

    @property
    @abstractmethod
    def places(self) -> Collection[str]:
        """Everything that a comment can be about."""

    @property
    @abstractmethod
    def sections(self) -> Collection[str]:
        """What of it has a page of its own."""

    @abstractmethod
    def places_in(self, section: str) -> Sequence[str]:
        """The places that a comment on the page of this section can be about."""

    @abstractmethod
    def choices_in(self, section: str) -> list[PlaceGroup]:
        """The same to choose from; without a section all places."""

    @abstractmethod
    def texts_of(self, places: Iterable[str]) -> dict[str, str]:
        """The words that stand at these places now; a chapter as a whole has none of its own."""

    def rows(self) -> Any:
        """The comments on it that the app shows here."""
        return self.model._default_manager.filter(**self.on)

    def counted_in(self, section: str) -> Sequence[str]:
        """The places beside which the page of a section says how much is open."""
        return self.places_in(section) if section else ()

    def further_columns(
        self, chosen: Mapping[str, Any], parent: TextComment | None
    ) -> dict[str, Any]:
        """What a comment of this app has beside its words; a reply as the comment it answers."""
        return {}

    def chip_of(self, comment: TextComment) -> str | Promise:
        """What everybody who reads the comment must know about it, in a word or two."""
        return ""

    @property
    def form_template(self) -> str:
        """What stands in the form of a new comment below its text; empty for nothing."""
        return ""

    @property
    def url(self) -> str:
        return self.url_of("list")

    @property
    def create_url(self) -> str:
        return self.url_of("create")
