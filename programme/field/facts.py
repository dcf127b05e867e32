"""Facts to quote to policymakers: the usual ones, their order, and how each is quoted."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.activity import record
from programme.editing import lock_programme
from programme.models import PolicyFact, Programme, User

# Real, and known in the field; nobody has looked the studies up again for this list, and it says
# so. A programme keeps its own words afterwards.
STUDY = "Danish study of members of clusters, as quoted by practitioners"
LOOK_UP = "It is about Denmark. Look up the study and its year before you print this."
SCALE = "Counts of cluster organisations, as quoted by practitioners"
USUAL: tuple[dict[str, Any], ...] = (
    {
        "figure": "4×",
        "statement": "Firms that are members of a cluster are four times as likely to innovate.",
        "source": STUDY,
        "note": LOOK_UP,
    },
    {
        "figure": "+3.6\u00a0%",
        "statement": "The productivity of members of a cluster grew by 3.6\u00a0% more.",
        "source": STUDY,
        "note": LOOK_UP,
    },
    {
        "figure": "14\u00a0%",
        "statement": (
            "14\u00a0% of the members of clusters are active abroad, against 5 to 6\u00a0% of "
            "other firms."
        ),
        "source": STUDY,
        "note": LOOK_UP,
    },
    {
        "figure": "1,500",
        "statement": (
            "There are over 1,500 clusters in Europe, and over 7,000 in the world: others have "
            "faced what we face."
        ),
        "source": SCALE,
        "note": "What counts as a cluster differs from list to list.",
    },
    {
        "figure": "27",
        "statement": (
            "Ten matchmaking events led to 2,210 meetings, 202 cases of co-operation and 27 "
            "formal agreements."
        ),
        "source": "Count of a series of matchmaking events, as quoted by practitioners",
        "note": "One agreement in about eighty meetings: they have to be many, and followed up.",
    },
)
WRITTEN = ("position", "figure", "statement", "source", "year", "website", "note")


@dataclass(frozen=True)
class Quotable:
    """A fact as its page shows it."""

    fact: PolicyFact
    is_first: bool
    is_last: bool

    @property
    def origin(self) -> str:
        """“Danish study, 2019”."""
        return ", ".join(filter(None, [self.fact.source, str(self.fact.year or "")]))

    @property
    def quotation(self) -> str:
        """Ready to be put into a text: the words, where they are from, and the address."""
        words = f"“{self.fact.statement}” ({self.origin})"
        return f"{words} {self.fact.website}".strip()


def quotable(facts: list[PolicyFact]) -> list[Quotable]:
    last = len(facts) - 1
    return [Quotable(fact, place == 0, place == last) for place, fact in enumerate(facts)]


def begin_facts(programme: Programme) -> list[PolicyFact]:
    """Give a programme the usual facts."""
    return PolicyFact.objects.bulk_create(
        PolicyFact(programme=programme, position=place, **row)
        for place, row in enumerate(USUAL, start=1)
    )


def copy_facts(source: Programme, target: Programme) -> None:
    PolicyFact.objects.bulk_create(
        PolicyFact(programme=target, **{name: getattr(row, name) for name in WRITTEN})
        for row in source.policy_facts.all()
    )


@transaction.atomic
def take_usual_facts(programme: Programme, *, by: User) -> list[PolicyFact]:
    """Give a programme that has none the usual facts; one that has some keeps what it has."""
    lock_programme(programme)
    if programme.policy_facts.exists():
        return []
    facts = begin_facts(programme)
    record(
        "policy_facts_taken",
        programme,
        _("The usual facts for policymakers were taken over."),
        by=by,
        programme=programme,
        path=facts[0].get_absolute_url(),
        after={"facts": [str(fact) for fact in facts]},
    )
    return facts


def next_position(programme: Programme) -> int:
    last = programme.policy_facts.order_by("-position").first()
    return last.position + 1 if last else 1


@transaction.atomic
def move_fact(fact: PolicyFact, *, up: bool, by: User) -> None:
    """Let a fact change places with the one before or after it; at the end nothing happens."""
    lock_programme(fact.programme)
    facts = list(PolicyFact.objects.in_programme(fact.programme))
    place = next((i for i, row in enumerate(facts) if row.pk == fact.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(facts):
        return
    facts[place], facts[other] = facts[other], facts[place]
    for number, row in enumerate(facts, start=1):
        row.position = number
    PolicyFact.objects.bulk_update(facts, ["position"])
    record(
        "policy_fact_moved",
        fact,
        _("The fact “%(fact)s” was moved.") % {"fact": fact},
        by=by,
        programme=fact.programme,
        path=fact.get_absolute_url(),
        before={"position": place + 1},
        after={"position": other + 1},
    )
