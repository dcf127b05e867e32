"""What stands between a case and its submission, and what its readers would miss."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Case
from cases.outline import GUIDE_WORDS, SECTION_BY_KEY, SECTION_OF_TOPIC, Section


class Level(models.TextChoices):
    """How much it matters: an error keeps the case from being submitted."""

    ERROR = "error", gettext_lazy("To be done before you submit")
    WARNING = "warning", gettext_lazy("Readers will miss")
    HINT = "hint", gettext_lazy("Worth a thought")


@dataclass(frozen=True)
class Finding:
    """One thing to mend. ``anchor`` is the id of the field on the writing page of the section;
    without a section it is about the whole case."""

    level: Level
    text: str
    section: Section | None
    anchor: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == Level.ERROR

    def url_for(self, case: Case) -> str:
        """The address of the field that mends it."""
        if self.section is None:
            return case.get_absolute_url()
        url = reverse("cases:write", args=[case.programme.slug, case.city.slug, self.section.key])
        return f"{url}#{self.anchor}" if self.anchor else url


def findings_of(case: Case) -> list[Finding]:
    """Everything found, errors first, then in reading order. Reads the case's parts once each."""
    found = [
        *_answers(case),
        *_typed_parts(case),
        *_objectives(case),
        *_figures(case),
        *_issues(case),
    ]
    order = list(Level)
    return sorted(found, key=lambda f: (order.index(f.level), f.section.number if f.section else 0))


def findings_by_level(case: Case) -> list[tuple[Level, list[tuple[Finding, str]]]]:
    """The findings with the addresses that mend them, level by level; empty levels are left out."""
    found = [(finding, finding.url_for(case)) for finding in findings_of(case)]
    levels = [(level, [pair for pair in found if pair[0].level == level]) for level in Level]
    return [(level, pairs) for level, pairs in levels if pairs]


def _answers(case: Case) -> Iterator[Finding]:
    words = 0
    answers = {answer.topic: answer for answer in case.answers.all()}
    for key, section in SECTION_OF_TOPIC.items():
        answer = answers.get(key)
        words += answer.word_count if answer else 0
        if answer is None or not answer.is_answered:
            topic = next(topic for topic in section.topics if topic.key == key)
            yield Finding(
                Level.ERROR,
                _("“%(topic)s” is not answered.") % {"topic": topic.title},
                section,
                f"id_{key}-text",
            )
    yield from _length(words)


def _length(words: int) -> Iterator[Finding]:
    least, most = GUIDE_WORDS
    if words < least:
        text = ngettext(
            "The case has %(words)s word. Readers asked for %(least)s to %(most)s.",
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s.",
            words,
        )
    elif words > most:
        text = _(
            "The case has %(words)s words. Readers asked for %(least)s to %(most)s: "
            "what can go into an attachment?"
        )
    else:
        return
    numbers = {"words": f"{words:,}", "least": f"{least:,}", "most": f"{most:,}"}
    yield Finding(Level.HINT, text % numbers, None)


def _typed_parts(case: Case) -> Iterator[Finding]:
    parts = [
        (case.lifecycle_stage, "setting", "lifecycle_stage", _("The life-cycle stage is missing.")),
        (case.initiator, "process", "initiator", _("Who initiated the cluster is missing.")),
        (case.founding_year, "process", "founding_year", _("The founding year is missing.")),
        (case.legal_form, "process", "legal_form", _("The legal form is missing.")),
        (
            case.evaluation_method,
            "evaluation",
            "evaluation_method",
            _("The method of evaluation is missing; “none” is an answer too."),
        ),
    ]
    for value, section, field, text in parts:
        if not value:
            yield Finding(Level.HINT, text, SECTION_BY_KEY[section], f"id_facts-{field}")


def _objectives(case: Case) -> Iterator[Finding]:
    section = SECTION_BY_KEY["objectives"]
    targets = list(case.objective_targets.all())
    aimed_at = [target for target in targets if target.priority]
    if not aimed_at:
        text = _("No objective has a priority, so the case cannot be compared with others.")
        yield Finding(Level.WARNING, text, section, f"id_target-{section.topics[0].key}-priority")
    for target in aimed_at:
        name = {"objective": target}
        if target.target is None:
            text = _("“%(objective)s” has a priority but no target.") % name
            yield Finding(Level.WARNING, text, section, f"id_target-{target.objective}-target")
        elif target.target_year is None:
            text = _("The target of “%(objective)s” has no year.") % name
            anchor = f"id_target-{target.objective}-target_year"
            yield Finding(Level.WARNING, text, section, anchor)


def _figures(case: Case) -> Iterator[Finding]:
    section = SECTION_BY_KEY["performance"]
    figures = list(case.cluster.figures.all())
    if not figures:
        text = _("There is no figure yet. One number with its date and source says a lot.")
        yield Finding(Level.WARNING, text, section, "figures")
    for figure in figures:
        if not figure.source:
            text = _("“%(figure)s” has no source.") % {"figure": figure}
            yield Finding(Level.WARNING, text, section, f"id_figure-{figure.pk}-source")


def _issues(case: Case) -> Iterator[Finding]:
    section = SECTION_BY_KEY["strategic_issues"]
    focus = next((issue for issue in case.issues.all() if issue.is_in_focus), None)
    if focus is None:
        text = _("No issue is in focus. The discussion at the workshop starts from one question.")
        yield Finding(Level.ERROR, text, section, "issues")
        return
    if not focus.decided_by:
        text = _("The issue in focus does not say who decides.")
        yield Finding(Level.WARNING, text, section, f"id_issue-{focus.pk}-decided_by")
    if focus.decide_by is None:
        text = _("The issue in focus does not say by when it is decided.")
        yield Finding(Level.WARNING, text, section, f"id_issue-{focus.pk}-decide_by")
