"""A city's case in a few words: for the page of the city, which fetches it by address."""

from dataclasses import dataclass

from cases.models import Case, StrategicIssue
from cases.moves import STATUS_CHIPS
from programme.models import City, User


@dataclass(frozen=True)
class CaseInShort:
    """The case if the person may read it, and its strategic issue in focus."""

    city: City
    case: Case | None
    issue: StrategicIssue | None

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[self.case.status] if self.case else ""

    @classmethod
    def of(cls, city: City, user: User) -> "CaseInShort":
        case = Case.objects.visible_to(user).filter(city=city).select_related("cluster").first()
        # Whoever may read the case may read what it asks.
        issues = StrategicIssue.objects.filter(case=case, is_in_focus=True)
        return cls(city, case, issues.first() if case else None)
