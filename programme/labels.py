"""What a programme calls its workshops stands in rows that apps above write: they follow it."""

from collections.abc import Callable

from programme.models import Programme

_followers: list[Callable[[Programme], object]] = []


def follow_label(follower: Callable[[Programme], object]) -> None:
    """Have this called, in the same transaction, when the word for a workshop changes."""
    if follower not in _followers:
        _followers.append(follower)


def label_changed(programme: Programme) -> None:
    for follower in _followers:
        follower(programme)
