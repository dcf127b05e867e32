"""Comments on the draft of a report: ``programme.writing.comments``, on a report."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programme.access import Seat
from programme.activity import record
from programme.models import User
from programme.writing.comments.forms import CommentForm
from programme.writing.comments.subject import Commented, PlaceGroup
from programme.writing.models import TextComment
from reports.addresses import url_of
from reports.models import CITY_STATUSES, AnyReport, CityReport, ReportComment
from reports.services import parts_of
from reports.services.rows import locked, programme_and_city

WHOLE_REPORT = _("The whole report")
SENTENCES: dict[str, Promise] = {
    "comment_added": _("A comment was left on “%(report)s”."),
    "comment_changed": _("A comment on “%(report)s” was worded anew."),
    "comment_withdrawn": _("A comment on “%(report)s” was withdrawn."),
    "comment_resolved": _("A comment on “%(report)s” was resolved."),
    "comment_reopened": _("A comment on “%(report)s” was opened again."),
}
ADDRESSES = {"list": "comments"}


class ReportCommentForm(CommentForm):
    """A remark on a report; those who run the programme may keep it from the city."""

    is_internal = forms.BooleanField(required=False)


@dataclass(frozen=True)
class CommentedReport(Commented):
    """A place is a part of the report or (empty) all of it; a page shows one part."""

    report: AnyReport
    reader: User
    # The reader runs the programme, so may speak without the city.
    is_staff: bool = False

    model = ReportComment
    form_class = ReportCommentForm

    @classmethod
    def of(cls, seat: Seat, report: AnyReport) -> Self:
        return cls(report, seat.user, is_staff=seat.is_staff)

    @property
    def on(self) -> Mapping[str, models.Model]:
        name = "city_report" if isinstance(self.report, CityReport) else "final_report"
        return {name: self.report}

    def rows(self) -> Any:
        return ReportComment.objects.visible_to(self.reader).filter(**self.on)

    def held(self) -> Self:
        return replace(self, report=locked(self.report))

    def record(self, verb: str, comment: TextComment, *, by: User) -> None:
        programme, city = programme_and_city(self.report)
        # What the city does not read, it is not told of either.
        said_inside = isinstance(comment, ReportComment) and comment.is_internal
        is_internal = said_inside or self.report.status not in CITY_STATUSES
        record(
            verb,
            self.report,
            str(SENTENCES[verb]) % {"report": self.report},
            by=by,
            programme=programme,
            city=None if is_internal else city,
            path=self.url,
            **self.words_of(verb, comment),
        )

    def url_of(self, verb: str, *pk: int) -> str:
        return url_of(self.report, ADDRESSES.get(verb, f"comment_{verb}"), *pk)

    def title_of(self, place: str) -> str | Promise:
        return dict(self._parts()).get(place, WHOLE_REPORT)

    @property
    def places(self) -> Collection[str]:
        return ("", *self.sections)

    @property
    def sections(self) -> Collection[str]:
        return [part.key for part in parts_of(self.report)]

    def places_in(self, section: str) -> Sequence[str]:
        return [section]

    def choices_in(self, section: str) -> list[PlaceGroup]:
        if section:
            return [(self.title_of(section), [(section, self.title_of(section))])]
        return [(WHOLE_REPORT, [("", WHOLE_REPORT)]), (_("Parts"), self._parts())]

    def _parts(self) -> list[tuple[str, str | Promise]]:
        return [
            (part.key, f"{number}. {part.title}")
            for number, part in enumerate(parts_of(self.report), start=1)
        ]

    def texts_of(self, places: Iterable[str]) -> dict[str, str]:
        # As a page of the report has read them already.
        texts = {section.key: section.text for section in self.report.sections.all()}
        return {place: texts[place] for place in places if place in texts}

    # Among those who run the programme

    @property
    def can_be_internal(self) -> bool:
        return self.is_staff and isinstance(self.report, CityReport)

    @property
    def is_internal_by_default(self) -> bool:
        """While no city reads the text, nothing is meant for it."""
        return self.can_be_internal and self.report.status not in CITY_STATUSES

    @property
    def form_template(self) -> str:
        return "reports/_comment_internal.html" if self.can_be_internal else ""

    def further_columns(
        self, chosen: Mapping[str, Any], parent: TextComment | None
    ) -> dict[str, Any]:
        if isinstance(parent, ReportComment):
            return {"is_internal": parent.is_internal}
        wanted = chosen.get("is_internal", self.is_internal_by_default)
        return {"is_internal": self.can_be_internal and wanted}

    def chip_of(self, comment: TextComment) -> str | Promise:
        is_internal = isinstance(comment, ReportComment) and comment.is_internal
        return _("Not for the city") if is_internal else ""
