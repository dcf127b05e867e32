"""The strategic issue of a case as its readers know it.

Once a case is distributed that is the issue of its last edition: what a city writes for the next
one is nobody else's yet.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from cases.models import SHARED_STATUSES, Case, CaseQuerySet, Edition, IssueKind, StrategicIssue


def with_question(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases with ``asked`` and ``asked_kind``, empty where no issue is in focus.

    No query more: both come with the cases.
    """
    editions = Edition.objects.filter(case=OuterRef("pk")).order_by("-number")
    working = StrategicIssue.objects.filter(case=OuterRef("pk"), is_in_focus=True)
    frozen = Q(Exists(editions), status__in=SHARED_STATUSES)
    return cases.annotate(
        asked=_either(
            frozen,
            editions.values(words=KT("content__issue__question"))[:1],
            working.values("question")[:1],
        ),
        asked_kind=_either(
            frozen,
            editions.values(words=KT("content__issue__kind"))[:1],
            working.values("kind")[:1],
        ),
    )


def kind_words(case: Case) -> str:
    """The kind of the issue in words; for a case of ``with_question``."""
    kind = case.asked_kind  # type: ignore[attr-defined]
    return str(IssueKind(kind).label) if kind in IssueKind.values else ""


def _either(condition: Q, one: models.QuerySet, other: models.QuerySet) -> Coalesce:
    words: models.CharField = models.CharField()
    chosen = models.Case(
        models.When(condition, then=Subquery(one, output_field=words)),
        default=Subquery(other, output_field=words),
        output_field=words,
    )
    return Coalesce(chosen, Value(""))
