"""One section of a case as it is edited: a form for each row that is saved by itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import gettext as _

from cases.forms.writing import AnswerForm, FactsForm, FigureForm, FocusForm, IssueForm, TargetForm
from cases.models import Case, StrategicIssue
from cases.outline import FACTS, Section
from cases.progress import FOCUS_SECTION
from programme.models import Figure
from programme.writing.forms import SharedRowForm

FIGURES_SECTION = "performance"
OBJECTIVES_SECTION = "objectives"

RowForm: TypeAlias = FactsForm | TargetForm | FigureForm | IssueForm
PartForm: TypeAlias = RowForm | AnswerForm


@dataclass(frozen=True)
class FieldError:
    """One line of the summary on top: where, and what."""

    anchor: str
    label: str
    text: str


@dataclass
class TopicPart:
    """A topic with its answer and, for an objective, its measurable side."""

    answer: AnswerForm
    target: TargetForm | None = None


@dataclass
class IssuePart:
    """An issue and the button that puts it in focus."""

    form: IssueForm
    radio: Any
    is_in_focus: bool
    is_new: bool

    @property
    def label(self) -> str:
        if self.is_in_focus:
            return _("Issue in focus")
        return _("New issue") if self.is_new else _("Parked issue")

    @property
    def summary(self) -> str:
        """What stands for the folded issue."""
        if self.is_new:
            return _("Add an issue")
        return _("Parked: %(question)s") % {"question": self.form.instance.question}


@dataclass
class FigureGroup:
    """Figures of the same thing, which stand side by side."""

    label: str
    forms: list[FigureForm]


@dataclass
class SectionEditor:
    """The forms of one section by prefix, in the order of the page; bound to what was posted."""

    case: Case
    section: Section
    forms: dict[str, PartForm]
    focus: FocusForm | None = None
    data: Mapping[str, Any] | None = field(default=None, repr=False)
    # After a save: the texts that were posted and are saved.
    saved: list[str] = field(default_factory=list)
    words_elsewhere: int = 0

    @classmethod
    def of(
        cls, case: Case, section: Section, data: Mapping[str, Any] | None = None
    ) -> "SectionEditor":
        """Read the rows of the section. The number of queries does not grow with the rows."""
        editor = cls(case, section, {}, data=data)
        if section.key in FACTS:
            editor._add(FactsForm, "facts", case, section=section)
        if section.key == FOCUS_SECTION:
            issues = list(case.issues.all())
            editor.focus = FocusForm(editor._posted("focus"), issues=issues)
            editor._add_rows(IssueForm, "issue", issues, StrategicIssue(case=case))
        if section.key == FIGURES_SECTION:
            cluster = case.cluster
            figures = list(cluster.figures.all())
            editor._add_rows(
                FigureForm, "figure", figures, Figure(cluster=cluster), cluster=cluster
            )
        answers = {answer.topic: answer for answer in case.answers.all()}
        editor.words_elsewhere = sum(
            answer.word_count for answer in answers.values() if answer.section != section
        )
        targets = (
            {target.objective: target for target in case.objective_targets.all()}
            if section.key == OBJECTIVES_SECTION
            else {}
        )
        for topic in section.topics:
            editor._add(AnswerForm, topic.key, answers[topic.key])
            if topic.key in targets:
                editor._add(TargetForm, f"target-{topic.key}", targets[topic.key])
        return editor

    @classmethod
    def of_part(
        cls, case: Case, section: Section, prefix: str, data: Mapping[str, Any] | None = None
    ) -> "SectionEditor | None":
        """The editor of one row of the section that is there already; None if there is none."""
        editor = cls(case, section, {}, data=data)
        kind, _dash, name = prefix.partition("-")
        if prefix == "facts" and section.key in FACTS:
            editor._add(FactsForm, prefix, case, section=section)
        elif kind == "target" and section.key == OBJECTIVES_SECTION:
            editor._add_found(TargetForm, prefix, case.objective_targets.filter(objective=name))
        elif kind == "figure" and section.key == FIGURES_SECTION and is_key(name):
            cluster = case.cluster
            editor._add_found(
                FigureForm, prefix, cluster.figures.filter(pk=int(name)), cluster=cluster
            )
        elif kind == "issue" and section.key == FOCUS_SECTION and is_key(name):
            editor._add_found(IssueForm, prefix, case.issues.filter(pk=int(name)))
        elif prefix == "focus" and section.key == FOCUS_SECTION:
            editor.focus = FocusForm(editor._posted(prefix), issues=list(case.issues.all()))
        return editor if editor.forms or editor.focus else None

    def _add_found(
        self, form: Any, prefix: str, rows: models.QuerySet[Any], **arguments: Any
    ) -> None:
        row = rows.first()
        if row is not None:
            self._add(form, prefix, row, **arguments)

    def _posted(self, prefix: str) -> Mapping[str, Any] | None:
        """What was posted, if it says anything about these fields: another may have added them."""
        names = self.data or ()
        starts = (f"{prefix}-", f"initial-{prefix}-")
        return self.data if any(n == prefix or n.startswith(starts) for n in names) else None

    def _add(self, form: Any, prefix: str, row: models.Model, **arguments: Any) -> None:
        self.forms[prefix] = form(self._posted(prefix), instance=row, prefix=prefix, **arguments)

    def _add_rows(
        self, form: Any, kind: str, rows: list[Any], blank: models.Model, **arguments: Any
    ) -> None:
        """A form for each row, one for a new row, and one for each that is gone meanwhile.

        What somebody typed into a row that another removed becomes a new row.
        """
        known = {f"{kind}-{row.pk}": row for row in rows}
        posted = (re.match(rf"{kind}-\d+(?=-)", name) for name in self.data or ())
        gone = {found[0] for found in posted if found} - set(known)
        for prefix, row in known.items():
            self._add(form, prefix, row, **arguments)
        for prefix in [*sorted(gone), f"{kind}-new"]:
            self._add(form, prefix, _copy(blank), **arguments)

    @property
    def facts(self) -> PartForm | None:
        return self.forms.get("facts")

    @property
    def figures(self) -> list[FigureForm]:
        """The figures there are; one label after the other, so that sources stand together."""
        return [form for form in self._of_kind(FigureForm) if form.prefix != "figure-new"]

    @property
    def new_figure(self) -> PartForm:
        return self.forms["figure-new"]

    @property
    def figure_groups(self) -> list[FigureGroup]:
        groups: dict[str, FigureGroup] = {}
        for form in self.figures:
            label = form.stored_label or form.heading
            groups.setdefault(label, FigureGroup(label, [])).forms.append(form)
        return list(groups.values())

    @property
    def topics(self) -> list[TopicPart]:
        parts = []
        for topic in self.section.topics:
            target = self.forms.get(f"target-{topic.key}")
            parts.append(TopicPart(self.forms[topic.key], target))  # type: ignore[arg-type]
        return parts

    @property
    def no_focus(self) -> Any:
        """The button that parks all issues; None while there is nothing to park."""
        return self._radios[""] if len(self._radios) > 2 else None

    @property
    def hidden_focus(self) -> str:
        """What the buttons showed, so that only a choice that was made is saved."""
        return self.focus["focus"].as_hidden(only_initial=True) if self.focus else ""

    @property
    def _radios(self) -> dict[str, Any]:
        return {radio.data["value"]: radio for radio in self.focus["focus"]} if self.focus else {}

    @property
    def issues(self) -> list[IssuePart]:
        """The issue in focus first, then the parked ones, then the form for a new one."""
        if self.focus is None:
            return []
        chosen, radios = str(self.focus["focus"].value() or ""), self._radios
        parts = []
        for form in self._of_kind(IssueForm):
            name = str(form.prefix).removeprefix("issue-")
            is_new = form.prefix == "issue-new"
            radio = radios.get(name, radios[FocusForm.NEW])
            part = IssuePart(form, radio, chosen == name, is_new)
            form["question"].label = part.label
            parts.append(part)
        return parts

    def _of_kind(self, kind: type[Any]) -> list[Any]:
        return [form for form in self.forms.values() if isinstance(form, kind)]

    @property
    def errors(self) -> list[FieldError]:
        """What was not saved and why, in the order of the page."""
        return [error for form in self.forms.values() for error in _errors_of(form)]

    @property
    def has_conflict(self) -> bool:
        return any(form.conflict for form in self._of_kind(AnswerForm))

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was posted and differs from what was shown, as label and words: to be copied."""
        return [pair for form in self.forms.values() for pair in _typed_in(form)]

    @property
    def saved_keys(self) -> list[str]:
        """The names of what the server has now, under which devices kept copies."""
        return [
            form.device_key
            for form in self.forms.values()
            if form.is_bound and not _is_refused(form)
        ]

    @property
    def refused(self) -> list[PartForm]:
        """The forms whose words are not saved."""
        return [form for form in self.forms.values() if _is_refused(form)]


