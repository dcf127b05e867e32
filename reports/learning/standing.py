"""Where all clusters stand: stage of life, how they came about, how they are evaluated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import EvaluationMethod, LifecycleStage
from reports.learning.reading import CityGroup, LearningCase, alphabetic

NOT_STATED = ""
ORDERS = ("group", "city", "stage", "founded", "evaluation")


@dataclass(frozen=True)
class StandingRow:
    """One case in one line."""

    city: str
    slug: str
    group: CityGroup
    title: str
    url: str
    edition: int | None
    is_draft: bool
    # Which of the five stages, from 1; None where the case does not say.
    step: int | None
    stage: str
    founded: str
    initiator: str
    legal_form: str
    method: str
    method_key: str
    evaluated: str

    @property
    def evaluation(self) -> str:
        return " ".join(filter(None, [self.method, self.evaluated]))

    @property
    def steps(self) -> list[tuple[int, bool]]:
        """The stages in their order, 15 apart; True is the present one."""
        stages = range(len(LifecycleStage.values))
        return [(6 + 15 * place, place + 1 == self.step) for place in stages]


@dataclass(frozen=True)
class ShareCity:
    city: str
    group: int
    is_draft: bool


@dataclass(frozen=True)
class Share:
    """Who answered the same: “Growing: Budapest, Dortmund”."""

    label: str
    cities: tuple[ShareCity, ...]

    @property
    def count(self) -> int:
        return len(self.cities)


@dataclass(frozen=True)
class Standing:
    """All cases in one view."""

    rows: tuple[StandingRow, ...]
    stages: tuple[Share, ...]
    methods: tuple[Share, ...]
    order: str

    @classmethod
    def of(cls, cases: Sequence[LearningCase], *, order: str = "group") -> "Standing":
        rows = [_row(case) for case in cases]
        stages = _shares(LifecycleStage.choices, cases, "lifecycle_stage")
        methods = _shares(EvaluationMethod.choices, cases, "evaluation_method")
        order = order if order in ORDERS else "group"
        return cls(tuple(_sorted(rows, order)), stages, methods, order)


def _row(case: LearningCase) -> StandingRow:
    facts = case.facts
    stage = facts.get("lifecycle_stage", {}).get("value")
    values = LifecycleStage.values
    return StandingRow(
        city=case.city,
        slug=case.slug,
        group=case.group,
        title=case.title,
        url=case.url,
        edition=case.edition,
        is_draft=case.is_draft,
        step=values.index(stage) + 1 if stage in values else None,
        stage=case.fact("lifecycle_stage"),
        founded=case.fact("founding_year"),
        initiator=case.fact("initiator"),
        legal_form=case.fact("legal_form"),
        method=case.fact("evaluation_method"),
        method_key=facts.get("evaluation_method", {}).get("value", ""),
        evaluated=case.fact("evaluation_year"),
    )


def _sorted(rows: Iterable[StandingRow], order: str) -> list[StandingRow]:
    """What is not known stands last."""
    methods = EvaluationMethod.values
    if order == "city":
        return sorted(rows, key=lambda row: alphabetic(row.city))
    if order == "stage":
        return sorted(rows, key=lambda row: row.step or 99)
    if order == "founded":
        return sorted(rows, key=lambda row: row.founded or "9999")
    if order == "evaluation":
        return sorted(
            rows,
            key=lambda row: methods.index(row.method_key) if row.method_key in methods else 99,
        )
    return list(rows)


def _shares(
    choices: Iterable[tuple[str, object]], cases: Sequence[LearningCase], fact: str
) -> tuple[Share, ...]:
    """One for each choice, also if nobody chose it, and one for those who do not say."""
    shares = [
        Share(str(label), _cities(cases, fact, str(value)))
        for value, label in choices
        if value != NOT_STATED
    ]
    silent = _cities(cases, fact, NOT_STATED)
    if silent:
        shares.append(Share(_("Not stated"), silent))
    return tuple(shares)


def _cities(cases: Sequence[LearningCase], fact: str, wanted: str) -> tuple[ShareCity, ...]:
    return tuple(
        ShareCity(case.city, case.group.number, case.is_draft)
        for case in cases
        if case.facts.get(fact, {}).get("value", "") == wanted
    )
