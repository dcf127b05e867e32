"""The options of a discussion by what the room thought of them, as a small picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from cases.discussion.field import VoteField

FIELD = VoteField(left=34, top=12, side=220, inset=0, apart=11)


@dataclass(frozen=True)
class Dot:
    number: int
    x: int
    y: int


@dataclass(frozen=True)
class VotedOption:
    number: int
    text: str
    impact: str
    feasibility: str
    votes: int


@dataclass(frozen=True)
class VoteChart:
    """Impact upwards, feasibility to the right, each from 1 to 5; the best stand first."""

    options: tuple[VotedOption, ...]
    dots: tuple[Dot, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "VoteChart | None":
        """From the options of an edition; None where no votes were shown."""
        voted = [row for row in rows if row.get("votes")]
        if not voted:
            return None
        # As in the room where the votes were cast.
        voted.sort(key=lambda row: -(row["impact"] * row["feasibility"]))
        options = tuple(_option(number, row) for number, row in enumerate(voted, start=1))
        places = FIELD.places_of((row["feasibility"], row["impact"]) for row in voted)
        dots = (Dot(number, x, y) for number, (x, y) in enumerate(places, start=1))
        return cls(options, tuple(dots))

    @property
    def title(self) -> str:
        """The picture in words."""
        parts = [
            _("%(number)s: impact %(impact)s, feasibility %(feasibility)s")
            % {"number": one.number, "impact": one.impact, "feasibility": one.feasibility}
            for one in self.options
        ]
        return _("Votes on the options. %(options)s") % {"options": "; ".join(parts)}

    @property
    def field(self) -> VoteField:
        return FIELD


def _option(number: int, row: Mapping[str, Any]) -> VotedOption:
    # Not number_format: it cuts off what it does not show, and 3.96 would be 3.9.
    return VotedOption(
        number,
        row["text"],
        floatformat(row["impact"], 1),
        floatformat(row["feasibility"], 1),
        row["votes"],
    )
