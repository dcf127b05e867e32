"""The count-back rules of a programme, and the workplan that follows them over all workshops."""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.activity import record
from programme.editing import lock_programme
from programme.models import CountbackRule, Programme, User, WorkplanItem
from programme.workplan import dates
from programme.workplan.dates import Difference, apply_plan, difference_of
from workshops.models import Workshop
from workshops.services.scheduling import planned_items

# Without these dates the software would no longer know what it is asked to watch.
KEPT: dict[str, Promise] = {
    dates.CASE_DISTRIBUTED: gettext_lazy(
        "This is the programme's one hard rule: a case reaches the people more than one week "
        "before they meet. Its day can be earlier, but the rule stays."
    ),
    dates.WORKSHOP_HELD: gettext_lazy(
        "By this rule the meetings themselves stand in the workplan, so it stays."
    ),
    dates.DATES_FIXED: gettext_lazy(
        "By this rule the workplan knows whether a meeting has its days, so it stays."
    ),
}
# What the software does by a rule, and would do no more without it.
BEHAVIOUR: dict[str, Promise] = {
    **KEPT,
    dates.CASE_DUE: gettext_lazy(
        "By this date the city is asked for its case, and more days can be given for it."
    ),
    dates.AGENDA_RELEASED: gettext_lazy(
        "By this date the agenda is asked for, and everybody reads when it will be there."
    ),
    dates.CHOICE_DUE: gettext_lazy(
        "Until this date people choose between A and B; without it they can until the first day."
    ),
    dates.REPORT_DUE: gettext_lazy(
        "By this date the city report is asked for and marked done when it is published."
    ),
    dates.FOLLOW_UP_6: gettext_lazy(
        "On this date the city is asked what became of each proposed action."
    ),
    dates.FOLLOW_UP_12: gettext_lazy(
        "On this date the city is asked once more what became of each proposed action."
    ),
}
GONE = gettext_lazy("Somebody has deleted this rule meanwhile.")


class RuleError(Exception):
    """The rule must stay as it is; the text says why."""


def what_follows_by(programme: Programme, rules: Sequence[CountbackRule]) -> Difference:
    """What these rules would do to the dates of all workshops. Writes nothing; two queries."""
    present: dict[str, list[WorkplanItem]] = defaultdict(list)
    items = WorkplanItem.objects.in_programme(programme).filter(source_key__startswith="workshop:")
    for item in items:
        present[item.source_key.rpartition(":")[0] + ":"].append(item)
    total = Difference()
    for workshop in _dated(programme):
        wanted = planned_items(workshop, rules)
        total += difference_of(present[workshop.source_prefix], wanted)
    return total


def rules_with(rule: CountbackRule) -> list[CountbackRule]:
    """The rules of its programme as they would be with this one, new or changed."""
    others = CountbackRule.objects.in_programme(rule.programme).exclude(pk=rule.pk)
    return sorted([*others, rule], key=lambda other: other.position)


def rules_without(rule: CountbackRule) -> list[CountbackRule]:
    return list(CountbackRule.objects.in_programme(rule.programme).exclude(pk=rule.pk))


def missing_rule(programme: Programme, key: str) -> CountbackRule | None:
    """The usual rule with this key, not yet saved; None where it is there, or none has the key."""
    # First among the usual ones: whatever else is asked for, the database is not asked.
    usual = next((rule for rule in dates.default_rules(programme) if rule.key == key), None)
    if usual and CountbackRule.objects.in_programme(programme).filter(key=key).exists():
        return None
    return usual


@transaction.atomic
def save_rule(rule: CountbackRule, *, by: User) -> Difference:
    """Save a new or changed rule; the dates of all workshops follow. Returns what changed.

    Raises ValidationError for a rule that makes no sense, or breaks the one hard rule.
    """
    lock_programme(rule.programme)
    is_new = rule._state.adding
    stored = CountbackRule.objects.filter(pk=rule.pk).first()
    if stored is None and not is_new:
        raise ValidationError(GONE)
    before = _as_data(stored) if stored else {}
    if is_new:
        last = CountbackRule.objects.in_programme(rule.programme).aggregate(last=Max("position"))
        rule.position = rule.position or (last["last"] or 0) + 1
    rule.full_clean()
    rule.save()
    sentence = (
        _("The rule “%(rule)s” was added: %(distance)s.")
        if is_new
        else _("The rule “%(rule)s” was changed: %(distance)s.")
    )
    verb = "countback_rule_added" if is_new else "countback_rule_changed"
    _log(verb, rule, sentence, by=by, before=before, after=_as_data(rule))
    return follow_rules(rule.programme)


@transaction.atomic
def delete_rule(rule: CountbackRule, *, by: User) -> Difference:
    """Delete a rule and the dates that follow from it. Raises RuleError for one that must stay, or
    is gone already."""
    lock_programme(rule.programme)
    if not CountbackRule.objects.filter(pk=rule.pk).exists():
        raise RuleError(str(GONE))
    if rule.key in KEPT:
        raise RuleError(str(KEPT[rule.key]))
    sentence = _("The rule “%(rule)s” was deleted: %(distance)s.")
    _log("countback_rule_deleted", rule, sentence, by=by, before=_as_data(rule), after={})
    programme = rule.programme
    rule.delete()
    return follow_rules(programme)


def free_key(programme: Programme, title: str) -> str:
    """A key for a rule of the programme's own, which no rule has."""
    taken = set(CountbackRule.objects.in_programme(programme).values_list("key", flat=True))
    taken |= dates.OWN_RULES
    base = f"own-{slugify(title)}"[:34].rstrip("-")
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def follow_rules(programme: Programme) -> Difference:
    """Bring the dates of all workshops into step with the rules, and their titles with what
    workshops are called. Returns what changed. To be called inside a transaction."""
    rules = list(CountbackRule.objects.in_programme(programme))
    total = what_follows_by(programme, rules)
    for workshop in _dated(programme):
        apply_plan(programme, workshop.source_prefix, planned_items(workshop, rules))
    return total


def _dated(programme: Programme) -> list[Workshop]:
    rows = Workshop.objects.in_programme(programme).filter(starts_on__isnull=False)
    workshops = list(rows.select_related("city"))
    for workshop in workshops:
        workshop.programme = programme
    return workshops


def _as_data(rule: CountbackRule) -> dict[str, object]:
    names = ("title", "kind", "phase", "owner_role", "anchor", "days", "months", "remind_days")
    return {name: getattr(rule, name) for name in (*names, "only_with_case")}


def _log(
    verb: str,
    rule: CountbackRule,
    sentence: str,
    *,
    by: User,
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    record(
        verb,
        rule,
        sentence % {"rule": rule.title, "distance": rule.distance},
        by=by,
        programme=rule.programme,
        before={name: before[name] for name in before if name in changed},
        after={name: after[name] for name in after if name in changed},
    )
