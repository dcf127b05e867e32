"""Words and values from elsewhere into the working text: an older version, a file written offline.

The only writer of a whole content. What a person chose is written, what another person changed
meanwhile is not, and the text that was there before stays as a version.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.contents import content_of, figure_name
from cases.differences import Content, Differences
from cases.models import (
    Case,
    CaseVersion,
    ObjectiveTarget,
    Occasion,
    StrategicIssue,
)
from cases.outline import TOPICS
from cases.services.log import log
from cases.services.moves import start_drafting
from cases.services.versions import keep_version
from programme.models import Figure, Precision, User
from programme.writing.compare import Comparison, put_together
from programme.writing.forms import LongText
from programme.writing.services import TextConflict, save_text

# Parts of a content that stand outside its sections and are filled in as a whole.
TYPED_PARTS = ("facts", "figures", "issue", "parked_issues")
YEARS = ("founding_year", "evaluation_year")
FLAGS = ("is_not_known", "not_known_reason", "is_confidential")

SENTENCES: dict[str, Promise] = {
    Occasion.IMPORTED: gettext_lazy("Changes from a file were taken over into the case %(case)s."),
    Occasion.RESTORED: gettext_lazy("Parts of an older version of the case %(case)s are back."),
}


@dataclass(frozen=True)
class Conflict:
    """A part that somebody changed meanwhile: what was brought, and what stands there now."""

    key: str
    label: str
    brought: str
    stored: str
    # Who saved what stands there; known for texts.
    by: User | None = None
    is_text: bool = True

    @cached_property
    def comparison(self) -> Comparison:
        """Word by word: ``mine`` is what was brought, ``theirs`` what is stored."""
        return Comparison.of(self.brought, self.stored)

    @property
    def put_together(self) -> str:
        """A first draft of both in one."""
        return put_together(self.brought, self.stored)


@dataclass(frozen=True)
class Refusal:
    """A part that cannot be what was brought, and why."""

    key: str
    label: str
    reason: str


@dataclass
class BroughtIn:
    """What became of the chosen parts; the keys are those of ``cases.differences``."""

    applied: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    # How the case stood before; None when nothing was written.
    version: CaseVersion | None = None

    @property
    def count(self) -> int:
        return len(self.applied)


def completed(content: Content, current: Content) -> dict[str, Any]:
    """A content that says something of every part: what is missing in ``content`` is as it is.

    Missing are topics that are not named or were left out as confidential, objectives that are
    not named, and facts, figures or issues as a whole. Attachments are always as they are.
    """
    brought = {
        topic["key"]: topic
        for section in content.get("sections", [])
        for topic in section["topics"]
        if not topic.get("is_left_out")
    }
    goals = {row["objective"]: row for row in content.get("objectives", [])}
    return {
        **current,
        **{part: content[part] for part in TYPED_PARTS if part in content},
        "sections": [
            section
            | {"topics": [topic | brought.get(topic["key"], {}) for topic in section["topics"]]}
            for section in current["sections"]
        ],
        "objectives": [row | goals.get(row["objective"], {}) for row in current["objectives"]],
    }


@transaction.atomic
def bring_in(
    case: Case,
    content: Content,
    *,
    keys: Collection[str],
    base_versions: Mapping[str, int],
    occasion: Occasion,
    by: User,
    seen: Content | None = None,
) -> BroughtIn:
    """Write the chosen differences between the working text and a content, which may be partial.

    ``keys`` are those of ``Differences.between(content_of(case), completed(content, …))``.
    ``base_versions`` says for each topic which version the person saw; a topic without one
    counts as never written. ``seen`` is the whole content that the person saw: typed parts that
    changed since are conflicts too. A conflict or an impossible value is returned, never
    written; all else is. Before the first write the text is kept as a version.

    Figures belong to the cluster: they are added or changed and never deleted. Attachments are
    left alone. Raises CaseMoveError, and writes nothing, when the case has left the city or one
    of the sections is locked.
    """
    case = start_drafting(case, by=by)
    current = content_of(case)
    wanted = completed(content, current)
    differences = Differences.between(current, wanted)
    for part in differences.sections:
        in_section = {text.key for text in part.texts} | {line.key for line in part.lines}
        if in_section.intersection(keys):
            start_drafting(case, by=by, section=part.section)
    if not set(keys).intersection(differences.keys):
        # Not even the first step to a draft: nothing happened.
        transaction.set_rollback(True)
        return BroughtIn()
    version = keep_version(case, occasion, by=by)
    bringing = _Bringing(case, wanted, base_versions, by)
    result = bringing.bring(differences, keys, _moved(seen, current))
    if not result.applied:
        transaction.set_rollback(True)
        return result
    result.version = version
    _log(case, current, occasion, by)
    return result


def _moved(seen: Content | None, current: Content) -> set[str]:
    """The typed parts that changed since somebody saw them."""
    return set(Differences.between(seen, current).keys) - set(TOPICS) if seen else set()


def _log(case: Case, before: Content, occasion: Occasion, by: User) -> None:
    changed = Differences.between(before, content_of(Case.objects.get(pk=case.pk)))
    lines = [line for part in changed.sections for line in part.lines]
    sentence = SENTENCES.get(occasion, gettext_lazy("The case %(case)s was changed."))
    log(
        case,
        f"case_{occasion}",
        sentence % {"case": case},
        by=by,
        remark=changed.summary,
        before={line.key: line.before for line in lines},
        after={line.key: line.after for line in lines},
    )


class _Bringing:
    """One case that is held, and the content that is wanted."""

    def __init__(
        self, case: Case, wanted: Content, base_versions: Mapping[str, int], by: User
    ) -> None:
        self.case, self.wanted, self.base_versions, self.by = case, wanted, base_versions, by
        self.result = BroughtIn()
        self.topics = {
            topic["key"]: topic for section in wanted["sections"] for topic in section["topics"]
        }

    def bring(
        self, differences: Differences, keys: Collection[str], moved: Collection[str]
    ) -> BroughtIn:
        for part in differences.sections:
            for text in part.texts:
                if text.key in keys:
                    self._try(text.key, text.title, self._write_text)
            # The focus first: what it leaves behind is parked.
            for line in sorted(part.lines, key=lambda line: line.key != "issue"):
                if line.key not in keys:
                    continue
                if line.key in moved:
                    self.result.conflicts.append(
                        Conflict(line.key, line.label, line.after, line.before, is_text=False)
                    )
                else:
                    self._try(line.key, line.label, self._write_line)
        return self.result

    def _try(self, key: str, label: str, write: Any) -> None:
        try:
            # A part that fails half-way takes its first half back.
            with transaction.atomic():
                write(key)
        except ValidationError as error:
            self.result.refusals.append(Refusal(key, label, " ".join(error.messages)))
        except TextConflict as conflict:
            self.result.conflicts.append(
                Conflict(
                    key, label, conflict.refused, conflict.row.text, by=conflict.row.updated_by
                )
            )
        else:
            self.result.applied.append(key)

    def _write_text(self, key: str) -> None:
        answer, topic = self.case.answers.get(topic=key), self.topics[key]
        values = {name: topic[name] for name in FLAGS}
        values["not_known_reason"] = (values["not_known_reason"] or "").strip()
        text = LongText().clean(topic["text"])
        for name, value in values.items():
            setattr(answer, name, value)
        answer.full_clean()
        save_text(answer, text, base_version=self.base_versions.get(key, 0), by=self.by, **values)

    def _write_line(self, key: str) -> None:
        kind, _dash, name = key.partition("-")
        write = {
            "fact": self._write_fact,
            "objective": self._write_objective,
            "figure": self._write_figure,
            "issue": self._write_focus,
            "parked": self._write_parked,
        }[kind]
        write(name)

    def _write_fact(self, name: str) -> None:
        values = {row["key"]: row["value"] for row in self.wanted["facts"]}
        value = values.get(name) or (None if name in YEARS else "")
        before = getattr(self.case, name)
        setattr(self.case, name, value)
        try:
            _check(self.case, [name])
        except ValidationError:
            setattr(self.case, name, before)
            raise
        self.case.save(update_fields=[name])

    def _write_objective(self, name: str) -> None:
        row = next(row for row in self.wanted["objectives"] if row["objective"] == name)
        target = ObjectiveTarget.objects.get(case=self.case, objective=name)
        fields = ["priority", "measure", "baseline", "target", "target_year", "reached"]
        for column in fields:
            empty = {"priority": 0, "measure": ""}.get(column)
            value = row[column]
            setattr(target, column, empty if value in ("", None) else value)
        _check(target, fields)
        target.save(update_fields=fields)

    def _write_figure(self, name: str) -> None:
        row = next((row for row in self.wanted["figures"] if figure_name(row) == name), None)
        if row is None:
            raise ValidationError(
                _("Figures belong to the cluster and are not deleted here. Delete it by hand.")
            )
        key = {"label": row["label"], "as_of": row["as_of"], "source": row["source"]}
        figure = self.case.cluster.figures.filter(**key).first()
        figure = figure or Figure(cluster=self.case.cluster, **key)
        figure.value, figure.qualifier, figure.unit = row["value"], row["qualifier"], row["unit"]
        figure.full_clean(validate_constraints=False)
        figure.precision = _precision_of(figure, row)
        figure.full_clean()
        figure.save()

    def _write_focus(self, _name: str) -> None:
        wanted, issues = self.wanted["issue"], self.case.issues
        in_focus = issues.filter(is_in_focus=True).first()
        if wanted is None:
            issues.update(is_in_focus=False)
            return
        row = issues.filter(question=wanted["question"]).first()
        if row is None and in_focus and not self._is_parked(in_focus.question):
            # Its wording changed; it is the same issue.
            row = in_focus
        issues.update(is_in_focus=False)
        row = row or StrategicIssue(case=self.case)
        row.is_in_focus = True
        _save_issue(row, wanted)

    def _write_parked(self, question: str) -> None:
        rows = self.wanted["parked_issues"]
        wanted = next((row for row in rows if row["question"] == question), None)
        row = self.case.issues.filter(question=question).first()
        if wanted is None:
            # Gone from the parked ones because it came into focus: it stays.
            if row is not None and not row.is_in_focus:
                row.delete()
            return
        if row is not None and row.is_in_focus:
            raise ValidationError(
                _("This is the issue in focus. Choose the change of the issue in focus as well.")
            )
        _save_issue(row or StrategicIssue(case=self.case), wanted)

    def _is_parked(self, question: str) -> bool:
        return any(row["question"] == question for row in self.wanted["parked_issues"])


def _save_issue(issue: StrategicIssue, wanted: Mapping[str, Any]) -> None:
    for name in ("question", "kind", "decided_by", "background"):
        setattr(issue, name, wanted[name] or "")
    issue.decide_by = wanted["decide_by"] or None
    issue.full_clean()
    issue.save()


def _check(row: Any, fields: list[str]) -> None:
    """As ``full_clean``, of these columns alone: the others are somebody else's."""
    row.full_clean(exclude={field.name for field in row._meta.fields} - set(fields))


def _precision_of(figure: Figure, row: Mapping[str, Any]) -> str:
    """How exactly the date is known: a content says it only in the words of the date."""
    if row.get("precision"):
        return str(row["precision"])
    for precision in Precision:
        figure.precision = precision
        if figure.as_of_in_words == row["as_of_words"]:
            return precision
    return Precision.DAY
