"""What the coordinator and the editors do that is more than saving one form."""

from collections.abc import Callable

from django.db import transaction
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import Cluster, ClusterOffer, Figure, User


def save_figures(figures: BaseInlineFormSet, *, by: User) -> None:
    """Save the rows of a valid formset: added, changed and removed ones in one step."""
    sentence = _("The figures of %(cluster)s were changed.") % {"cluster": figures.instance}
    _save_rows(figures, "figures", _figures_in_words, sentence, by=by)


def save_offers(offers: BaseInlineFormSet, *, by: User) -> None:
    """Save what a cluster offers and seeks: added, changed and removed rows in one step."""
    sentence = _("What %(cluster)s offers and seeks was changed.") % {"cluster": offers.instance}
    _save_rows(offers, "offers", _offers_in_words, sentence, by=by)


@transaction.atomic
def _save_rows(
    rows: BaseInlineFormSet,
    name: str,
    in_words: Callable[[Cluster], list[str]],
    sentence: str,
    *,
    by: User,
) -> None:
    cluster: Cluster = rows.instance
    before = in_words(cluster)
    rows.save()
    after = in_words(cluster)
    if before != after:
        record(
            f"{name}_changed",
            cluster,
            sentence,
            by=by,
            programme=cluster.programme,
            city=cluster.city,
            path=cluster.get_absolute_url(),
            before={name: before},
            after={name: after},
        )


def _offers_in_words(cluster: Cluster) -> list[str]:
    return [str(offer) for offer in ClusterOffer.objects.filter(cluster=cluster)]


def _figures_in_words(cluster: Cluster) -> list[str]:
    return [
        f"{figure}, {figure.as_of_in_words}, {figure.source}"
        for figure in Figure.objects.filter(cluster=cluster)
    ]
