"""When a city is asked what became of its actions."""

import datetime
from dataclasses import dataclass
from typing import Self

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import AGREED, FOLLOW_UP_MONTHS, SHARED_STATUSES, ActionStatus, Case
from programme.models import Anchor, CountbackRule, WorkplanItem
from programme.workplan.dates import FOLLOW_UP_6, FOLLOW_UP_12
from programme.workplan.done import rule_of

# A city may answer that long before it is asked.
EARLY = datetime.timedelta(days=45)
RULES = {6: FOLLOW_UP_6, 12: FOLLOW_UP_12}
MONTHS_OF = {rule: months for months, rule in RULES.items()}


def asked_key(case: Case, months: int) -> str:
    """The workplan's key of this follow-up; empty without a workshop."""
    return f"{case.workshop.source_prefix}{RULES[months]}" if case.workshop else ""


@dataclass(frozen=True)
class Asked:
    """One of the two dates at which a city says what became of its actions."""

    months: int
    # None while the case has no workshop with dates.
    due_on: datetime.date | None
    is_done: bool = False

    @classmethod
    def both(cls, case: Case) -> list[Self]:
        """After 6 and after 12 months. One query: the date is that of the workplan, if there."""
        keys = {asked_key(case, months): months for months in FOLLOW_UP_MONTHS}
        rows = WorkplanItem.objects.filter(programme=case.programme, source_key__in=keys)
        items = {keys[item.source_key]: item for item in rows} if case.workshop else {}
        return [
            cls(months, items[months].due_on, items[months].is_done)
            if months in items
            else cls(months, _usual_day(case, months))
            for months in FOLLOW_UP_MONTHS
        ]

    @classmethod
    def of(cls, case: Case, months: int) -> Self:
        return next(asked for asked in cls.both(case) if asked.months == months)

    @property
    def opens_on(self) -> datetime.date | None:
        return self.due_on - EARLY if self.due_on else None

    @property
    def is_open(self) -> bool:
        """From then on a city may answer, also late, and mend what it said."""
        return self.opens_on is not None and self.opens_on <= timezone.localdate()

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def title(self) -> str:
        return _("After %(months)s months") % {"months": self.months}


def follow_up_url(case: Case, months: int) -> str:
    return reverse("cases:follow_up", args=[case.programme.slug, case.city.slug, months])


def where_said(item: WorkplanItem) -> str:
    """Where the city says what the date asks for; empty while there is no case to speak of."""
    case = Case.objects.filter(city=item.city, status__in=SHARED_STATUSES).first()
    if case is None or item.city is None:
        return ""
    case.programme, case.city = item.programme, item.city
    return follow_up_url(case, MONTHS_OF[rule_of(item)])


def is_complete(case: Case, months: int) -> bool:
    """Whether every action is answered, and each agreed one says what became of it at that time.

    What is said after 12 months answers the question of the 6 months too. Two queries.
    """
    actions = list(case.proposed_actions.values_list("pk", "status"))
    agreed = {pk for pk, status in actions if status in AGREED}
    told = case.proposed_actions.filter(follow_ups__months__gte=months)
    answered = all(status != ActionStatus.PROPOSED for _pk, status in actions)
    return bool(actions) and answered and agreed <= set(told.values_list("pk", flat=True))


def _usual_day(case: Case, months: int) -> datetime.date | None:
    """Where the programme has no rule for it."""
    workshop = case.workshop
    if workshop is None or not workshop.is_dated:
        return None
    rule = CountbackRule(anchor=Anchor.END, months=months, days=0)
    return rule.due_on(workshop.first_day, workshop.last_day)
