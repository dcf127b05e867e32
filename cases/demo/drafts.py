"""Earlier drafts of a demonstration text, so that its history shows something."""

import re

# Each round of writing ends with one of these, which the next takes out again.
NOTES = (
    "To be checked with the cluster’s office before it goes on.",
    "Somebody who knows the figures should read this.",
    "Is this clear to a reader from another city?",
)


def drafts_of(text: str, times: int) -> list[str]:
    """The text as it grew: a first paragraph with a note, most of it with another, all of it."""
    sentences = [re.split(r"(?<=[.!?]) ", paragraph) for paragraph in text.split("\n\n")]
    first = _joined([*sentences[:1]], NOTES[len(text) % 3])
    shorter = [[*part[:1], *part[2:]] if len(part) > 2 else part for part in sentences]
    second = _joined(shorter, NOTES[(len(text) + 1) % 3])
    return [first, second, text][3 - times :]


def _joined(paragraphs: list[list[str]], note: str) -> str:
    return "\n\n".join([*(" ".join(part) for part in paragraphs), note])
