"""The PDF of a learning passport: what a city did, took up from others, and gave on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import ProposedAction
from programme.models import Activity, City
from reports.contexts.base import Cover, GroupFacts, Print, ProgrammeFacts, Row, day_words
from reports.outcomes.passport import Entry, Passport, Visit

# What changes a passport, as the log calls it.
PREFIXES = ("take_up_", "action_")


@dataclass(frozen=True)
class TakenUp:
    """An entry: with whom, what, and how far it is."""

    city: str
    group: GroupFacts
    source: str
    source_text: str
    text: str
    progress: str
    is_taken_up: bool
    result: str


@dataclass(frozen=True)
class OwnAction:
    number: str
    text: str
    answer: str
    progress: str
    # What the city said last, in its own words.
    why: str


@dataclass(frozen=True)
class Attended:
    title: str
    days: str
    people: str
    is_host: bool


@dataclass(frozen=True, kw_only=True)
class PassportPrint(Print):
    template: ClassVar[str] = "reports/pdf/learning_passport.html"

    figures: tuple[Row, ...]
    taken: tuple[TakenUp, ...]
    given: tuple[TakenUp, ...]
    actions: tuple[OwnAction, ...]
    visits: tuple[Attended, ...]

    @classmethod
    def of(cls, subject: City) -> Self:
        """As every member reads it."""
        city = City.objects.select_related("programme", "group").get(pk=subject.pk)
        passport = Passport.of(city)
        figures = [
            Row(_("workshops attended"), str(passport.attended)),
            Row(
                _("own actions taken up"),
                _("%(did)s of %(total)s") % {"did": passport.did, "total": len(passport.actions)}
                if passport.actions
                else "",
            ),
            Row(_("taken up from others"), str(len(passport.taken))),
            Row(_("taken up by others"), str(len(passport.given))),
        ]
        return cls(
            programme=ProgrammeFacts.of(city.programme),
            cover=Cover(
                kind=_("Learning passport"),
                title=city.name,
                subtitle=", ".join([city.name, str(city.group or city.country.name)]),
                edition=_as_of(city, passport),
                group=GroupFacts.of(city.group),
            ),
            figures=tuple(row for row in figures if row.value),
            taken=tuple(_taken(entry, entry.row.source_city) for entry in passport.taken),
            given=tuple(_taken(entry, entry.row.city) for entry in passport.given),
            actions=tuple(map(_action, passport.actions)),
            visits=tuple(map(_visit, _those_attended(passport.visits))),
        )


def _taken(entry: Entry, other: City) -> TakenUp:
    return TakenUp(
        city=other.name,
        group=GroupFacts.of(other.group),
        source=entry.source,
        source_text=entry.source_text,
        text=entry.row.text,
        progress=entry.row.get_progress_display(),
        is_taken_up=entry.is_taken_up,
        result=entry.row.result,
    )


def _action(action: ProposedAction) -> OwnAction:
    said = [follow_up.why for follow_up in action.said if follow_up.why]  # type: ignore[attr-defined]
    return OwnAction(
        number=f"A{action.number}",
        text=action.agreed_text or action.text,
        answer=action.get_status_display(),
        progress=action.get_progress_display(),
        why=said[-1] if said else "",
    )


def _visit(visit: Visit) -> Attended:
    return Attended(
        title=visit.workshop.title,
        days=visit.workshop.dates_in_words,
        people=visit.words,
        is_host=visit.is_host,
    )


def _those_attended(visits: Iterable[Visit]) -> list[Visit]:
    return [visit for visit in visits if visit.people]


def _as_of(city: City, passport: Passport) -> str:
    """“As of 3 September 2010”: the day of the last change, so that the same stays the same."""
    own = Q(verb__startswith=PREFIXES[0]) | Q(verb__startswith=PREFIXES[1])
    changes = Activity.objects.filter(own, city=city).order_by("-at").values_list("at", flat=True)
    last = max(
        [entry.row.recorded_at for entry in passport.given] + list(changes[:1]), default=None
    )
    return _("As of %(day)s") % {"day": day_words(timezone.localdate(last))} if last else ""
