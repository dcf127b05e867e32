"""Our rates beside those of ten matchmaking events that were counted to the end."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reports.networking.funnel import Funnel

# Fewer meetings than this say nothing about a rate.
ENOUGH = 30


@dataclass(frozen=True)
class Measured:
    """Meetings that took place, what they became, and how many of these were agreed."""

    meetings: int
    links: int
    agreements: int


TEN_EVENTS = Measured(meetings=2210, links=202, agreements=27)


@dataclass(frozen=True)
class Rate:
    """The same share here and there; no number where there is nothing to divide by."""

    label: str
    ours: str
    theirs: str


def measured(funnel: Funnel) -> Measured:
    """Only what came from meetings can be compared."""
    return Measured(funnel.meetings.held, funnel.made.links, funnel.made.agreements)


def rates(ours: Measured, theirs: Measured = TEN_EVENTS) -> Sequence[Rate]:
    return [
        Rate(
            _("Links from 100 meetings"),
            _per_hundred(ours.links, ours.meetings),
            _per_hundred(theirs.links, theirs.meetings),
        ),
        Rate(
            _("Agreements from 100 links"),
            _per_hundred(ours.agreements, ours.links),
            _per_hundred(theirs.agreements, theirs.links),
        ),
        Rate(
            _("Agreements from 100 meetings"),
            _per_hundred(ours.agreements, ours.meetings),
            _per_hundred(theirs.agreements, theirs.meetings),
        ),
    ]


def source_words() -> str:
    """Where the other numbers come from, and what they count."""
    return _(
        "Ten real matchmaking events, as the method of the programme quotes them: %(meetings)s"
        " meetings, %(links)s co-operation cases, %(agreements)s formal agreements. A co-operation"
        " case is set beside a link."
    ) % {
        "meetings": number_format(TEN_EVENTS.meetings, use_l10n=True, force_grouping=True),
        "links": TEN_EVENTS.links,
        "agreements": TEN_EVENTS.agreements,
    }


def reading_of(ours: Measured) -> str:
    """How far the comparison carries, in a sentence."""
    if not ours.meetings:
        return _("No meeting has taken place yet, so there is nothing to compare.")
    if ours.meetings < ENOUGH:
        return _("So few meetings say little: one link more or less changes the rate.")
    share = ours.links / ours.meetings - TEN_EVENTS.links / TEN_EVENTS.meetings
    if share > 0.02:
        return _("More of the meetings led to a link than at those events.")
    if share < -0.02:
        return _("Fewer of the meetings led to a link than at those events.")
    return _("About as many of the meetings led to a link as at those events.")


def _per_hundred(part: int, whole: int) -> str:
    if not whole:
        return "–"
    return number_format(round(100 * part / whole, 1), decimal_pos=1, use_l10n=True)
