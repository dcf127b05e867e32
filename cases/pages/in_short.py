"""A city's case in a few words: for the page of the city, which fetches it by address."""

from dataclasses import dataclass

from cases.focus import with_question
from cases.models import Case
from cases.moves import STATUS_CHIPS
from programme.models import City, User


@dataclass(frozen=True)
class CaseInShort:
    """The case if the person may read it, and its strategic issue in focus."""

    city: City
    case: Case | None
    question: str

    @property
    def chip(self) -> str:
        return STATUS_CHIPS[self.case.status] if self.case else ""

    @classmethod
    def of(cls, city: City, user: User) -> "CaseInShort":
        cases = with_question(Case.objects.visible_to(user).filter(city=city))
        case = cases.select_related("cluster").first()
        # Whoever may read the case may read what it asks.
        return cls(city, case, case.asked if case else "")
