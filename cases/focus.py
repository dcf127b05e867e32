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
    """The cases with ``asked``, empty where no issue is in focus. No query more."""
    return cases.annotate(asked=_of_issue("question"))


def with_kind(cases: CaseQuerySet) -> CaseQuerySet:
    """The cases with ``asked_kind``, for ``kind_words``. No query more."""
    return cases.annotate(asked_kind=_of_issue("kind"))


def kind_words(case: Case) -> str:
    """The kind of the issue in words; for a case of ``with_kind``."""
    kind = case.asked_kind  # type: ignore[attr-defined]
    return str(IssueKind(kind).label) if kind in IssueKind.values else ""


def _of_issue(column: str) -> Coalesce:
    editions = Edition.objects.filter(case=OuterRef("pk")).order_by("-number")
    working = StrategicIssue.objects.filter(case=OuterRef("pk"), is_in_focus=True)
    frozen = editions.values(words=KT(f"content__issue__{column}"))[:1]
    words: models.CharField = models.CharField()
    chosen = models.Case(
        models.When(
            Q(Exists(editions), status__in=SHARED_STATUSES),
            then=Subquery(frozen, output_field=words),
        ),
        default=Subquery(working.values(column)[:1], output_field=words),
        output_field=words,
    )
    return Coalesce(chosen, Value(""))
