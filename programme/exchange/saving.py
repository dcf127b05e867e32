"""Writing many clusters at once: a few questions to the database, whatever their number."""

from collections.abc import Iterable

from django.utils import timezone

from programme.directory.columns import BY_KEY, KIND_OF, Kind
from programme.exchange.plans import Plan, Planner
from programme.models import Cluster, ClusterOffer

# So many are written by one statement.
TOGETHER = 100


def save_plans(plans: Iterable[Plan], planner: Planner) -> None:
    """Save the clusters of plans that were compared with the rows as they are, in a transaction
    that holds them."""
    plans = list(plans)
    new = [plan for plan in plans if not plan.existing]
    changed = [plan for plan in plans if plan.existing]
    for plan in new:
        planner.give_address(_cluster(plan))
    now = timezone.now()
    for plan in plans:
        _cluster(plan).set_derived()
        _cluster(plan).changed_at = now
    Cluster.objects.bulk_create([_cluster(plan) for plan in new], batch_size=TOGETHER)
    _update(changed)
    _save_offers(plans)


def _cluster(plan: Plan) -> Cluster:
    assert plan.cluster is not None  # noqa: S101  for the type checker
    return plan.cluster


def _update(plans: list[Plan]) -> None:
    """Write only the columns that any of them changes: of the others nothing can be undone."""
    columns = {change.key for plan in plans for change in plan.changes}
    names = {key for key in columns if BY_KEY[key].kind is not Kind.OFFERS}
    if plans:
        Cluster.objects.bulk_update(
            [_cluster(plan) for plan in plans],
            [*sorted(names), "search_text", "changed_at"],
            batch_size=TOGETHER,
        )


def _save_offers(plans: list[Plan]) -> None:
    for key, kind in KIND_OF.items():
        said = [plan for plan in plans if key in _written(plan)]
        clusters = [_cluster(plan).pk for plan in said if plan.existing]
        ClusterOffer.objects.filter(cluster__in=clusters, kind=kind).delete()
        ClusterOffer.objects.bulk_create(
            [
                ClusterOffer(cluster=_cluster(plan), kind=kind, topic=topic, words=words)
                for plan in said
                for topic, words in plan.values[key]
            ],
            batch_size=TOGETHER * 5,
        )


def _written(plan: Plan) -> set[str]:
    return {change.key for change in plan.changes} if plan.existing else set(plan.values)
