"""The lessons of a city report as they are read and written, by the gap that they narrow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.forms import page_helper
from reports.models import CityReport, Gap, Lesson
from reports.outline import CITY_REPORT_PART_BY_KEY, CITY_REPORT_PARTS


@dataclass(frozen=True)
class LessonText:
    """A lesson as it is read. ``told_in`` is the title of its part, or empty."""

    number: int
    text: str
    part: str = ""
    told_in: str = ""


@dataclass(frozen=True)
class GapLessons:
    """The lessons of one gap."""

    gap: str
    title: str
    lessons: tuple[LessonText, ...]


def lessons_by_gap(rows: Iterable[Mapping[str, Any]]) -> tuple[GapLessons, ...]:
    """The lessons of an edition in the order of the seven gaps; empty ones are left out."""
    found = list(rows)
    # An edition keeps the words of its day, and a gap that is no longer asked for its lessons.
    gaps = [*Gap.values, *dict.fromkeys(row["gap"] for row in found if row["gap"] not in Gap)]
    groups = []
    for gap in gaps:
        of_gap = [row for row in found if row["gap"] == gap]
        if of_gap:
            title = of_gap[0].get("gap_words") or gap
            groups.append(GapLessons(gap, title, tuple(map(_lesson, of_gap))))
    return tuple(groups)


def _lesson(row: Mapping[str, Any]) -> LessonText:
    part = CITY_REPORT_PART_BY_KEY.get(row.get("part", ""))
    return LessonText(
        row["number"], row["text"], row.get("part", ""), str(part.title) if part else ""
    )


class LessonForm(forms.ModelForm):
    """One lesson; ``reports.services`` writes it."""

    part = forms.ChoiceField(
        label=_("Told in"),
        required=False,
        choices=[
            ("", _("No part in particular")),
            *((part.key, part.title) for part in CITY_REPORT_PARTS),
        ],
    )

    class Meta:
        model = Lesson
        fields = ["text", "gap", "part"]
        widgets = {
            "text": forms.Textarea(
                attrs={"rows": 3, "data-count": "characters", "data-most": 1_000}
            )
        }
        error_messages = {
            "text": {"required": _("Write the lesson first.")},
            "gap": {"required": _("Choose the gap that the lesson narrows.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper("text", "gap", "part")
        self.fields["gap"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a gap")),
            *Gap.choices,
        ]

    @property
    def values(self) -> dict[str, str]:
        """What a service takes. Ask a valid form."""
        return {name: self.cleaned_data[name] for name in ("text", "gap", "part")}


@dataclass(frozen=True)
class LessonLine:
    """A lesson with the ways to change it."""

    lesson: Lesson
    edit_url: str
    move_url: str
    is_first: bool
    is_last: bool

    @property
    def identifier(self) -> str:
        return f"L{self.lesson.number}"

    @property
    def told_in(self) -> str:
        part = CITY_REPORT_PART_BY_KEY.get(self.lesson.part)
        return str(part.title) if part else ""


def lesson_lines(report: CityReport) -> list[LessonLine]:
    """All lessons of a report in their order. One query."""
    rows = list(report.lessons.all())
    return [
        LessonLine(
            row,
            edit_url=_url(report, "edit", row.number),
            move_url=_url(report, "move", row.number),
            is_first=row is rows[0],
            is_last=row is rows[-1],
        )
        for row in rows
    ]


def lessons_url(report: CityReport) -> str:
    return reverse("reports:lessons", args=_names(report))


def _url(report: CityReport, verb: str, number: int) -> str:
    return reverse(f"reports:lesson_{verb}", args=[*_names(report), number])


def _names(report: CityReport) -> list[str]:
    return [report.workshop.programme.slug, report.workshop.slug]


@dataclass(frozen=True)
class LessonsBeside:
    """The lessons below the text of one part."""

    lines: list[LessonLine]
    total: int
    url: str
    form: LessonForm

    @classmethod
    def of(cls, report: CityReport, part: str) -> "LessonsBeside":
        lines = lesson_lines(report)
        return cls(
            [line for line in lines if line.lesson.part == part],
            len(lines),
            lessons_url(report),
            # Ids of its own: the text of the part stands on the same page.
            LessonForm(initial={"part": part}, auto_id="lesson-%s"),
        )
