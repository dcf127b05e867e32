"""What the coordinator and the editors do that is more than saving one form."""

from django.db import transaction
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.activity import record
from programme.models import City, Cluster, Figure, MapCell, Sector, User


@transaction.atomic
def answer_map(city: City, answers: dict[Sector, str], *, by: User) -> None:
    """Set a city's marks for the given sectors; an empty mark means “not answered”.

    Sectors that are not given keep what they have.
    """
    before = {
        cell.sector.name: cell.mark
        for cell in MapCell.objects.filter(city=city, sector__in=answers).select_related("sector")
    }
    for sector, mark in answers.items():
        if mark:
            MapCell.objects.update_or_create(city=city, sector=sector, defaults={"mark": mark})
        else:
            MapCell.objects.filter(city=city, sector=sector).delete()
    if answers:
        record(
            "map_answered",
            city,
            _("%(city)s answered for the networking map.") % {"city": city},
            by=by,
            programme=city.programme,
            city=city,
            path=reverse("programme:networking", args=[city.programme.slug]),
            before=before,
            after={sector.name: mark for sector, mark in answers.items() if mark},
        )


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


def _figures_in_words(cluster: Cluster) -> list[str]:
    return [
        f"{figure}, {figure.as_of_in_words}, {figure.source}"
        for figure in Figure.objects.filter(cluster=cluster)
    ]
