"""How often one person, or one address, may ask for the same thing.

Counted in the cache that all web processes share. allauth has limits of its own for its pages
(see ``ACCOUNT_RATE_LIMITS``); these are for ours.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, NamedTuple

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Rate(NamedTuple):
    """“60/m/user”: so many times within so many seconds, counted by person, address or key."""

    most: int
    seconds: int
    per: str


def limited(request: HttpRequest, action: str, rates: str, key: str = "") -> bool:
    """Count that ``action`` is asked for once more; True if that is too often.

    ``rates`` are one or more, between commas: “60/m/user”, “10/h/ip”, “5/15m/key”. A visitor has
    no account, so “user” counts a visitor's address; “key” counts whatever ``key`` names. What is
    refused is counted as well: whoever goes on asking goes on being refused until the time is over.
    """
    over = [_is_over(_place(request, action, rate, key), rate) for rate in parsed(rates)]
    return any(over)


def count_anew(request: HttpRequest, action: str, rates: str, key: str = "") -> None:
    """Forget what was counted by these rates."""
    cache.delete_many([_place(request, action, rate, key) for rate in parsed(rates)])


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that says so, with the status that programs understand."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response


def at_most(rates: str, action: str) -> Callable:
    """Answer a view only so often; ``action`` is counted together wherever it stands."""

    def limit(view: Callable) -> Callable:
        @wraps(view)
        def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if limited(request, action, rates):
                return too_many(request)
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return answer

    return limit


@lru_cache(maxsize=100)
def parsed(rates: str) -> tuple[Rate, ...]:
    """ValueError for what is no rate: a mistake of ours, not of a person."""
    return tuple(_rate(rate.strip()) for rate in rates.split(","))


def _rate(written: str) -> Rate:
    found = re.fullmatch(r"(\d+)/(\d*)([smhd])/(user|ip|key)", written)
    if not found:
        raise ValueError(written)
    most, many, unit, per = found.groups()
    return Rate(int(most), int(many or 1) * SECONDS[unit], per)


def _place(request: HttpRequest, action: str, rate: Rate, key: str) -> str:
    """Where it is counted: anew in each stretch of time, so that one is forgotten as a whole."""
    who = f"key:{key}" if rate.per == "key" else _who(request, rate)
    return f"limit:{action}:{rate.seconds}:{who}:{int(time.time() // rate.seconds)}"


def _is_over(place: str, rate: Rate) -> bool:
    cache.add(place, 0, rate.seconds)
    try:
        count = cache.incr(place)
    except ValueError:
        # It ended between the two.
        return False
    # Some caches forget how long a key lives when they count it up.
    cache.touch(place, rate.seconds)
    return count > rate.most


def _who(request: HttpRequest, rate: Rate) -> str:
    if rate.per == "user" and request.user.is_authenticated:
        return f"user:{request.user.pk}"
    # Read past our own proxies, as for log-ins. Of version 6 the network counts: whoever has one
    # address has as many as there are.
    return f"ip:{get_ip(request)}"
