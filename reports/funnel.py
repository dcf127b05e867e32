"""Steps that become fewer, as bars around a middle line: numbers in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

ROW, BAR, WIDEST, NARROWEST = 34, 24, 200, 5


@dataclass(frozen=True)
class FunnelStep:
    label: str
    count: int
    x: str
    y: str
    width: str
    text_y: str
    # To the next step: a quiet shape between the two bars; empty after the last.
    slope: str


@dataclass(frozen=True)
class Funnel:
    """Each step is a label and a count; the widest has the highest count."""

    steps: tuple[FunnelStep, ...]
    title: str
    height: int
    width: int = 480
    middle: int = 350
    label_width: int = 236

    @classmethod
    def of(cls, steps: Sequence[tuple[str, int]]) -> "Funnel":
        most = max(count for _label, count in steps) or 1
        widths = [max(NARROWEST, WIDEST * count / most) for _label, count in steps]
        words = "; ".join(f"{label}: {count}" for label, count in steps)
        return cls(
            steps=tuple(
                FunnelStep(
                    label=label,
                    count=count,
                    x=f"{cls.middle - widths[place] / 2:.1f}",
                    y=str(place * ROW + 2),
                    width=f"{widths[place]:.1f}",
                    text_y=str(place * ROW + 18),
                    slope=cls._slope(place, widths),
                )
                for place, (label, count) in enumerate(steps)
            ),
            title=_("From the map to what was taken up: %(steps)s.") % {"steps": words},
            height=len(steps) * ROW,
        )

    @classmethod
    def _slope(cls, place: int, widths: Sequence[float]) -> str:
        if place + 1 == len(widths):
            return ""
        top, bottom = place * ROW + 2 + BAR, (place + 1) * ROW + 2
        upper, lower = widths[place] / 2, widths[place + 1] / 2
        corners = (
            (cls.middle - upper, top),
            (cls.middle + upper, top),
            (cls.middle + lower, bottom),
            (cls.middle - lower, bottom),
        )
        return " ".join(f"{x:.1f},{y}" for x, y in corners)
