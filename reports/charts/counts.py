"""Counts as bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.coordinates import number


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    # What stands at the end of the bar: the number, or both in words.
    words: str
    width: str
    # A second count that goes on where the first ends, drawn as an outline; empty for none.
    more_x: str
    more_width: str
    y: str
    text_y: str
    value_x: str


@dataclass(frozen=True)
class Count:
    """A label with its number; ``more`` is a second number of another sort."""

    label: str
    value: int
    more: int = 0
    words: str = ""


@dataclass(frozen=True)
class Bars:
    """Counts as horizontal bars, one below the other."""

    bars: tuple[Bar, ...]
    title: str
    height: int
    width: int = 480
    label_width: int = 236

    @classmethod
    def of(cls, counts: Sequence[Count], *, title: str) -> "Bars":
        """All on the same scale, so long that the longest leaves room for its words."""
        row, most = 30, max([count.value + count.more for count in counts], default=1) or 1
        letters = max([len(count.words) for count in counts], default=0)
        # Labels have no more room than the longest of them needs.
        longest = max([len(count.label) for count in counts], default=0)
        label_width = min(cls.label_width, round(16 + 5.3 * longest))
        scale = (cls.width - label_width - max(26, 12 + 5.6 * letters)) / most
        bars = tuple(
            Bar(
                label=count.label,
                value=count.value,
                words=count.words or str(count.value),
                width=number(scale * count.value),
                more_x=number(label_width + scale * count.value) if count.more else "",
                more_width=number(scale * count.more) if count.more else "",
                y=number(position * row + 6),
                text_y=number(position * row + 20),
                value_x=number(label_width + scale * (count.value + count.more) + 7),
            )
            for position, count in enumerate(counts)
        )
        return cls(bars, title, row * len(bars) + 4, label_width=label_width)