def is_key(name: str) -> bool:
    """Whether a row can have this primary key."""
    # No table has a thousand million rows, and no database such a number.
    return name.isascii() and name.isdecimal() and len(name) < 10


def _copy(row: models.Model) -> models.Model:
    """An unsaved row like this one."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**values)


def _is_refused(form: PartForm) -> bool:
    if not form.is_bound or getattr(form, "is_removed", False):
        return False
    if isinstance(form, SharedRowForm) and not form.has_changed():
        return False
    return bool(form.errors)


def _errors_of(form: PartForm) -> Iterator[FieldError]:
    if not form.is_bound:
        return
    for name, messages in form.errors.items():
        where = name if name in form.fields else next(iter(form.fields))
        label = form.heading
        if isinstance(form, SharedRowForm) and name in form.fields:
            label = ": ".join(filter(None, [label, str(form.fields[name].label)]))
        for message in messages:
            yield FieldError(form[where].auto_id, label, str(message))


def _typed_in(form: PartForm) -> Iterator[tuple[str, str]]:
    if not form.is_bound:
        return
    if isinstance(form, AnswerForm):
        if not form.is_valid() or form.is_touched:
            for name in ("text", "not_known_reason"):
                if words := form[name].value():
                    yield form.heading, words
        return
    for name in form.changed_data:
        label = ": ".join(filter(None, [form.heading, str(form.fields[name].label)]))
        yield label, str(form[name].value() or "")
