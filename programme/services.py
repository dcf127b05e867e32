"""What the coordinator and the editors do that is more than saving one form."""

from django.db import transaction
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import Cluster, ClusterOffer, Figure, User


@transaction.atomic
def save_figures(figures: BaseInlineFormSet, *, by: User) -> None:
    """Save the rows of a valid formset: added, changed and removed ones in one step."""
    cluster: Cluster = figures.instance
    before = _figures_in_words(cluster)
    figures.save()
    after = _figures_in_words(cluster)
    if before != after:
        record(
            "figures_changed",
            cluster,
            _("The figures of %(cluster)s were changed.") % {"cluster": cluster},
            by=by,
            programme=cluster.programme,
            city=cluster.city,
            path=cluster.get_absolute_url(),
            before={"figures": before},
            after={"figures": after},
        )


@transaction.atomic
def save_offers(offers: BaseInlineFormSet, *, by: User) -> None:
    """Save what a cluster offers and seeks: added, changed and removed rows in one step."""
    cluster: Cluster = offers.instance
    before = _offers_in_words(cluster)
    offers.save()
    after = _offers_in_words(cluster)
    if before != after:
        record(
            "offers_changed",
            cluster,
            _("What %(cluster)s offers and seeks was changed.") % {"cluster": cluster},
            by=by,
            programme=cluster.programme,
            city=cluster.city,
            path=cluster.get_absolute_url(),
            before={"offers": before},
            after={"offers": after},
        )


def _offers_in_words(cluster: Cluster) -> list[str]:
    return [str(offer) for offer in ClusterOffer.objects.filter(cluster=cluster)]


def _figures_in_words(cluster: Cluster) -> list[str]:
    return [
        f"{figure}, {figure.as_of_in_words}, {figure.source}"
        for figure in Figure.objects.filter(cluster=cluster)
    ]
