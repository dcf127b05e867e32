"""Steps of the tests about what was written before."""

import datetime
import re

import time_machine
from django.urls import reverse

from cases import services
from cases.models import Occasion
from programme.writing.services import save_text
from tests.cases.conftest import answer_to

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def url(case, name="history", *more):
    return reverse(f"cases:{name}", args=[case.programme.slug, case.city.slug, *more])


def write(case, topic, text, by, minute=0, **fields):
    """Save a topic some minutes after noon."""
    answer = answer_to(case, topic)
    with time_machine.travel(NOON + datetime.timedelta(minutes=minute), tick=False):
        return save_text(answer, text, base_version=answer.version, by=by, **fields)


def keep(case, by, name="A version", minute=0):
    at = NOON + datetime.timedelta(minutes=minute)
    return services.keep_version(case, Occasion.NAMED, by=by, name=name, at=at)


def words_of(page):
    """What is struck out and what is underlined, without the words for the ear."""
    found = []
    for tag in ("del", "ins"):
        parts = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.S)
        found.append([re.sub(r"<span.*?</span>", "", part) for part in parts])
    return tuple(found)
