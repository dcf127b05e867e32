"""What a case is drawn with: its figures around a centre, and the stage of its life."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.charts.coordinates import number, point


@dataclass(frozen=True)
class Spoke:
    """One axis of a radar chart: where it ends, where its label stands."""

    label_lines: tuple[str, ...]
    value: int
    end_x: str
    end_y: str
    dot_x: str
    dot_y: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True)
class Radar:
    """Values from 0 to ``most`` on as many axes as there are labels."""

    spokes: tuple[Spoke, ...]
    rings: tuple[str, ...]
    shape: str
    title: str
    colour: str
    width: int = 420
    height: int = 300
    radius: int = 98

    @classmethod
    def of(
        cls, values: Sequence[tuple[str, int]], *, title: str, most: int = 5, colour: str
    ) -> "Radar":
        cx, cy = cls.width / 2, cls.height / 2 + 2
        count = len(values)

        def at(position: int, share: float) -> tuple[float, float]:
            angle = math.tau * position / count - math.pi / 2
            return (
                cx + math.cos(angle) * cls.radius * share,
                cy + math.sin(angle) * cls.radius * share,
            )

        spokes = []
        for position, (label, value) in enumerate(values):
            end, dot, text = at(position, 1), at(position, value / most), at(position, 1.13)
            side = text[0] - cx
            anchor = "middle" if abs(side) < cls.radius * 0.2 else "start" if side > 0 else "end"
            lines = _two_lines(label)
            # A label above the chart grows upwards, one below it downwards.
            lift = {True: -13.0 * (len(lines) - 1), False: 0.0}[text[1] < cy - cls.radius * 0.8]
            middle = 0.0 if anchor == "middle" else -6.5 * (len(lines) - 1)
            spokes.append(
                Spoke(
                    label_lines=lines,
                    value=value,
                    end_x=number(end[0]),
                    end_y=number(end[1]),
                    dot_x=number(dot[0]),
                    dot_y=number(dot[1]),
                    label_x=number(text[0]),
                    label_y=number(text[1] + 4 + lift + middle),
                    anchor=anchor,
                )
            )
        rings = tuple(
            " ".join(point(*at(position, ring / most)) for position in range(count))
            for ring in range(1, most + 1)
        )
        shape = " ".join(point(*at(i, value / most)) for i, (_l, value) in enumerate(values))
        return cls(tuple(spokes), rings, shape, title, colour)


def _two_lines(label: str) -> tuple[str, ...]:
    """A label of several words in two lines of nearly the same length."""
    words = label.split()
    if len(label) < 16 or len(words) == 1:
        return (label,)
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda lines: max(len(line) for line in lines))


@dataclass(frozen=True)
class Stage:
    label: str
    x: str
    text_x: str
    is_current: bool


@dataclass(frozen=True)
class LifeCycle:
    """The stages of a cluster's life in order, the present one marked."""

    stages: tuple[Stage, ...]
    title: str
    colour: str
    step: int = 96
    height: int = 46

    @property
    def width(self) -> int:
        return self.step * len(self.stages)

    @classmethod
    def of(cls, stages: Iterable[tuple[str, str]], current: str, *, colour: str) -> "LifeCycle":
        """``stages`` are pairs of key and label; ``current`` is a key, or empty."""
        rows = tuple(
            Stage(
                label=label,
                x=number(position * cls.step),
                text_x=number((position + 0.5) * cls.step),
                is_current=key == current,
            )
            for position, (key, label) in enumerate(stages)
        )
        now = next((row.label for row in rows if row.is_current), _("not stated"))
        return cls(rows, _("Stage of the life cycle: %(stage)s.") % {"stage": now}, colour)
