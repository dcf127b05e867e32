"""The colours of drawings, for pages and PDFs alike. The style sheet has the same in tokens.css."""

INK = "#1b2330"
MUTED = "#59626f"
LINE = "#e4dfd5"
SURFACE = "#ffffff"
LATE = "#a8261d"

_GROUPS = (
    "#2f5d9b",
    "#a8521f",
    "#3c7a57",
    "#7d4377",
    "#786412",
    "#a03b57",
    "#1f7286",
    "#5b58a6",
)


def group_colour(number: int | None) -> str:
    """The colour of a group; the muted ink for a city without one."""
    return _GROUPS[(number - 1) % len(_GROUPS)] if number else MUTED
