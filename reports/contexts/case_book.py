"""The PDF of all distributed cases of a programme as one book."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Edition
from programme.models import Programme
from reports.contexts.base import (
    Cover,
    GroupFacts,
    ProgrammeFacts,
    Row,
    as_date,
    day_words,
    days_words,
    journey_of,
)
from reports.contexts.book import BookPart, BookPrint, Entry
from reports.contexts.case import CASE_RELATIONS, CasePrint


@dataclass(frozen=True)
class BookChapter:
    """One case of the book; ``number`` is its place, from 1."""

    number: int
    of: int
    city: str
    # When the case is or was discussed, and which edition this is.
    note: str
    case: CasePrint

    @property
    def anchor(self) -> str:
        return f"case-{self.number}"

    @property
    def prefix(self) -> str:
        """Before the names of its sections, so that no two are the same in the book."""
        return f"{self.anchor}-"

    @property
    def title(self) -> str:
        return self.case.cover.title

    @property
    def head(self) -> str:
        """The running head."""
        return f"{self.city}: {self.title}"

    @property
    def place(self) -> str:
        words = {"number": self.number, "total": self.of}
        return _("Cluster case %(number)s of %(total)s") % words

    @property
    def question(self) -> str:
        return self.case.cover.quote


@dataclass(frozen=True, kw_only=True)
class CaseBookPrint(BookPrint):
    body_class: ClassVar[str] = "is-book"

    chapters: tuple[BookChapter, ...]
    colophon: tuple[Row, ...]

    @property
    def title(self) -> str:
        return _("%(programme)s: all cluster cases") % {"programme": self.programme.name}

    @property
    def foot(self) -> str:
        return f"{self.title} · {self.cover.edition}"

    @property
    def legend(self) -> list[GroupFacts]:
        """The groups whose colours the book has."""
        groups = {chapter.case.cover.group for chapter in self.chapters}
        return sorted((group for group in groups if group.number), key=lambda group: group.number)

    def parts(self) -> tuple[BookPart, ...]:
        return tuple(_part(chapter) for chapter in self.chapters)

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """The last edition of every distributed case as every member may read it, in the order of
        the workshops. Three queries."""
        programme = Programme.objects.get(pk=programme.pk)
        editions = list(_last_editions(programme))
        chapters = tuple(
            _chapter(number, len(editions), edition)
            for number, edition in enumerate(editions, start=1)
        )
        last = max((edition.frozen_at for edition in editions), default=None)
        cover = Cover(
            kind=_("Case book"),
            title=_("Cluster cases"),
            subtitle=programme.title,
            edition=_("As of %(date)s")
            % {"date": day_words(timezone.localdate(last) if last else timezone.localdate())},
            facts=_facts(chapters),
            journey=journey_of(programme),
        )
        return cls(
            programme=ProgrammeFacts.of(programme),
            cover=cover,
            chapters=chapters,
            colophon=_colophon(chapters),
        )


def _last_editions(programme: Programme) -> QuerySet[Edition]:
    return (
        Edition.objects.in_programme(programme)
        .current()
        .select_related(*(f"case__{name}" for name in CASE_RELATIONS))
        .order_by(
            F("case__workshop__starts_on").asc(nulls_last=True),
            "case__city__position",
            "pk",
        )
    )


def _chapter(number: int, of: int, edition: Edition) -> BookChapter:
    case = CasePrint.as_chapter(edition)
    workshop = edition.content.get("workshop") or {}
    days = days_words(as_date(workshop.get("starts_on")), as_date(workshop.get("ends_on")))
    note = [case.cover.edition]
    if workshop.get("starts_on"):
        note.insert(0, _("Workshop %(days)s") % {"days": days})
    city = case.article.city_name or edition.case.city.name
    return BookChapter(number, of, city, " · ".join(note), case)


def _part(chapter: BookChapter) -> BookPart:
    group = chapter.case.cover.group.number
    entry = Entry(chapter.anchor, chapter.head, group=group, note=chapter.question)
    return BookPart(
        key=chapter.anchor,
        title=chapter.head,
        template="reports/pdf/_case_book_chapter.html",
        context={"chapter": chapter, "case": chapter.case},
        entries=(entry,),
    )


def _facts(chapters: tuple[BookChapter, ...]) -> tuple[Row, ...]:
    count, words = len(chapters), sum(chapter.case.article.words for chapter in chapters)
    cases = ngettext("%(count)s case", "%(count)s cases", count) % {"count": count}
    rows = [
        Row(_("In this book"), cases),
        Row(_("Cities"), ", ".join(chapter.city for chapter in chapters)),
        Row(
            _("Length"),
            ngettext("%(count)s word", "%(count)s words", words) % {"count": f"{words:,}"},
        ),
    ]
    return tuple(rows)


def _colophon(chapters: tuple[BookChapter, ...]) -> tuple[Row, ...]:
    left_out = any(chapter.case.article.has_left_out for chapter in chapters)
    rows = [Row(chapter.head, chapter.case.cover.edition) for chapter in chapters]
    if left_out:
        rows.append(Row(_("Confidential parts"), _("They are left out of this book.")))
    return tuple(rows)
