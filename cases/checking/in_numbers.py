"""What is found in the typed parts of a case: facts, objectives, figures, the issue in focus.
Each finder reads the parts, which were read once, and runs no query."""

from collections import defaultdict
from collections.abc import Callable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.checking.finding import Finding, Found, Level, Parts, Place, grouped
from cases.models import ObjectiveTarget
from cases.outline import SECTION_BY_KEY

# What is read aloud at the workshop and understood at once.
LONG_QUESTION = 220


def facts(parts: Parts) -> Found:
    case = parts.case
    rows = [
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
    for value, section, name, text in rows:
        if not value:
            yield Finding(Level.HINT, text, SECTION_BY_KEY[section], f"id_facts-{name}")
    if case.founding_year and case.evaluation_year and case.evaluation_year < case.founding_year:
        text = _("The last evaluation, %(evaluated)s, is before the founding year, %(founded)s.")
        years = {"evaluated": case.evaluation_year, "founded": case.founding_year}
        anchor = "id_facts-evaluation_year"
        yield Finding(Level.WARNING, text % years, SECTION_BY_KEY["evaluation"], anchor)


def objectives(parts: Parts) -> Found:
    section = SECTION_BY_KEY["objectives"]
    if not any(target.priority for target in parts.targets):
        text = _("No objective has a priority, so the case cannot be compared with others.")
        yield Finding(Level.WARNING, text, section, f"id_target-{section.topics[0].key}-priority")
    for fits, name, level, single, several in TARGET_RULES:
        places = [
            Place(str(target), section, f"id_target-{target.objective}-{name}")
            for target in parts.targets
            if fits(target)
        ]
        yield from grouped(level, section, str(single), str(several), places)


def _is_overdue(target: ObjectiveTarget) -> bool:
    year = target.target_year
    is_over = year is not None and year < timezone.localdate().year
    return is_over and target.target is not None and target.reached is None


# Which objective, the field that mends it, how much it matters, and what is said of one or several.
TARGET_RULES: tuple[tuple[Callable[[ObjectiveTarget], bool], str, Level, Promise, Promise], ...] = (
    (
        lambda row: bool(row.priority) and row.target is None,
        "target",
        Level.WARNING,
        gettext_lazy("“%(what)s” has a priority but no target."),
        gettext_lazy("%(number)s objectives have a priority but no target:"),
    ),
    (
        lambda row: bool(row.priority) and row.target is not None and row.target_year is None,
        "target_year",
        Level.WARNING,
        gettext_lazy("The target of “%(what)s” has no year."),
        gettext_lazy("%(number)s targets have no year:"),
    ),
    (
        lambda row: not row.priority and row.target is None and row.reached is not None,
        "target",
        Level.WARNING,
        gettext_lazy("“%(what)s” says what was reached, but not what was aimed at."),
        gettext_lazy("%(number)s objectives say what was reached, but not what was aimed at:"),
    ),
    (
        lambda row: row.target is not None and row.baseline == row.target,
        "target",
        Level.WARNING,
        gettext_lazy("Baseline and target of “%(what)s” are the same number."),
        gettext_lazy("Baseline and target are the same number in %(number)s objectives:"),
    ),
    (
        lambda row: not row.priority and row.target is not None,
        "priority",
        Level.HINT,
        gettext_lazy("“%(what)s” has a target, but its priority is “none”."),
        gettext_lazy("%(number)s objectives have a target, but their priority is “none”:"),
    ),
    (
        _is_overdue,
        "reached",
        Level.HINT,
        gettext_lazy("The year of the target of “%(what)s” is over: what was reached?"),
        gettext_lazy("The years of %(number)s targets are over; what was reached?"),
    ),
)


def figures(parts: Parts) -> Found:
    section = SECTION_BY_KEY["performance"]
    if not parts.figures:
        text = _("There is no figure yet. One number with its date and source says a lot.")
        yield Finding(Level.WARNING, text, section, "figures")
    same = defaultdict(list)
    for figure in parts.figures:
        same[figure.label.casefold(), figure.qualifier.casefold()].append(figure)
    alone: list[Place] = []
    beside: list[Place] = []
    future: list[Place] = []
    for group in same.values():
        for figure in group:
            if not figure.source:
                place = Place(str(figure), section, f"id_figure-{figure.pk}-source")
                (beside if len(group) > 1 else alone).append(place)
            if figure.as_of > timezone.localdate():
                future.append(Place(str(figure), section, f"id_figure-{figure.pk}-as_of"))
    yield from grouped(
        Level.WARNING,
        section,
        _("“%(what)s” has no source."),
        _("%(number)s figures have no source:"),
        alone,
    )
    yield from grouped(
        Level.WARNING,
        section,
        _("“%(what)s” stands beside another figure of the same thing: only a source tells why."),
        _("%(number)s figures stand beside others of the same thing; only a source tells why:"),
        beside,
    )
    yield from grouped(
        Level.WARNING,
        section,
        _("The date of “%(what)s” is still to come. Is it a target?"),
        _("The dates of %(number)s figures are still to come. Are they targets?"),
        future,
    )


def focus(parts: Parts) -> Found:
    section = SECTION_BY_KEY["strategic_issues"]
    issue = next((row for row in parts.issues if row.is_in_focus), None)
    if issue is None:
        text = _("No issue is in focus. The discussion at the workshop starts from one question.")
        yield Finding(Level.ERROR, text, section, "issues")
        return
    question = issue.question.strip()
    length = {"length": len(question)}
    is_past = issue.decide_by is not None and issue.decide_by < timezone.localdate()
    rows = [
        (not issue.decided_by, "decided_by", _("The issue in focus does not say who decides.")),
        (
            issue.decide_by is None,
            "decide_by",
            _("The issue in focus does not say by when it is decided."),
        ),
        (is_past, "decide_by", _("The issue in focus was to be decided by a day that is over.")),
        # Also the Greek question mark (a semicolon) and the Arabic, Armenian and wide ones.
        (
            not question.endswith(("?", "?”", "?»", ";", "\u037e", "؟", "՞", "？")),
            "question",
            _("The issue in focus is no question: it has no question mark."),
        ),
    ]
    for is_found, name, text in rows:
        if is_found:
            yield Finding(Level.WARNING, text, section, f"id_issue-{issue.pk}-{name}")
    if len(question) > LONG_QUESTION:
        text = _(
            "The question in focus has %(length)s characters. It is read aloud at the workshop: "
            "can it be shorter?"
        )
        yield Finding(Level.HINT, text % length, section, f"id_issue-{issue.pk}-question")
