"""What a city answers for the networking map. The only writer of its marks."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.activity import record
from programme.mapping.history import ANSWERED
from programme.mapping.matrix import said
from programme.models import Activity, City, MapCell, Sector, User


class AnsweredMeanwhileError(Exception):
    """Somebody answered after the person had looked; the text says who and what, and can be shown.

    ``marks`` has what stands there now, for each of those sectors.
    """

    def __init__(self, text: str, marks: Mapping[Sector, str]) -> None:
        super().__init__(text)
        self.marks = marks


@transaction.atomic
def answer_map(
    city: City,
    answers: Mapping[Sector, str],
    *,
    by: User | None,
    seen: Mapping[Sector, str] | None = None,
) -> list[Sector]:
    """Set a city's marks for the given sectors, and return those whose mark has changed.

    An empty mark means “not answered”; sectors that are not given keep what they have. ``seen`` is
    what the person had before the eyes: where another answer stands by now, nothing is changed at
    all and AnsweredMeanwhileError is raised, unless both gave the same one. Raises
    Sector.DoesNotExist where one was deleted meanwhile.
    """
    # Whoever answers for this city now waits.
    City.objects.select_for_update(of=("self",), no_key=True).get(pk=city.pk)
    held = Sector.objects.select_for_update(no_key=True).order_by("pk")
    if len(held.filter(pk__in=[sector.pk for sector in answers])) < len(answers):
        raise Sector.DoesNotExist
    cells = MapCell.objects.filter(city=city, sector__in=list(answers))
    stored = dict(cells.values_list("sector", "mark"))
    before = {sector: stored.get(sector.pk, "") for sector in answers}
    changed = [sector for sector, mark in answers.items() if mark != before[sector]]
    others = {
        sector: before[sector]
        for sector in changed
        if seen is not None and seen.get(sector, before[sector]) != before[sector]
    }
    if others:
        raise AnsweredMeanwhileError(_meanwhile(city, others), others)
    for sector in changed:
        if answers[sector]:
            MapCell.objects.update_or_create(
                city=city, sector=sector, defaults={"mark": answers[sector]}
            )
        else:
            MapCell.objects.filter(city=city, sector=sector).delete()
    if changed:
        _record(city, before, answers, changed, by)
    return changed


def _record(
    city: City,
    before: Mapping[Sector, str],
    answers: Mapping[Sector, str],
    changed: list[Sector],
    by: User | None,
) -> None:
    record(
        ANSWERED,
        city,
        _("%(city)s answered for the networking map.") % {"city": city},
        by=by,
        programme=city.programme,
        city=city,
        path=reverse("programme:networking", args=[city.programme.slug]),
        before={sector.name: before[sector] for sector in changed if before[sector]},
        after={sector.name: answers[sector] for sector in changed if answers[sector]},
    )


def _meanwhile(city: City, others: Mapping[Sector, str]) -> str:
    """Who answered last for this city, and what stands there now."""
    now = "; ".join(f"{sector}: {said(mark)}" for sector, mark in others.items())
    last = Activity.objects.about(city).filter(verb=ANSWERED).select_related("actor").first()
    if last and last.actor:
        return _(
            "%(person)s has answered for %(city)s in the meantime (%(now)s). Nothing was changed:"
            " look at it, and answer again if you mean it."
        ) % {"person": last.actor, "city": city, "now": now}
    return _(
        "Somebody has answered for %(city)s in the meantime (%(now)s). Nothing was changed: look at"
        " it, and answer again if you mean it."
    ) % {"city": city, "now": now}
