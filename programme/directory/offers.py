"""Offers and searches as text: a line for each, the topic first, then the cluster’s own words."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme.models import ClusterOffer, PartneringTopic
from programme.plain import plain

LONGEST_WORDS = ClusterOffer._meta.get_field("words").max_length


def written_offers(rows: list[tuple[str, str]]) -> str:
    """“Test beds and pilots: a hall for robots”, a line for each."""
    lines = []
    for topic, words in rows:
        label = str(PartneringTopic(topic).label)
        lines.append(f"{label}: {words}" if words else label)
    return "\n".join(lines)


def read_offers(text: str) -> list[tuple[str, str]]:
    """Topics with the words for each; also with semicolons instead of lines.

    Raises ValidationError for a topic that does not exist and for words that are too long.
    """
    entries: list[tuple[str, str]] = []
    for line in text.splitlines():
        for piece in _pieces(line):
            topic, _colon, words = piece.partition(":")
            if not (known := _topic(topic)):
                raise ValidationError(
                    _("“%(topic)s” is none of these topics: %(topics)s."),
                    params={"topic": topic, "topics": ", ".join(map(str, PartneringTopic.labels))},
                )
            entries.append((known, _words(words)))
    return list(dict.fromkeys(entries))


def _pieces(line: str) -> list[str]:
    """What stands between semicolons; one inside the words of an offer separates nothing."""
    pieces: list[str] = []
    for piece in line.split(";"):
        if pieces and not _topic(piece.partition(":")[0]) and ":" in pieces[-1]:
            pieces[-1] += f";{piece}"
        elif piece.strip():
            pieces.append(piece)
    return [piece.strip() for piece in pieces]


def _topic(words: str) -> str:
    wanted = plain(words)
    return next((v for v, label in PartneringTopic.choices if wanted in (v, plain(str(label)))), "")


def _words(text: str) -> str:
    words = " ".join(text.split())
    if LONGEST_WORDS and len(words) > LONGEST_WORDS:
        raise ValidationError(
            _("“%(words)s…” is too long: %(most)s signs at most."),
            params={"words": words[:40], "most": LONGEST_WORDS},
        )
    return words
