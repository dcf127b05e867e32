"""What comments on a case are on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import COMMENT_PLACES, Case, Comment
from cases.outline import SECTION_BY_KEY, SECTIONS, TOPICS, Section
from cases.services.holding import held
from cases.services.log import log
from programme.models import User
from programme.writing.comments.subject import Commented, PlaceGroup
from programme.writing.models import TextComment

WHOLE_CASE = _("The whole case")
SENTENCES: dict[str, Promise] = {
    "comment_added": _("A comment was left on the case %(case)s."),
    "comment_changed": _("A comment on the case %(case)s was worded anew."),
    "comment_withdrawn": _("A comment on the case %(case)s was withdrawn."),
    "comment_removed": _("The operators of the site took a comment on the case %(case)s away."),
    "comment_resolved": _("A comment on the case %(case)s was resolved."),
    "comment_reopened": _("A comment on the case %(case)s was opened again."),
}
ADDRESSES = {"list": "cases:comments"}


@dataclass(frozen=True)
class CommentedCase(Commented):
    """A place is a topic, a section or (empty) the whole case; a page shows one section."""

    case: Case

    model = Comment

    @property
    def on(self) -> Mapping[str, models.Model]:
        return {"case": self.case}

    def held(self) -> Self:
        return type(self)(held(self.case))

    def record(self, verb: str, comment: TextComment, *, by: User) -> None:
        sentence = str(SENTENCES[verb]) % {"case": self.case}
        log(self.case, verb, sentence, by=by, **self.words_of(verb, comment))

    def url_of(self, verb: str, *pk: int) -> str:
        name = ADDRESSES.get(verb, f"cases:comment_{verb}")
        return reverse(name, args=[self.case.programme.slug, self.case.city.slug, *pk])

    def title_of(self, place: str) -> str | Promise:
        if not place:
            return WHOLE_CASE
        if place in SECTION_BY_KEY:
            section = SECTION_BY_KEY[place]
            return f"{section.number}. {section.title}"
        return TOPICS[place].title

    @property
    def places(self) -> Collection[str]:
        return COMMENT_PLACES

    @property
    def sections(self) -> Collection[str]:
        return SECTION_BY_KEY

    def places_in(self, section: str) -> Sequence[str]:
        return [section, *self.counted_in(section)]

    def counted_in(self, section: str) -> Sequence[str]:
        return [topic.key for topic in SECTION_BY_KEY[section].topics] if section else ()

    def choices_in(self, section: str) -> list[PlaceGroup]:
        if section:
            return [self._choices(SECTION_BY_KEY[section])]
        groups = [self._choices(section) for section in SECTIONS]
        return [(WHOLE_CASE, [("", WHOLE_CASE)]), *groups]

    def _choices(self, section: Section) -> PlaceGroup:
        topics = [(topic.key, topic.title) for topic in section.topics]
        return self.title_of(section.key), [(section.key, _("The whole section")), *topics]

    def texts_of(self, places: Iterable[str]) -> dict[str, str]:
        topics = TOPICS.keys() & set(places)
        if not topics:
            return {}
        answers = self.case.answers.filter(topic__in=topics)
        return dict(answers.values_list("topic", "text"))
