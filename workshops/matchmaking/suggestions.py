"""Whom somebody could meet, and why: in whole sentences, the best first.

An offer that meets a search counts most, then the same sector and the marks of the networking
map; a language in common decides between equals. Pure: what is known comes as arguments.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programme.directory.languages import language_name
from programme.models import MapCell, Mark, Sector
from workshops.matchmaking.people import Person, in_words

# What a reason is worth.
COMPLEMENT = 6
SAME_SECTOR = 4
MARKS_OF_THEIR_SECTOR = 4
MARKS = 1
LANGUAGE = 1
# So many sectors of the map are named for one person, at most.
MOST_MARKS = 2

# The marks of cities, by city and sector.
Marks = Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Suggestion:
    """One person to ask, with the reasons in sentences."""

    person: Person
    reasons: list[str]
    score: int

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)


def marks_of(cities: Collection[int]) -> tuple[dict[tuple[int, int], str], list[Sector]]:
    """What these cities say on the networking map, and the sectors of which. One query."""
    cells = MapCell.objects.filter(city__in=cities).exclude(mark=Mark.NONE)
    found = list(cells.select_related("sector").order_by("sector", "city"))
    sectors = {cell.sector_id: cell.sector for cell in found}
    return {(cell.city_id, cell.sector_id): cell.mark for cell in found}, list(sectors.values())


def suggestions_for(
    me: Person,
    others: Iterable[Person],
    *,
    marks: Marks,
    sectors: Sequence[Sector],
    leave_out: Collection[int] = (),
) -> list[Suggestion]:
    """People whom there is a reason to meet; ``leave_out`` are networkers who were asked already.

    Nobody of the own cluster, and nobody for the language alone.
    """
    found = [
        suggestion
        for other in others
        if other.pk != me.pk
        and not _is_of_own_cluster(me, other)
        and not (other.networker and other.networker.pk in leave_out)
        and (suggestion := _suggest(me, other, marks, sectors))
    ]
    return sorted(found, key=lambda one: (-one.score, one.person.name, one.person.pk))


def _is_of_own_cluster(me: Person, other: Person) -> bool:
    return me.cluster is not None and other.cluster is not None and me.cluster == other.cluster


def _suggest(
    me: Person, other: Person, marks: Marks, sectors: Sequence[Sector]
) -> Suggestion | None:
    reasons: list[str] = []
    score = 0
    if me.sector and other.sector and me.sector == other.sector:
        reasons.append(_("Both of you are in %(sector)s.") % {"sector": me.sector})
        score += SAME_SECTOR
    for sentence, topics in (
        (_("You seek and they offer: %(topics)s."), _topics(me.seeks, other.offers)),
        (_("They seek and you offer: %(topics)s."), _topics(me.offers, other.seeks)),
    ):
        if topics:
            reasons.append(sentence % {"topics": "; ".join(topics)})
            score += COMPLEMENT * len(topics)
    sentences, worth = _by_the_map(me, other, marks, sectors)
    reasons += sentences
    score += worth
    if not reasons:
        return None
    common = [code for code in me.languages if code in other.languages]
    if common:
        names = ", ".join(language_name(code) for code in common)
        reasons.append(_("You both speak: %(languages)s.") % {"languages": names})
        score += LANGUAGE
    elif me.languages and other.languages:
        reasons.append(_("You have no language in common: an interpreter would be needed."))
        score -= LANGUAGE
    return Suggestion(other, reasons, score)


def _topics(sought: Mapping[str, str], offered: Mapping[str, str]) -> list[str]:
    """What one seeks and the other offers, in the words of the one who offers."""
    return [in_words(topic, offered[topic]) for topic in sought if topic in offered]


def _by_the_map(
    me: Person, other: Person, marks: Marks, sectors: Sequence[Sector]
) -> tuple[list[str], int]:
    """Where the case of one city is an opportunity for the other; the own sectors come first."""
    if me.city_pk is None or other.city_pk is None or me.city_pk == other.city_pk:
        return [], 0
    theirs = {person.sector.pk for person in (me, other) if person.sector}
    found = []
    for sector in sectors:
        mine, their = marks.get((me.city_pk, sector.pk)), marks.get((other.city_pk, sector.pk))
        if {mine, their} != {Mark.CASE, Mark.OPPORTUNITY}:
            continue
        case, seeker = (me, other) if mine == Mark.CASE else (other, me)
        words = {"sector": sector, "case": case.city_name, "seeker": seeker.city_name}
        sentence = _("%(sector)s is the case of %(case)s and an opportunity for %(seeker)s.")
        is_theirs = sector.pk in theirs
        worth = MARKS_OF_THEIR_SECTOR if is_theirs else MARKS
        found.append((-worth, sector.pk, sentence % words))
    best = sorted(found)[:MOST_MARKS]
    return [sentence for _worth, _pk, sentence in best], -sum(worth for worth, *_rest in best)


def opening_words(me: Person, other: Person, sector: Sector | None) -> str:
    """With what a request could begin, where something is known of both; empty otherwise."""
    if found := _topics(me.seeks, other.offers):
        return _("We look for: %(topics)s. You seem to offer that.") % {"topics": "; ".join(found)}
    if found := _topics(me.offers, other.seeks):
        return _("We can offer: %(topics)s. You seem to look for that.") % {
            "topics": "; ".join(found)
        }
    both = sector or (me.sector if me.sector and me.sector == other.sector else None)
    return _("Links between our clusters in %(sector)s.") % {"sector": both} if both else ""
